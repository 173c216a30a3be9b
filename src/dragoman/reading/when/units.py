"""The values of units: "three days ago", "last year", "the past two decades", "every Tuesday", "now"."""

from __future__ import annotations

from datetime import timedelta

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
    start = setting.published if mark == "g" else setting.anchor(unit)
    if start is None:
        return one(piece, UNKNOWN.get(unit, "XXXX"))
    return one(piece, shift(start, sign * int(count), unit))


def length(piece: Piece, setting: Setting) -> Reading | None:
    """ "three months", "five-day", "the past two decades"."""
    at = piece.index("U")
    if at is None or _is_age(piece):
        return None
    if piece.kinds[0] == "l" and setting.around.is_verb(piece.start):  # "to last six weeks"
        piece = piece.part(piece.first + 1, piece.last)
    unit, plural = piece.lexed.value[at]
    before = piece.part(piece.first, at)
    if at == piece.first:
        return one(piece, length_of(None if plural else 1, unit))
    count = number_of(before)
    quarters = unit != "Q" or bool(
        set("lxTy") & set(before.kinds)
    )  # "four quarters" may be of a city, or coins
    if not quarters or (before.kinds.endswith("a") and plural) or (count == 1 and plural):
        return None
    if count is None and not plural and "-" not in piece.kinds:
        return None
    if piece.kinds[-2:] == "-U" and piece.kinds[0] in "ta":  # "a five-day visit": the article is the visit's
        return [(piece.part(piece.first + 1, piece.last), length_of(count, unit))]
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
        if "R" in kinds:
            return one(piece, "PAST_REF")
        if relation.startswith("next"):
            return one(piece, "FUTURE_REF")
        if kinds == "U" and unit == "Q":  # "in some quarters"
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
    if piece.kinds == "v":
        return one(piece, str(piece.get("v"))) if setting.around.is_vague(piece.start, piece.end) else None
    if not setting.around.is_noun(piece.start, piece.end):
        return None
    if "v" in piece.kinds:
        return one(piece, str(piece.get("v")))
    return one(piece, "PAST_REF") if piece.get("l") == "length" else None
