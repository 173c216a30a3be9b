"""Asking Wikidata's query service: one polite client, which says plainly what went wrong.

The service (https://query.wikidata.org/sparql) takes SPARQL and gives the SPARQL 1.1 JSON results format. It asks
clients to name themselves, to come one request at a time, and to wait as long as `Retry-After` says.
"""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import msgspec

from dragoman._version import __version__
from dragoman.errors import ServiceError

ENDPOINT = "https://query.wikidata.org/sparql"
USER_AGENT = f"dragoman/{__version__} (reads news reports; keeps a roster of office holders) Python-urllib"
MOST_BYTES = 32_000_000
"""An answer may have so many bytes; a page of the largest country has a tenth of it."""
LONGEST_WAIT = 300.0
"""Seconds: a service that asks to wait longer is asked another day."""

_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_CHUNK = 65_536

Row = Mapping[str, str]
"""A row of an answer: the value of each variable that has one."""


class _Value(msgspec.Struct):
    type: str
    value: str


class _Results(msgspec.Struct):
    bindings: list[dict[str, _Value]]


class _Answer(msgspec.Struct):
    results: _Results


class _NoRedirect(HTTPRedirectHandler):
    """The service is asked at its own address and nowhere else."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage, newurl: str
    ) -> None:
        return None


class _Passing(Exception):
    """Something that may be better the next time; `wait` is how long the service asks to wait, in seconds."""

    def __init__(self, what: str, wait: float | None = None) -> None:
        super().__init__(what)
        self.wait = wait


class Client:
    """Asks the query service, one request at a time.

    `timeout` is for one answer as a whole, in seconds; `tries` how often a request is sent before it counts as
    failed; `pause` the seconds before the second try, doubled before each further one, and between two pages.
    `endpoint` is for tests: besides the service itself only this very machine is asked. Raises ValueError for another.
    """

    def __init__(
        self,
        endpoint: str = ENDPOINT,
        *,
        timeout: float = 90.0,
        tries: int = 5,
        pause: float = 1.0,
        most_bytes: int = MOST_BYTES,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if endpoint != ENDPOINT and urlsplit(endpoint).hostname not in _LOOPBACK:
            raise ValueError(f"only {ENDPOINT} is asked, not {endpoint}")
        self._endpoint = endpoint
        self._timeout = timeout
        self._tries = tries
        self._pause = pause
        self._most_bytes = most_bytes
        self._sleep = sleep
        self._opener = build_opener(_NoRedirect)

    def pages(self, query: str, size: int = 2000) -> Iterator[Row]:
        """All rows of a query, asked for `size` at a time; the query must order its rows and have no LIMIT.

        Raises ServiceError as `rows` does.
        """
        offset = 0
        while True:
            page = self.rows(f"{query}\nLIMIT {size} OFFSET {offset}")
            yield from page
            if len(page) < size:
                return
            offset += size
            self._sleep(self._pause)

    def rows(self, query: str) -> list[Row]:
        """The rows that answer one query.

        Raises ServiceError when the service can't be reached, refuses, keeps failing, or answers what is no result.
        """
        for attempt in range(1, self._tries + 1):
            try:
                return _parsed(self._answer(query))
            except _Passing as passing:
                wait = passing.wait if passing.wait is not None else self._pause * 2 ** (attempt - 1)
                if attempt == self._tries or wait > LONGEST_WAIT:
                    raise ServiceError(f"{passing}, after {attempt} tries", where=self._endpoint) from passing
                self._sleep(wait)
        raise AssertionError("tries is 1 or more")

    def _answer(self, query: str) -> bytes:
        request = Request(
            self._endpoint,
            data=urlencode({"query": query}).encode(),
            headers={"Accept": "application/sparql-results+json", "User-Agent": USER_AGENT},
            method="POST",
        )
        deadline = time.monotonic() + self._timeout
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                return self._read(response, deadline)
        except HTTPError as error:
            with error:
                if error.code in _TRY_AGAIN:
                    raise _Passing(
                        f"the service answers {error.code} ({error.reason})",
                        _wait(error.headers.get("Retry-After")),
                    ) from error
            raise ServiceError(
                f"the service refuses: {error.code} ({error.reason})",
                where=self._endpoint,
                next_step="Try another day; if it goes on, please report it.",
            ) from error
        except URLError as error:
            raise _Passing(f"the service can't be reached ({error.reason})") from error
        except TimeoutError as error:
            raise _Passing(f"no answer within {self._timeout:g} seconds") from error
        except (http.client.HTTPException, OSError) as error:
            raise _Passing(f"the connection broke ({error or type(error).__name__})") from error

    def _read(self, response: http.client.HTTPResponse, deadline: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        while part := response.read1(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > self._most_bytes:
                raise ServiceError(
                    f"the answer has more than {self._most_bytes:,} bytes",
                    where=self._endpoint,
                    next_step="Please report it.",
                )
            if time.monotonic() > deadline:
                raise TimeoutError
        return b"".join(parts)


def _wait(after: str | None) -> float | None:
    """The seconds that a `Retry-After` asks for: a number of them, or a day and time."""
    if after is None:
        return None
    if re.fullmatch(r"\d{1,9}", after.strip()):
        return float(after)
    try:
        until = parsedate_to_datetime(after)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((until - datetime.now(UTC)).total_seconds(), 0.0)


def _parsed(answer: bytes) -> list[Row]:
    """The rows of an answer. A query that runs out of time ends in the middle of its JSON, so that is tried again."""
    try:
        results = msgspec.json.decode(answer, type=_Answer).results
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _Passing(f"the answer is no SPARQL result ({error})") from error
    return [{name: value.value for name, value in row.items()} for row in results.bindings]
