"""The linguistic lists of `reading/data`, read once; a user's file of the same name overrides key by key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from dragoman.errors import DataFileError

DATA = Path(__file__).with_name("data")


def load_toml(name: str, extra: Sequence[Path] = ()) -> Mapping[str, Any]:
    """The table `name` ("who.toml"), with the user's `extra` files of that name laid over it.

    Raises DataFileError naming the file that is no TOML.
    """
    own = tuple(path for path in extra if path.name == name)
    return _read(DATA / name) if not own else _lay_over(_read(DATA / name), [_read(path) for path in own])


@cache
def _read(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(f"not readable as TOML ({error})", where=str(path)) from error


def _lay_over(base: Mapping[str, Any], layers: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    result = dict(base)
    for layer in layers:
        for key, value in layer.items():
            old = result.get(key)
            result[key] = (
                _lay_over(old, [value]) if isinstance(old, dict) and isinstance(value, dict) else value
            )
    return result
