"""Fetching a page or a feed: politely, within limits, and from public addresses only.

    fetched = fetch("https://example.org/feed.xml")
    again = fetch("https://example.org/feed.xml", conditional=fetched.validators)   # .not_modified

Every request, those after a redirect among them, goes the same way: the host is looked up once, every address that it
has is checked, and the connection is made to one of those. robots.txt is obeyed, a second lies between two requests to
one host, and a server that asks to be left alone (Retry-After) is.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from msgspec import Struct

from dragoman._version import __version__
from dragoman.errors import DragomanError, FetchError, RefusedAddress
from dragoman.sources.address import IPNetwork, may_go_to
from dragoman.sources.compression import decoded_body, too_large
from dragoman.sources.limits import MAX_HTML_BYTES
from dragoman.sources.robots import MOST_BYTES, Robots
from dragoman.sources.target import Target, target_of
from dragoman.sources.warc import media_type

if TYPE_CHECKING:
    import ssl

USER_AGENT = f"dragoman/{__version__} (reads news reports)"
MOST_REDIRECTS = 5
LONGEST_WAIT = 120.0
"""Seconds: a server that asks to wait longer is asked another time."""

_ACCEPT = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml;q=0.9, "
    "text/plain;q=0.8, */*;q=0.1"
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 503})
_TRIES = 3
_ROBOTS_AGE = 86_400.0

Resolve = Callable[[str, int], list[str]]
"""The addresses, in digits, of a host and port."""


class Validators(Struct, frozen=True):
    """What a server said of the version that it gave; sent back, it answers whether there is a newer one."""

    etag: str | None = None
    last_modified: str | None = None


class Fetched(Struct, frozen=True):
    """What an address gave.

    `url` is the address after all redirects. `content_type` is the kind alone ("text/html"), `charset` what stood with
    it. `body` is uncompressed. When the server has nothing newer than what was asked about, `not_modified` is true and
    `body` empty.
    """

    url: str
    body: bytes
    content_type: str
    charset: str | None
    validators: Validators
    not_modified: bool = False


class _Answer(Struct, frozen=True):
    status: int
    headers: Mapping[str, str]
    body: bytes


class Fetcher:
    """Fetches addresses one after the other, and remembers what each host asked for. Not for several threads at once.

    `timeout` (seconds) is for one address as a whole, redirects included and waiting out of politeness not; `pause`
    lies between two requests to one host; `max_bytes` is the size of a body, compressed or not. `resolve`, `clock`,
    `sleep` and `ssl_context` stand in for the system's own. `allowed` are networks that may be gone to although they
    are not public, `allowed_hosts` names of hosts (in lower case) whose addresses need not be: without them no private
    address is, and nothing but these arguments opens one. `patience` is the longest wait (seconds) that a server may
    ask for within a call.
    """

    def __init__(
        self,
        *,
        timeout: float = 60.0,
        pause: float = 1.0,
        max_bytes: int = MAX_HTML_BYTES,
        allowed: Collection[IPNetwork] = (),
        allowed_hosts: Collection[str] = (),
        patience: float = LONGEST_WAIT,
        resolve: Resolve | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._timeout = timeout
        self._pause = pause
        self._max_bytes = max_bytes
        self._allowed = tuple(allowed)
        self._allowed_hosts = frozenset(allowed_hosts)
        self._patience = patience
        self._resolve = resolve
        self._clock = clock
        self._sleep = sleep
        self._ssl_context = ssl_context
        self._not_before: dict[str, float] = {}
        self._robots: dict[str, tuple[float, Robots]] = {}

    def fetch(self, url: str, *, conditional: Validators | None = None) -> Fetched:
        """What `url` gives; `conditional` asks only for what is newer than that.

        Raises RefusedAddress for an address that is not public, TooLarge, or FetchError for all else.
        """
        first = target_of(url, url)
        headers = {"Accept": _ACCEPT, "Accept-Encoding": "gzip"}
        if conditional and conditional.etag:
            headers["If-None-Match"] = conditional.etag
        if conditional and conditional.last_modified:
            headers["If-Modified-Since"] = conditional.last_modified
        watch = _Watch(self._clock, self._timeout)
        last, answer = self._follow(first, headers, watch, self._max_bytes, obey=True)
        if answer.status == HTTPStatus.NOT_MODIFIED and conditional:
            return Fetched(last.url, b"", "", None, conditional, not_modified=True)
        if answer.status != HTTPStatus.OK:
            raise _refusal(answer.status, first)
        kind, charset = media_type(answer.headers.get("content-type", ""))
        found = Validators(answer.headers.get("etag"), answer.headers.get("last-modified"))
        body = decoded_body(
            answer.body, answer.headers.get("content-encoding", ""), limit=self._max_bytes, where=first.shown
        )
        return Fetched(last.url, body, kind, charset, found)

    def left_alone(self, url: str) -> float:
        """Seconds for which the address's host is not to be asked, by its own wish or out of politeness; 0 for none."""
        return max(self._not_before.get(target_of(url, url).host, 0.0) - self._clock(), 0.0)

    def _follow(
        self, first: Target, headers: Mapping[str, str], watch: _Watch, limit: int, *, obey: bool
    ) -> tuple[Target, _Answer]:
        """The answer after all redirects, and where it came from."""
        target = first
        for _ in range(MOST_REDIRECTS + 1):
            if obey:
                self._obey(target, first.shown)
            answer = self._patiently(target, first, headers, watch, limit, cut=not obey)
            place = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not place:
                return target, answer
            target = target.moved_to(place, first.shown)
        raise FetchError(
            f"it leads on to other addresses more than {MOST_REDIRECTS} times",
            where=first.shown,
            next_step="",
        )

    def _obey(self, target: Target, where: str) -> None:
        """Raise FetchError when the site's robots.txt asks not to be read there."""
        age, robots = self._robots.get(target.origin, (-_ROBOTS_AGE, Robots()))
        if self._clock() - age >= _ROBOTS_AGE:
            robots = self._rules(target, where)
            self._robots[target.origin] = (self._clock(), robots)
        if not robots.allows(target.path):
            raise FetchError(
                f"robots.txt of {target.host} asks programs not to read {target.path[:200]}",
                where=where,
                next_step="Save the page from your browser, and give the file.",
            )

    def _rules(self, target: Target, where: str) -> Robots:
        asked = target.moved_to("/robots.txt", where)
        try:
            watch = _Watch(self._clock, self._timeout)
            _, answer = self._follow(asked, {"Accept-Encoding": "identity"}, watch, MOST_BYTES, obey=False)
            if answer.status >= 500:
                raise _refusal(answer.status, asked)
            coding = answer.headers.get("content-encoding", "")
            text = decoded_body(answer.body, coding, limit=MOST_BYTES, where=where).decode("utf-8", "replace")
        except RefusedAddress as error:
            raise RefusedAddress(error.what, where=where) from error
        except DragomanError as error:
            # RFC 9309: what can't be asked for must be taken for forbidden.
            raise FetchError(
                f"its robots.txt can't be fetched, so it isn't either: {error.what}", where=where
            ) from (error)
        return Robots(text) if answer.status == HTTPStatus.OK else Robots()

    def _patiently(
        self,
        target: Target,
        first: Target,
        headers: Mapping[str, str],
        watch: _Watch,
        limit: int,
        *,
        cut: bool,
    ) -> _Answer:
        """The answer to one request, asked for again when the server says when."""
        for attempt in range(1, _TRIES + 1):
            self._wait(target, first.shown, watch)
            try:
                answer = self._once(target, first.shown, headers, watch, limit, cut=cut)
            finally:
                robots = self._robots.get(target.origin)
                delay = max(self._pause, robots[1].delay if robots else 0.0)
                self._not_before[target.host] = self._clock() + delay
            if answer.status not in _BUSY:
                return answer
            asked = _seconds(answer.headers.get("retry-after"))
            if asked is not None:
                self._not_before[target.host] = self._clock() + max(asked, delay)
            if asked is None or asked > self._patience or attempt == _TRIES:
                hint = f" and asks to wait {asked:,.0f} seconds" if asked else ""
                raise FetchError(f"the server is too busy (status {answer.status}){hint}", where=first.shown)
        raise AssertionError("the last try returns or raises")

    def _wait(self, target: Target, where: str, watch: _Watch) -> None:
        wait = self._not_before.get(target.host, 0.0) - self._clock()
        if wait > self._patience:
            raise FetchError(
                f"{target.host} asked to be left alone for {wait:,.0f} more seconds", where=where
            )
        if target.host in self._not_before and wait > 0:
            self._sleep(wait)
            watch.extend(wait)

    def _once(
        self, target: Target, where: str, headers: Mapping[str, str], watch: _Watch, limit: int, *, cut: bool
    ) -> _Answer:
        """One request to one host. `cut` takes the beginning of a body that is too large."""
        import httpcore

        from dragoman.sources.transport import PinnedBackend

        addresses = self._addresses(target, where, watch)
        if target.scheme == "https" and self._ssl_context is None:
            self._ssl_context = httpcore.default_ssl_context()
        try:
            with (
                httpcore.ConnectionPool(
                    ssl_context=self._ssl_context,
                    max_connections=1,
                    network_backend=PinnedBackend(addresses, watch.left),
                ) as pool,
                pool.stream(
                    "GET",
                    httpcore.URL(
                        scheme=target.scheme.encode(),
                        host=target.host.encode(),
                        port=target.port,
                        target=target.path.encode(),
                    ),
                    headers=[
                        ("Host", target.netloc),
                        ("User-Agent", USER_AGENT),
                        ("Connection", "close"),
                        *headers.items(),
                    ],
                    extensions={
                        "timeout": dict.fromkeys(("connect", "read", "write", "pool"), self._timeout)
                    },
                ) as response,
            ):
                found = {name.decode("latin-1").lower(): _header(value) for name, value in response.headers}
                body = b""
                if response.status == HTTPStatus.OK:
                    length = found.get("content-length", "")
                    if not cut and length.isdigit() and int(length[:20]) > limit:
                        raise too_large(limit, where)
                    body = _body(response.iter_stream(), limit, where, cut)
                return _Answer(response.status, found, body)
        except httpcore.TimeoutException as error:
            raise FetchError(f"no whole answer within {self._timeout:g} seconds", where=where) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            reason = str(error) or type(error).__name__
            raise FetchError(
                f"the connection to {target.host} failed: {reason[:200]}", where=where
            ) from error

    def _addresses(self, target: Target, where: str, watch: _Watch) -> list[str]:
        """Where the host is, looked up once; every address has been checked."""
        from dragoman.sources.transport import in_time, look_up

        resolve = self._resolve or look_up
        try:
            found = in_time(lambda: resolve(target.host, target.port), watch.left())
        except TimeoutError as error:
            raise FetchError(f"the name {target.host} was not found in time", where=where) from error
        except (OSError, UnicodeError) as error:
            raise FetchError(f"there is no host {target.host} to be found", where=where) from error
        for address in found:
            if target.host not in self._allowed_hosts and not may_go_to(address, self._allowed):
                raise RefusedAddress(
                    f"{target.host} is {address}, which is no public address, so it is not fetched",
                    where=where,
                )
        if not found:
            raise FetchError(f"there is no host {target.host} to be found", where=where)
        return found


