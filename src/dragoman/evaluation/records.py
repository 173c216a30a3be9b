"""How right are the records of whole reports, beside those that a careful reader made of them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from dragoman.evaluation import matching
from dragoman.evaluation.gold import GoldEvent, GoldRecord
from dragoman.evaluation.matching import Matched, match
from dragoman.evaluation.scores import Band, Score, reliability
from dragoman.records import Event, Record, Report

PARTS = ("events", "contacts", "claims", "figures")
_HOW_WELL: Mapping[str, Any] = {
    "events": matching.event,
    "contacts": matching.contact,
    "claims": matching.claim,
    "figures": matching.figure,
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One report's records beside the gold ones, by part ("events", ...)."""

    id: str
    parts: Mapping[str, Matched[Any, Any]]


@dataclass(frozen=True, slots=True)
class RecordScores:
    """How right the records are.

    `parts` holds the score of each part. `key_events` counts only the events that the careful reader holds for the
    report's main ones (its recall tells). `status` and `date` are (right, of) among the events that are right and, for
    dates, dated by the reader. `bands` sets the events' confidence beside the share that is right.
    """

    parts: Mapping[str, Score]
    key_events: Score
    status: tuple[int, int]
    date: tuple[int, int]
    bands: Sequence[Band]
    reports: Sequence[Compared]


def score_records(gold: Iterable[GoldRecord], records: Iterable[Record]) -> RecordScores:
    """Compare records with gold records of the same reports, told by their id or the stem of their source.

    A gold record without a record of ours counts as missed whole.
    """
    by_id = {name: record for record in records for name in names(record.report)}
    reports = []
    for wanted in gold:
        found = by_id.get(wanted.id)
        parts = {
            part: match(getattr(wanted, part) or (), getattr(found, part) if found else (), _HOW_WELL[part])
            for part in PARTS
        }
        reports.append(Compared(wanted.id, parts))
    events = [pair for one in reports for pair in one.parts["events"].pairs]
    extra = [event for one in reports for event in one.parts["events"].extra]
    dated = [(g, ours) for g, ours in events if g.date]
    return RecordScores(
        parts={part: sum((_score(one.parts[part]) for one in reports), Score(0, 0, 0)) for part in PARTS},
        key_events=sum((_score(one.parts["events"], key=True) for one in reports), Score(0, 0, 0)),
        status=(sum(_same_status(g, ours) for g, ours in events), len(events)),
        date=(sum(_same_date(g, ours) for g, ours in dated), len(dated)),
        bands=reliability(
            [event.confidence for event in (*(ours for _, ours in events), *extra)],
            [True] * len(events) + [False] * len(extra),
        ),
        reports=reports,
    )


def names(report: Report) -> set[str]:
    """By what a gold record can name the report: its id, its title, the file that it came from."""
    full = [report.id, report.source or "", report.title or ""]
    stems = [PurePosixPath(name.rstrip("/")).stem for name in full]
    return {name for name in (*full, *stems) if name}


def _score(part: Matched[Any, Any], key: bool = False) -> Score:
    """The score of a part; of its key events alone when `key`."""
    right = [g for g, _ in part.pairs if not key or g.key]
    missed = [g for g in part.missed if not g.optional and (not key or g.key)]
    granted = sum(g.optional for g in right)
    return Score(len(right) - granted, len(missed), len(part.extra), granted)


def _same_status(gold: GoldEvent, ours: Event) -> bool:
    return ours.status in (gold.status, gold.alt_status)


def _same_date(gold: GoldEvent, ours: Event) -> bool:
    """Whether our first day lies in the day, month or year of the gold date (ISO, as precise as the reader has it)."""
    return bool(gold.date and ours.date.start and ours.date.start.isoformat().startswith(gold.date))
