#!/usr/bin/env python3
"""How large does a ledger grow, and how fast does it answer?

    .venv/bin/python benchmarks/ledger.py [--events 10000 100000] [--url postgresql://...] [--plain] [--keep FOLDER]

Builds ledgers of so many events from varied records (benchmarks/replay.py) with the code that `ingest` writes with,
and asks each 20 different questions of every kind. Prints the size, the time to build, and the median and the worst
time of an answer: cold (a new connection, nothing of the file in memory; SQLite alone) and warm (asked again).
--plain leaves out what links reports to one another (near copies, incidents, groups of claims) and says so;
SQLite is then set to build fast (BUILDING), which a ledger is not.
--url names an empty PostgreSQL database for each size, with {} for the number of events.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from sqlalchemy import Connection, func, select, text

from dragoman import Ledger, codebook
from dragoman.ledger import schema
from dragoman.ledger.recording import record_report
from dragoman.ledger.store import Store
from dragoman.ledger.writing import add_records
from replay import Replay, base_records

QUESTIONS = 20
AT_ONCE = 1000
"""Reports in one transaction: ingest keeps each by itself, which on this machine's disk measures the disk."""

BUILDING = ("synchronous = OFF", "cache_size = -1000000", "wal_autocheckpoint = 100000")
"""How SQLite is set for --plain alone: 1 GB of memory, and the log is moved into the file at 400 MB."""

TODAY = date(2025, 12, 31)

Ask = Callable[[Ledger], Any]


