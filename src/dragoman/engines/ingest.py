"""Reports out of files into the ledger: each once, in input order, each in a transaction of its own.

What stands in the ledger at any moment is what the reports before that moment make of it. So a run that was broken
off, however hard, needs no clearing up: the next one passes over what is there and goes on, and ends with the ledger
of a run that nothing disturbed.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date as Date
from typing import Literal, NamedTuple, Protocol

from sqlalchemy import Connection, Select, insert, select
from sqlalchemy.exc import DatabaseError

from dragoman import codebook
from dragoman.errors import DragomanError, InputError, LedgerError, ReadingError
from dragoman.ledger import schema
from dragoman.ledger.duplicates import Duplicates, Waiting
from dragoman.ledger.recording import Taken, is_known, record_report, storable, take_copy
from dragoman.ledger.store import Store
from dragoman.ledger.writing import copy_id, now
from dragoman.records import Record, Report
from dragoman.sources import Fetcher, expand, read_source, source_digest

MOST_WAITING = 16_000_000
"""Characters of copies that wait for a report before them to be read; more would fill the memory."""

MOST_FAILED = 1_000
"""Reports whose reading failed that are kept at hand, for a copy that can be read in their stead."""


class Reads(Protocol):
    """A reader, as far as ingest needs one."""

    def outcomes(
        self, reports: Iterable[Report], workers: int = 1
    ) -> Generator[Record | ReadingError, None, None]:
        """The record of each report in order, or the error that kept it from one."""


class Step(NamedTuple):
    """What became of one report, or of one file as a whole.

    `what` is new (with its `record`), same, near or known (`recording.Taken`), failed (with its `error`); passed: a
    file that an earlier run took in whole, and that was not opened; or end: a file is through. `source` names the file,
    `reports` counts what the step settles, `characters` those of its text.
    """

    what: Taken | Literal["failed", "passed", "end"]
    source: str
    reports: int = 1
    characters: int = 0
    record: Record | None = None
    error: DragomanError | None = None


@dataclass
class Tally:
    """What an ingest did: reports that are new, copies (the same text, or nearly), known before, failed inputs."""

    new: int = 0
    same: int = 0
    near: int = 0
    known: int = 0
    failed: int = 0
    events: int = 0
    """Events of the new reports."""
    passed: int = 0
    """Files that an earlier run had taken in whole, and that were not opened; their reports are among the known."""

    def add(self, step: Step) -> None:
        """Count a step."""
        if step.what == "passed":
            self.passed += 1
            self.known += step.reports
        elif step.what != "end":
            setattr(self, step.what, getattr(self, step.what) + step.reports)
        if step.record is not None:
            self.events += len(step.record.events)


def ingest(
    paths: Iterable[str | os.PathLike[str]],
    store: Store,
    reader: Reads,
    *,
    published: Date | None = None,
    workers: int = 1,
    tell: Callable[[Step], None] = lambda step: None,
) -> Tally:
    """Read all that is in the paths into the ledger, and tell of every step as it is done.

    A file that was taken in whole before is known by its bytes and not opened; a report that is a copy of a known one
    is noted as such and not read. What fails is told, counted and passed over, and tried again by the next run.
    `published` dates reports that carry no date. A bounded number of reports is in memory at a time, so that the
    paths may be endless. Raises LedgerError when the ledger can't be written, WorkerError when a worker is killed;
    what was done by then is kept.
    """
    return _tally(_Run(store, reader, workers, tell), _items(paths, store, published))


def ingest_reports(
    source: str,
    items: Iterable[Report | InputError],
    store: Store,
    reader: Reads,
    *,
    workers: int = 1,
    tell: Callable[[Step], None] = lambda step: None,
) -> Tally:
    """`ingest` for reports, and errors in the place of some, that are at hand: those of a feed, say.

    `source` names where they come from in the steps.
    """
    file = _File(source)
    return _tally(_Run(store, reader, workers, tell), ((file, item) for item in items))


def _tally(run: _Run, items: Iterator[_Item]) -> Tally:
    try:
        run.through(items)
    except DatabaseError as error:
        raise LedgerError(
            f"it can't be written: {' '.join(str(error.orig).split())}", where=run.store.shown
        ) from error
    return run.tally


@dataclass(eq=False)
class _File:
    """One file on its way in: how many of its reports were taken, and how many are still out."""

    source: str
    digest: str | None = None
    reports: int = 0
    missing: int = 0
    ended: bool = False


@dataclass(eq=False)
class _Place:
    """A report's place in the row. `reads`: it was handed to the reader; `outcome` is what came back."""

    file: _File
    report: Report
    reads: bool
    outcome: Record | ReadingError | None = None


_Item = tuple[_File, Report | InputError | Literal["end", "known"]]


def _items(paths: Iterable[str | os.PathLike[str]], store: Store, published: Date | None) -> Iterator[_Item]:
    """The reports and errors of every file, then its end; a file that was taken in whole is "known"."""
    # One for all addresses: it knows the hosts' robots.txt and when it last asked each.
    fetcher = Fetcher()
    for path in expand(paths):
        if isinstance(path, InputError):
            yield _File(path.where), path
            continue
        before = _state(path)
        file = _File(os.fsencode(path).decode("utf-8", "replace"), source_digest(path))
        if file.digest is not None:
            with store.reading() as connection:
                taken = connection.execute(_input(file)).scalar()
            if taken is not None:
                file.reports = taken
                yield file, "known"
                continue
        for item in read_source(path, published=published, fetcher=fetcher):
            yield file, item
        if _state(path) != before:
            # It was written to meanwhile: what was read need not be what the digest stands for.
            file.digest = None
        yield file, "end"