def fetch(url: str, *, conditional: Validators | None = None, fetcher: Fetcher | None = None) -> Fetched:
    """What `url` gives, by `fetcher` or a new one; as `Fetcher.fetch`."""
    return (fetcher or Fetcher()).fetch(url, conditional=conditional)


class _Watch:
    """The time left for an address."""

    def __init__(self, clock: Callable[[], float], seconds: float) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def left(self) -> float:
        return self._end - self._clock()

    def extend(self, seconds: float) -> None:
        self._end += seconds


def _body(pieces: Iterable[bytes], limit: int, where: str, cut: bool) -> bytes:
    parts: list[bytes] = []
    size = 0
    for piece in pieces:
        parts.append(piece)
        size += len(piece)
        if size > limit:
            if cut:
                break
            raise too_large(limit, where)
    return b"".join(parts)[: limit if cut else None]


def _header(value: bytes) -> str:
    return value.decode("latin-1").strip()


def _refusal(status: int, target: Target) -> FetchError:
    try:
        phrase = f" ({HTTPStatus(status).phrase})"
    except ValueError:
        phrase = ""
    return FetchError(f"the server answers {status}{phrase}", where=target.shown)


def _seconds(after: str | None) -> float | None:
    """The seconds that a Retry-After asks for: a number of them, or a day and time; None when it asks for nothing."""
    if after is None:
        return None
    if re.fullmatch(r"\d{1,9}", after):
        return float(after)
    try:
        until = parsedate_to_datetime(after)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((until - datetime.now(UTC)).total_seconds(), 0.0)
