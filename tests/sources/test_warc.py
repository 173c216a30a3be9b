"""WARC and WACZ archives: which records are pages, what they give, and archives that are cut off or made to do harm."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dragoman.errors import InputError
from dragoman.records import Report
from dragoman.sources import read_source
from dragoman.sources.warc import read_warc

TEXT = "The foreign minister met his counterpart in Malmö on Tuesday, officials of both countries said."
PAGE = f"<html><head><title>Talks</title>{{head}}</head><body><article><p>{TEXT}</p></article></body></html>"
DATED = PAGE.format(head='<meta property="article:published_time" content="2019-03-05T10:00:00Z">')
LODZ = "The talks of the two ministers in Łódź ended on Tuesday, officials said."
RUSSIAN = (
    "Министр иностранных дел встретился во вторник со своим коллегой, сообщили официальные лица в столице."
)
URL = "https://wire.example.org/1"


def record(kind: str, block: bytes, *headers: str, url: str | None = URL) -> bytes:
    lines = ["WARC/1.0", f"WARC-Type: {kind}", "WARC-Date: 2022-01-01T00:00:00Z", *headers]
    lines += [f"WARC-Target-URI: {url}"] if url else []
    lines += [f"Content-Length: {len(block)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def response(
    body: bytes | str = DATED,
    *headers: str,
    status: str = "200 OK",
    url: str = URL,
    warc: tuple[str, ...] = (),
) -> bytes:
    body = body.encode() if isinstance(body, str) else body
    kinds = (
        headers
        if any(name.startswith("Content-Type") for name in headers)
        else ("Content-Type: text/html", *headers)
    )
    head = "\r\n".join([f"HTTP/1.1 {status}", *kinds]).encode() + b"\r\n\r\n"
    return record("response", head + body, "Content-Type: application/http; msgtype=response", *warc, url=url)


INFO = record("warcinfo", b"software: test\r\n", "Content-Type: application/warc-fields", url=None)


def outcomes(data: bytes, published: date | None = None) -> list[Report | InputError]:
    found: list[Report | InputError] = []
    try:
        found.extend(read_warc(io.BytesIO(data), source="a.warc", published=published))
    except InputError as error:
        found.append(error)
    return found


def shown(data: bytes) -> list[str]:
    return [item.url or "" if isinstance(item, Report) else item.code for item in outcomes(data)]


def test_a_page() -> None:
    (report,) = outcomes(INFO + response())
    assert report == Report(
        text=TEXT,
        published=date(2019, 3, 5),
        source="a.warc",
        title="Talks",
        publisher="wire.example.org",
        url=URL,
        language="en",
    )


def test_the_day_of_the_crawl_is_not_the_day_of_the_page() -> None:
    data = response(PAGE.format(head=""))
    (without,) = outcomes(data)
    (given,) = outcomes(data, published=date(2024, 4, 4))
    assert isinstance(without, Report)
    assert isinstance(given, Report)
    assert (without.published, given.published) == (None, date(2024, 4, 4))


@pytest.mark.parametrize("form", ["plain", "members", "one member"])
def test_compressed_or_not(form: str) -> None:
    records = [INFO, response(url=URL), response(url=URL + "2")]
    data = {
        "plain": b"".join(records),
        "members": b"".join(gzip.compress(one) for one in records),
        "one member": gzip.compress(b"".join(records)),
    }[form]
    assert shown(data) == [URL, URL + "2"]


@pytest.mark.parametrize(
    "body",
    [
        ("gzip", gzip.compress(DATED.encode(), mtime=0)),
        ("x-gzip", gzip.compress(DATED.encode(), mtime=0)),
        ("deflate", zlib.compress(DATED.encode())),
        ("deflate", zlib.compress(DATED.encode())[2:-4]),
        ("identity", DATED.encode()),
        ("gzip", DATED.encode()),
        ("deflate, gzip", gzip.compress(zlib.compress(DATED.encode()), mtime=0)),
    ],
)
def test_codings(body: tuple[str, bytes]) -> None:
    (report,) = outcomes(response(body[1], f"Content-Encoding: {body[0]}"))
    assert isinstance(report, Report)
    assert report.text == TEXT


@pytest.mark.parametrize("pieces", [[DATED], [DATED[:50], DATED[50:]], None])
def test_chunks(pieces: list[str] | None) -> None:
    encoded = [piece.encode() for piece in pieces or []]
    body = (
        b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in encoded) + b"0\r\n\r\n"
        if pieces
        else DATED.encode()
    )
    (report,) = outcomes(response(body, "Transfer-Encoding: chunked"))
    assert isinstance(report, Report)
    assert report.text == TEXT


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        (
            "text/html; charset=iso-8859-2",
            f"<html><body><p>{LODZ}</p></body></html>".encode("iso-8859-2"),
            LODZ,
        ),
        (
            "text/plain; charset=iso-8859-2",
            LODZ.encode("iso-8859-2"),
            LODZ,
        ),
        (
            "application/xhtml+xml",
            b"<html><body><p>The talks of the two ministers ended on Tuesday, officials said.</p></body></html>",
            "The talks of the two ministers ended on Tuesday, officials said.",
        ),
        (
            "TEXT/HTML",
            b"<html><body><p>The talks of the two ministers ended on Tuesday, officials said.</p></body></html>",
            "The talks of the two ministers ended on Tuesday, officials said.",
        ),
        (
            "text/html; charset=nonsense",
            b"<html><body><p>The talks of the two ministers ended on Tuesday, officials said.</p></body></html>",
            "The talks of the two ministers ended on Tuesday, officials said.",
        ),
    ],
)
def test_kinds_and_charsets(kind: str, body: bytes, text: str) -> None:
    (report,) = outcomes(response(body, f"Content-Type: {kind}"))
    assert isinstance(report, Report)
    assert report.text == text


def test_resources() -> None:
    data = record(
        "resource",
        b"The talks of the two ministers ended on Tuesday, officials said.",
        "Content-Type: text/plain",
    ) + record("resource", DATED.encode(), "Content-Type: text/html", url="file:///a.html")
    assert shown(data) == [URL, "file:///a.html"]


@pytest.mark.parametrize(
    "other",
    [
        response(status="404 Not Found"),
        response(status="301 Moved"),
        response(status="206 Partial"),
        response(b"\x89PNG", "Content-Type: image/png"),
        response("User-agent: *", "Content-Type: text/plain", url="https://wire.example.org/robots.txt"),
        record("request", b"GET / HTTP/1.1\r\n\r\n", "Content-Type: application/http; msgtype=request"),
        record("revisit", b"", "Content-Type: application/http; msgtype=response"),
        record("metadata", b"a: b", "Content-Type: application/warc-fields"),
        record("resource", b"Text", "Content-Type: text/plain", url="urn:text:https://wire.example.org/1"),
        record("resource", b"Text", "Content-Type: text/plain", url=None),
        record("response", b"1.2.3.4", "Content-Type: text/dns", url="dns:wire.example.org"),
        record("response", b"no http at all", "Content-Type: application/http"),
        record("response", b"", "Content-Type: application/http"),
        record(
            "response",
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html",
            "Content-Type: application/http",
            url=None,
        ),
        record("unheard-of", b"x"),
    ],
)
def test_what_is_no_page_is_passed_over(other: bytes) -> None:
    assert shown(other + response()) == [URL]
    assert shown(other) == ["D102"]


@pytest.mark.parametrize(
    ("bad", "code", "says"),
    [
        (response("<html><script>x</script></html>"), "D102", "no article"),
        (response(b"", "Content-Type: text/plain"), "D102", "empty"),
        (response(bytes(range(256)) * 10), "D103", "binary"),
        (
            response(gzip.compress(DATED.encode(), mtime=0)[:-20], "Content-Encoding: gzip"),
            "D110",
            "end too early",
        ),
        (response(b"\x1f\x8bbroken", "Content-Encoding: gzip"), "D110", "broken"),
        (response(b"x", "Content-Encoding: br"), "D110", "coded as br"),
        (response(warc=("WARC-Truncated: length",)), "D110", "only the beginning"),
        (response(b"a" * 40_000_000), "D105", "16,000,000"),
        (response(b"a" * 17_000_000), "D105", "16,000,000"),
        (response(b"a" * 9_000_000, "Content-Type: text/plain"), "D105", "8,000,000"),
        (response(gzip.compress(b"a" * 17_000_000, mtime=0), "Content-Encoding: gzip"), "D105", "16,000,000"),
        (
            response(f"<html><body><p>{RUSSIAN}</p></body></html>"),
            "D109",
            "Russian",
        ),
        (
            record(
                "response", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000, "Content-Type: application/http"
            ),
            "D110",
            "headers",
        ),
    ],
)
def test_a_bad_page_is_named_and_the_others_read(bad: bytes, code: str, says: str) -> None:
    error, report = outcomes(bad + response(url=URL + "2"))
    assert isinstance(error, InputError)
    assert (error.code, error.where) == (code, f"a.warc ({URL})")
    assert says in error.what
    assert isinstance(report, Report)
    assert report.url == URL + "2"


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("cut", [1, 30, 200, 300])
def test_an_archive_cut_off(cut: int, zipped: bool) -> None:
    records = [response(url=URL), response(url=URL + "2")]
    data = b"".join(gzip.compress(one) if zipped else one for one in records)
    *reports, error = outcomes(data[:-cut] if zipped else data[: -cut - 4])
    assert isinstance(error, InputError)
    assert (error.code, error.where) == ("D110", "a.warc")
    assert "not saved whole" in error.what or "cut off" in error.what
    assert isinstance(reports[0], Report)
    assert reports[0].url == URL


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "D102"),
        (b"\r\n\r\n", "D102"),
        (INFO, "D102"),
        (b"<html>", "D110"),
        (b"\x1f\x8b\x08\x00", "D110"),
        (gzip.compress(b"The minister spoke.", mtime=0), "D110"),
        (b"WARC/1.0\r\n\r\n", "D110"),
        (b"WARC/1.0\r\nContent-Length: x\r\n\r\n", "D110"),
        (b"WARC/1.0\r\nContent-Length: -5\r\n\r\n", "D110"),
        (b"WARC/1.0\r\n" + b"X: y\r\n" * 1_000_000, "D110"),
        (b"WARC/1.0 " + b"x" * 10_000_000, "D110"),
        (b"WARC/1.0\r\nX: " + b"x" * 10_000_000, "D110"),
        (b"filedesc://a.arc 0.0.0.0 20000101000000 text/plain 10\n", "D110"),
    ],
)
def test_what_is_no_archive(data: bytes, code: str) -> None:
    (error,) = outcomes(data)
    assert isinstance(error, InputError)
    assert (error.code, error.where) == (code, "a.warc")
    assert error.next_step


def test_what_stands_between_records_ends_the_archive() -> None:
    assert shown(response() + b"rubbish\r\n" + response()) == [URL, "D110"]
    assert shown(gzip.compress(response()) + b"\0" * 100_000) == [URL]
    assert shown(gzip.compress(response()) + b"\0" * 70_000 + gzip.compress(response())) == [URL, URL]
    assert shown(gzip.compress(response()) + b"rubbish") == [URL, "D110"]


def endless(start: bytes, piece: bytes, times: int) -> bytes:
    """Gzip of very much of one thing."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(
        [squeeze.compress(start), *(squeeze.compress(piece) for _ in range(times)), squeeze.flush()]
    )


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"WARC/1.0\r\nX: ",
        b"WARC/1.0\r\nContent-Length: 400000000\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nContent-Type: application/http\r\n"
        b"Content-Length: 400000000\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nContent-Type: application/http\r\n"
        b"Content-Length: 400000000\r\n\r\nHTTP/1.1 200 OK\r\nX: ",
    ],
)
def test_bombs_do_not_fill_the_memory(start: bytes) -> None:
    data = endless(start, b"a" * 1_000_000, 40)
    tracemalloc.start()
    try:
        found = outcomes(data)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert all(isinstance(item, InputError) for item in found)


