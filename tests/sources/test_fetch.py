"""Fetching: politeness, limits, conditional requests, and servers that mean no good."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING

import pytest

from dragoman._version import __version__
from dragoman.errors import FetchError, InputError, RefusedAddress
from dragoman.sources import Fetched, Fetcher, Validators, fetch

if TYPE_CHECKING:
    from tests.sources.conftest import Clock, Site

LOCAL = (ipaddress.ip_network("127.0.0.1/32"),)
PAGE = "<html><p>Talks</p></html>"


def error_of(fetcher: Fetcher, url: str) -> InputError:
    with pytest.raises(InputError) as caught:
        fetcher.fetch(url)
    assert caught.value.where == url
    return caught.value


def test_a_page(site: Site, fetcher: Fetcher) -> None:
    url = site.page(
        "/a?b=1", PAGE, "text/html; charset=utf-8", ETag='"1"', Last_Modified="Tue, 05 Mar 2019 10:00:00 GMT"
    )
    assert fetcher.fetch(url) == Fetched(
        url=url,
        body=PAGE.encode(),
        content_type="text/html",
        charset="utf-8",
        validators=Validators('"1"', "Tue, 05 Mar 2019 10:00:00 GMT"),
    )
    path, headers = site.asked[-1]
    assert path == "/a?b=1"
    assert headers["user-agent"].startswith(f"dragoman/{__version__}")
    assert headers["host"] == f"news.example:{site.port}"
    assert "if-none-match" not in headers


def test_the_function_is_the_method(site: Site, fetcher: Fetcher) -> None:
    url = site.page("/a", PAGE)
    assert fetch(url, fetcher=fetcher).body == PAGE.encode()


def test_conditional_requests(site: Site, fetcher: Fetcher) -> None:
    url = site.page("/a", b"", status=304)
    known = Validators('"1"', "Tue, 05 Mar 2019 10:00:00 GMT")
    fetched = fetcher.fetch(url, conditional=known)
    assert (fetched.not_modified, fetched.body, fetched.validators) == (True, b"", known)
    _, headers = site.asked[-1]
    assert (headers["if-none-match"], headers["if-modified-since"]) == (known.etag, known.last_modified)
    assert "304" in error_of(fetcher, url).what


@pytest.mark.parametrize(
    ("coding", "squeeze"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes)]
)
def test_compressed_bodies(
    site: Site, fetcher: Fetcher, coding: str, squeeze: Callable[[bytes], bytes]
) -> None:
    url = site.page("/a", squeeze(PAGE.encode()), Content_Encoding=coding)
    assert fetcher.fetch(url).body == PAGE.encode()


def test_chunked_bodies(site: Site, fetcher: Fetcher) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"5\r\nTalks\r\n4\r\n end\r\n0\r\n\r\n")

    site.pages["/a"] = answer
    assert fetcher.fetch(site.url("/a")).body == b"Talks end"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects(site: Site, fetcher: Fetcher, status: int) -> None:
    site.page("/b", PAGE)
    url = site.page("/a", b"", status=status, Location="b")
    assert fetcher.fetch(url).url == site.url("/b")
    assert site.paths() == ["/a", "/b"]


def test_so_many_redirects_and_no_more(site: Site, fetcher: Fetcher) -> None:
    for n in range(6):
        site.page(f"/{n}", b"", status=302, Location=f"/{n + 1}")
    site.page("/6", PAGE)
    assert fetcher.fetch(site.url("/1")).url == site.url("/6")
    assert "more than 5 times" in error_of(fetcher, site.url("/0")).what
    site.page("/loop", b"", status=302, Location="/loop")
    assert "more than 5 times" in error_of(fetcher, site.url("/loop")).what


@pytest.mark.parametrize(
    ("status", "says"),
    [(404, "404 (Not Found)"), (403, "403"), (500, "500"), (204, "204"), (302, "302"), (799, "799")],
)
def test_other_answers(site: Site, fetcher: Fetcher, status: int, says: str) -> None:
    error = error_of(fetcher, site.page("/a", b"", status=status))
    assert error.code == "D111"
    assert says in error.what
    assert error.next_step


def refused(resolve: Callable[[str, int], list[str]], url: str = "http://news.example/") -> InputError:
    return error_of(Fetcher(resolve=resolve, pause=0), url)


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::1"], ["::ffff:169.254.169.254"], ["100.64.1.1"], ["x"]],
)
def test_hosts_with_a_private_address_are_refused(addresses: list[str]) -> None:
    error = refused(lambda host, port: addresses)
    assert isinstance(error, RefusedAddress)
    assert error.code == "D112"
    assert "no public address" in error.what


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "127.1",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0",
    ],
)
def test_this_machine_under_its_many_names_is_refused(site: Site, host: str) -> None:
    url = f"http://{host}:{site.port}/"
    error = error_of(Fetcher(), url)
    # A system that doesn't know the odd spellings finds no such host.
    assert isinstance(error, RefusedAddress) or "no host" in error.what
    assert site.asked == []


def test_no_environment_opens_a_private_address(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{site.port}")
    assert isinstance(refused(lambda host, port: ["10.0.0.1"]), RefusedAddress)
    assert site.asked == []


@pytest.mark.parametrize(
    "place",
    [
        "http://internal.example/",
        "http://169.254.169.254/latest/meta-data/",
        "//internal.example/",
        "https://internal.example/",
        "file:///etc/passwd",
        "ftp://news.example/",
        "gopher://news.example/",
    ],
)
def test_redirects_to_private_places_are_refused(site: Site, clock: Clock, place: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        return (
            ["127.0.0.1"] if host == "news.example" else ["10.0.0.1" if host == "internal.example" else host]
        )

    fetcher = Fetcher(resolve=resolve, allowed=LOCAL, clock=clock, sleep=clock.sleep)
    error = error_of(fetcher, site.page("/a", b"", status=302, Location=place))
    assert isinstance(error, RefusedAddress)
    assert site.paths() == ["/a"]


def test_a_host_that_moves_between_check_and_connection_is_not_followed(site: Site, clock: Clock) -> None:
    """The name is looked up once for each request, and the connection goes to what was found then."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) <= 2 else ["10.0.0.1"]

    fetcher = Fetcher(resolve=resolve, allowed=LOCAL, clock=clock, sleep=clock.sleep)
    assert fetcher.fetch(site.page("/a", PAGE)).body
    # One for robots.txt, one for the page, and none by whoever makes the connection.
    assert asked == ["news.example", "news.example"]
    assert isinstance(error_of(fetcher, site.url("/a")), RefusedAddress)


