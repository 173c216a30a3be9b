"""The records that a careful reader makes of a report, as labelled data carries them: one JSON object a line.

What a line may hold is told in docs/cli.md ("dragoman evaluate"); fields that are not known are passed over.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path

import msgspec
from msgspec import Struct

from dragoman.errors import BadRow, EmptyInput, NotFound

_NEXT_STEP = (
    'A row has the report\'s "id" and its "events", "claims", "figures" and "contacts" (docs/cli.md).'
)


class GoldActor(Struct, frozen=True):
    """An actor by its words and country; `country` is null, alpha-3 or a kind of organisation ("IGO")."""

    text: str | None = None
    country: str | None = None


class GoldEvent(Struct, frozen=True):
    """An event. `alt_types` and `alt_status` are accepted too; `optional` ones cost nothing when they are missed."""

    type: str
    source: list[GoldActor] | None = None
    target: list[GoldActor] | None = None
    alt_types: list[str] | None = None
    status: str | None = "happened"
    alt_status: str | None = None
    date: str | None = None
    sentence: str | None = None
    key: bool = True
    optional: bool = False


class GoldClaim(Struct, frozen=True):
    """A claim by its speaker and content."""

    content: str
    speaker: str | None = None
    country: str | None = None
    optional: bool = False


class GoldFigure(Struct, frozen=True):
    """A number from `min` to `max`; null is an open bound."""

    measure: str
    min: float | None = None
    max: float | None = None
    text: str | None = None
    optional: bool = False


class GoldContact(Struct, frozen=True):
    """A contact between parties, each an alpha-3 code or a name."""

    parties: list[str]
    channel: str | None = None
    status: str | None = None
    date: str | None = None
    sentence: str | None = None
    optional: bool = False


class GoldRecord(Struct, frozen=True):
    """All that a careful reader found in one report."""

    id: str
    events: list[GoldEvent] | None = None
    claims: list[GoldClaim] | None = None
    figures: list[GoldFigure] | None = None
    contacts: list[GoldContact] | None = None


def load_gold(path: str | PathLike[str]) -> list[GoldRecord]:
    """The gold records of a JSONL file. Raises NotFound, EmptyInput or BadRow (with the line)."""
    file = Path(path)
    try:
        lines = file.read_bytes().splitlines()
    except FileNotFoundError:
        raise NotFound("there is no such file", where=str(file)) from None
    records = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            records.append(msgspec.json.decode(line, type=GoldRecord))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadRow(
                f"the row holds no gold record ({error})", where=str(file), line=number, next_step=_NEXT_STEP
            ) from error
    if not records:
        raise EmptyInput("there is no row in it", where=str(file))
    return records
