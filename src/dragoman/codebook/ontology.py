"""A user's own types of events: each with a definition for people, and a few sentences that show it.

    name = "trade disputes"

    [[type]]
    name = "TARIFF"
    definition = "Raises or imposes a duty on the other's goods."
    examples = ["<s>Arland</s> raised its duty on steel from <t>Belmar</t> to 25 percent."]

Nothing is trained: what is to be coded gets the type whose examples it is most like.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from dragoman.errors import DataFileError
from dragoman.records import Pair

_FIELDS = {"name": str, "definition": str, "examples": list}
LEAST_TYPES = 2


@dataclass(frozen=True, slots=True)
class OwnType:
    """A type of the user's. `examples` are sentences with their source and target marked; at least one."""

    name: str
    definition: str
    examples: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Ontology:
    """A user's own types, by name, in the file's order."""

    name: str
    types: dict[str, OwnType]


def load_ontology(path: str | PathLike[str]) -> Ontology:
    """The ontology that a TOML file holds. Raises DataFileError naming what is missing or of another kind."""
    file = Path(path)

    def bad(what: str) -> DataFileError:
        return DataFileError(what, where=str(file), next_step="docs/own-types.md shows such a file.")

    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise bad(f"can't be read ({error.strerror or error})") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise bad(f"is no TOML ({error})") from error
    if unknown := set(table) - {"name", "type"}:
        raise bad(f"has an entry that means nothing here: {min(unknown)}")
    entries = table.get("type")
    if not isinstance(entries, list) or len(entries) < LEAST_TYPES:
        raise bad(f"needs {LEAST_TYPES} [[type]] tables at least")
    types: dict[str, OwnType] = {}
    for number, entry in enumerate(entries, start=1):
        try:
            own = _type(entry)
        except ValueError as error:
            raise bad(f"type {number}: {error}") from error
        if own.name in types:
            raise bad(f"type {number}: {own.name} is there already")
        types[own.name] = own
    return Ontology(str(table.get("name", file.stem)), types)


def _type(entry: Any) -> OwnType:
    if not isinstance(entry, dict):
        raise ValueError("it is no table")
    for field, kind in _FIELDS.items():
        if not isinstance(entry.get(field), kind) or not entry[field]:
            raise ValueError(f"{field} is missing or empty")
    if unknown := set(entry) - set(_FIELDS):
        raise ValueError(f"an entry means nothing here: {min(unknown)}")
    examples = []
    for number, text in enumerate(entry["examples"], start=1):
        pair = Pair.marked(str(text))
        if pair.source is None:
            raise ValueError(f"example {number} marks no source (<s>...</s>)")
        examples.append(pair)
    return OwnType(entry["name"], entry["definition"], tuple(examples))
