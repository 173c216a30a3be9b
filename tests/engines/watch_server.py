"""A server of feeds and a webhook that misbehave by simulated time, and a reader that does as reports say."""

from __future__ import annotations

import contextlib
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from dragoman import Record, Report
from dragoman.records import Actor, Claim, Contact, DateRange, Event, Figure, Span

START = datetime(2024, 3, 5, 6, 0)
LIMIT = 100_000
"""Bytes of a feed that are taken."""

SYLLABLES = ["ka", "lo", "mi", "ten", "sur", "vel", "dar", "no", "pri", "gan"]


# Time


class Clock:
    """Time that passes by itself, and by sleeping without waiting."""

    def __init__(self) -> None:
        self._slept = 0.0
        self._began = time.monotonic()

    def __call__(self) -> float:
        return self._slept + time.monotonic() - self._began

    def now(self) -> datetime:
        return START + timedelta(seconds=self())

    def sleep(self, seconds: float) -> None:
        self._slept += seconds

    @property
    def minute(self) -> float:
        return self() / 60


# Reports: what a canned reader makes of them stands in their first line


def story(name: str, number: int, told: str = "NOTHING") -> str:
    """A report that is like no other."""
    chance = random.Random(f"{name} {number}")
    words = ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(40)]
    return f"{told} {name} {number}. The bridge of " + " ".join(words) + "."


class Canned:
    """Makes of the words in capitals what they say. `breaks` are places in the row of reports at which it is killed."""

    def __init__(self, breaks: Iterable[int] = ()) -> None:
        self.read: list[str] = []
        self._breaks = set(breaks)

    def outcomes(self, reports: Iterable[Report], workers: int = 1) -> Generator[Record, None, None]:
        for report in reports:
            if len(self.read) in self._breaks:
                self._breaks.remove(len(self.read))
                raise KeyboardInterrupt
            self.read.append(report.text)
            yield record(report)


def record(report: Report) -> Record:
    what, *words = report.text.split()
    head = Span.of(report.text, 0, len(what))
    day = DateRange(report.published, report.published, "day")

    def actor(code: str) -> Actor:
        start = report.text.index(code)
        return Actor(code, start, start + len(code), name=code, kind="state", country=code)

    match what:
        case "CONTACT":
            pair = (actor(words[0]), actor(words[1]))
            event = Event(
                id="e1",
                type="CONSULT",
                mode="phone",
                quad="verbal cooperation",
                sources=pair,
                targets=pair,
                date=day,
                trigger=head,
                evidence=head,
            )
            contact = Contact(
                id="k1",
                parties=tuple(one.text for one in pair),
                names=(),
                channel="phone",
                level="ministers",
                date=day,
                status="happened",
                event="e1",
                first_since=None,
                evidence=head,
            )
            return Record(report, pair, (event,), contacts=(contact,))
        case "ASSAULT":
            one, other = actor(words[0]), actor(words[1])
            event = Event(
                id="e1",
                type="ASSAULT",
                quad="material conflict",
                sources=(one,),
                targets=(other,),
                date=day,
                trigger=head,
                evidence=head,
            )
            return Record(report, (one, other), (event,))
        case "DEAD":
            start = report.text.index(words[0])
            number = Figure(
                words[0],
                start,
                start + len(words[0]),
                id="f1",
                measure="dead",
                low=float(words[0]),
                high=None,
            )
            return Record(report, figures=(number,))
        case "DENIED":
            one, other = actor(words[0]), actor(words[1])
            content = Span.of(report.text, 0, report.text.index("."))
            said: Any = {"cue": head, "content": content, "direct": False, "act": "assert"}
            claim = Claim(id="c1", speaker=one, disputed_by=(other,), dispute_cues=(head,), **said)
            return Record(report, (one, other), claims=(claim,))
    return Record(report)


# The server


@dataclass
class Item:
    """An entry of a feed, there from a minute on."""

    minute: float
    text: str
    day: date = date(2024, 3, 5)


def rss(name: str, items: Iterable[Item], head: str = "") -> bytes:
    entries = "".join(
        f"<item><title>{item.text[:40]}</title><guid>{name}-{hash_of(item.text)}</guid>"
        f"<link>http://{name}.example/{hash_of(item.text)}</link>"
        f"<pubDate>{item.day:%a, %d %b %Y} 05:00:00 GMT</pubDate><description>{item.text}</description></item>"
        for item in items
    )
    return f"<rss version='2.0'><channel><title>{name}</title>{head}{entries}</channel></rss>".encode()


def hash_of(text: str) -> str:
    return str(sum(map(ord, text)))


