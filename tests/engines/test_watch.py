"""Watching feeds: an hour of simulated time against a server that misbehaves, broken off and gone on with."""

from __future__ import annotations

import contextlib
import gc
import re
import tracemalloc
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tests.engines.watch_server import (
    LIMIT,
    START,
    Canned,
    Clock,
    Item,
    Server,
    answer,
    misbehave,
    record,
    rss,
    story,
)

import dragoman as package
from dragoman import Report
from dragoman.engines.feeds_file import FeedsFile, load_feeds
from dragoman.engines.ingest import Step
from dragoman.engines.watch import Visit, Watch
from dragoman.engines.webhook import Poster
from dragoman.errors import FetchError, RefusedAddress, ServiceError
from dragoman.ledger import Ledger, schema
from dragoman.ledger.alerts import Alert
from dragoman.ledger.store import Store
from dragoman.sources import Fetcher


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server(Clock())
    yield made
    made.server.shutdown()
    made.server.server_close()


RULES = """
[[alerts]]
name = "talks"
kind = "silence"
days = 90

[[alerts]]
name = "named talks"
kind = "silence"
days = 90
between = ["Norway", "PER"]

[[alerts]]
name = "raids"
kind = "event"
types = ["ASSAULT"]
source = "Russia"
target = "Ukraine"

[[alerts]]
name = "denials"
kind = "dispute"

[[alerts]]
name = "many dead"
kind = "toll"
above = 100
"""


def listed(
    path: Path, server: Server, names: Iterable[str], more: str = RULES, every: str = "5 min"
) -> FeedsFile:
    feeds = "".join(f'[[feeds]]\nname = "{name}"\nurl = "{server.url(name)}"\n' for name in names)
    path.write_text(f'every = "{every}"\n{feeds}{more}', encoding="utf-8")
    return load_feeds(path)


@dataclass
class Told:
    """What a run told."""

    visits: list[Visit] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    given_up: list[ServiceError] = field(default_factory=list)

    def visit(self, visit: Visit) -> None:
        self.visits.append(visit)

    def step(self, feed: Any, step: Step) -> None:
        self.steps.append(step)

    def alert(self, alert: Alert) -> None:
        self.alerts.append(alert)

    def refused(self, error: ServiceError, *, last: bool) -> None:
        self.given_up.append(error)

    def of(self, name: str) -> list[Visit]:
        return [visit for visit in self.visits if visit.feed.name == name]


def look_up(host: str, port: int) -> list[str]:
    return ["10.0.0.7" if host == "within.example" else "127.0.0.1"]


def watching(server: Server, feeds: FeedsFile, store: Store, reader: Any, told: Told) -> Watch:
    hosts = {re.sub(r".*//|:.*", "", feed.url) for feed in feeds.feeds} | {"hook.example"}
    fetcher = Fetcher(
        timeout=0.4,
        max_bytes=LIMIT,
        patience=30,
        resolve=look_up,
        allowed_hosts=hosts,
        clock=server.clock,
        sleep=server.clock.sleep,
    )
    poster = Poster(hosts, timeout=2, resolve=look_up)
    return Watch(feeds, store, reader, told, fetcher=fetcher, poster=poster, clock=server.clock)