def test_a_coded_bomb_does_not_fill_the_memory() -> None:
    body = gzip.compress(gzip.compress(b"a" * 50_000_000))
    (error,) = outcomes(response(body, "Content-Encoding: gzip, gzip"))
    assert isinstance(error, InputError)
    assert error.code == "D105"


def test_pages_come_one_at_a_time() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            one = response()
            piece = (one * (len(buffer) // len(one) + 2))[self.given % len(one) :][: len(buffer)]
            buffer[: len(piece)] = piece
            self.given += len(piece)
            return len(piece)

    stream = Endless()
    pages: Iterator[Report | InputError] = read_source("-", stdin=io.BufferedReader(stream))
    for _ in range(20):
        assert isinstance(next(pages), Report)
    assert stream.given < 200_000


def test_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(response()))
    (tmp_path / "B.WARC").write_bytes(response())
    (tmp_path / "c.gz").write_bytes(gzip.compress(response()))
    found = [item.source if isinstance(item, Report) else item.code for item in read_source(tmp_path)]
    assert found == [str(tmp_path / "B.WARC"), str(tmp_path / "a.warc.gz"), "D107"]


def zipped(members: dict[str, bytes], **more: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", **more) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def wacz(path: Path, data: bytes) -> list[str]:
    path.write_bytes(data)
    return [item.url or "" if isinstance(item, Report) else item.code for item in read_source(path)]


def test_wacz(tmp_path: Path) -> None:
    members = {
        "datapackage.json": b"{}",
        "archive/b.warc": response(url=URL + "3"),
        "archive/a.warc.gz": gzip.compress(response()) + gzip.compress(response(url=URL + "2")),
        "pages/pages.jsonl": b"{}",
    }
    path = tmp_path / "a.wacz"
    assert wacz(path, zipped(members)) == [URL, URL + "2", URL + "3"]
    (report, *_) = read_source(path)
    assert isinstance(report, Report)
    assert report.source == str(path)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ["D102"]),
        (b"PK\x03\x04", ["D110"]),
        (b"The minister spoke.", ["D110"]),
        (zipped({}), ["D110"]),
        (zipped({"word/document.xml": b"<a/>"}), ["D110"]),
        (zipped({"archive/a.warc": INFO}), ["D102"]),
        (zipped({"archive/a.warc": b"rubbish", "archive/b.warc": response()}), ["D110", URL]),
        (zipped({"archive/a.warc": response()[:-30], "archive/b.warc": response()}), ["D110", URL]),
        (zipped({"archive/a.warc": response()})[:-10], ["D110"]),
        (zipped({"archive/a.warc": response()}).replace(b"officials", b"officialz"), ["D110"]),
    ],
)
def test_broken_wacz(tmp_path: Path, data: bytes, expected: list[str]) -> None:
    assert wacz(tmp_path / "a.wacz", data) == expected


def test_a_zip_bomb_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    path.write_bytes(
        zipped({"archive/a.warc": b"WARC/1.0\r\nX: " + b"a" * 100_000_000}, compression=zipfile.ZIP_DEFLATED)
    )
    tracemalloc.start()
    try:
        (error,) = read_source(path)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert isinstance(error, InputError)