def test_robots_elsewhere_is_no_way_in(site: Site, clock: Clock) -> None:
    site.page("/robots.txt", b"", status=302, Location="http://10.0.0.1/")
    resolve = {"news.example": ["127.0.0.1"]}.get
    fetcher = Fetcher(
        resolve=lambda host, port: resolve(host, [host]), allowed=LOCAL, clock=clock, sleep=clock.sleep
    )
    assert isinstance(error_of(fetcher, site.page("/a", PAGE)), RefusedAddress)
    assert site.paths() == []


@pytest.mark.parametrize("problem", [socket.gaierror("unknown"), UnicodeError("bad")])
def test_hosts_that_are_not_found(problem: Exception) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise problem

    error = refused(resolve)
    assert "no host news.example" in error.what
    assert "no host" in refused(lambda host, port: []).what


def test_a_slow_name_server() -> None:
    stop = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        stop.wait(30)
        return ["8.8.8.8"]

    error = error_of(Fetcher(resolve=resolve, timeout=0.2), "http://news.example/")
    stop.set()
    assert "in time" in error.what


def test_nobody_listens(clock: Clock) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    fetcher = Fetcher(resolve=lambda host, port: ["127.0.0.1"], allowed=LOCAL, clock=clock, sleep=clock.sleep)
    error = error_of(fetcher, f"http://news.example:{port}/")
    assert error.code == "D111"
    assert "failed" in error.what


