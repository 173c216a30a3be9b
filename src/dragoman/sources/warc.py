"""A WARC web archive is a report a page: what servers answered with 200 as HTML or plain text.

warcio reads the records' headers; their bodies are taken here, never more of one than a page may have. All else that
a crawl keeps (pictures, scripts, redirects, pages that were not found, robots.txt) is passed over in silence.

The day of a page is what the page says itself. WARC-Date is when it was crawled, which may be years later: "on
Wednesday" would then mean another Wednesday. So a page that names no day has none.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date as Date
from email.message import Message
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from dragoman.errors import BrokenFile, EmptyInput, InputError
from dragoman.records import Report
from dragoman.sources.compression import BrokenOff, Unzipped, decoded_body, too_large
from dragoman.sources.encoding import decode
from dragoman.sources.html import page_report
from dragoman.sources.limits import MAX_HTML_BYTES, MAX_TEXT_BYTES
from dragoman.sources.reports import make_report

MAGIC = b"WARC/"

_HTML = frozenset({"text/html", "application/xhtml+xml"})
# What came from a place that people read; crawlers note their own doings under urn:, dns:, metadata:.
_PLACES = frozenset({"http", "https", "ftp", "file"})
_MOST_HEADERS = 1 << 20
_MOST_HTTP_HEADERS = 1 << 18
_HTTP = ["HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/2", "HTTP/3"]
_HEADERS_END = re.compile(rb"\r?\n\r?\n")
_FIRST_LINE = re.compile(rb"WARC/\d\.\d+\s*\Z")


def read_warc(
    stream: BinaryIO, *, source: str, published: Date | None = None
) -> Iterator[Report | InputError]:
    """The pages of an archive, gzipped or not, in order; `published` is the date of those that carry none.

    Raises BrokenFile for what is no WARC, and where the archive breaks off, once all before it is read; EmptyInput
    when there is no page in it.
    """
    some = False
    for item in warc_reports(stream, source=source, published=published):
        some = True
        yield item
    if not some:
        raise no_page(source)


def no_page(source: str) -> EmptyInput:
    """An archive of pictures and redirects."""
    return EmptyInput(
        "there is no page of text in the archive",
        where=source,
        next_step="Only answers with status 200 that are HTML or plain text are read.",
    )


def warc_reports(
    stream: BinaryIO, *, source: str, published: Date | None = None
) -> Iterator[Report | InputError]:
    """The pages of one WARC file; none when there is none. Raises BrokenFile as `read_warc` does."""
    plain = _Headed(stream, source)
    first = True
    while record := _next(plain, source, first):
        first = False
        address = (record.rec_headers.get_header("WARC-Target-URI") or "").strip()
        where = f"{source} ({address[:200]})"
        try:
            report = _report(record, source, where, address, published)
            if report is not None:
                yield report
        except BrokenOff:
            raise
        except InputError as error:
            yield error
        _pass_over(record, source)
    if first:
        raise EmptyInput("the file is empty", where=source)


class _Headed:
    """The archive as warcio reads it: lines of headers, of which a record may have so many bytes and no more."""

    def __init__(self, stream: BinaryIO, source: str) -> None:
        self._plain = Unzipped(stream, where=source)
        self._source = source
        self.budget = _MOST_HEADERS

    def readline(self, size: int | None = None) -> bytes:
        line = self._plain.readline(size)
        self.budget -= len(line)
        if self.budget < 0:
            raise BrokenOff("a record's header is longer than any real one", where=self._source)
        return line

    def read(self, size: int) -> bytes:
        return self._plain.read(size)


def _next(plain: _Headed, source: str, first: bool) -> Any:
    """The next record, its own headers read; None at the end."""
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.recordloader import ArcWarcRecordLoader

    plain.budget = _MOST_HEADERS
    while (line := plain.readline()) and not line.strip():
        continue
    if not line:
        return None
    if not _FIRST_LINE.match(line):
        what = (
            "this is no WARC archive"
            if first
            else "the archive is broken: a record begins with no WARC header"
        )
        raise BrokenFile(what, where=source)
    try:
        record = ArcWarcRecordLoader().parse_record_stream(
            plain, statusline=line, known_format="warc", no_record_parse=True
        )
    except (ArchiveLoadFailed, EOFError) as error:
        raise BrokenFile(f"the archive is broken: {str(error)[:200]}", where=source) from error
    if record.length is None or not (record.rec_headers.get_header("Content-Length") or "").strip().isdigit():
        raise BrokenFile("the archive is broken or cut off: a record has no length", where=source)
    return record


def _pass_over(record: Any, source: str) -> None:
    """Read on to the end of the record."""
    while record.raw_stream.limit > 0:
        if not record.raw_stream.read(1 << 16):
            raise _cut_off(source)


def _cut_off(source: str) -> BrokenOff:
    return BrokenOff("the archive ends in the middle of a record; it was not saved whole", where=source)


def _report(record: Any, source: str, where: str, address: str, published: Date | None) -> Report | None:
    """The report of a record; None for one that holds no page."""
    place = urlsplit(address)
    if place.scheme.lower() not in _PLACES or place.path == "/robots.txt":
        return None
    headers = record.rec_headers
    content_type = headers.get_header("Content-Type") or ""
    head, coding, chunked = b"", "", False
    if record.rec_type == "response" and content_type.lower().startswith("application/http"):
        answer, head = _answer(record, source, where)
        if answer is None or answer.get_statuscode() != "200":
            return None
        content_type = answer.get_header("Content-Type") or ""
        coding = answer.get_header("Content-Encoding") or ""
        chunked = (answer.get_header("Transfer-Encoding") or "").strip().lower() == "chunked"
    elif record.rec_type != "resource":
        return None
    kind, charset = media_type(content_type)
    if kind not in _HTML and kind != "text/plain":
        return None
    if cut := headers.get_header("WARC-Truncated"):
        raise BrokenFile(f"the crawler kept only the beginning of this page ({cut[:40]})", where=where)
    limit = MAX_HTML_BYTES if kind in _HTML else MAX_TEXT_BYTES
    body = _body(head, record, limit, source, where)
    if chunked:
        body = _put_together(body)
    body = decoded_body(body, coding, limit=limit, where=where)
    if kind in _HTML:
        return page_report(
            body, source=source, where=where, published=published, charset=charset, url=address
        )
    text = decode(body, where=where, declared=charset)
    return make_report(text, source=source, where=where, published=published, url=address)


def _answer(record: Any, source: str, where: str) -> tuple[Any, bytes]:
    """The status and headers of a server's answer, and what of its body was read with them; None when it is none."""
    from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

    head = b""
    while record.raw_stream.limit > 0 and not _HEADERS_END.search(head):
        if len(head) > _MOST_HTTP_HEADERS:
            raise BrokenFile("the server's headers are longer than any real ones", where=where)
        if not (part := record.raw_stream.read(1 << 13)):
            raise _cut_off(source)
        head += part
    end = _HEADERS_END.search(head)
    try:
        answer = StatusAndHeadersParser(_HTTP).parse(io.BytesIO(head[: end.end()] if end else head))
    except (StatusAndHeadersParserException, EOFError):
        return None, b""
    return answer, head[end.end() :] if end else b""


def _body(head: bytes, record: Any, limit: int, source: str, where: str) -> bytes:
    """What follows the headers: at most twice `limit` bytes, since chunks have marks and compression may fail."""
    if len(head) + record.raw_stream.limit > 2 * limit:
        raise too_large(limit, where)
    parts = [head]
    while record.raw_stream.limit > 0:
        if not (part := record.raw_stream.read(1 << 16)):
            raise _cut_off(source)
        parts.append(part)
    return b"".join(parts)


def _put_together(body: bytes) -> bytes:
    """A body that was sent in chunks. Archives keep it as it was sent, or put together and still said to be chunked."""
    from warcio.bufferedreaders import ChunkedDataReader

    found: bytes = ChunkedDataReader(io.BytesIO(body)).read()
    return found


def media_type(header: str) -> tuple[str, str | None]:
    """The kind and the charset of a Content-Type header: ("text/html", "utf-8")."""
    message = Message()
    message["Content-Type"] = header
    return (message.get_content_type() if header.strip() else "", message.get_content_charset())
