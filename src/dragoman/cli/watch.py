"""`dragoman watch`: feeds followed into the ledger, and alerts."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, TextIO

import msgspec
import typer

from dragoman.cli.asking import DEFAULT_LEDGER, LedgerPlace
from dragoman.cli.options import DataFiles, reader_of
from dragoman.cli.plain import escaped, visible
from dragoman.errors import DataFileError, OutputError

if TYPE_CHECKING:
    from rich.console import Console

    from dragoman.engines.feeds_file import Feed, FeedsFile
    from dragoman.engines.ingest import Step
    from dragoman.engines.watch import Visit
    from dragoman.errors import ServiceError
    from dragoman.ledger.alerts import Alert
    from dragoman.ledger.store import Store

_MOST_TOLD = 2_000
"""Failures of single entries that are remembered, so that each is told once; a feed repeats its entries for days."""

_END_READ = 1_000_000
"""Bytes at the end of the file of alerts that are looked through for those that stand there."""

_INDENT = "  "
_WIDTH = 100


def watch(
    feeds: Annotated[
        Path, typer.Argument(metavar="FEEDS.toml", help="The feeds, rules for alerts, and webhooks.")
    ],
    place: LedgerPlace = DEFAULT_LEDGER,
    once: Annotated[
        bool, typer.Option("--once", help="Ask each feed that is due once, and end: for a scheduler.")
    ] = False,
    alerts: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Add alerts to this file too, a JSON object a line.")
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Tell of every request, not only of what is new or fails.")
    ] = False,
    data: DataFiles = None,
) -> None:
    """Follow feeds into the ledger, and raise alerts.

    Each feed is asked on its schedule, for what is new since. New reports go
    into the ledger; rules tell which of them raise an alert, each fact once.
    Ctrl-C ends it; the next run goes on from there.

    \b
    Examples:
      dragoman watch feeds.toml
      dragoman watch feeds.toml --once --alerts alerts.jsonl

    \b
    Exit status:
      0  ended by Ctrl-C; with --once, done
      1  with --once: some feeds failed, each named on stderr
      2  wrong usage
    """
    from dragoman.engines.feeds_file import load_feeds

    try:
        listed = load_feeds(feeds)
    except DataFileError as error:
        raise typer.BadParameter(visible(f"{error.where}: {error.what}. {error.next_step}")) from error
    reader = reader_of(None, data or [])
    from dragoman.engines.watch import PATIENCE, TIMEOUT, Watch
    from dragoman.engines.webhook import Poster
    from dragoman.ledger.store import Store
    from dragoman.sources import Fetcher

    store = Store(place)
    shower = None
    try:
        with _file(alerts) as file, _ended_alike():
            shower = _Shower(file, verbose=verbose)
            _begin(listed, store)
            watched = Watch(
                listed,
                store,
                reader,
                shower,
                fetcher=Fetcher(timeout=TIMEOUT, patience=PATIENCE, allowed_hosts=listed.private_hosts),
                poster=Poster(listed.private_hosts),
            )
            if once:
                watched.once()
            else:
                watched.run()
    except KeyboardInterrupt:
        _say("", "dragoman: ended; the next run goes on from here")
    finally:
        store.close()
        if shower is not None:
            shower.sum_up(store.shown)
    if once and shower is not None and shower.failed:
        raise typer.Exit(1)


@contextmanager
def _ended_alike() -> Iterator[None]:
    """A polite request to end (SIGTERM) is taken as Ctrl-C is."""

    def end(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _begin(listed: FeedsFile, store: Store) -> None:
    """Say what is watched, and warn of names that nobody is known by: they may be misspelt."""
    from dragoman.ledger.alert_rules import is_known, named_in

    with store.reading() as connection:
        unknown = [
            (rule.name, name)
            for rule in listed.alerts
            for name in named_in(rule)
            if not is_known(connection, name)
        ]
    _say(
        f"Watching {_number(len(listed.feeds), 'feed')} into {store.shown}, "
        f"{_number(len(listed.alerts), 'rule')} for alerts"
    )
    for rule, name in unknown:
        _say(f"dragoman: rule {rule!r}: nobody is known by the name {name!r} yet; is it spelt right?")


@contextmanager
def _file(path: Path | None) -> Iterator[_AlertsFile | None]:
    if path is None:
        yield None
        return
    try:
        file = path.open("a", encoding="utf-8", newline="\n")
    except OSError as error:
        raise typer.BadParameter(
            f"can't write {path}: {(error.strerror or str(error)).lower()}", param_hint="--alerts"
        ) from error
    with file:
        yield _AlertsFile(path, file)


class _AlertsFile:
    """The file of alerts. One that was written by a run that was killed right after is not written twice."""

    def __init__(self, path: Path, file: TextIO) -> None:
        self._path = path
        self._file = file
        self._there = self._ids()

    def add(self, alert: Alert) -> None:
        """Add an alert, whole and on the disk. Raises OutputError."""
        if alert.id in self._there:
            return
        try:
            self._file.write(escaped(msgspec.json.encode(alert).decode()) + "\n")
            self._file.flush()
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise OutputError(f"can't write: {reason}", where=str(self._path)) from error

    def _ids(self) -> frozenset[str]:
        """The alerts at the end of the file; a last line that was cut off is closed."""
        with self._path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(size - _END_READ, 0))
            end = file.read()
        if end and not end.endswith(b"\n"):
            self._file.write("\n")
        found = set()
        for line in end.splitlines():
            try:
                found.add(msgspec.json.decode(line, type=_Id).id)
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue  # The first line may be cut, and so may the last of a run that was killed.
        return frozenset(found)


class _Id(msgspec.Struct):
    id: str


class _Shower:
    """Tells alerts on standard output and all else on stderr."""

    def __init__(self, file: _AlertsFile | None, *, verbose: bool) -> None:
        self._file = file
        self._verbose = verbose
        self._told: dict[str, None] = {}
        self._failing: set[str] = set()
        self._console: Console | None = None
        self.alerts = 0
        self.new = 0
        self.failed = 0

    def visit(self, visit: Visit) -> None:
        """One line for what is new or failed; with `verbose` for every request."""
        self.new += visit.tally.new
        name = visit.feed.name
        if visit.error is not None:
            self.failed += 1
            self._failing.add(visit.feed.url)
            again = f"again at {visit.due:%H:%M} UTC"
            if visit.failures == 1 or self._verbose:
                _say(f"{_now()}  {name}: {visit.error.what} ({again})")
            return
        if visit.feed.url in self._failing:
            self._failing.remove(visit.feed.url)
            _say(f"{_now()}  {name}: answers again")
        if visit.tally.new or self._verbose:
            told = "nothing new" if not visit.tally.new else _number(visit.tally.new, "new report")
            if visit.tally.events:
                told += f", {_number(visit.tally.events, 'event')}"
            next_time = f"; next at {visit.due:%H:%M} UTC" if self._verbose else ""
            _say(f"{_now()}  {name}: {told}{next_time}")

    def step(self, feed: Feed, step: Step) -> None:
        """An entry that could not be taken in, once."""
        if step.error is None:
            return
        told = str(step.error)
        if told in self._told:
            return
        self._told[told] = None
        if len(self._told) > _MOST_TOLD:
            del self._told[next(iter(self._told))]
        _say(f"{_now()}  {feed.name}: {told}")

    def alert(self, alert: Alert) -> None:
        """The alert, set off from all else, and into the file."""
        self.alerts += 1
        if self._file is not None:
            self._file.add(alert)
        if self._console is None:
            self._console = _console()
        _print(self._console, alert)

    def refused(self, error: ServiceError, *, last: bool) -> None:
        """A webhook that does not take alerts: the first time, and when it is given up."""
        told = "; given up, the alert stands in the ledger" if last else "; it is tried again"
        _say(f"{_now()}  {error.where}: {error.what}{told}")

    def sum_up(self, ledger: str) -> None:
        """What was done."""
        new, alerts = _number(self.new, "new report"), _number(self.alerts, "alert")
        failed = f", {_number(self.failed, 'failed request')}" if self.failed else ""
        _say(f"{new} into {ledger}, {alerts}{failed}")


def _console() -> Console:
    from rich.console import Console

    terminal = sys.stdout.isatty()
    if not terminal and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    return Console(width=None if terminal else _WIDTH, highlight=False, emoji=False)


def _print(console: Console, alert: Alert) -> None:
    """Rule and moment, what it tells, the report's words, and where they stand."""
    from rich.text import Text

    head = Text(f"ALERT  {visible(alert.rule)}", "bold red")
    head.append(f"   {alert.raised_at:%Y-%m-%d %H:%M} UTC", "not bold dim")
    source = filter(None, (alert.publisher, str(alert.published or ""), alert.title))
    body = (
        Text(visible(alert.summary), "bold"),
        Text(f"“{visible(' '.join(alert.sentence.split()))}”"),
        Text(visible(", ".join(source)), "dim"),
    )
    console.print()
    console.print(head, soft_wrap=True)
    for text in body:
        for line in text.wrap(console, console.width - len(_INDENT)):
            line.rstrip()
            console.print(Text(_INDENT) + line, soft_wrap=True)
    # An address that is broken in two can't be clicked.
    where = alert.url or f"report {alert.report}"
    console.print(Text(_INDENT + visible(where), "dim"), soft_wrap=True)
    console.file.flush()


def _say(*lines: str) -> None:
    if sys.stderr is None:
        return
    for line in lines:
        print(visible(line), file=sys.stderr)


def _now() -> str:
    from datetime import UTC, datetime

    return f"{datetime.now(UTC):%H:%M:%S}"


def _number(number: int, of: str) -> str:
    return f"{number:,} {of}{'s' * (number != 1)}"