class Server:
    """Feeds by host name, as they stand at the simulated minute; and a webhook that is down at first."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.feeds: dict[str, Callable[[BaseHTTPRequestHandler, int], None]] = {}
        self.asked: dict[str, list[float]] = {}
        self.known: Counter[str] = Counter()
        self.posted: list[dict[str, Any]] = []
        self.refused = 0
        self.down_until = 0.0
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.headers["Host"].split(".")[0]
                with contextlib.suppress(OSError):
                    if self.path == "/robots.txt":
                        answer(self, b"", 404)
                        return
                    asked = server.asked.setdefault(name, [])
                    asked.append(server.clock.minute)
                    server.feeds[name](self, len(asked))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if server.clock.minute < server.down_until:
                    server.refused += 1
                    answer(self, b"", 503)
                    return
                server.posted.append(json.loads(body))
                answer(self, b"", 204)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def url(self, name: str, path: str = "/feed") -> str:
        return f"http://{name}.example:{self.server.server_address[1]}{path}"

    def now(self, items: Iterable[Item]) -> list[Item]:
        """What is out by now, the latest first, as feeds have it."""
        return [item for item in items if item.minute <= self.clock.minute][::-1]


def answer(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {
        "Content-Type": "application/rss+xml",
        "Content-Length": str(len(body)),
        **headers,
    }.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def misbehave(server: Server) -> dict[str, list[Item]]:
    """Set the feeds up; gives the entries of each."""
    items = {
        name: [Item(number * apart, story(name, number)) for number in range(count)]
        for name, apart, count in (
            ("steady", 7, 8),
            ("changing", 9, 6),
            ("slow", 11, 5),
            ("broken", 13, 4),
            ("moved", 10, 5),
            ("busy", 12, 4),
            ("ttl", 6, 9),
        )
    }
    items["steady"] += [
        Item(12, story("calls", 1, "CONTACT NOR CHL"), date(2024, 3, 4)),
        Item(14, story("dial", 2, "CONTACT NOR PER"), date(2024, 3, 4)),
        Item(41, story("ring", 3, "CONTACT CHL NOR"), date(2024, 3, 5)),
    ]
    items["changing"] += [
        Item(18, story("raid", 4, "ASSAULT RUS UKR")),
        Item(22, story("answer", 5, "ASSAULT UKR RUS")),
        Item(33, story("word", 6, "DENIED FRA ITA")),
    ]
    items["moved"] += [
        Item(15, story("quake", 7, "DEAD 90")),
        Item(28, story("flood", 8, "DEAD 144")),
    ]

    def out(name: str) -> list[Item]:
        return sorted(server.now(items[name]), key=lambda item: -item.minute)

    def steady(handler: BaseHTTPRequestHandler, time: int) -> None:
        body = rss("steady", out("steady"))
        tag = f'"{len(body)}"'
        if handler.headers["If-None-Match"] == tag:
            server.known["steady"] += 1
            answer(handler, b"", 304)
        else:
            answer(handler, body, ETag=tag)

    def changing(handler: BaseHTTPRequestHandler, time: int) -> None:
        # Entries come in another order each time, the oldest leave, and a word is mended in those that stay.
        there = out("changing")[:6]
        mended = [
            Item(item.minute, item.text.replace("bridge", "bridges"), item.day) if time % 3 == 2 else item
            for item in there[time % 3 :] + there[: time % 3]
        ]
        answer(handler, rss("changing", mended))

    def slow(handler: BaseHTTPRequestHandler, time: int) -> None:
        body = rss("slow", out("slow"))
        if time % 3:
            answer(handler, body)
            return
        handler.send_response(200)
        handler.end_headers()
        for at in range(200):
            handler.wfile.write(body[at : at + 1])
            handler.wfile.flush()
            threading.Event().wait(0.02)

    def broken(handler: BaseHTTPRequestHandler, time: int) -> None:
        body = rss("broken", out("broken"))
        match time % 5:
            case 1:
                answer(handler, body[: len(body) * 2 // 3])
            case 2:
                answer(handler, b"", 500)
            case 3:
                answer(handler, b"<html><p>Back soon</p></html>", Content_Type="text/html")
            case _:
                answer(handler, body)

    def moved(handler: BaseHTTPRequestHandler, time: int) -> None:
        if handler.path == "/feed":
            answer(handler, b"", 302, Location="/here")
        else:
            answer(handler, rss("moved", out("moved")), Last_Modified="Tue, 05 Mar 2024 05:00:00 GMT")

    def round_and_round(handler: BaseHTTPRequestHandler, time: int) -> None:
        answer(handler, b"", 302, Location=handler.path + "x")

    def to_within(handler: BaseHTTPRequestHandler, time: int) -> None:
        answer(handler, b"", 302, Location=server.url("within"))

    def huge(handler: BaseHTTPRequestHandler, time: int) -> None:
        answer(handler, rss("huge", [Item(0, "word " * LIMIT)]))

    def busy(handler: BaseHTTPRequestHandler, time: int) -> None:
        if server.clock.minute < 20:
            answer(handler, b"", 429, Retry_After="1500")
        else:
            answer(handler, rss("busy", out("busy")))

    def ttl(handler: BaseHTTPRequestHandler, time: int) -> None:
        answer(handler, rss("ttl", out("ttl"), "<ttl>25</ttl>"))

    server.feeds = {
        "steady": steady,
        "changing": changing,
        "slow": slow,
        "broken": broken,
        "moved": moved,
        "round": round_and_round,
        "inward": to_within,
        "huge": huge,
        "busy": busy,
        "ttl": ttl,
    }
    return items
