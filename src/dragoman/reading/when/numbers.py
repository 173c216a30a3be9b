"""The numbers inside a time expression: counts, lengths, times of the clock, dates in digits."""

from __future__ import annotations

import re
from datetime import date

from dragoman.reading.when.grammar import Piece
from dragoman.reading.when.values import day_value

_CLOCK = re.compile(r"(\d{1,2})(?:[:.]?(\d\d))?(?:[:.](\d\d))?\s?([ap]?)[.\s]*m?\.?", re.IGNORECASE)
_NOON = 12
_DIGITS = re.compile(r"(\d+)[/-](\d+)[/-](\d+)(?:[T ]([\d:]+))?")


def number_of(piece: Piece) -> float | None:
    """The count that the words state, the last one of "two or three"; None for "several", "a few"."""
    total: float | None = None
    for index in range(piece.first, piece.last):
        kind, value = piece.lexed.kinds[index], piece.lexed.value[index]
        if kind == "q":
            return None
        if kind in "DNY":
            total = float(value)
        elif kind == "n":
            total = _add_word(total, float(value), joined=piece.lexed.kinds[index - 1] == "&")
        elif kind == "a":
            total = 1.0 if total is None else total
        elif kind == "k":
            total = (total or 0) + 0.5
    return total


def _add_word(total: float | None, value: float, joined: bool) -> float:
    """ "twenty" + "five" is 25, "two" + "hundred" is 200, "two or" + "three" is 3."""
    if total is None or joined:
        return value
    if value >= 100 or value == 12:
        return total * value
    return total + value if total > value else value


def length_of(count: float | None, unit: str) -> str:
    """The TIMEX3 value of a length: 3 months is "P3M", several hours "PTXH", a fortnight "P2W"."""
    if unit == "2W":
        unit, count = "W", None if count is None else count * 2
    if count is None:
        number = "X"
    else:
        number = str(int(count)) if float(count).is_integer() else str(count)
    return f"PT{number}{unit[1]}" if unit in ("TS", "TM", "TH") else f"P{number}{unit}"


def clock_of(piece: Piece) -> str | None:
    """The time of the clock in an expression, "16:30"; None when it holds none or an impossible one."""
    at = piece.index("cK")
    if at is None or piece.lexed.kinds[at] == "K":
        at = piece.index("Dn") if at is None else at - 1
        if at is None or at < piece.first or (piece.index("K") is None and not _names_hour(piece)):
            return None
        hour = _in_part(int(piece.lexed.value[at]), "NI" if "d" in piece.kinds else piece.get("P"))
        return f"{hour:02d}:00" if 1 <= hour <= 24 else None
    match = _CLOCK.fullmatch(str(piece.lexed.value[at]))
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[4].lower()
    if not half and piece.lexed.kinds[at + 1 : at + 3] in ("&c", "-c"):  # "10:39 and 10:48 p.m."
        behind = _CLOCK.fullmatch(str(piece.lexed.value[at + 2]))
        half = behind[4].lower() if behind is not None and int(behind[1]) <= _NOON else ""
    if half:
        hour = hour % 12 + (12 if half == "p" else 0) if hour <= 12 else hour
    if hour > 24 or minute > 59:
        return None
    seconds = f":{match[3]}" if match[3] else ""
    return f"{hour:02d}:{minute:02d}{seconds}"


def _names_hour(piece: Piece) -> bool:
    """Whether a bare number is the hour: "6 in the morning", "10 at night"."""
    return piece.name == "clock"


def _in_part(hour: int, part: str | None) -> int:
    """The hour of the 24 that "9 at night" or "3 in the afternoon" names."""
    if part in ("AF", "EV") and hour < 12:
        return hour + 12
    if part == "NI" and 5 < hour <= 12:
        return hour + 12
    return hour


def digits_date(text: str) -> str | None:
    """The value of a date in digits: ISO as it stands; else month first, as the news agencies of the US write it."""
    match = _DIGITS.fullmatch(text)
    if match is None:
        return None
    numbers = [int(match[i]) for i in (1, 2, 3)]
    if len(match[1]) == 4:
        year, month, day = numbers
    else:
        month, day, year = numbers
        if month > 12:
            month, day = day, month
        if len(match[3]) == 2:
            year += 1900 if year >= 50 else 2000
    value = day_value(date(year, month, day))
    return f"{value}T{match[4]}" if match[4] else value
