"""A user's own data files: each is told by its name, so a name that no table takes is an error."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from dragoman.codebook.loader import SHIPPED as CODEBOOK_FILES
from dragoman.errors import DataFileError
from dragoman.gazetteer.rows import DATA as GAZETTEER_DATA
from dragoman.reading.tables import DATA
from dragoman.reading.what.lexicon import TRIGGERS

CODEBOOK_NAMES = "codebook*.toml"
TRIGGER_NAMES = "triggers*.csv"


@cache
def known_data_files() -> frozenset[str]:
    """The names that a user's data file may have: those of the shipped files, "codebook*.toml" and "triggers*.csv"."""
    rooms = (GAZETTEER_DATA, DATA, TRIGGERS)
    files = (path for room in rooms for path in room.iterdir())
    shipped = {path.name for path in files if path.suffix in (".csv", ".toml", ".gz")}
    return frozenset({*shipped, *CODEBOOK_FILES, CODEBOOK_NAMES, TRIGGER_NAMES})


def checked(data: Iterable[str | os.PathLike[str]]) -> tuple[Path, ...]:
    """The user's files. Raises DataFileError for one that is not there, or whose name no table takes."""
    known = known_data_files()
    paths = tuple(map(Path, data))
    for path in paths:
        if not any(fnmatchcase(path.name, name) for name in known):
            raise DataFileError(
                f"no data file is called {path.name}; there are {', '.join(sorted(known))}",
                where=str(path),
                next_step="Name it as the shipped file that it extends; docs/data-files.md describes each file.",
            )
        if not path.is_file():
            raise DataFileError("there is no such file", where=str(path), next_step="Check the path.")
    return paths


def codebook_files(data: Sequence[Path]) -> list[Path]:
    """Those of the user's files that extend the codebook."""
    return _named(data, (CODEBOOK_NAMES, *CODEBOOK_FILES))


def trigger_files(data: Sequence[Path]) -> list[Path]:
    """Those of the user's files that extend the event lexicon."""
    return _named(data, (TRIGGER_NAMES, *(path.name for path in TRIGGERS.glob("*.csv"))))


def _named(data: Sequence[Path], names: Sequence[str]) -> list[Path]:
    return [path for path in data if any(fnmatchcase(path.name, name) for name in names)]
