"""The values of units: "three days ago", "last year", "the past two decades", "every Tuesday", "now"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dragoman.reading.when import days
from dragoman.reading.when.grammar import Piece
from dragoman.reading.when.numbers import length_of, number_of
from dragoman.reading.when.setting import (
    SIZE,
    UNKNOWN,
    Reading,
    Setting,
    one,
    outlook,
    relation_of,
    unit_value,
)
from dragoman.reading.when.values import shift, week_value

_SATURDAY = 6
_NAMED_LENGTH = re.compile(r"P(\d+)([DWMY])")
_SMALLER = {"Y": ("M", "W", "D"), "M": ("W", "D"), "W": ("D",), "D": ("TH",), "TH": ("TM",), "TM": ("TS",)}
"""The units that may stand behind a longer one in a length of two ("three hours and 20 minutes")."""


def away(piece: Piece, setting: Setting) -> Reading | None:
    """ "three days ago", "two years later", "a week from now"."""
    at = piece.index("U")
    if at is None:
        return None
    unit, plural = piece.lexed.value[at]
    if piece.lexed.kinds[at + 1 : at + 2] == "-":  # "a year-earlier loss": the article is the loss's
        piece = piece.part(at, piece.last)
    mark = piece.lexed.kinds[piece.last - 1]
    sign = int(piece.lexed.value[piece.last - 1])
    if mark == "e" and not setting.around.ends_clause(piece.end):
        return None
    if mark == "r" and setting.around.compares(piece.end):  # "a day earlier than planned"
        return length(piece.part(piece.first, piece.last - 1), setting)
    count = number_of(piece.part(piece.first, at)) if at > piece.first else None
    if at == piece.first + 1 and piece.kinds[0] in "tu":
        count = 1 if piece.kinds[0] == "t" else None
    if count is None and piece.kinds[1] == "-" and not plural:
        count = 1
    if count is None:
        if mark == "g":
            return one(piece, "PAST_REF" if sign < 0 else "FUTURE_REF")
        return one(piece, length_of(None, unit)) if plural else None
    if not float(count).is_integer():
        if unit != "Y":
            return one(piece, length_of(count, unit))
        unit, count = "M", count * 12
    if unit in ("TH", "TM") and mark == "r" and (moment := setting.moved_clock(sign * count, unit)):
        return one(piece, moment)
    start = setting.published if mark == "g" else setting.anchor(unit)
    if start is None:
        return one(piece, UNKNOWN.get(unit, "XXXX"))
    return one(piece, shift(start, sign * int(count), unit))


def week_of(piece: Piece, setting: Setting) -> Reading | None:
    """ "the week of Feb. 21", "the weekend of June 5"."""
    at = piece.index("M") or piece.first
    unit, _ = ("W", False) if "E" in piece.kinds else piece.get("U")
    read = days.day(piece.part(at, piece.last), setting)
    value = read[0][1] if read else "X"
    if unit != "W" or "X" in value:
        return None
    return one(piece, week_value(date.fromisoformat(value)) + ("-WE" if "E" in piece.kinds else ""))


def before_last(piece: Piece, setting: Setting) -> Reading | None:
    """ "the year before last"."""
    unit, plural = piece.get("U")
    if plural or piece.get("l") != "here":
        return None
    now = setting.published
    return one(piece, UNKNOWN.get(unit, "XXXX") if now is None else shift(now, -2, unit))


def named_away(piece: Piece, setting: Setting) -> Reading | None:
    """ "half a century ago", "half a year later"."""
    length = _NAMED_LENGTH.fullmatch(str(piece.get("A")))
    if length is None:
        return None
    start = setting.published if piece.kinds[-1] == "g" else setting.anchor(length[2])
    if start is None:
        return one(piece, UNKNOWN.get(length[2], "XXXX"))
    return one(piece, shift(start, int(piece.get("gr")) * int(length[1]), length[2]))


def or_two(piece: Piece, setting: Setting) -> Reading | None:
    """ "a day or two": two days, by the custom that takes the last number of "two or three"."""
    unit, plural = piece.get("U")
    count = piece.get("n")
    if plural or not setting.around.ends_clause(piece.end):
        return None
    return one(piece, length_of(count, unit))


def compound(piece: Piece, setting: Setting) -> Reading | None:
    """ "three hours and 20 minutes": "PT3H20M"."""
    ends = [at for at in range(piece.first, piece.last) if piece.lexed.kinds[at] == "U"]
    joint = ends[0] + 1
    if piece.lexed.value[joint] != "and":
        return None
    (large, _), (small, _) = (piece.lexed.value[at] for at in ends)
    counts = [number_of(piece.part(piece.first, ends[0])), number_of(piece.part(joint + 1, ends[1]))]
    if None in counts or small not in _SMALLER.get(large, ()):
        return None
    longer, shorter = (length_of(count, unit) for count, unit in zip(counts, (large, small), strict=True))
    return one(piece, longer + shorter.lstrip("PT" if longer.startswith("PT") else "P"))


def nth(piece: Piece, setting: Setting) -> Reading | None:
    """ "a fourth straight day": four days."""
    unit, plural = piece.get("U")
    number = int(piece.get("oO"))
    if plural or number < 2 or not setting.around.in_a_row(piece.start, piece.end):
        return None
    return one(piece, length_of(number, unit))


def age(piece: Piece, setting: Setting) -> Reading | None:
    """ "six-year-old", "75 years old": a length, as TIDES has it."""
    at = piece.index("U")
    count = number_of(piece.part(piece.first, at)) if at is not None else None
    if at is None or count is None:
        return None
    if count == 1 and piece.lexed.value[at][1]:  # "a centuries-old town"
        return one(piece, length_of(None, piece.lexed.value[at][0]))
    if piece.kinds[0] == "a" and piece.kinds[1] in "nDN":  # "a three-year-old": the article is the child's
        piece = piece.part(piece.first + 1, piece.last)
    return one(piece, length_of(count, piece.lexed.value[at][0]))


def length(piece: Piece, setting: Setting) -> Reading | None:
    """ "three months", "five-day", "the past two decades"."""
    at = piece.index("U")
    if at is None or _is_age(piece) or setting.around.is_named(piece.start, piece.end):
        return None
    if piece.kinds[0] == "l" and setting.around.is_verb(piece.start):  # "to last six weeks"
        piece = piece.part(piece.first + 1, piece.last)
    unit, plural = piece.lexed.value[at]
    before = piece.part(piece.first, at)
    if at == piece.first:
        return one(piece, length_of(None if plural else 1, unit))
    if before.kinds.endswith("oa"):  # "the second a year later"
        return None
    count = number_of(before)
    if setting.around.equals(piece.start):  # "two meetings in as many weeks"
        return None
    quarters = unit != "Q" or bool(
        set("lxTy") & set(before.kinds)
    )  # "four quarters" may be of a city, or coins
    if not quarters or (before.kinds.endswith("a") and plural) or (count == 1 and plural):
        return None
    if count is None and not plural and "-" not in piece.kinds:
        return None
    if piece.kinds[-2:] == "-U" and piece.kinds[0] in "ta":  # "a five-day visit": the article is the visit's
        return [(piece.part(piece.first + 1, piece.last), length_of(count, unit))]
    if (
        count is not None
        and float(count).is_integer()
        and setting.around.counts_ahead(piece.start, piece.end)
    ):
        start = setting.published
        return one(piece, UNKNOWN.get(unit, "XXXX") if start is None else shift(start, int(count), unit))
    return one(piece, length_of(count, unit))


def _is_age(piece: Piece) -> bool:
    """Whether the words behind make it an age ("8 years old"): a person's, not a time."""
    return piece.lexed.kinds[piece.last : piece.last + 2].lstrip("-")[:1] == "Z"


