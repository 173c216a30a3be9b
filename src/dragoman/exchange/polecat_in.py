"""Which events are in a POLECAT file? Read by the names of its columns, old PLOVER names put into today's."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman import codebook
from dragoman.codebook import PloverCode
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

REQUIRED = ("Event ID", "Event Date", "Event Type")


def rows(lines: Iterator[tuple[int, list[str]]], where: str) -> Iterator[Row | Unread]:
    """The events of a POLECAT file, and the lines that can't be read. Raises BrokenFile without a heading."""
    return headed(lines, where, REQUIRED, _row)


def _row(fields: Fields) -> Row:
    if not (own := text(fields["Event ID"])):
        raise Malformed("Event ID is empty")
    kind, mode = fields["Event Type"], text(fields["Event Mode"])
    code = _code(kind, mode)
    sides = {
        "source": _side(fields, "Actor"),
        "target": _side(fields, "Recipient"),
    }
    if code is not None and code.swap:
        sides = {"source": sides["target"], "target": sides["source"]}
    return {
        "id": own,
        "day": day(fields["Event Date"], "Event Date"),
        "code": f"{kind} {mode}" if mode else kind,
        "type": code.type if code else None,
        "mode": code.mode if code else None,
        # The column has either name in files of this source.
        "intensity": number(fields.first("Intensity", "Event Intensity"), "Intensity", -10, 10),
        **{f"{side}_{name}": value for side, values in sides.items() for name, value in values.items()},
        "place": text(fields.first("Placename", "City", "District", "Province", "Country")),
        "place_country": country(fields["Country"]),
        **place(fields["Latitude"], fields["Longitude"]),
        "publisher": text(fields["Source"]),
        "url": text(fields["evidence_url"]),
    }


def _side(fields: Fields, word: str) -> dict[str, str | None]:
    return {
        "name": text(fields.first(f"{word} Name", f"{word} Name Raw")),
        "country": actor_country(country(fields[f"{word} Country"])),
        "sectors": text(fields.first(f"{word} Sectors", f"Primary {word} Sector")),
    }


def _code(kind: str, mode: str | None) -> PloverCode | None:
    """The event in today's names; None for a type that nothing took the place of."""
    book = codebook.load()
    try:
        return book.legacy(kind, mode)
    except KeyError:
        pass  # The mode may be the one that is unknown.
    try:
        return book.legacy(kind)
    except KeyError:
        raise Malformed(f"Event Type is none of PLOVER's, now or earlier: {kind[:40]!r}") from None
