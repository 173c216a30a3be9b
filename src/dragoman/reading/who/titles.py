"""Titles that the parser has parted from the names after them."""

from __future__ import annotations

from dragoman.gazetteer.offices import Office
from dragoman.reading.parse import Parsed
from dragoman.reading.who.names import NameIndex


def post_before(parsed: Parsed, names: NameIndex, token: int, start: int) -> int | None:
    """The head of the title of the person whose name is headed by `token`: "Minister of Trade" and "Li Ming".

    `start` is the first token that the parser gives to the name. None when the name has no such title.
    """
    if parsed.entity[token] != "PERSON":
        return None
    whole = names.covering(start)
    if whole is not None and isinstance(whole.entry, Office) and whole.start < start < whole.end <= token:
        inside = range(whole.start, start)
        return next((t for t in inside if parsed.head[t] not in range(t, whole.end)), None)
    of = parsed.head[token]
    if parsed.dep[token] != "pobj" or parsed.lower[of] != "of" or start != of + 1 or whole is not None:
        return None
    title, field = names.covering(of - 1), range(start, _person_start(parsed, token))
    ministry = bool(field) and all(parsed.pos[t] == "PROPN" and parsed.entity[t] != "PERSON" for t in field)
    return of - 1 if title is not None and isinstance(title.entry, Office) and ministry else None


def _person_start(parsed: Parsed, token: int) -> int:
    while token > 0 and parsed.entity[token - 1] == "PERSON":
        token -= 1
    return token