def lengths(piece: Piece, setting: Setting) -> Reading | None:
    """ "years", "recent weeks", "the coming months", "the past year"."""
    unit, plural = piece.get("U")
    kinds = piece.kinds
    relation = relation_of(piece)
    if _is_age(piece) and unit not in ("DE", "CE"):
        return None
    if plural:
        if "R" in kinds or piece.get("l") == "there":
            return one(piece, "PAST_REF")
        if relation.startswith("next"):
            return one(piece, "FUTURE_REF")
        if kinds == "U" and (unit == "Q" or setting.around.equals(piece.start, 1)):  # "in some quarters"
            return None
        if kinds in ("U", "lU", "tlU") and not piece.lexed.kinds[: piece.first].endswith("h"):
            return one(piece, length_of(None, unit))
        return None
    latest = piece.get("l") == "latest"
    length = (relation == "last the" and not latest) or piece.get("l") == "length"
    if (length and unit not in ("D", "Q")) or (
        relation == "next the" and unit not in ("D", "W") and piece.get("x") == "here"
    ):
        return one(piece, length_of(1, unit))
    return None


def unit(piece: Piece, setting: Setting) -> Reading | None:
    """ "this year", "last month", "the following day", "the end of the week", "year-end"."""
    at = piece.index("E") or max(i for i in range(piece.first, piece.last) if piece.lexed.kinds[i] == "U")
    if piece.lexed.kinds[at] == "E":
        return weekend(piece, setting)
    unit, plural = piece.lexed.value[at]
    kinds = piece.kinds
    if plural or (SIZE[unit] == 0 and unit != "D"):
        return None
    if kinds[-1:] == "b":  # year-end
        return one(piece, unit_value(piece, setting, unit)) if unit in ("Y", "M") and _is_end(piece) else None
    if unit == "D" and ((kinds.endswith("tU") and kinds[0] not in "mr") or piece.get("l") == "latest"):
        return None
    return one(
        piece, unit_value(piece.part(at - 2 if at - 2 >= piece.first else piece.first, at + 1), setting, unit)
    )


