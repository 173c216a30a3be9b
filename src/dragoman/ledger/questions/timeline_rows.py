"""What a timeline consists of: periods, and where the balance shifted most."""

from __future__ import annotations

from datetime import date as Date

from msgspec import Struct

from dragoman.ledger.answers import Answer
from dragoman.ledger.questions.sides import Side, Unit

QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")


class Period(Struct, frozen=True, kw_only=True):
    """What passed between two sides from the day `start` to the day `end`, both included.

    Incidents are counted once, however many reports tell of them, in the period of their first day: those of each quad
    class (`verbal_cooperation` ...), and all (`incidents`). `events` counts what reports tell, an incident in three
    reports three times; `reports` the different reports, for each quad class too (`verbal_cooperation_reports` ...).
    `contacts` are calls, visits and meetings that happened, each once. `intensity` is the mean score of the incidents,
    -10 (conflict) to 10 (cooperation), empty where there is none. `balance` is incidents of cooperation less those of
    conflict, `moving_balance` its mean over this period and those before, as many as the timeline's `window` says;
    `shift` is the balance less its mean over as many periods before this one, empty for the first.
    """

    start: Date
    end: Date
    incidents: int
    events: int
    reports: int
    contacts: int
    verbal_cooperation: int
    material_cooperation: int
    verbal_conflict: int
    material_conflict: int
    verbal_cooperation_reports: int
    material_cooperation_reports: int
    verbal_conflict_reports: int
    material_conflict_reports: int
    intensity: float | None
    balance: int
    moving_balance: float
    shift: float | None


class Timeline(Answer[Period]):
    """The periods of the sides `a` and `b`, without a gap from the first to the last.

    `by` is the unit, `window` the number of periods of the moving balance; `directed` when only what `a` did to `b`
    counts. `reports` are the different reports behind it, `undated` the events left out for want of any day.
    """

    def __init__(
        self,
        rows: list[Period],
        *,
        a: Side,
        b: Side,
        by: Unit,
        window: int,
        directed: bool,
        reports: int,
        undated: int,
    ) -> None:
        super().__init__(Period, rows)
        self.a = a
        self.b = b
        self.by = by
        self.window = window
        self.directed = directed
        self.reports = reports
        self.undated = undated

    @property
    def changes(self) -> Answer[Period]:
        """The periods in which the balance shifted most against those before (`Period.shift`), the most first."""
        moved = [period for period in self if period.shift]
        return Answer(Period, sorted(moved, key=lambda period: (-abs(period.shift or 0), period.start)))
