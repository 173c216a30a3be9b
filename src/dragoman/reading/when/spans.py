"""The values of months, seasons, quarters, years, decades and centuries."""

from __future__ import annotations

from dragoman.reading.when.grammar import Piece
from dragoman.reading.when.setting import Reading, Setting, one, outlook, relation_of, unit_value, year_of
from dragoman.reading.when.values import add_months, near_year

_SEASON_START = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""The month a season begins in."""


def month(piece: Piece, setting: Setting) -> Reading | None:
    """ "March" by the tense of its clause, "last March", "the end of March 1998"."""
    month = int(piece.get("M"))
    if "U" in piece.kinds and piece.get("U") != ("Y", False):
        piece = piece.part(piece.first, (piece.index("M") or 0) + 1)
    named, year = year_of(piece, setting)
    if not named and not setting.around.is_date_word(piece.start, piece.end):
        return None
    relation = "" if named else relation_of(piece)
    if not named and relation == "":
        year = _following_year(piece) or _joined_year(piece, setting, month) or setting.last_year
        if year is None and outlook(piece, setting) < 0:
            year = setting.past_year
    elif "Y" in piece.kinds and piece.first and piece.lexed.kinds[piece.first - 1] == "i":
        setting.last_year = year
    now = (
        setting.anchor("M")
        if relation in ("same", "that") or relation.endswith("there")
        else setting.published
    )
    if year is None and now is not None:
        if relation.startswith("last"):
            year = now.year - (month >= now.month)
        elif relation.startswith("next"):
            year = now.year + (month <= now.month)
        elif relation in ("this", "same", "that"):
            year = now.year
        else:
            side = outlook(piece, setting)
            firm = side < 0 and setting.around.has_happened(piece.start, piece.end)
            year = near_year(now, month, None, side, firm)
    return one(piece, f"{'XXXX' if year is None else f'{year:04d}'}-{month:02d}")


def _following_year(piece: Piece) -> int | None:
    """The year of "March" in "March and April 1998" and in "March in 1998"."""
    kinds = piece.lexed.kinds[piece.last : piece.last + 5]
    if kinds[:2] == "iY":
        return int(piece.lexed.value[piece.last + 1])
    if kinds[:1] in ("&", "-") and kinds[1:2] == "M":
        at = 2 + (kinds[2:3] == ",")
        if kinds[at : at + 1] == "Y":
            return int(piece.lexed.value[piece.last + at])
    return None


def _joined_year(piece: Piece, setting: Setting, month: int) -> int | None:
    """The year of "May" in "April and May", from the month before it."""
    if piece.first < 2 or piece.lexed.kinds[piece.first - 2 : piece.first] not in ("M&", "M-"):
        return None
    if setting.last is None or setting.last_precision != "month":
        return None
    return setting.last.year + (month < setting.last.month)


def season(piece: Piece, setting: Setting) -> Reading | None:
    """ "last summer", "the spring of 1998"."""
    season = str(piece.get("S"))
    named, year = year_of(piece, setting)
    relation = "" if named else relation_of(piece)
    bare = not named and relation == ""
    if bare and not setting.around.is_season(piece.start, piece.end):
        return None
    now = setting.anchor("Y") if relation in ("same", "that") else setting.published
    if year is None and now is not None:
        start = _SEASON_START[season]
        if relation.startswith("last"):
            ended = (now.year, now.month)
            year = max(y for y in range(now.year - 2, now.year + 1) if add_months(y, start, 3) <= ended)
        elif relation.startswith("next"):
            year = now.year + (now.month >= start)
        elif relation:
            year = now.year - (start == 12 and now.month < 3)
        else:
            year = near_year(now, start, None, outlook(piece, setting))
    return one(piece, f"{'XXXX' if year is None else f'{year:04d}'}-{season}")


def quarter(piece: Piece, setting: Setting) -> Reading | None:
    """ "the third quarter", "the first half of 1998"."""
    number = int(piece.get("o"))
    at = piece.index("Uk")
    if at is None:
        return None
    half = piece.lexed.kinds[at] == "k"
    if not half and piece.lexed.value[at] != ("Q", False):
        return None
    if number > (2 if half else 4):
        return None
    rest = piece.part(at + 1, piece.last)
    year = rest.get("Y")
    unit = rest.get("U")
    if year is None and unit is not None:
        if unit != ("Y", False):
            return None
        value = unit_value(rest, setting, "Y")
        year = int(value) if value and value.isdigit() else None
    elif year is None:
        if (
            half and "-" not in piece.kinds
        ):  # "the first half" may be a match's, "first-half profit" is the year's
            return None
        now = setting.published
        if now is not None:
            year = near_year(now, (6 if half else 3) * number - 1, None, outlook(piece, setting) or -1)
    return one(piece, f"{'XXXX' if year is None else f'{year:04d}'}-{'H' if half else 'Q'}{number}")


def new_year(piece: Piece, setting: Setting) -> Reading | None:
    """ "the new year": the next one in the second half of a year, the running one in the first."""
    now = setting.published
    if piece.lexed.kinds[piece.last : piece.last + 1] in ("d", "P", "E"):
        return None
    return one(piece, "XXXX" if now is None else f"{now.year + (now.month > 6):04d}")


def fiscal(piece: Piece, setting: Setting) -> Reading | None:
    """ "fiscal 1998", "this fiscal year"."""
    if (year := piece.get("Y")) is not None:
        return one(piece, f"{year:04d}")
    if piece.get("U") != ("Y", False) or not relation_of(piece):
        return None
    return one(piece, unit_value(piece, setting, "Y"))


def year(piece: Piece, setting: Setting) -> Reading | None:
    """ "1998", "early 1998", "the year 2000"."""
    at = piece.index("Y")
    if at is None or ("U" in piece.kinds and piece.get("U")[0] != "Y"):
        return None
    number = int(piece.lexed.value[at])
    start, end = piece.lexed.start[at], piece.lexed.end[at]
    if not setting.around.is_year(start, end, number, alone=len(piece.kinds) == 1):
        return None
    if piece.first and piece.lexed.kinds[piece.first - 1] == "i":
        setting.last_year = number
    return one(piece, f"{number:04d}")


def year_range(piece: Piece, setting: Setting) -> Reading | None:
    """ "1997-98"; each year is a time of its own."""
    first, second = (
        int(value) for value in (piece.lexed.value[piece.first], piece.lexed.value[piece.last - 1])
    )
    if second < 100:
        second += first // 100 * 100
    if not first < second <= first + 100:
        return None
    return [
        (piece.part(piece.first, piece.first + 1), f"{first:04d}"),
        (piece.part(piece.last - 1, piece.last), f"{second:04d}"),
    ]


def decade(piece: Piece, setting: Setting) -> Reading | None:
    """ "the 1990s", "the late '80s"."""
    return one(piece, f"{piece.get('G'):03d}X")


def century(piece: Piece, setting: Setting) -> Reading | None:
    """ "the 19th century"."""
    if piece.get("U") != ("CE", False):
        return None
    number = int(piece.get("oO"))
    return one(piece, f"{number - 1:02d}XX") if 1 <= number <= 30 else None
