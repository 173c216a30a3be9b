"""The values of days: weekdays, dates, "yesterday", parts of the day, times of the clock, holidays."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dragoman.reading.when.grammar import Piece
from dragoman.reading.when.numbers import clock_of, digits_date
from dragoman.reading.when.setting import (
    Reading,
    Setting,
    one,
    outlook,
    relation_of,
    unit_value,
    with_time,
    year_of,
)
from dragoman.reading.when.values import (
    day_value,
    days_of,
    holiday_day,
    near_weekday,
    near_year,
    shift,
    week_value,
)

_TUESDAY = 2
_LONGEST_MONTH = 31
_SHARED_DAY = re.compile("[&-]cz?,?p?W")
_SHARED_WEEK = re.compile("[&-]Wf?[Tlx]U")
"""What stands behind "Monday" in "Monday to Thursday this week"."""


def _month_day(piece: Piece, setting: Setting, month: int, day: int, year: int | None = None) -> str:
    side = {"l": -1, "x": 1}.get(piece.kinds[0], 0)
    if side and setting.published is not None and "Y" not in piece.kinds:  # "last Nov. 21"
        now = setting.published
        near = [date(now.year + step, month, day) for step in (-1, 0, 1)]
        return day_value(_nearest(now, [d for d in near if (d - now).days * side > 0]))
    if year is None:
        named, year = year_of(piece, setting)
        if not named:
            side = outlook(piece, setting)
            year = setting.last_year or (setting.past_year if side < 0 else None)
            if year is None and setting.published is not None:
                firm = setting.around.has_happened(piece.start, piece.end)
                year = near_year(setting.published, month, day, side, firm and side < 0)
    if year is None:
        date(2000, month, day)
        return f"XXXX-{month:02d}-{day:02d}"
    return day_value(date(year, month, day))


def day(piece: Piece, setting: Setting) -> Reading | None:
    """A month and a day, with or without the year: "Nov. 16", "16 November 1997"."""
    if "U" in piece.kinds and piece.get("U") != ("Y", False):
        return None
    return one(piece, with_time(piece, _month_day(piece, setting, piece.get("M"), _day_number(piece))))


def _day_number(piece: Piece) -> int:
    """The day of the month: the number nearest to the month, not the hour before it."""
    kinds = piece.kinds
    month = kinds.index("M")
    for near in (month + 1, month - 1, month - 2):
        if 0 <= near < len(kinds) and kinds[near] in "DO":
            return int(piece.lexed.value[piece.first + near])
    raise ValueError("no day")


def day_range(piece: Piece, setting: Setting) -> Reading | None:
    """Two days of a month: "May 3-5", "3 to 5 May"; each is a time of its own."""
    month_at = piece.index("M")
    joint = piece.index("-&")
    if month_at is None or joint is None:
        return None
    if piece.kinds[-2:-1] == "&" and not setting.around.ends_clause(
        piece.end
    ):  # "on May 3 and 4 people died"
        return None
    values = piece.lexed.value
    month = int(values[month_at])
    if joint > month_at:  # May 3-5
        first_day, second_day = values[joint - 1], values[joint + 1]
        first, second = piece.part(piece.first, joint), piece.part(joint + 1, piece.last)
    else:  # 3 to 5 May
        first_day, second_day = values[joint - 1], _day_number(piece)
        first, second = piece.part(piece.first, joint), piece.part(joint + 1, piece.last)
    named, year = year_of(piece, setting)
    year = year if named else setting.last_year
    if year is None and setting.published is not None:
        year = near_year(setting.published, month, first_day, outlook(piece, setting))
    if first_day >= second_day:
        return None
    return [
        (p, _month_day(p, setting, month, d, year)) for p, d in ((first, first_day), (second, second_day))
    ]


def day_list(piece: Piece, setting: Setting) -> Reading | None:
    """Three days of a month or more: "April 14, 16 and 18"; each is a time of its own."""
    numbered = [at for at in range(piece.first, piece.last) if piece.lexed.kinds[at] in "DO"]
    if not setting.around.ends_clause(piece.end):
        return None
    month, numbers = piece.get("M"), [int(piece.lexed.value[at]) for at in numbered]
    year = setting.last_year
    if year is None and setting.published is not None:
        year = near_year(setting.published, month, numbers[0], outlook(piece, setting))
    parts = [piece.part(piece.first if at == numbered[0] else at, at + 1) for at in numbered]
    return [
        (part, _month_day(part, setting, month, number, year))
        for part, number in zip(parts, numbers, strict=True)
    ]


def some_weekday(piece: Piece, setting: Setting) -> Reading | None:
    """ "a Friday": which one is told only where a date stands before it ("May 3, a Friday")."""
    number = int(piece.get("W"))
    known = setting.last if setting.last_precision == "day" else None
    if known is not None and known.isoweekday() == number and setting.around.is_apposed(piece.start):
        return one(piece, day_value(known))
    return one(piece, f"XXXX-WXX-{number}")


def weekday(piece: Piece, setting: Setting) -> Reading | None:
    """ "Wednesday" by the tense of its clause; "last Sunday", "next Friday", "the previous Monday"."""
    weekday = piece.get("Ww")
    relation = relation_of(piece)
    there = relation in ("last there", "next there", "that", "same")
    start = setting.anchor("D") if there else setting.published
    if start is None:
        return one(piece, with_time(piece, f"XXXX-WXX-{weekday}"))
    step = timedelta(days=1)
    if relation.startswith("last"):
        day = near_weekday(start - step, weekday, -1)
    elif relation.startswith("next"):
        day = near_weekday(start + step, weekday, 1)
    elif relation == "that":
        day = near_weekday(start, weekday, -1)
    elif (shared := _SHARED_WEEK.match(piece.lexed.kinds, piece.last)) and relation == "":
        week = piece.part(piece.last, shared.end())
        value = unit_value(week, setting, "W") if week.get("U") == ("W", False) else None
        monday = days_of(value)[0] if value else None
        if monday is None:
            return None
        day = monday + timedelta(days=weekday - 1)
    else:
        side = outlook(piece, setting)
        day = near_weekday(start, weekday, 1 if side > 0 or (relation == "this" and side == 0) else -1)
        setting.names_its_day = True
    return one(piece, with_time(piece, day_value(day)))


def day_of_month(piece: Piece, setting: Setting) -> Reading | None:
    """ "the 15th of this month"; "on the 15th" of the month that the tense points to."""
    if "U" not in piece.kinds:
        return _bare_day(piece, setting)
    value = unit_value(piece, setting, "M") if piece.get("U") == ("M", False) else None
    return None if value is None else one(piece, with_time(piece, _checked(f"{value}-{piece.get('O'):02d}")))


def _bare_day(piece: Piece, setting: Setting) -> Reading | None:
    now, day = setting.published, int(piece.get("O"))
    if now is None or day > _LONGEST_MONTH or not setting.around.ends_clause(piece.end):
        return None
    side = outlook(piece, setting)
    step = 1 if side >= 0 and day < now.day else -1 if side < 0 and day > now.day else 0
    return one(piece, _checked(f"{(shift(now, step, 'M') or '')}-{day:02d}"))


def _checked(day: str) -> str:
    """`day`; raises ValueError when the calendar has no such day."""
    if "X" not in day:
        date.fromisoformat(day)
    return day


def weekday_of_week(piece: Piece, setting: Setting) -> Reading | None:
    """ "Wednesday of last week"."""
    if piece.get("U") != ("W", False):
        return None
    weekday = int(piece.get("W"))
    value = unit_value(piece, setting, "W")
    monday = days_of(value)[0] if value else None
    if monday is None:
        return one(piece, f"XXXX-WXX-{weekday}")
    return one(piece, with_time(piece, day_value(monday + timedelta(days=weekday - 1))))


def deictic(piece: Piece, setting: Setting) -> Reading | None:
    """ "today", "yesterday morning", "overnight"."""
    days, night = piece.get("d")
    if (
        not days
        and not night
        and setting.names_its_day
        and setting.around.is_nowadays(piece.start, piece.end)
    ):
        return one(piece, "PRESENT_REF")
    day = "XXXX-XX-XX" if setting.published is None else day_value(setting.published + timedelta(days=days))
    return one(piece, f"{day}TNI" if night and "c" not in piece.kinds else with_time(piece, day))


def part_of_day(piece: Piece, setting: Setting) -> Reading | None:
    """ "last night", "this morning", "that evening", "dawn on Friday", "early afternoon"."""
    if "W" in piece.kinds:
        read = weekday(piece, setting)
        return None if read is None else one(piece, with_time(piece, read[0][1]))
    if "e" in piece.kinds:  # "the night before"
        day = setting.anchor("D") if setting.around.ends_clause(piece.end) else None
        return None if day is None else one(piece, with_time(piece, shift(day, piece.get("e"), "D")))
    if piece.kinds == "P" and not setting.around.is_moment(piece.start, piece.end):
        return None
    if piece.kinds[0] in "mP":
        return morning(piece, setting)
    return one(piece, with_time(piece, unit_value(piece, setting, "D")))


def morning(piece: Piece, setting: Setting) -> Reading | None:
    """ "in the morning", "until the evening" of the day last spoken of."""
    if piece.name == "morning" and not setting.around.bounds_day(piece.start):
        return None
    day, published = setting.anchor("D"), setting.published
    if day is not None and published is not None and day > published and outlook(piece, setting) < 0:
        day = published
    return one(piece, with_time(piece, "XXXX-XX-XX" if day is None else day_value(day)))


def clock(piece: Piece, setting: Setting) -> Reading | None:
    """ "4.30 p.m.", "6 in the morning" of the day last spoken of."""
    if clock_of(piece) is None:
        return None
    if piece.index("cK") is None and not setting.around.follows_preposition(piece.start):
        return None  # "shot 6 in the morning"
    if "T" in piece.kinds or "d" in piece.kinds:
        return clock_of_day(piece, setting)
    if (at := _weekday_behind(piece, setting)) is not None:
        read = weekday(piece.part(at, at + 1), setting)
        return one(piece, with_time(piece, read[0][1])) if read else None
    return morning(piece, setting)


def _weekday_behind(piece: Piece, setting: Setting) -> int | None:
    """The lexeme of the weekday behind another time: "8:30 p.m. (1730 GMT) Sunday", "10:39 and 10:48 a.m. Friday"."""
    behind = piece.lexed.kinds[piece.last : piece.last + 6]
    at = piece.last + behind.find("W")
    if shared := _SHARED_DAY.match(piece.lexed.kinds, piece.last):
        return shared.end() - 1
    if at < piece.last or not setting.around.in_brackets(piece.end, piece.lexed.start[at]):
        return None
    return at


def clock_of_day(piece: Piece, setting: Setting) -> Reading | None:
    """ "5 a.m. the next day", "at 10 this morning", "7 tonight"."""
    if "d" in piece.kinds:
        ahead, night = piece.get("d")
        now = setting.published
        day = "XXXX-XX-XX" if now is None else day_value(now + timedelta(days=ahead))
        return one(piece, f"{day}T{clock_of(piece)}") if night else None
    if "U" in piece.kinds and piece.get("U") != ("D", False):
        return None
    return one(piece, with_time(piece, unit_value(piece, setting, "D")))


def digits(piece: Piece, setting: Setting) -> Reading | None:
    """ "1998-08-07", "08/07/98"."""
    return one(piece, digits_date(str(piece.get("I"))))


def holiday(piece: Piece, setting: Setting) -> Reading | None:
    """ "Christmas Day", "last Thanksgiving", "Easter 1998"."""
    if "U" in piece.kinds and piece.get("U") != ("Y", False):
        return None
    if not setting.around.is_date_word(piece.start, piece.end, holiday=True):
        return None
    rule = str(piece.get("H"))
    named, year = year_of(piece, setting)
    if named and year is not None:
        return one(piece, day_value(holiday_day(rule, year)))
    now = setting.published
    if now is None:
        return one(piece, f"XXXX-{rule}" if rule[2:3] == "-" else "XXXX-XX-XX")
    if setting.last_year and not relation_of(piece):
        return one(piece, day_value(holiday_day(rule, setting.last_year)))
    around = [holiday_day(rule, now.year + step) for step in (-2, -1, 0, 1, 2)]
    relation = relation_of(piece)
    side = {"last": -1, "next": 1}.get(relation.split(" ")[0], 0)
    if side:
        return one(piece, day_value(_nearest(now, [d for d in around if (d - now).days * side > 0])))
    side = outlook(piece, setting)
    year = near_year(now, *((d := _nearest(now, around)).month, d.day), side)
    return one(piece, day_value(holiday_day(rule, year or now.year)))


def holiday_weekend(piece: Piece, setting: Setting) -> Reading | None:
    """ "the Labor Day weekend": the Saturday and Sunday nearest to the holiday."""
    at = piece.index("E") or piece.first
    read = holiday(piece.part(piece.first, at), setting)
    value = read[0][1] if read else "X"
    if "X" in value:
        return None
    weeks = -1 if (found := date.fromisoformat(value)).isoweekday() <= _TUESDAY else 0
    return one(piece, f"{week_value(found + timedelta(weeks=weeks))}-WE")


def _nearest(now: date, days: list[date]) -> date:
    return min(days, key=lambda day: abs((day - now).days))
