"""An address is a page, which is one report, or a feed, which is a report an entry.

A feed's entries are read as the feed gives them: whoever names a feed asks for one request, not for one to every page
that it links to. The links stand in the reports.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date as Date

from dragoman.errors import EmptyInput, InputError, UnknownKind
from dragoman.records import Report
from dragoman.sources.encoding import decode
from dragoman.sources.feed import feed_reports
from dragoman.sources.fetch import Fetched, Fetcher
from dragoman.sources.html import page_report
from dragoman.sources.reports import make_report
from dragoman.sources.sniff import kind_of

_HTML = frozenset({"text/html", "application/xhtml+xml"})


def read_address(url: str, published: Date | None, fetcher: Fetcher | None) -> Iterator[Report | InputError]:
    """The reports of what an address gives; `published` is the date of those that carry none. Raises InputError."""
    yield from fetched_reports((fetcher or Fetcher()).fetch(url), source=url, published=published)


def fetched_reports(
    fetched: Fetched, *, source: str, published: Date | None = None
) -> Iterator[Report | InputError]:
    """The reports in what was fetched; none when nothing is newer than what was asked about.

    `source` is the address that was asked for. Servers misname feeds, so that a body that begins like one is one.
    Raises UnknownKind for what is neither page, feed nor plain text.
    """
    if fetched.not_modified:
        return
    if not fetched.body.strip():
        raise EmptyInput("the server answers with nothing", where=source)
    kind, _ = kind_of(io.BytesIO(fetched.body))
    media = fetched.content_type
    if kind == "feed" or (media not in _HTML and media.endswith(("/xml", "+xml"))):
        yield from feed_reports(
            fetched.body, source=source, published=published, charset=fetched.charset, address=fetched.url
        )
    elif media in _HTML or (kind == "html" and media in ("", "text/plain")):
        yield page_report(
            fetched.body, source=source, published=published, charset=fetched.charset, address=fetched.url
        )
    elif media == "text/plain":
        text = decode(fetched.body, where=source, declared=fetched.charset)
        yield make_report(text, source=source, published=published, url=fetched.url)
    else:
        raise UnknownKind(
            f"it is {media or 'of no kind that the server names'}, not a page, a feed or plain text",
            where=source,
            next_step="Save it, and give the file.",
        )
