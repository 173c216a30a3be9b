"""An HTML page is one report: the article's text, and what the page says of its title, date, publisher and address.

trafilatura finds the article. Nothing in the page is run or fetched. Its `deduplicate` stays off: it remembers the
pages it saw before, so that the same page would not always give the same text.

The HTML of a mail or of a feed's entry is no page: `markup.py` makes it plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date as Date
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from dragoman.errors import EmptyInput, UnreadableText
from dragoman.records import Report
from dragoman.sources.encoding import decode
from dragoman.sources.limits import MAX_HTML_BYTES
from dragoman.sources.reports import make_report
from dragoman.sources.streams import read_all

if TYPE_CHECKING:
    from trafilatura.settings import Document

# The web's own rule: the charset stands in the first 1024 bytes. Pages keep it loosely.
_CHARSET_BYTES = 4096
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)


def read_html(stream: BinaryIO, *, source: str, published: Date | None = None) -> Iterator[Report]:
    """The one report of a page; `published` is its date when the page gives none. Raises InputError."""
    yield page_report(read_all(stream, MAX_HTML_BYTES, where=source), source=source, published=published)


def page_report(
    data: bytes,
    *,
    source: str,
    where: str | None = None,
    published: Date | None = None,
    charset: str | None = None,
    url: str | None = None,
    address: str | None = None,
) -> Report:
    """The report of a page's bytes, at most MAX_HTML_BYTES.

    `charset` is what the server that gave the page said. `url` is the page's address whatever the page says of it,
    `address` where it says nothing. Raises InputError.
    """
    where = source if where is None else where
    declared = _CHARSET.search(data[:_CHARSET_BYTES])
    page = decode(data, where=where, declared=charset or (declared[1].decode("ascii") if declared else None))
    article = _article(page, where)
    return make_report(
        # trafilatura gives a block a line; a blank line says beyond doubt that headings and paragraphs end there.
        re.sub(r"\n+", "\n\n", (article.text or "").strip()),
        source=source,
        where=where,
        title=article.title or None,
        publisher=article.sitename or article.hostname or (urlsplit(url or address or "").hostname or None),
        url=url or web_address(article.url) or address,
        published=Date.fromisoformat(article.date) if article.date else published,
    )


def web_address(url: object) -> str | None:
    """The address, if it is one of the web: pages and feeds may name anything, a script among them."""
    return url if isinstance(url, str) and re.match(r"https?://[^\s<>\"]+\Z", url, re.IGNORECASE) else None


def _article(page: str, source: str) -> Document:
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    try:
        article = bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            deduplicate=False,
            # The day the page first came out, and only where the page names it as such: a date guessed from the
            # running text would shift every "on Wednesday".
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except Exception as error:
        # Whatever trips over a page made to trip it: the page is named and the batch goes on.
        raise UnreadableText(
            f"the page can't be taken apart ({type(error).__name__}: {error})",
            where=source,
            next_step="Save its text as .txt.",
        ) from error
    if not isinstance(article, Document) or not (article.text or "").strip():
        raise EmptyInput(
            "no article text was found in the page",
            where=source,
            next_step="It may be a list of links, or filled in by a script; save the article's text as .txt.",
        )
    return article
