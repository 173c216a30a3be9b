"""The linguistic lists of `reading/data`, read once; a user's file of the same name is laid over the shipped one.

A user's value replaces the shipped one of its name; a list under "more_NAME" adds to the list NAME. A name that the
shipped file lacks is an error, but for the tables whose names are words of the language themselves.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from dragoman.errors import DataFileError

DATA = Path(__file__).with_name("data")

MORE = "more_"

# Tables of plain values ("staged" = "stage") take new names; tables that hold lists or tables have the names that
# the code asks for. These are the other way round.
_OPEN = frozenset(
    {"status.toml.performed", "times.toml.units", "what.toml.complements"}
    | {"who.toml.continents", "who.toml.kinds_of_state", "who.toml.name_words", "who.toml.pairs"}
    | {"who.toml.no_actor.words", "who.toml.roles.of_state"}
)
_CLOSED = frozenset({"places.toml.weight"})


class OwnFile(NamedTuple):
    """A user's file as it is now: what was made of it can be kept until `changed` (nanoseconds) is another."""

    path: Path
    changed: int


def own_files(name: str, extra: Sequence[Path]) -> tuple[OwnFile, ...]:
    """The files among `extra` that are called `name`. Raises DataFileError when one is not there."""
    try:
        return tuple(OwnFile(path, path.stat().st_mtime_ns) for path in extra if path.name == name)
    except OSError as error:
        raise DataFileError(
            f"can't be read ({error.strerror or error})",
            where=str(error.filename),
            next_step="Check the path.",
        ) from error


def load_toml(name: str, extra: Sequence[Path] = ()) -> Mapping[str, Any]:
    """The table `name` ("who.toml"), with the user's `extra` files of that name over it, the later over the earlier.

    Raises DataFileError naming the file that is no TOML, and the entry that the shipped file has not or has of another
    kind.
    """
    return _load(name, own_files(name, extra))


@cache
def _load(name: str, own: tuple[OwnFile, ...]) -> Mapping[str, Any]:
    tables = _read(DATA / name)
    for path, _ in own:
        tables = _lay_over(tables, _read(path), name, str(path))
    return tables


def _read(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(f"not readable as TOML ({error})", where=str(path)) from error


def _lay_over(base: Mapping[str, Any], layer: Mapping[str, Any], table: str, where: str) -> Mapping[str, Any]:
    result = dict(base)
    for key, value in layer.items():
        name = key.removeprefix(MORE) if isinstance(base.get(key.removeprefix(MORE)), list) else key
        shown = ".".join([*table.split(".")[2:], key])
        if name not in base and not _is_open(base, table):
            names = ", ".join(base)
            raise DataFileError(f"{shown}: there is no such entry; there are {names}", where=where)
        old = base.get(name, next(iter(base.values()), value))
        if _kind(old) != _kind(value):
            raise DataFileError(f"{shown}: it must be {_kind(old)}, not {_kind(value)}", where=where)
        if isinstance(old, list) and isinstance(value, list):
            _check_items(old, value, shown, where)
        if isinstance(value, dict) and name in base:
            value = _lay_over(old, value, f"{table}.{name}", where)
        result[name] = [*old, *value] if key != name else value
    return result


def _is_open(base: Mapping[str, Any], table: str) -> bool:
    plain = not any(isinstance(value, (bool, dict, list)) for value in base.values())
    return table in _OPEN or (plain and table not in _CLOSED)


def _check_items(old: list[Any], new: list[Any], shown: str, where: str) -> None:
    for item in new:
        if old and _kind(item) != _kind(old[0]):
            raise DataFileError(f"{shown}: {item!r} must be {_kind(old[0])}", where=where)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "text in quotation marks"
    return "a table" if isinstance(value, dict) else "a list" if isinstance(value, list) else "a date or time"