def _is_end(piece: Piece) -> bool:
    return str(piece.get("b")) in ("end", "start", "close")


def during(piece: Piece, setting: Setting) -> Reading | None:
    """ "during the week", "of the year"; "in the quarter" of which the report spoke."""
    unit, plural = piece.get("U")
    if unit == "Q" and not plural:
        return one(piece, setting.last_quarter)
    if plural or unit not in ("W", "M", "Y", "DE", "CE") or not setting.around.ends_clause(piece.end):
        return None
    return one(piece, unit_value(piece, setting, unit))


def weekend(piece: Piece, setting: Setting) -> Reading | None:
    """ "last weekend", "the weekend"."""
    relation = relation_of(piece)
    there = relation.endswith("there") or relation in ("same", "that")
    start = setting.anchor("D") if there else setting.published
    if start is None:
        return one(piece, "XXXX-WXX-WE")
    if relation.startswith(("last", "next")):
        weeks = -1 if relation.startswith("last") else 1
    else:
        ahead = (
            relation in ("this", "same", "that")
            or outlook(piece, setting) > 0
            or start.isoweekday() >= _SATURDAY
        )
        weeks = 0 if ahead else -1
    return one(piece, f"{week_value(start + timedelta(weeks=weeks))}-WE")


def habit(piece: Piece, setting: Setting) -> Reading | None:
    """ "daily", "every two weeks", "Sundays"."""
    kinds = piece.kinds
    if kinds in ("A", "V"):
        if not setting.around.is_habit(piece.start, piece.end):
            return None
        return one(piece, str(piece.get("A")) if kinds == "A" else f"XXXX-WXX-{piece.get('V')}")
    last = piece.lexed.value[piece.last - 1]
    kind = kinds[-1]
    if kind == "U":
        unit, _ = last
        counted = piece.part(piece.first + 1, piece.last - 1)
        count = 1 if set(counted.kinds) <= {"y"} else number_of(counted)
        return one(piece, length_of(count, unit))
    forms = {"E": "XXXX-WXX-WE", "W": f"XXXX-WXX-{last}", "P": f"XXXX-XX-XXT{last}", "S": f"XXXX-{last}"}
    return one(piece, f"XXXX-{last:02d}" if kind == "M" else forms[kind])


def vague(piece: Piece, setting: Setting) -> Reading | None:
    """ "now", "recently", "the past"; a noun or an adverb, or an adjective such as "current"."""
    if piece.kinds in ("v", "R"):
        if piece.kinds == "R":
            return one(piece, "PAST_REF") if setting.around.is_recent(piece.start, piece.end) else None
        return one(piece, str(piece.get("v"))) if setting.around.is_vague(piece.start, piece.end) else None
    if not setting.around.is_noun(piece.start, piece.end):
        return None
    if "v" in piece.kinds:
        return one(piece, str(piece.get("v")))
    return one(piece, "PAST_REF") if piece.get("l") == "length" else None