def _state(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_size, status.st_mtime_ns


def _input(file: _File) -> Select[int]:
    table = schema.inputs
    return select(table.c.reports).where(table.c.source == file.source, table.c.sha256 == file.digest)


class _Run:
    """One ingest. Reports stand in a row, in input order; its head is written as soon as its outcome is there.

    Looking ahead tells which reports are copies, so that they need not be read. What holds is decided when a report
    is written, by the ledger as it is then: if the original before it failed, its copy is read after all.
    """

    def __init__(self, store: Store, reader: Reads, workers: int, tell: Callable[[Step], None]) -> None:
        self.tally = Tally()
        self.store = store
        self._reader = reader
        self._workers = workers
        self._tell_on = tell
        self._book = codebook.load()
        self._row: deque[_Place | _File] = deque()
        self._out: deque[_Place] = deque()
        self._under_way = Waiting()
        self._failed = Waiting(MOST_FAILED)
        self._failed_in: dict[str, _File] = {}
        self._waiting = 0

    def through(self, items: Iterator[_Item]) -> None:
        """Take in all of them."""
        left = True

        def to_read() -> Iterator[Report]:
            nonlocal left
            for file, item in items:
                place = self._placed(file, item)
                if place is not None:
                    yield place.report
                elif self._waiting > MOST_WAITING:
                    return
            left = False

        while left:
            with closing(self._reader.outcomes(to_read(), self._workers)) as outcomes:
                for outcome in outcomes:
                    self._out.popleft().outcome = outcome
                    self._settle()

    def _placed(self, file: _File, item: Report | InputError | Literal["end", "known"]) -> _Place | None:
        """Give an item its place in the row; gives the place when its report is to be read."""
        if item == "known":
            self._tell(Step("passed", file.source, file.reports))
        elif item == "end":
            self._row.append(file)
            self._settle()
        elif isinstance(item, InputError):
            file.missing += 1
            self._tell(Step("failed", file.source, error=item))
        else:
            assert isinstance(item, Report)
            return self._report_placed(file, storable(item))
        return None

    def _report_placed(self, file: _File, report: Report) -> _Place | None:
        file.reports += 1
        with self.store.reading() as connection:
            if is_known(connection, report):
                self._tell(Step("known", file.source, characters=len(report.text)))
                return None
            copy = self._under_way.has_original_of(report) or Duplicates(connection).find(report) is not None
        place = _Place(file, report, reads=not copy)
        self._row.append(place)
        if copy:
            self._waiting += len(report.text)
            self._settle()
            return None
        self._under_way.add(report)
        self._out.append(place)
        return place

    def _settle(self) -> None:
        """Write the head of the row, and what comes after it, as far as outcomes are there."""
        while self._row:
            head = self._row[0]
            if isinstance(head, _File):
                self._row.popleft()
                self._end(head)
                continue
            if head.reads and head.outcome is None:
                return
            self._row.popleft()
            if head.reads:
                self._under_way.remove(head.report)
            else:
                self._waiting -= len(head.report.text)
            self._write(head)

    def _write(self, place: _Place) -> None:
        report = place.report
        if not place.reads:
            with self.store.writing() as connection:
                taken = take_copy(connection, report)
            if taken is not None:
                self._tell(Step(taken, place.file.source, characters=len(report.text)))
                return
            # What it was taken for a copy of could not be read.
            (place.outcome,) = self._reader.outcomes([report])
        outcome = place.outcome
        if isinstance(outcome, ReadingError):
            self._fail(place, outcome)
            return
        assert outcome is not None, "a report is written when its outcome is there"
        with self.store.writing() as connection:
            taken = record_report(connection, outcome, self._book)
            if taken == "new":
                self._copies_that_failed(connection, report)
        kept = outcome if taken == "new" else None
        self._tell(Step(taken, place.file.source, characters=len(report.text), record=kept))

    def _fail(self, place: _Place, error: ReadingError) -> None:
        place.file.missing += 1
        self._failed.add(place.report)
        self._failed_in[copy_id(place.report)] = place.file
        step = Step("failed", place.file.source, characters=len(place.report.text), error=error)
        self._tell(step)

    def _copies_that_failed(self, connection: Connection, report: Report) -> None:
        """Reports before this one that could not be read and are copies of it come in as such.

        The next run would find them to be; nothing may hang on how many runs it took.
        """
        for failed in self._failed.like(report):
            if take_copy(connection, failed) is None:
                continue
            self._failed.remove(failed)
            file = self._failed_in.pop(copy_id(failed))
            file.missing -= 1
            self._note(connection, file)

    def _end(self, file: _File) -> None:
        file.ended = True
        with self.store.writing() as connection:
            self._note(connection, file)
        self._tell(Step("end", file.source, 0))

    def _note(self, connection: Connection, file: _File) -> None:
        """Note a file that is in, whole."""
        if not file.ended or file.missing or file.digest is None or not file.reports:
            return
        if connection.execute(_input(file)).scalar() is None:
            row = {
                "source": file.source,
                "sha256": file.digest,
                "reports": file.reports,
                "finished_at": now(),
            }
            connection.execute(insert(schema.inputs), row)

    def _tell(self, step: Step) -> None:
        self.tally.add(step)
        self._tell_on(step)
