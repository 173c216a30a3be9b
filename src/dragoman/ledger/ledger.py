"""A ledger as Python has it: records go in, questions come back as answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from datetime import date as Date
from functools import cached_property
from os import PathLike
from types import TracebackType
from typing import Any, Unpack

from dragoman import codebook
from dragoman._version import __version__
from dragoman.codebook import Codebook
from dragoman.ledger import corrections, dump
from dragoman.ledger.answers import Answer
from dragoman.ledger.claim_groups import ClaimGroups
from dragoman.ledger.corrections import Reread, Revision
from dragoman.ledger.incidents import Judgement, Verdict, judge, relink
from dragoman.ledger.questions.actors import ActorRow, actor, actors
from dragoman.ledger.questions.changes import Change, changes
from dragoman.ledger.questions.claim_rows import ClaimGroupRow, ClaimRow, Statement
from dragoman.ledger.questions.claims import ClaimFilters, claim_group, claim_groups, claims
from dragoman.ledger.questions.contact_rows import Contacts
from dragoman.ledger.questions.contacts import contacts
from dragoman.ledger.questions.events import EventRow, Order, each_event, events
from dragoman.ledger.questions.figures import FigureRow, SeriesRow, figure_series, figures
from dragoman.ledger.questions.filters import EventFilters
from dragoman.ledger.questions.imported import Comparison, ImportedEvent, compare_imported, imported
from dragoman.ledger.questions.incidents import Incident, IncidentRow, incident, incidents
from dragoman.ledger.questions.positions import IssueRow, PositionRow, common_ground, positions
from dragoman.ledger.questions.reports import ReportRow, WholeReport, report, reports
from dragoman.ledger.questions.search import Found, search
from dragoman.ledger.questions.sides import Unit
from dragoman.ledger.questions.silences import Silence, silences
from dragoman.ledger.questions.timeline import timeline
from dragoman.ledger.questions.timeline_rows import Timeline
from dragoman.ledger.recording import record_report
from dragoman.ledger.sentences import SentenceModel
from dragoman.ledger.store import DEFAULT, Store
from dragoman.records import Record


class Ledger:
    """Many reports, one record. `place` is a SQLite file, which is made where it is not there, or a PostgreSQL URL.

        with dragoman.Ledger("ledger.db") as ledger:
            ledger.add(reader.read_many(reports))
            ledger.contacts("FRA", "RUS").to_pandas()

    `sentence_model` compares the wordings of claims; without it the shipped encoder is loaded when it is first needed.
    Raises LedgerError when it can't be opened.
    """

    def __init__(
        self,
        place: str | PathLike[str] = DEFAULT,
        *,
        make: bool = True,
        sentence_model: SentenceModel | None = None,
    ) -> None:
        self.store = Store(place, make=make)
        self._sentences = sentence_model

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the ledger; it can't be asked any more."""
        self.store.close()

    @cached_property
    def _book(self) -> Codebook:
        return codebook.load()

    def add(self, records: Iterable[Record]) -> int:
        """Write records, each with all that belongs to it or not at all; gives how many reports were new.

        A report whose text is known, or nearly, becomes a copy of the known one, and its record is left out.
        """
        new = 0
        for record in records:
            with self.store.writing() as connection:
                new += record_report(connection, record, self._book, self._sentences) == "new"
        return new

    def digest(self) -> str:
        """SHA-256 of all that the ledger says, 64 hex digits: the same content, the same digest, on either engine."""
        with self.store.reading() as connection:
            return dump.digest(connection)

    def accept(self, record_id: str, *, by: str, reason: str | None = None) -> Revision:
        """Note that a record is right as it stands. Raises LedgerError when there is none, or it was rejected."""
        with self.store.writing() as connection:
            return corrections.accept(connection, record_id, by=by, reason=reason)

    def change(
        self, record_id: str, changes: Mapping[str, Any], *, by: str, reason: str | None = None
    ) -> Revision:
        """Change fields of a record: `{"type": "COERCE", "sources": ["FRA"], "date": "2024-04"}`.

        `corrections.FIELDS` lists the fields of each kind of record. Raises LedgerError for a bad field or value.
        """
        with self.store.writing() as connection:
            made = corrections.change(connection, record_id, changes, self._book, by=by, reason=reason)
            ClaimGroups(connection, self._sentences).refresh_record(record_id)
            relink(connection, record_id, self._sentences)
        return made

    def reject(self, record_id: str, *, by: str, reason: str | None = None) -> Revision:
        """Let a record stand no more; it stays in the ledger, with its history."""
        with self.store.writing() as connection:
            made = corrections.reject(connection, record_id, by=by, reason=reason)
            ClaimGroups(connection, self._sentences).refresh_record(record_id)
            relink(connection, record_id, self._sentences)
        return made

    def restore(self, record_id: str, *, by: str, reason: str | None = None) -> Revision:
        """Let a rejected record stand again."""
        with self.store.writing() as connection:
            made = corrections.restore(connection, record_id, by=by, reason=reason)
            ClaimGroups(connection, self._sentences).refresh_record(record_id)
            relink(connection, record_id, self._sentences)
        return made

    def reread(self, record: Record, reader: str = __version__) -> Reread:
        """Let a new record of a known report take the place of its last reading; what people decided stands.

        `reader` names the reader. Raises LedgerError when the report is not in the ledger.
        """
        with self.store.writing() as connection:
            done = corrections.reread(connection, record, self._book, reader)
            ClaimGroups(connection, self._sentences).refresh_report(record.report)
            relink(connection, record.report.sha256[:16], self._sentences)
        return done

    def history(self, record_id: str) -> Answer[Revision]:
        """Who decided what about a record, when and why, the earliest first; empty when nobody did."""
        with self.store.reading() as connection:
            return corrections.history(connection, record_id)

    def claims(self, *, limit: int | None = None, **filters: Unpack[ClaimFilters]) -> Answer[ClaimRow]:
        """Who says what (`questions.claims`), the latest first: `about`, `speaker`, `act`, `disputed`, `since`, ..."""
        with self.store.reading() as connection:
            return claims(connection, limit=limit, model=self._sentences, **filters)

    def claim_groups(
        self, *, limit: int | None = None, **filters: Unpack[ClaimFilters]
    ) -> Answer[ClaimGroupRow]:
        """Claims about the same thing: who asserts, denies, confirms it, since when (`questions.claims`)."""
        with self.store.reading() as connection:
            return claim_groups(connection, limit=limit, model=self._sentences, **filters)

    def claim_group(self, id: str, *, as_of: Date | None = None) -> Answer[Statement]:
        """The history of one group: every stance with its words and report. `id` names the group or a claim of it."""
        with self.store.reading() as connection:
            return claim_group(connection, id, as_of=as_of)

    def contacts(
        self,
        a: str,
        b: str,
        *,
        since: Date | None = None,
        until: Date | None = None,
        level: str | None = None,
        channel: str | None = None,
        status: Collection[str] = ("happened",),
        today: Date | None = None,
        as_of: Date | None = None,
    ) -> Contacts:
        """When two sides were in touch (`questions.contacts`): `.levels` tells the silence at each level until `today`.

        `status` empty asks for all. Without `today` it is the day `as_of`, or this one. Raises LedgerError for a side
        or a word that is unknown.
        """
        with self.store.reading() as connection:
            return contacts(
                connection,
                a,
                b,
                today=_day(today, as_of),
                since=since,
                until=until,
                level=level,
                channel=channel,
                status=status,
                as_of=as_of,
            )

    def silences(
        self,
        *,
        min_days: int = 30,
        since: Date | None = None,
        pair: tuple[str, str] | None = None,
        today: Date | None = None,
        as_of: Date | None = None,
    ) -> Answer[Silence]:
        """Who fell silent, the most unusual silence first, then whose silence was broken (`questions.silences`)."""
        with self.store.reading() as connection:
            return silences(
                connection,
                today=_day(today, as_of),
                min_days=min_days,
                since=since,
                pair=pair,
                as_of=as_of,
            )

    def timeline(
        self,
        a: str,
        b: str,
        *,
        by: Unit = "month",
        since: Date | None = None,
        until: Date | None = None,
        status: Collection[str] = ("happened",),
        directed: bool = False,
        window: int | None = None,
        as_of: Date | None = None,
    ) -> Timeline:
        """How two sides got on, period by period (`questions.timeline`); `.changes` are the largest shifts."""
        with self.store.reading() as connection:
            return timeline(
                connection,
                a,
                b,
                by=by,
                since=since,
                until=until,
                status=status,
                directed=directed,
                window=window,
                as_of=as_of,
            )

    def changes(
        self, days: int = 30, *, rows: int = 20, today: Date | None = None, as_of: Date | None = None
    ) -> Answer[Change]:
        """The pairs whose balance changed most in the last days, against as many before (`questions.changes`)."""
        with self.store.reading() as connection:
            return changes(connection, today=_day(today, as_of), days=days, rows=rows, as_of=as_of)

    def events(
        self,
        *,
        limit: int | None = None,
        offset: int = 0,
        order: Order = "day",
        **filters: Unpack[EventFilters],
    ) -> Answer[EventRow]:
        """Who did what to whom: `ledger.events(actor="FRA", quad="verbal conflict", since=date(2024, 1, 1))`.

        The latest first, or with order="confidence" the surest. `EventFilters` tells what each filter takes. Raises
        LedgerError for a value that means nothing.
        """
        with self.store.reading() as connection:
            return events(connection, limit=limit, offset=offset, order=order, **filters)

    def each_event(
        self,
        *,
        limit: int | None = None,
        offset: int = 0,
        order: Order = "day",
        **filters: Unpack[EventFilters],
    ) -> Iterator[EventRow]:
        """The same one after another, for more rows than memory holds."""
        with self.store.reading() as connection:
            yield from each_event(connection, limit=limit, offset=offset, order=order, **filters)

    def incidents(self, **filters: Any) -> Answer[IncidentRow]:
        """Events as told by several reports, the latest first (`questions.incidents`)."""
        with self.store.reading() as connection:
            return incidents(connection, **filters)

    def incident(self, event: str) -> Incident:
        """The incident that an event is part of: who tells of it, why its events are one, how its figures grew.

        Raises LedgerError when there is no such event.
        """
        with self.store.reading() as connection:
            return incident(connection, event)

    def judge(
        self, one: str, other: str, verdict: Verdict, *, by: str, reason: str | None = None
    ) -> Judgement:
        """Decide that two events are the "same" incident or "different" ones; linking keeps to it from now on.

        Raises LedgerError for an unknown event or verdict.
        """
        with self.store.writing() as connection:
            return judge(connection, one, other, verdict, by=by, reason=reason)

    def imported(self, source: str, **filters: Any) -> Answer[ImportedEvent]:
        """Events of polecat, icews or gdelt that `dragoman import` took in (`questions.imported`)."""
        with self.store.reading() as connection:
            return imported(connection, source, **filters)

    def compare_imported(self, source: str, **filters: Any) -> Answer[Comparison]:
        """How often that source and we tell of each pair in each month (`questions.imported`)."""
        with self.store.reading() as connection:
            return compare_imported(connection, source, **filters)

    def search(self, text: str, **options: Any) -> Found:
        """The reports that tell of `text`: words, "phrases", OR, -without, begin*; the best first.

        `options` are since, until, publisher, actor, limit (20), offset, as_of. Raises LedgerError when `text` names
        nothing to look for.
        """
        with self.store.reading() as connection:
            return search(connection, text, **options)

    def figures(self, **filters: Any) -> Answer[FigureRow]:
        """How many dead, injured, troops, ..., and who says so: `ledger.figures(measure="dead", country="RUS")`.

        `filters` are measure, since, until, country, actor, incident, report, limit, offset, as_of.
        """
        with self.store.reading() as connection:
            return figures(connection, **filters)

    def figure_series(self, **filters: Any) -> Answer[SeriesRow]:
        """How the figures of each incident grew; `filters` are those of `figures`."""
        with self.store.reading() as connection:
            return figure_series(connection, **filters)

    def positions(self, actor: str, **options: Any) -> Answer[PositionRow]:
        """Where an actor stands, issue by issue, with changes; `options` are issue, since, until, as_of."""
        with self.store.reading() as connection:
            return positions(connection, actor, model=self._sentences, **options)

    def common_ground(self, one: str, other: str, **options: Any) -> Answer[IssueRow]:
        """On what two actors agree, and on what not; `options` are issue, since, until, as_of."""
        with self.store.reading() as connection:
            return common_ground(connection, one, other, model=self._sentences, **options)

    def reports(self, **filters: Any) -> Answer[ReportRow]:
        """The reports, those published last first; `filters` are since, until, publisher, limit, offset, as_of."""
        with self.store.reading() as connection:
            return reports(connection, **filters)

    def report(self, report_id: str, *, as_of: Date | None = None) -> WholeReport:
        """One report with its text, where it stood, and what is read in it. Raises LedgerError when there is none."""
        with self.store.reading() as connection:
            return report(connection, report_id, as_of=as_of)

    def actors(self, **filters: Any) -> Answer[ActorRow]:
        """Whom the reports name, by number of events; `filters` are text, country, kind, limit (50), offset."""
        with self.store.reading() as connection:
            return actors(connection, **filters)

    def actor(self, words: str, *, as_of: Date | None = None) -> ActorRow:
        """One actor by name or id, with offices and counts. Raises LedgerError when nobody is known by it."""
        with self.store.reading() as connection:
            return actor(connection, words, as_of=as_of)


def _day(today: Date | None, as_of: Date | None) -> Date:
    """The day up to which time is counted: the one given, else that of the question, else this one (UTC)."""
    return today or as_of or datetime.now(UTC).date()
