"""An HTML page is one report: the article's text, and what the page says of its title, date, publisher and address.

trafilatura finds the article. Nothing in the page is run or fetched. Its `deduplicate` stays off: it remembers the
pages it saw before, so that the same page would not always give the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date as Date
from typing import TYPE_CHECKING, BinaryIO

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
    data = read_all(stream, MAX_HTML_BYTES, where=source)
    declared = _CHARSET.search(data[:_CHARSET_BYTES])
    page = decode(data, where=source, declared=declared[1].decode("ascii") if declared else None)
    article = _article(page, source)
    yield make_report(
        # trafilatura gives a block a line; a blank line says beyond doubt that headings and paragraphs end there.
        re.sub(r"\n+", "\n\n", (article.text or "").strip()),
        source=source,
        title=article.title or None,
        publisher=article.sitename or article.hostname or None,
        url=article.url or None,
        published=Date.fromisoformat(article.date) if article.date else published,
    )


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
