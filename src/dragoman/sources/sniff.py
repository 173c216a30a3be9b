"""What kind of source a stream is, told by how it begins; for standard input and files whose names don't say."""

from __future__ import annotations

import re
import zlib
from typing import BinaryIO

from dragoman.sources import feed, parquet, wacz, warc
from dragoman.sources.compression import GZIP_MAGIC
from dragoman.sources.csv import delimiter_of
from dragoman.sources.encoding import wide_encoding
from dragoman.sources.prolog import root_name
from dragoman.sources.rows import FIELDS

_HEAD = 4096
_JSON_ROW = re.compile(r'\{\s*(?:"|\}|\Z)')
_XML = re.compile(r"<(?:\?xml|!--|rss\b|feed\b|rdf:rdf\b)", re.IGNORECASE)
_TAG = re.compile(
    r"<(?:!doctype\s+html|!--|\?xml|(?:html|head|body|title|meta|link|script|style|main|article|section|div|p|h1)\b)",
    re.IGNORECASE,
)
# The first member of a WACZ archive; other zips, Office documents among them, begin otherwise.
_IN_WACZ = re.compile(
    rb"(?:archive/|pages/|indexes/|logs/|datapackage|fuzzy|[^\x00-\x1f/]{1,100}\.warc(?:\.gz)?)"
)
_HEADER = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9-]*):(?:[ \t]|\Z)|[ \t]+\S")
# Mail servers and mail programs write these; people who head a text with "From:" and "Date:" don't.
_MACHINE_HEADERS = frozenset({"received", "message-id", "mime-version", "return-path", "delivered-to"})
_MAIL_HEADERS = _MACHINE_HEADERS | {
    "from",
    "date",
    "subject",
    "to",
    "content-type",
    "dkim-signature",
    "reply-to",
}


def kind_of(stream: BinaryIO) -> tuple[str, bytes]:
    """The kind, one of the values of KINDS, and the bytes it took to tell; "text" for all that is nothing else.

    Reads lines up to the first that is not blank, and further only where that one leaves a doubt that is worth it:
    rows that come through a pipe are not waited for.
    """
    head = b""
    while len(head) < _HEAD:
        line = stream.readline(_HEAD - len(head))
        head += line
        if not line or line.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe\x00"):
            break
    if head.startswith((GZIP_MAGIC, wacz.MAGIC)):
        head += _up_to_head(stream, head)
        return _packed(head), head
    if head.startswith(parquet.MAGIC):
        return "parquet", head
    if head.startswith(warc.MAGIC):
        return "warc", head
    start = _start(head)
    if _JSON_ROW.match(start):
        return "jsonl", head
    if _XML.match(start):
        head += _up_to_head(stream, head)
        if root_name(_start(head)) in feed.ROOTS:
            return "feed", head
    if _TAG.match(start):
        return "html", head
    if _table_header(start):
        return "csv", head
    if (match := _HEADER.match(start)) and (match["name"] or "").lower() in _MAIL_HEADERS:
        head += _up_to_head(stream, head)
        if _mail(_start(head)):
            return "eml", head
    return "text", head


def _start(head: bytes) -> str:
    # In UTF-16 the line ends between the two bytes of its line end.
    return head.decode(wide_encoding(head) or "utf-8", errors="replace").strip("\ufeff\ufffd \t\r\n")


def _up_to_head(stream: BinaryIO, head: bytes) -> bytes:
    return stream.read(_HEAD - len(head)) if len(head) < _HEAD else b""


def _packed(head: bytes) -> str:
    if head.startswith(wacz.MAGIC):
        # In a zip the name of the first member stands after 30 bytes.
        return "wacz" if _IN_WACZ.match(head, 30) else "text"
    try:
        start = zlib.decompressobj(31).decompress(head, len(warc.MAGIC))
    except zlib.error:
        return "text"
    return "warc" if start == warc.MAGIC else "text"


def _table_header(start: str) -> bool:
    """A line that is a header beyond doubt: names of columns only, one of the text, one more that a report has."""
    line = start.split("\n", 1)[0].strip()
    delimiter = delimiter_of(line)
    if delimiter is None:
        return False
    names = [name.strip().strip('"').lower().replace(" ", "_") for name in line.split(delimiter)]
    return sum(name in FIELDS for name in names) > 1 and all(
        re.fullmatch(r"[\w.:-]{0,40}", name) for name in names
    )


def _mail(start: str) -> bool:
    """Header lines up to a blank one, at least one of which only machines write."""
    names = set()
    for line in start.split("\n"):
        line = line.rstrip("\r")
        if not line:
            break
        if not (match := _HEADER.match(line)):
            return False
        names.add((match["name"] or "").lower())
    return bool(names & _MACHINE_HEADERS) and "from" in names
