"""`dragoman ingest`: reports into the ledger."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.asking import DEFAULT_LEDGER, LedgerPlace
from dragoman.cli.options import DataFiles, day_of, reader_of
from dragoman.cli.output import output
from dragoman.cli.plain import escaped, visible
from dragoman.cli.progress import Progress
from dragoman.cli.warnings import Warnings

if TYPE_CHECKING:
    from dragoman.engines.ingest import Step, Tally

_WIDTH = 14


def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Reports: files of any kind that `read` takes, folders of them, addresses, or - for standard input.",
        ),
    ],
    place: LedgerPlace = DEFAULT_LEDGER,
    published: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Publication date (YYYY-MM-DD) of reports that carry none."),
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, metavar="N", help="Read in so many processes side by side (1 without it).")
    ] = 1,
    data: DataFiles = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what was done as one JSON object on standard output.")
    ] = False,
) -> None:
    """Read reports into the ledger.

    Each report is read once: copies of one text, or nearly one, are noted as
    such. A second run over the same input changes nothing, and a run that was
    broken off is gone on with.

    \b
    Examples:
      dragoman ingest archive/ more.jsonl
      dragoman ingest reports.csv --ledger postgresql://desk@db/news --workers 4
      zcat reports.jsonl.gz | dragoman ingest - --published 2024-04-04

    \b
    Exit status:
      0  done
      1  some inputs failed, each named on stderr; the others are done
      2  wrong usage
    """
    day = day_of(published, "--published")
    reader = reader_of(None, data or [])
    from dragoman.engines.ingest import Tally, ingest
    from dragoman.ledger.store import Store

    started = time.monotonic()
    tally = Tally()
    store = Store(place)
    broken_off = True
    with Progress(_size(paths)) as progress:
        shower = _Shower(progress, tally)
        try:
            ingest(paths, store, reader, published=day, workers=workers, tell=shower.tell)
            broken_off = False
        finally:
            store.close()
            shower.warnings.count()
            progress.hide()
            seconds = time.monotonic() - started
            _tell(tally, store.shown, seconds, broken_off)
    if as_json:
        with output(None) as target:
            told = {"ledger": store.shown, **asdict(tally), "seconds": round(seconds, 1)}
            target.write(escaped(json.dumps(told, ensure_ascii=False)) + "\n")
            target.flush()
    if tally.failed:
        raise typer.Exit(1)


class _Shower:
    """Counts the steps and shows them: failures and warnings as lines, the rest as progress in bytes of the input."""

    def __init__(self, progress: Progress, tally: Tally) -> None:
        self.warnings = Warnings(progress.say)
        self._progress = progress
        self._tally = tally
        self._inside: dict[str, int] = {}

    def tell(self, step: Step) -> None:
        self._tally.add(step)
        if step.error is not None:
            self._progress.say(f"dragoman: {step.error}")
        if step.record is not None:
            self.warnings.tell(step.record)
        self._progress.advance(0 if step.what == "failed" else step.reports, self._bytes(step))

    def _bytes(self, step: Step) -> int:
        """Bytes of the input that the step settles. Within a file the text's own length has to do for them."""
        done = self._inside.pop(step.source, 0)
        size = _size_of(step.source)
        if step.what in ("passed", "end"):
            return max(size - done, 0)
        grown = min(done + step.characters, size)
        self._inside[step.source] = grown
        return grown - done


def _size(paths: Sequence[str]) -> int | None:
    """Bytes of all the files; None where it can't be known beforehand, or where nobody looks."""
    from dragoman.sources import expand

    if sys.stderr is None or not sys.stderr.isatty() or not all(map(os.path.exists, paths)):
        return None
    return sum(_size_of(path) for path in expand(paths) if isinstance(path, str))


def _size_of(path: str) -> int:
    try:
        return os.path.getsize(path)
    except (OSError, ValueError):
        return 0


def _tell(tally: Tally, ledger: str, seconds: float, broken_off: bool) -> None:
    """What was done, for people, on stderr."""
    if sys.stderr is None:
        return
    done = tally.new + tally.same + tally.near
    copies = f"{tally.same:,} the same text, {tally.near:,} nearly the same"
    passed = f"{tally.passed:,} file{'s' * (tally.passed != 1)} not opened" if tally.passed else ""
    rate = f"{done / seconds:,.1f} reports a second" if done and seconds >= 1 else ""
    rows = [
        ("new reports", f"{tally.new:,}", f"{tally.events:,} events" if tally.new else ""),
        ("copies", f"{tally.same + tally.near:,}", copies if tally.same + tally.near else ""),
        ("known before", f"{tally.known:,}", passed),
        ("failed", f"{tally.failed:,}", "named above; the next run tries them again" if tally.failed else ""),
        ("time", _duration(seconds), rate),
    ]
    if broken_off:
        print("dragoman: broken off; what is done is kept, and the same command goes on", file=sys.stderr)
    print(f"Ingested into {visible(ledger)}", file=sys.stderr)
    width = max(len(number) for _, number, _ in rows)
    for name, number, more in rows:
        print(f"  {name:<{_WIDTH}}{number:>{width}}   {more}".rstrip(), file=sys.stderr)


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"
