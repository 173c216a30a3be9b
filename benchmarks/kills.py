"""Kill an ingest at random moments, again and again: the ledger must end as if nothing had happened.

    python benchmarks/kills.py [--kills 100] [--ledger URL] [--real N] [--seed N]

200 reports, copies and near copies among them, are ingested by a process of its own, which is killed (SIGKILL) after a
random time and started again until it has been killed so often; then it runs to its end. The SHA-256 of the ledger's
logical dump must be that of a run that nobody disturbed, and one more run must change nothing. A ledger that is full
before the kills are spent is begun anew.

The reader is a canned one (benchmarks/canned.py): what is tested comes after reading. --real N also kills an ingest of
24 reports by the real reader N times. --ledger names a PostgreSQL database without tables, in whose stead SQLite is
used otherwise; it is emptied.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sqlalchemy import text

from dragoman.ledger import Ledger
from dragoman.ledger.store import Store

sys.path.insert(0, str(Path(__file__).parent))

import canned

Work = tuple[Callable[..., None], tuple[Any, ...]]
"""What a process is to do, and with what."""

REPORTS = 200
SECONDS = 0.004
"""Seconds that a report takes the canned reader."""

_NAMES = [
    head + middle + tail
    for head in ("Kar", "Sor", "Hal", "Os", "Lin", "Ber", "Bru", "Ans", "Tor", "Maa")
    for middle in ("va", "gu", "de", "bo", "he", "ma", "se", "vo", "te", "li")
    for tail in ("ne", "t", "n", "y", "m", "rk", "lm", "ld", "s", "ck")
]
_DEEDS = ("met", "accused", "thanked", "left", "called", "warned", "praised", "sued", "saw", "heard")


def main() -> None:
    """Kill, and print what became of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--ledger", help="URL of an empty PostgreSQL database (SQLite without it)")
    parser.add_argument("--real", type=int, default=0, metavar="N", help="also N kills with the real reader")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ok = report("canned reader", canned_kills(Path(folder), args.kills, args.seed, args.ledger))
        if args.real:
            ok &= report("real reader", real_kills(Path(folder), args.real, args.seed))
    sys.exit(not ok)


def report(what: str, found: tuple[int, int, str, str, str]) -> bool:
    """Print one line of figures; gives whether the ledgers were equal."""
    kills, ledgers, expected, disturbed, again = found
    equal = expected == disturbed == again
    print(f"{what}: {kills} kills, {ledgers} ledgers filled; logical dumps {'equal' if equal else 'DIFFER'}")
    print(f"  undisturbed {expected[:16]}  after kills {disturbed[:16]}  and once more {again[:16]}")
    return equal


def canned_kills(
    folder: Path, kills: int, seed: int = 1, ledger: str | None = None, reports: int = REPORTS
) -> tuple[int, int, str, str, str]:
    """Kill an ingest by the canned reader; gives kills, ledgers filled, and the three digests.

    The digests are of an undisturbed run, of the run after all kills, and after one more run. Of the ledgers that were
    filled on the way, the first whose digest differs is given.
    """
    path = folder / "reports.jsonl"
    write_reports(path, reports)
    return _kill(
        folder, lambda place: (canned.ingest_canned, (place, str(path), SECONDS)), kills, seed, ledger
    )


def real_kills(folder: Path, kills: int, seed: int = 1) -> tuple[int, int, str, str, str]:
    """The same with `dragoman ingest` as it is, on 24 reports."""
    path = folder / "few.jsonl"
    write_reports(path, 24)
    return _kill(folder, lambda place: (canned.ingest_real, (place, str(path))), kills, seed, None)


def _kill(
    folder: Path, work: Callable[[str], Work], kills: int, seed: int, ledger: str | None
) -> tuple[int, int, str, str, str]:
    moments = random.Random(seed)
    calm = str(folder / "undisturbed.db")
    started = time.monotonic()
    _run(work(calm))
    whole = time.monotonic() - started
    expected = _digest(calm)
    _empty(calm)
    place = ledger or str(folder / "killed.db")
    done = ledgers = 0
    while done < kills:
        _empty(place)
        full = False
        while done < kills and not full:
            full = not _killed(work(place), moments.uniform(0, whole))
            done += not full
        _run(work(place))
        ledgers += 1
        disturbed = _digest(place)
        if disturbed != expected:
            break
    _run(work(place))
    again = _digest(place)
    _empty(place)
    return done, ledgers, expected, disturbed, again


def _started(work: Work) -> BaseProcess:
    # A server that has loaded all modules gives new processes at once: loading takes longer than the work, and there
    # is nothing in it to be killed.
    context = get_context("forkserver")
    context.set_forkserver_preload(["canned"])
    process = context.Process(target=work[0], args=work[1])
    process.start()
    return process


def _run(work: Work) -> None:
    process = _started(work)
    process.join()
    if process.exitcode:
        sys.exit(f"an ingest that nobody killed ended with {process.exitcode}")


def _killed(work: Work, seconds: float) -> bool:
    """Let the work go on for so long; whether it was killed before it was done."""
    process = _started(work)
    process.join(seconds)
    if process.exitcode is not None:
        return False
    process.kill()
    process.join()
    return process.exitcode < 0


def _digest(place: str) -> str:
    with Ledger(place) as ledger:
        return ledger.digest()


def _empty(place: str) -> None:
    if "://" not in place:
        for end in ("", "-wal", "-shm"):
            Path(place + end).unlink(missing_ok=True)
        return
    store = Store(place)
    with store.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    store.close()


def write_reports(path: Path, number: int, seed: int = 3) -> None:
    """Write invented reports. Of five one is a copy, one nearly a copy, one perhaps an update; some can't be read."""
    made = random.Random(seed)
    told: list[tuple[str, date]] = []
    with path.open("w", encoding="utf-8") as file:
        for place in range(number):
            kind = place % 5
            words, day = story(made), date(1990, 1, 1) + timedelta(days=9 * place)
            if kind == 2 and made.random() < 0.5:
                words, day = told[-1]
                words = re.sub(r"\d+", lambda found: str(int(found[0]) + 2), words)
            elif kind >= 3:
                words, day = made.choice(told[-4:])
                day += timedelta(days=made.randint(0, 2))
            if kind == 4:
                words = f"Our own headline\n\n{words}\n\nCopyright The {made.choice(_NAMES)} Courier"
            if kind < 3:
                words += " UNREADABLE" * (place % 40 == 21)
                told.append((words, day))
            row = {"id": f"r{place}", "text": words, "published": day.isoformat(), "publisher": f"P{kind}"}
            file.write(json.dumps(row) + "\n")


def story(made: random.Random) -> str:
    """An invented text of twelve sentences."""
    return " ".join(
        f"{made.choice(_NAMES)} {made.choice(_DEEDS)} {made.choice(_NAMES)} about {made.randint(2, 999)} "
        f"{made.choice(('cows', 'ships', 'books', 'roads', 'men', 'hills'))} "
        f"{made.choice(('on', 'after', 'before'))} {made.choice(('Monday', 'Friday', 'Sunday'))}."
        for _ in range(12)
    )


if __name__ == "__main__":
    main()
