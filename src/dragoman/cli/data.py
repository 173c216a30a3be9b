"""A user's own data files: each is told by its name, so a name that nothing asks for is a slip to be told."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import typer

BEGINNINGS = ("triggers", "codebook")
"""Files that may go by any name that begins so: `triggers-mine.csv`, `codebook.toml`."""

_ROOMS = ("gazetteer", "reading")


def own_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The paths, each of a file that exists and whose name is known. Raises typer.BadParameter."""
    found = tuple(paths)
    for path in found:
        if not path.is_file():
            raise typer.BadParameter(f"there is no file {path}", param_hint="--data")
        if path.name not in shipped_names() and not path.name.startswith(BEGINNINGS):
            raise typer.BadParameter(
                f"{path}: no data file is called {path.name}. A file extends or overrides the shipped one of its name: "
                f"{', '.join(sorted(shipped_names()))}; triggers*.csv; codebook*.toml",
                param_hint="--data",
            )
    return found


def shipped_names() -> frozenset[str]:
    """The names of the shipped tables that a user's file can extend or override."""
    return frozenset(
        entry.name
        for room in _ROOMS
        for entry in files("dragoman").joinpath(room, "data").iterdir()
        if entry.name.endswith((".csv", ".toml"))
    )