def main() -> None:
    """Build, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--url", help="an empty PostgreSQL database, {} in it the number of events")
    parser.add_argument("--plain", action="store_true", help="link no reports to one another")
    parser.add_argument("--keep", type=Path, default=Path(gettempdir()) / "dragoman-benchmark")
    args = parser.parse_args()
    args.keep.mkdir(parents=True, exist_ok=True)
    replay = Replay(base_records(args.keep / "records.jsonl"))
    kind = "plain" if args.plain else "whole"
    places = {
        events: args.url.format(events) if args.url else str(args.keep / f"{kind}-{events}.db")
        for events in args.events
    }
    for place in places.values():
        # All have the shape that this program knows, even if the source changes while it runs.
        Store(place).close()
    for events, place in places.items():
        print(f"\n{events:,} events, {'PostgreSQL' if args.url else 'SQLite'}, {kind}", flush=True)
        store = Store(place)
        build(store, replay, events, args.plain)
        show_size(store)
        asked = questions(store, random.Random(events))
        store.close()
        measure(place, asked)


def build(store: Store, replay: Replay, events: int, plain: bool) -> None:
    """Add variants until there are so many events; goes on where an earlier run was cut off."""
    book = codebook.load()
    with store.reading() as connection:
        have, reports = count(connection, "events"), count(connection, "copies")
    began, start, first = time.perf_counter(), have, reports
    variants = replay.variants(reports)
    making = computing = 0.0
    if plain and store.is_sqlite:
        # One connection is taken and given back each time; at the end it is closed.
        _set_for_building(store)
    while have < events:
        stopped = time.perf_counter()
        batch = list(islice(variants, AT_ONCE if plain else AT_ONCE // 5))
        making += time.perf_counter() - stopped
        computing -= time.process_time()
        with store.writing() as connection:
            if plain:
                add_records(connection, batch, book)
            else:
                for record in batch:
                    record_report(connection, record, book)
        computing += time.process_time()
        have += sum(len(record.events) for record in batch)
        reports += len(batch)
        if reports % 20_000 < AT_ONCE:
            print(f"  {reports:,} reports, {have:,} events, {time.perf_counter() - began:,.0f} s", flush=True)
    if have == start:
        print("built before")
        return
    seconds = time.perf_counter() - began - making
    rate = (reports - first) / seconds
    print(
        f"built in {seconds:,.0f} s (making the variants, {making:,.0f} s, left out): {rate:,.0f} reports/s, "
        f"{1000 * seconds / (have - start):.2f} ms an event ({1000 * computing / (have - start):.2f} of this process)"
    )
    store.engine.dispose()
    if not store.is_sqlite:
        # A server does so by itself, but in its own time.
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def _set_for_building(store: Store) -> None:
    # Outside of a transaction, where alone they can be set.
    connection = store.engine.raw_connection()
    for pragma in BUILDING:
        connection.cursor().execute(f"PRAGMA {pragma}").close()
    connection.close()


def count(connection: Connection, table: str) -> int:
    """How many rows a table has."""
    found: int = connection.execute(
        select(func.count()).select_from(schema.metadata.tables[table])
    ).scalar_one()
    return found


def show_size(store: Store) -> None:
    """Print what there is, and how much room it takes."""
    if store.is_sqlite:
        with store.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    with store.reading() as connection:
        if store.is_sqlite:
            size = Path(store.place).stat().st_size
        else:
            size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        counts = {
            name: count(connection, name) for name in ("reports", "events", "actors", "claims", "figures")
        }
        characters = connection.execute(select(func.sum(func.length(schema.reports.c.text)))).scalar_one()
    print(", ".join(f"{number:,} {name}" for name, number in counts.items()))
    print(
        f"{size / 1e6:,.0f} MB, {size / counts['events']:,.0f} bytes an event, "
        f"{size / counts['reports']:,.0f} a report (whose text has {characters / counts['reports']:,.0f})"
    )


def questions(store: Store, drawn: random.Random) -> dict[str, list[Ask]]:
    """Of every kind as many different questions: pairs and words that are in the news daily, sometimes, hardly."""
    pairs_table = schema.event_pairs
    with store.reading() as connection:
        counted = (
            select(pairs_table.c.source, pairs_table.c.target)
            .where(pairs_table.c.source != pairs_table.c.target)
            .where(func.length(pairs_table.c.source) == 3, func.length(pairs_table.c.target) == 3)
            .group_by(pairs_table.c.source, pairs_table.c.target)
            .order_by(func.count().desc(), pairs_table.c.source, pairs_table.c.target)
        )
        found = [tuple(row) for row in connection.execute(counted)]
        texts = list(connection.execute(select(schema.reports.c.text).limit(400)).scalars())
    pairs = spread(found)
    words = sorted(
        {word.lower() for one in texts for word in one.split() if word.isalpha() and len(word) > 4}
    )
    single = ["police", "government", "president", *drawn.sample(words, QUESTIONS // 2)]
    several = [" ".join(one.split()[3:5]) for one in drawn.sample(texts, QUESTIONS)]
    searched = (single + several)[:QUESTIONS]
    actors = spread([pair[0] for pair in found])
    return {
        "contacts": [lambda ledger, p=p: ledger.contacts(*p, today=TODAY) for p in pairs],
        "timeline": [lambda ledger, p=p: ledger.timeline(*p) for p in pairs],
        "events of a pair": [
            lambda ledger, p=p: ledger.events(source=p[0], target=p[1], limit=50) for p in pairs
        ],
        "events of an actor": [lambda ledger, a=a: ledger.events(actor=a, limit=50) for a in actors],
        "search": [lambda ledger, w=w: ledger.search(w) for w in searched],
        "figures": [lambda ledger, a=a: ledger.figures(actor=a, limit=50) for a in actors],
        "claims": [lambda ledger, a=a: ledger.claims(speaker=a, limit=50) for a in actors],
        "positions": [lambda ledger, a=a: ledger.positions(a) for a in actors],
        "silences": [
            lambda ledger, d=d: ledger.silences(min_days=d, today=TODAY) for d in range(30, 30 + QUESTIONS)
        ],
        "changes": [lambda ledger, d=d: ledger.changes(d, today=TODAY) for d in range(30, 30 + QUESTIONS)],
    }


def spread(ranked: list[Any]) -> list[Any]:
    """So many of a ranking, from the first on ever further apart."""
    ranked = list(dict.fromkeys(ranked))
    steps = {round((len(ranked) - 1) * (number / (QUESTIONS - 1)) ** 2) for number in range(QUESTIONS)}
    return [ranked[step] for step in sorted(steps)] if ranked else []


def measure(place: str, asked: dict[str, list[Ask]]) -> None:
    """Ask everything and print the times."""
    is_file = "://" not in place
    print(
        f"{'question':22}{'cold median':>14}{'worst':>10}{'warm median':>14}{'worst':>10}{'mean CPU':>14}   "
        "ms; answers' rows"
    )
    for kind, asks in asked.items():
        if not hasattr(Ledger, kind.split()[0]):
            print(f"{kind:22} (no such question)")
            continue
        cold = list(_times(place, asks, is_file)) if is_file else []
        with _ledger(place) as ledger:
            rows = []
            for ask in asks:
                rows.append(len(ask(ledger)))
            computed = time.process_time()
            warm = [_timed(ask, ledger) for ask in asks]
            computed = time.process_time() - computed
        cells = [
            f"{1000 * statistics.median(times):14.1f}{1000 * max(times):10.1f}" if times else f"{'':24}"
            for times in (cold, warm)
        ]
        cells.append(f"{1000 * computed / len(asks):14.1f}")
        print(f"{kind:22}{''.join(cells)}   {min(rows)} to {max(rows)}", flush=True)


def _times(place: str, asks: list[Ask], forget: bool) -> Iterator[float]:
    """The time of each question to a ledger that was just opened."""
    # What is loaded once in a process belongs to no question.
    with _ledger(place) as ledger:
        asks[0](ledger)
    for ask in asks:
        if forget:
            with open(place, "rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        with _ledger(place) as ledger:
            yield _timed(ask, ledger)


def _timed(ask: Ask, ledger: Ledger) -> float:
    start = time.perf_counter()
    ask(ledger)
    return time.perf_counter() - start


@contextmanager
def _ledger(place: str) -> Iterator[Ledger]:
    with Ledger(place, make=False) as ledger:
        yield ledger


if __name__ == "__main__":
    sys.exit(main())