def texts(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(connection.execute(select(schema.reports.c.text)).scalars())


def known_before(place: Path) -> None:
    """The ledger knows of contacts before the watch: one long ago, one not so long."""
    with Ledger(place) as ledger:
        ledger.add(
            record(Report(story(name, number, told), day, source="archive"))
            for name, number, told, day in (
                ("first", 51, "CONTACT NOR CHL", date(2023, 9, 1)),
                ("second", 52, "CONTACT NOR PER", date(2024, 1, 20)),
                ("third", 53, "DEAD 500", date(2024, 1, 20)),
            )
        )


@pytest.mark.parametrize("breaks", [(), (0, 5, 21, 30)], ids=["undisturbed", "broken off"])
def test_an_hour(server: Server, tmp_path: Path, breaks: tuple[int, ...]) -> None:
    items = misbehave(server)
    hook = f'[[webhooks]]\nname = "desk"\nurl = "{server.url("hook", "/in?key=s")}"\nrules = ["talks", "raids"]\n'
    feeds = listed(tmp_path / "feeds.toml", server, server.feeds, RULES + hook)
    server.down_until = 24
    place = tmp_path / "ledger.db"
    known_before(place)
    reader, told = Canned(breaks), Told()
    runs = 0
    while server.clock.minute < 60:
        runs += 1
        store = Store(place)
        # Whatever breaks it off, the next run goes on.
        with contextlib.suppress(KeyboardInterrupt):
            watching(server, feeds, store, reader, told).run(START + timedelta(minutes=60))
        store.close()
    assert runs == 1 + len(breaks)

    # Every new item once; only those of the last minutes may be out and not asked for yet.
    store = Store(place)
    own = Counter(text.replace("bridges", "bridge") for text in texts(store))
    out = {item.text for name in items for item in items[name] if item.minute <= 60}
    sure = {
        item.text
        for name, latest in (
            ("steady", 54),
            ("changing", 54),
            ("moved", 54),
            ("busy", 40),
            ("ttl", 49),
            ("slow", 33),
        )
        for item in items[name]
        if item.minute <= latest
    } | {item.text for item in items["broken"] if item.minute <= 20}
    assert sure <= set(own)
    assert {text for text in own if not re.search("first|second|third", text)} <= out
    assert set(own.values()) == {1}
    read = Counter(text.replace("bridges", "bridge") for text in reader.read)
    assert set(read.values()) == {1}
    store.close()

    # Every alert once, when its report was out and not before.
    assert [alert.rule for alert in told.alerts] == ["talks", "raids", "many dead", "denials"]
    minutes = [(alert.raised_at.replace(tzinfo=None) - START).total_seconds() / 60 for alert in told.alerts]
    for minute, least in zip(minutes, (12, 18, 28, 33), strict=True):
        assert least <= minute <= least + 6
    assert "after 185 days" in told.alerts[0].summary
    assert [post["rule"] for post in server.posted] == ["talks", "raids"]
    assert server.refused > 1
    assert "key=" not in str(told.given_up[0])

    # Each feed as its server wished, and less and less often when it fails.
    assert server.known["steady"] >= 2
    assert len(server.asked["steady"]) >= 10
    assert len(server.asked["ttl"]) <= 3 + len(breaks)
    first, second, *_ = server.asked["busy"]
    assert second - first >= 25
    for name, most in (("huge", 5), ("round", 5 * 6), ("inward", 5)):
        assert 3 <= len(server.asked[name]) <= most
        assert all(visit.error is not None for visit in told.of(name))
    assert "within" not in server.asked
    assert {type(visit.error) for visit in told.of("inward")} == {RefusedAddress}
    assert {type(visit.error) for visit in told.of("round")} == {FetchError}
    assert {visit.what for visit in told.of("slow")} == {"read", "failed"}
    assert {visit.what for visit in told.of("broken")} == {"read", "failed"}


def test_memory_stays_flat(server: Server, tmp_path: Path) -> None:
    entries = [Item(0, story("flat", number)) for number in range(12)]
    server.feeds["flat"] = lambda handler, time: answer(handler, rss("flat", entries))
    server.feeds["down"] = lambda handler, time: answer(handler, b"<html>", 200 if time % 2 else 503)
    server.feeds["huge"] = lambda handler, time: answer(handler, b"x" * (LIMIT + 1))
    feeds = listed(tmp_path / "feeds.toml", server, server.feeds, every="2 min")
    store, reader = Store(tmp_path / "ledger.db"), Canned()
    told = Told()
    made = watching(server, feeds, store, reader, told)

    def used() -> int:
        told.visits.clear()
        told.steps.clear()
        server.asked.clear()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    made.run(START + timedelta(minutes=10))
    tracemalloc.start()
    try:
        made.run(START + timedelta(minutes=25))
        before = used()
        made.run(START + timedelta(minutes=60))
        grown = used() - before
    finally:
        tracemalloc.stop()
        store.close()
    assert len(reader.read) == 12
    assert grown < 200_000


REAL = [
    "The foreign ministers of Norway and Chile spoke by telephone on Monday about cod.",
    "Russian forces shelled a Ukrainian village on Monday, killing 3 people.",
]


def test_the_real_reader(server: Server, tmp_path: Path, reader: package.Reader) -> None:
    entries = [Item(2 * number, text) for number, text in enumerate(REAL)]
    server.feeds["wire"] = lambda handler, time: answer(handler, rss("wire", server.now(entries)))
    feeds = listed(tmp_path / "feeds.toml", server, ["wire"])
    place = tmp_path / "ledger.db"
    known_before(place)
    store, told = Store(place), Told()
    watching(server, feeds, store, reader, told).run(START + timedelta(minutes=6))
    store.close()
    assert [(alert.rule, alert.day) for alert in told.alerts] == [
        ("talks", date(2024, 3, 4)),
        ("raids", date(2024, 3, 4)),
    ]
    assert told.alerts[0].sentence == REAL[0]
    assert (told.alerts[0].publisher, told.alerts[0].published) == ("wire", date(2024, 3, 5))


def test_once_asks_what_is_due(server: Server, tmp_path: Path) -> None:
    server.feeds["wire"] = lambda handler, time: answer(handler, rss("wire", [Item(0, story("wire", 1))]))
    feeds = listed(tmp_path / "feeds.toml", server, ["wire"])
    store = Store(tmp_path / "ledger.db")
    for minute in (0, 1, 6):
        server.clock.sleep(60 * minute - server.clock())
        watching(server, feeds, store, Canned(), told := Told()).once()
        assert [visit.tally.new for visit in told.visits] == {0: [1], 1: [], 6: [0]}[minute]
    store.close()


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (rss("wire", []), "read"),
        (rss("wire", [Item(0, story("wire", 1))])[:-20], "failed"),
        (b"", "failed"),
        (b"<html><p>Back soon</p></html>", "failed"),
    ],
    ids=["quiet", "cut off", "nothing", "a page"],
)
def test_what_is_no_feed(server: Server, tmp_path: Path, body: bytes, what: str) -> None:
    server.feeds["wire"] = lambda handler, time: answer(handler, body, ETag='"1"')
    feeds = listed(tmp_path / "feeds.toml", server, ["wire"])
    store, told = Store(tmp_path / "ledger.db"), Told()
    watching(server, feeds, store, Canned(), told).once()
    assert [visit.what for visit in told.visits] == [what]
    with store.reading() as connection:
        etag, failures = connection.execute(select(schema.feeds.c.etag, schema.feeds.c.failures)).one()
    assert (etag, failures) == (('"1"', 0) if what == "read" else (None, 1))
    assert texts(store) == []
    store.close()
