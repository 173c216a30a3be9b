"""Where a report stands in time, and what the words of an expression say of that: "last", "the following", "that".

Without a publication date relative times keep X where the calendar is unknown ("XXXX-WXX-3" for "on Wednesday").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dragoman.reading.when.around import Around
from dragoman.reading.when.grammar import Piece
from dragoman.reading.when.numbers import clock_of
from dragoman.reading.when.values import days_of, shift
from dragoman.records import Precision

Reading = list[tuple[Piece, str]]
"""Expressions and their values: one, or two for a range such as "May 3-5"."""

SIZE = {"TS": 0, "TM": 0, "TH": 0, "D": 0, "W": 1, "2W": 1, "M": 2, "Q": 2, "Y": 3, "DE": 3, "CE": 3}
"""How long a unit is: 0 for a day or less, 3 for a year or more."""
UNKNOWN = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "2W": "XXXX-WXX", "M": "XXXX-XX", "Q": "XXXX-QX", "Y": "XXXX"}
"""The value of a unit when nothing is known of the calendar."""

_FINENESS: dict[Precision, int] = {"day": 0, "week": 1, "month": 2, "year": 3, "unknown": 4}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT(\d\d):\d\d(?::\d\d)?")
_FAR = 31
"""Days from publication beyond which a date is background that the report soon leaves."""
_NEAR_AHEAD = frozenset({"weekday", "part_of_day", "weekend"})


@dataclass(slots=True)
class Setting:
    """Where a report stands in time: `published`, and the day or longer span `last` spoken of, by its first day.

    `last_year` is the year that the sentence has set its events in ("In 1997 ... in March"), `past_year` one that it
    only counts back to ("five years ago, in March"), for what is told in the past. `last_quarter` is the value of the
    quarter last spoken of, `last_clock` the last time of the clock, where no other day came after it.
    `last_day` is the last single day, with its sentence; it still counts in the next one.
    `names_its_day`: the report calls days near its own by the weekday ("said Tuesday"), as agencies do.
    """

    around: Around
    published: date | None
    last: date | None = None
    last_precision: Precision = "unknown"
    last_year: int | None = None
    past_year: int | None = None
    last_quarter: str | None = None
    last_clock: datetime | None = None
    names_its_day: bool = False
    sentence: int = 0
    last_sentence: int = 0
    last_day: tuple[date, int] | None = None

    def spoken(self, value: str, aside: bool = False) -> None:
        """Remember the time just read. An aside ("said Monday") takes no earlier one's place."""
        if aside and self.last is not None and self.last_precision == "day":
            return
        if "-Q" in value and "X" not in value:
            self.last_quarter = value
        first, _, precision = days_of(value)
        if (
            len(value) == 4
            and first is not None
            and self.published is not None
            and first.year < self.published.year
        ):
            self.past_year = first.year
        if precision == "day" and first is not None:
            self.last_day = first, self.sentence
        if first is not None:
            self.last_sentence = self.sentence
            self.last, self.last_precision = first, precision
            clock = _MOMENT.fullmatch(value)
            self.last_clock = datetime.fromisoformat(value) if clock and int(clock[1]) < 24 else None

    def moved_clock(self, count: float, unit: str) -> str | None:
        """The time of the clock `count` hours (TH) or minutes (TM) from the one last spoken of; None without one."""
        if self.last_clock is None:
            return None
        step = timedelta(hours=count) if unit == "TH" else timedelta(minutes=count)
        return (self.last_clock + step).isoformat(timespec="minutes")

    def _is_stale(self) -> bool:
        """Whether the day last spoken of is long past and the report has since moved on to other things."""
        if self.last is None or self.published is None or self.sentence - self.last_sentence <= 1:
            return False
        return abs((self.published - self.last).days) > _FAR

    def anchor(self, unit: str) -> date | None:
        """The date that "earlier", "the following" and "the same" count from, if it is known well enough for `unit`."""
        if SIZE[unit] == 0 and self._is_stale():
            return self.published
        if self.last is not None and _FINENESS[self.last_precision] <= SIZE[unit]:
            return self.last
        if SIZE[unit] == 0 and self.last_day is not None and self.sentence - self.last_day[1] <= 1:
            return self.last_day[0]
        return self.published


def one(piece: Piece, value: str | None) -> Reading | None:
    """The whole of `piece` under `value`; None for no value."""
    return None if value is None else [(piece, value)]


def outlook(piece: Piece, setting: Setting) -> int:
    """-1, 0 or 1 as the clause looks back, does not tell, or looks ahead. The present looks ahead for weekdays only."""
    side = setting.around.direction(piece.start, piece.end)
    return min(side, 1) if piece.name in _NEAR_AHEAD else {2: 1, 1: 0}.get(side, side)


def relation_of(piece: Piece) -> str:
    """How an expression with "last", "the following", "this", ... relates; "" when it has no such word."""
    kinds = piece.kinds
    for letter in "slxTh":
        if letter in kinds:
            if letter in "lx":
                side = "last" if letter == "l" else "next"
                if piece.get(letter) == "there":
                    return f"{side} there"
                return f"{side} the" if "t" in kinds[: kinds.index(letter)] or "T" in kinds else side
            return {"s": "same", "T": "this", "h": "that"}[letter]
    return "this" if piece.get("v") == "PRESENT_REF" else ""


def with_time(piece: Piece, day: str | None) -> str | None:
    """`day` with the time of the clock or the part of the day that the expression names."""
    if day is None or len(day) != 10 or "W" in day:
        return day if day is None or "P" not in piece.kinds or "W" not in day else f"{day}T{piece.get('P')}"
    clock = clock_of(piece)
    if clock:
        return f"{day}T{clock}"
    part = piece.get("P")
    return f"{day}T{part}" if part else day


def unit_value(piece: Piece, setting: Setting, unit: str) -> str | None:
    """The value of "this year", "last month", "the following week", ..."""
    relation = relation_of(piece)
    count = {"last": -1, "next": 1}.get(relation.split(" ")[0], 0)
    there = relation in ("same", "that", "last there", "next there") or (
        unit == "D" and relation in ("next the", "")
    )
    start = setting.anchor(unit) if there else setting.published
    return UNKNOWN.get(unit, "XXXX") if start is None else shift(start, count, unit)


def year_of(piece: Piece, setting: Setting) -> tuple[bool, int | None]:
    """Whether the expression names its year, and which; False when a unit other than the year follows."""
    year = piece.get("Y")
    if year is not None:
        return True, int(year)
    unit = piece.get("U")
    if unit is None:
        return False, None
    value = unit_value(piece, setting, "Y") if unit == ("Y", False) else None
    if value is None or not value.isdigit():
        return (unit == ("Y", False)), None
    return True, int(value)