def quick(site: Site, **more: object) -> Fetcher:
    site.pages["/robots.txt"] = (b"", {}, 404)
    return Fetcher(resolve=lambda host, port: ["127.0.0.1"], allowed=LOCAL, pause=0, **more)  # type: ignore[arg-type]


def test_an_endless_body(site: Site) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"a" * 65_536)

    site.pages["/a"] = answer
    error = error_of(quick(site, max_bytes=1_000_000), site.url("/a"))
    assert error.code == "D105"


def test_a_body_that_is_said_to_be_large(site: Site) -> None:
    error = error_of(quick(site), site.page("/a", b"a", Content_Length="50000000"))
    assert error.code == "D105"


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_body_that_grows(site: Site, coding: str) -> None:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31 if coding == "gzip" else 15)
    body = b"".join([*(squeeze.compress(b"a" * 1_000_000) for _ in range(50)), squeeze.flush()])
    url = site.page("/a", body, Content_Encoding=coding)
    fetcher = quick(site, max_bytes=2_000_000)
    tracemalloc.start()
    try:
        error = error_of(fetcher, url)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
    assert error.code == "D105"


def drip(start: bytes, piece: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(start)
        for _ in range(1_000):
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(0.02)

    return answer


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"y"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"a"),
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    ],
)
def test_a_server_that_drips(site: Site, start: bytes, piece: bytes) -> None:
    site.pages["/a"] = drip(start, piece)
    started = time.monotonic()
    error = error_of(quick(site, timeout=0.5), site.url("/a"))
    assert time.monotonic() - started < 10
    assert error.code == "D111"


def test_a_server_that_says_nothing(site: Site) -> None:
    site.pages["/a"] = lambda handler: time.sleep(2)
    assert "within 0.5 seconds" in error_of(quick(site, timeout=0.5), site.url("/a")).what


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"rubbish\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8bbroken",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nabc",
        b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://a\xff.example:x/\r\n\r\n",
    ],
)
def test_answers_that_make_no_sense(site: Site, answer: bytes) -> None:
    site.pages["/a"] = lambda handler: handler.wfile.write(answer) and None
    assert error_of(quick(site), site.url("/a")).code in ("D110", "D111")


def test_robots_are_obeyed(site: Site, fetcher: Fetcher) -> None:
    site.page("/robots.txt", "User-agent: dragoman\nDisallow: /private\n", "text/plain")
    site.page("/private/1", PAGE)
    site.page("/moved", b"", status=302, Location="/private/1")
    site.page("/a", PAGE)
    assert "robots.txt" in error_of(fetcher, site.url("/private/1")).what
    assert "robots.txt" in error_of(fetcher, site.url("/moved")).what
    assert fetcher.fetch(site.url("/a")).body
    assert [path for path, _ in site.asked] == ["/robots.txt", "/moved", "/a"]


@pytest.mark.parametrize(("status", "fetched"), [(404, True), (403, True), (500, False), (503, False)])
def test_robots_that_are_not_given(site: Site, fetcher: Fetcher, status: int, fetched: bool) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /", status=status)
    url = site.page("/a", PAGE)
    if fetched:
        assert fetcher.fetch(url).body
    else:
        assert "robots.txt can't be fetched" in error_of(fetcher, url).what


def test_very_long_robots_are_heeded_as_far_as_they_must_be(site: Site, fetcher: Fetcher) -> None:
    site.page("/robots.txt", b"User-agent: *\nDisallow: /a\n" + b"#" * 2_000_000)
    assert "robots.txt" in error_of(fetcher, site.page("/a", PAGE)).what


