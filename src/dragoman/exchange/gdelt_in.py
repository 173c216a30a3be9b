"""Which events are in a GDELT file? It has no heading: 57 columns (1.0 before April 2013), 58 (1.0) or 61 (2.0)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dragoman.exchange.cameo import cameo_code, plover
from dragoman.exchange.gdelt import EVENTS_1, EVENTS_2
from dragoman.exchange.headed import Fields
from dragoman.exchange.incoming import (
    Malformed,
    Row,
    Unread,
    actor_country,
    country_by,
    day,
    number,
    place,
    text,
)

_NAMES_1 = [column.name for column in EVENTS_1]
_NAMES_2 = [column.name for column in EVENTS_2]
_COLUMNS: Mapping[int, Mapping[str, int]] = {
    len(names): {name: place for place, name in enumerate(names)}
    for names in (_NAMES_1[:-1], _NAMES_1, _NAMES_2)
}


def rows(lines: Iterator[tuple[int, list[str]]], where: str) -> Iterator[Row | Unread]:
    """The events of a GDELT file, and the lines that can't be read. A heading, as some tools add it, is passed over."""
    for at, fields in lines:
        if fields[:1] == [_NAMES_1[0]]:
            continue
        try:
            yield _row(Fields(_columns(fields), fields)) | {"line": at}
        except Malformed as error:
            yield Unread(where, at, str(error))


def _columns(fields: Sequence[str]) -> Mapping[str, int]:
    columns = _COLUMNS.get(len(fields))
    if columns is None:
        what = f"it has {len(fields)} fields" if fields else "it is too long"
        raise Malformed(f"{what}; GDELT's events have {', '.join(map(str, _COLUMNS))}")
    return columns


def _row(fields: Fields) -> Row:
    own = fields["GLOBALEVENTID"]
    if not own.isdigit():
        raise Malformed(f"GLOBALEVENTID is no number: {own[:40]!r}")
    given = cameo_code(fields["EventCode"])
    code = plover(given)
    sides = {"source": _side(fields, 1), "target": _side(fields, 2)}
    if code is not None and code.swap:
        sides = {"source": sides["target"], "target": sides["source"]}
    return {
        "id": own,
        "day": day(fields["SQLDATE"], "SQLDATE"),
        "code": given,
        "type": code.type if code else None,
        "mode": code.mode if code else None,
        "intensity": number(fields["GoldsteinScale"], "GoldsteinScale", -10, 10),
        **{f"{side}_{name}": value for side, values in sides.items() for name, value in values.items()},
        "place": text(fields["ActionGeo_FullName"]),
        "place_country": country_by("fips", fields["ActionGeo_CountryCode"]),
        **place(fields["ActionGeo_Lat"], fields["ActionGeo_Long"]),
        "publisher": None,
        "url": text(fields["SOURCEURL"]),
    }


def _side(fields: Fields, number: int) -> dict[str, str | None]:
    types = (fields[f"Actor{number}Type{place}Code"] for place in (1, 2, 3))
    return {
        "name": text(fields[f"Actor{number}Name"]),
        "country": actor_country(country_by("cameo", fields[f"Actor{number}CountryCode"])),
        "sectors": " ".join(one for one in types if one) or None,
    }
