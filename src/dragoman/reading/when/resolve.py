"""Which value a time expression has: the reading that belongs to each pattern of the grammar."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dragoman.reading.when import days, spans, units
from dragoman.reading.when.grammar import Piece
from dragoman.reading.when.setting import Reading, Setting

_IN_TITLES = frozenset({"weekday", "day", "part_of_day", "unit", "vague", "year"})


def resolve(piece: Piece, setting: Setting) -> Reading | None:
    """The expressions that `piece` holds and their values, or None when it reads as no time."""
    if piece.kinds[0] == "x" and piece.get("x") == "there":  # "following a visit" is a preposition
        return None
    try:
        if piece.name in _IN_TITLES and setting.around.is_title(piece.start, piece.end):
            return None
        return _RESOLVERS[piece.name](piece, setting)
    except (OverflowError, ValueError):  # beyond the calendar: 31 June, the year 0
        return None


_RESOLVERS: Mapping[str, Callable[[Piece, Setting], Reading | None]] = {
    "digits": days.digits,
    "day_list": days.day_list,
    "day_range": days.day_range,
    "range_day": days.day_range,
    "week_of": units.week_of,
    "month_day": days.day,
    "day_month": days.day,
    "day_of_month": days.day_of_month,
    "clock_of_day": days.clock_of_day,
    "weekday_of_week": days.weekday_of_week,
    "some_weekday": days.some_weekday,
    "weekday": days.weekday,
    "day": days.deictic,
    "part_of_day": days.part_of_day,
    "new_year": spans.new_year,
    "fiscal": spans.fiscal,
    "quarter": spans.quarter,
    "holiday_weekend": days.holiday_weekend,
    "holiday": days.holiday,
    "month": spans.month,
    "season": spans.season,
    "decade": spans.decade,
    "century": spans.century,
    "year_range": spans.year_range,
    "before_last": units.before_last,
    "named_away": units.named_away,
    "or_two": units.or_two,
    "compound": units.compound,
    "nth": units.nth,
    "age": units.age,
    "part_length": units.length,
    "away": units.away,
    "set": units.habit,
    "length": units.length,
    "lengths": units.lengths,
    "unit": units.unit,
    "during": units.during,
    "weekend": units.weekend,
    "year": spans.year,
    "vague": units.vague,
    "clock": days.clock,
    "morning": days.morning,
}