def test_robots_are_asked_for_again_after_a_day(site: Site, fetcher: Fetcher, clock: Clock) -> None:
    url = site.page("/a", PAGE)
    fetcher.fetch(url)
    fetcher.fetch(url)
    clock.now += 90_000
    fetcher.fetch(url)
    assert [path for path, _ in site.asked] == ["/robots.txt", "/a", "/a", "/robots.txt", "/a"]


def test_a_second_lies_between_two_requests_to_a_host(site: Site, fetcher: Fetcher, clock: Clock) -> None:
    url = site.page("/a", PAGE)
    fetcher.fetch(url)
    fetcher.fetch(url)
    assert clock.waits == [1.0, 1.0]
    fetcher.fetch(url.replace("news.example", "other.example"))
    assert clock.waits == [1.0, 1.0, 1.0]
    clock.now += 10
    fetcher.fetch(url)
    assert len(clock.waits) == 3


def test_a_site_may_ask_for_longer(site: Site, fetcher: Fetcher, clock: Clock) -> None:
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 7\n")
    url = site.page("/a", PAGE)
    fetcher.fetch(url)
    fetcher.fetch(url)
    assert clock.waits == [1.0, 7.0]


def busy(times: int, status: int, after: str | None) -> Callable[[BaseHTTPRequestHandler], None]:
    left = [times]

    def answer(handler: BaseHTTPRequestHandler) -> None:
        left[0] -= 1
        handler.send_response(status if left[0] >= 0 else 200)
        if after is not None:
            handler.send_header("Retry-After", after)
        handler.end_headers()
        handler.wfile.write(b"Talks")

    return answer


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_when_it_says(
    site: Site, fetcher: Fetcher, clock: Clock, status: int
) -> None:
    site.pages["/a"] = busy(2, status, "30")
    assert fetcher.fetch(site.url("/a")).body == b"Talks"
    assert clock.waits == [1.0, 30.0, 30.0]


def test_a_server_that_stays_busy(site: Site, fetcher: Fetcher, clock: Clock) -> None:
    site.pages["/a"] = busy(100, 503, "30")
    assert "too busy (status 503)" in error_of(fetcher, site.url("/a")).what
    assert len(site.paths()) == 3


def test_a_server_that_says_not_when_is_not_asked_again(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = busy(1, 503, None)
    assert "too busy" in error_of(fetcher, site.url("/a")).what
    assert len(site.paths()) == 1


def test_a_server_that_asks_for_long_is_left_alone(site: Site, fetcher: Fetcher, clock: Clock) -> None:
    site.pages["/a"] = busy(1, 429, "3600")
    site.page("/b", PAGE)
    assert "3,600 seconds" in error_of(fetcher, site.url("/a")).what
    assert "left alone" in error_of(fetcher, site.url("/b")).what
    assert site.paths() == ["/a"]
    clock.now += 4_000
    assert fetcher.fetch(site.url("/b")).body
    assert max(clock.waits) <= 120


def test_a_day_to_come_back(site: Site, fetcher: Fetcher) -> None:
    after = format_datetime(datetime.now(UTC) + timedelta(days=3), usegmt=True)
    site.pages["/a"] = busy(1, 503, after)
    assert "asks to wait 259," in error_of(fetcher, site.url("/a")).what


def test_only_allowed_networks_are_opened(site: Site, clock: Clock) -> None:
    elsewhere = [ipaddress.ip_network("10.0.0.0/8")]
    fetcher = Fetcher(
        resolve=lambda host, port: ["127.0.0.1"], allowed=elsewhere, clock=clock, sleep=clock.sleep
    )
    assert isinstance(error_of(fetcher, site.page("/a", PAGE)), RefusedAddress)


def test_errors_of_fetching_are_errors_of_input() -> None:
    assert issubclass(RefusedAddress, FetchError)
    assert issubclass(FetchError, InputError)
