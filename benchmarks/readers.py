#!/usr/bin/env python3
"""Does asking go on, and how fast, while a writer adds reports?

    .venv/bin/python benchmarks/readers.py [--ledger FILE_OR_URL] [--readers 8] [--seconds 30]

So many processes ask a ledger (events, contacts, a timeline, counts, search) while one process writes varied records
(benchmarks/replay.py). Prints what was written and asked, the times of the answers, and every error; ends with 1
when there was one, or when a reader saw half a report. Without --ledger it is a new SQLite file; a ledger that is
named gets the records for good.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
import time
from datetime import date
from itertools import islice
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event, Semaphore
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from sqlalchemy import func, select

from dragoman import Ledger
from dragoman.errors import DragomanError
from dragoman.ledger import schema
from replay import Replay, base_records

KEPT = Path(gettempdir()) / "dragoman-benchmark" / "records.jsonl"
WORDS = ("police", "government", "president", "talks", "troops", "election")
PAIRS = (("USA", "FRA"), ("AFG", "ALB"), ("DZA", "AGO"), ("ARG", "AUS"))
TODAY = date(2025, 12, 31)


def main() -> int:
    """Write, ask, and print. Exit status: 0 when no reader met an error."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ledger")
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=30.0)
    args = parser.parse_args()
    base_records(KEPT)
    with TemporaryDirectory() as folder:
        return run(args.ledger or str(Path(folder) / "ledger.db"), args.readers, args.seconds)


def run(place: str, readers: int, seconds: float) -> int:
    """Let the readers ask while this process writes."""
    spawn = multiprocessing.get_context("spawn")
    told: Queue[tuple[list[float], list[str]]] = spawn.Queue()
    done = spawn.Event()
    ready = spawn.Semaphore(0)
    replay = Replay(base_records(KEPT))
    with Ledger(place) as ledger:
        with ledger.store.reading() as connection:
            start = connection.execute(select(func.count()).select_from(schema.copies)).scalar_one()
        variants = replay.variants(start)
        ledger.add(islice(variants, 5))
        asking = [
            spawn.Process(target=read, args=(place, number, ready, done, told)) for number in range(readers)
        ]
        for one in asking:
            one.start()
        for _ in asking:
            ready.acquire(timeout=120)
        began, written = time.perf_counter(), 0
        while time.perf_counter() - began < seconds:
            written += ledger.add(islice(variants, 1))
        done.set()
        answers = [told.get(timeout=120) for _ in asking]
        for one in asking:
            one.join()
    times = [one for these, _ in answers for one in these] or [0.0]
    errors = [error for _, these in answers for error in these]
    print(
        f"{'PostgreSQL' if '://' in place else 'SQLite'}: in {seconds:g} s 1 writer added {written:,} reports, "
        f"{readers} readers got {len(times):,} answers; median {1000 * statistics.median(times):.0f} ms, "
        f"worst {1000 * max(times):,.0f} ms; {len(errors)} errors"
    )
    for error in dict.fromkeys(errors):
        print(error)
    return 1 if errors else 0


def read(
    place: str, number: int, ready: Semaphore, done: Event, told: Queue[tuple[list[float], list[str]]]
) -> None:
    """Ask one question after another until the writer is done."""
    times: list[float] = []
    errors: list[str] = []
    with Ledger(place, make=False) as ledger:
        turn = number
        ask(ledger, turn)
        ready.release()
        while not done.is_set():
            began = time.perf_counter()
            try:
                ask(ledger, turn)
            except (DragomanError, AssertionError) as error:
                errors.append(f"{type(error).__name__}: {error}")
            times.append(time.perf_counter() - began)
            turn += 1
    told.put((times, errors))


def ask(ledger: Ledger, turn: int) -> None:
    """One question, of a kind that changes from turn to turn."""
    pair = PAIRS[turn % len(PAIRS)]
    match turn % 5:
        case 0:
            ledger.events(actor=pair[0], limit=20)
        case 1:
            ledger.contacts(*pair, today=TODAY)
        case 2:
            ledger.timeline(*pair)
        case 3:
            ledger.search(WORDS[turn % len(WORDS)])
        case 4:
            reports, readings = schema.reports, schema.readings
            with ledger.store.reading() as connection:
                counts = [
                    connection.execute(select(func.count()).select_from(table)).scalar_one()
                    for table in (reports, readings)
                ]
            assert counts[0] == counts[1], "a report without its reading was seen"


if __name__ == "__main__":
    sys.exit(main())
