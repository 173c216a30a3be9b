"""Which events are in an ICEWS file? Read by the names of its columns, CAMEO codes put into PLOVER's."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.exchange.cameo import cameo_code, plover
from dragoman.exchange.headed import Fields, headed
from dragoman.exchange.incoming import (
    Malformed,
    Row,
    Unread,
    actor_country,
    country,
    day,
    number,
    place,
    text,
)

REQUIRED = ("Event ID", "Event Date", "CAMEO Code")


def rows(lines: Iterator[tuple[int, list[str]]], where: str) -> Iterator[Row | Unread]:
    """The events of an ICEWS file, and the lines that can't be read. Raises BrokenFile without a heading."""
    return headed(lines, where, REQUIRED, _row)


def _row(fields: Fields) -> Row:
    if not (own := text(fields["Event ID"])):
        raise Malformed("Event ID is empty")
    given = cameo_code(fields["CAMEO Code"])
    code = plover(given)
    sides = {"source": _side(fields, "Source"), "target": _side(fields, "Target")}
    if code is not None and code.swap:
        sides = {"source": sides["target"], "target": sides["source"]}
    return {
        "id": own,
        "day": day(fields["Event Date"], "Event Date"),
        "code": given,
        "type": code.type if code else None,
        "mode": code.mode if code else None,
        "intensity": number(fields["Intensity"], "Intensity", -10, 10),
        **{f"{side}_{name}": value for side, values in sides.items() for name, value in values.items()},
        "place": next(
            (found for name in ("City", "District", "Province", "Country") if (found := text(fields[name]))),
            None,
        ),
        "place_country": country(fields["Country"]),
        **place(fields["Latitude"], fields["Longitude"]),
        "publisher": text(fields["Publisher"]),
        "url": text(fields["evidence_url"]),
    }


def _side(fields: Fields, word: str) -> dict[str, str | None]:
    return {
        "name": text(fields[f"{word} Name"]),
        "country": actor_country(country(fields[f"{word} Country"])),
        "sectors": text(fields[f"{word} Sectors"]),
    }
