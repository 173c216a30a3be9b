"""A feed (RSS, Atom) is a report an entry: what the entry itself says. The pages that it links to are not fetched.

feedparser reads it. It is given no document type, so that no entity can be declared, neither one that names a file or
an address nor one that grows a thousandfold; and well-formed XML (`wellformed.py`).
"""

from __future__ import annotations

import html
import io
import re
import time
from collections.abc import Iterator, Mapping
from datetime import date as Date
from typing import Any, BinaryIO

from dragoman.errors import BrokenFile, EmptyInput, InputError, TooLarge, UnreadableText
from dragoman.records import Report
from dragoman.sources.dates import publication_date
from dragoman.sources.encoding import decode
from dragoman.sources.html import web_address
from dragoman.sources.limits import MAX_HTML_BYTES
from dragoman.sources.markup import plain_text
from dragoman.sources.prolog import root_name, root_start
from dragoman.sources.reports import make_report
from dragoman.sources.streams import read_all

ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
"""The first elements of feeds, in lower case."""

_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9_.:-]+)["']""")
_ENTRY = re.compile(r"<(?:\w+:)?(?:item|entry)\b")
_MOST_ENTRIES = 20_000
_HTML = ("text/html", "application/xhtml+xml")


def read_feed(
    stream: BinaryIO, *, source: str, published: Date | None = None
) -> Iterator[Report | InputError]:
    """The entries of a feed in order; `published` is the date of those that carry none.

    Raises BrokenFile for XML that is no feed, EmptyInput for a feed without entries.
    """
    yield from feed_reports(
        read_all(stream, MAX_HTML_BYTES, where=source), source=source, published=published
    )


def feed_reports(
    data: bytes, *, source: str, published: Date | None = None, charset: str | None = None, address: str = ""
) -> Iterator[Report | InputError]:
    """The entries of a feed's bytes. `charset` is what the server said, `address` where relative links count from."""
    declared = _DECLARED.match(data)
    text = decode(data, where=source, declared=charset or (declared[1].decode("ascii") if declared else None))
    feed = _parsed(text, source, address)
    publisher = _plain(feed["feed"].get("title_detail"), source) or None
    language = str(feed["feed"].get("language") or "") or None
    if not feed["entries"]:
        raise EmptyInput("there is no entry in the feed", where=source)
    for number, entry in enumerate(feed["entries"], 1):
        try:
            yield _report(entry, f"{source} (entry {number})", source, publisher, language, published)
        except InputError as error:
            yield error


def _parsed(text: str, source: str, address: str) -> Mapping[str, Any]:
    import feedparser

    root = root_name(text)
    if root not in ROOTS:
        found = f"its first element is <{root}>" if root else "it is no XML"
        raise BrokenFile(
            f"this is no feed: {found}", where=source, next_step="A web page is read when it is named .html."
        )
    from dragoman.sources.wellformed import well_formed

    if len(_ENTRY.findall(text)) > _MOST_ENTRIES:
        raise TooLarge(
            f"the feed has more than {_MOST_ENTRIES:,} entries", where=source, next_step="Split it."
        )
    body = well_formed(text[root_start(text) :], where=source)
    try:
        feed: Mapping[str, Any] = feedparser.parse(
            # A stream: what is no stream might be taken for an address or a file's name, and opened.
            io.BytesIO(body),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": address},
            # All HTML is made plain here, whatever it holds.
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        # Whatever trips over a feed made to trip it: the feed is named and the batch goes on.
        raise UnreadableText(
            f"the feed can't be taken apart ({type(error).__name__}: {error})", where=source
        ) from error
    if not feed["version"] and not feed["entries"]:
        raise BrokenFile("this is no feed that can be read", where=source)
    return feed


def _report(
    entry: Mapping[str, Any],
    where: str,
    source: str,
    publisher: str | None,
    language: str | None,
    published: Date | None,
) -> Report:
    title = _plain(entry.get("title_detail"), where) or None
    texts = [_plain(piece, where) for piece in entry.get("content", ())]
    text = max(texts, key=len, default="") or _plain(entry.get("summary_detail"), where)
    # Entries of headlines only are news as well: the headline is then the text.
    return make_report(
        text or title or "",
        source=source,
        where=where,
        title=title,
        publisher=publisher,
        id=str(entry.get("id") or ""),
        url=web_address(entry.get("link")),
        published=_date(entry, where) or published,
        language=(entry.get("content") or [{}])[0].get("language") or language,
    )


def _plain(piece: Mapping[str, Any] | None, where: str) -> str:
    """The text of a piece of a feed. Pieces said to be plain are; many that are not said to be are HTML."""
    value = str((piece or {}).get("value") or "")
    kind = str((piece or {}).get("type") or "").lower()
    if kind in _HTML or re.search(r"</?[a-zA-Z][^<>]*>|&#?\w+;", value):
        return plain_text(value, where=where)
    return html.unescape(value).strip()


def _date(entry: Mapping[str, Any], where: str) -> Date | None:
    """The day of publication, as the entry writes it; else that of its last change. Raises BadDate."""
    for name in ("published", "updated"):
        # Not .get(): feedparser would answer one date with the other.
        written = dict(entry).get(name)
        if not written:
            continue
        parsed = dict(entry).get(f"{name}_parsed")
        try:
            return publication_date(written, where=where)
        except InputError:
            if not isinstance(parsed, time.struct_time):
                raise
            return Date(parsed.tm_year, parsed.tm_mon, parsed.tm_mday)
    return None
