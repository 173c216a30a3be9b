"""From a data file's rows to typed entries: what every loader of the gazetteer does alike."""

from __future__ import annotations

import calendar
import contextlib
import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date as Date
from functools import cache, wraps
from pathlib import Path
from typing import Protocol, TypeVar

from dragoman.errors import DataFileError
from dragoman.gazetteer.tables import read_rows

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

DATA = Path(__file__).with_name("data")
SEPARATOR = "|"
REMOVE = "remove"

_SECTOR = re.compile(r"[A-Z]{3}")
_COUNTRY = re.compile(r"[A-Z]{3}")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a data file; each reader of a field raises DataFileError with the file and line."""

    path: Path
    line: int
    fields: dict[str, str]

    def error(self, what: str) -> DataFileError:
        """The error that says `what` is wrong with this row."""
        return DataFileError(what, where=str(self.path), line=self.line)

    def text(self, column: str) -> str:
        """The field; empty when the file lacks the column."""
        return self.fields.get(column, "")

    def required(self, column: str) -> str:
        """The field, which must not be empty."""
        value = self.text(column)
        if not value:
            raise self.error(f"{column} is empty")
        return value

    def many(self, column: str) -> tuple[str, ...]:
        """The parts of a field that holds several, parted by "|"."""
        return tuple(part.strip() for part in self.text(column).split(SEPARATOR) if part.strip())

    def sectors(self, column: str = "sectors") -> tuple[str, ...]:
        """Sector codes parted by blanks, the primary one first."""
        codes = tuple(self.text(column).split())
        for code in codes:
            if not _SECTOR.fullmatch(code):
                raise self.error(f"{column}: {code!r} is no sector code of three capitals")
        return codes

    def country(self, column: str = "country") -> str | None:
        """An ISO 3166-1 alpha-3 code, or None when the field is empty."""
        code = self.text(column)
        if code and not _COUNTRY.fullmatch(code):
            raise self.error(f"{column}: {code!r} is no country code of three capitals")
        return code or None

    def choice(self, column: str, allowed: frozenset[str]) -> str:
        """The field, which must be one of `allowed`."""
        value = self.text(column)
        if value not in allowed:
            raise self.error(f"{column}: {value!r} is none of {', '.join(sorted(allowed)).strip(', ')}")
        return value

    def yes(self, column: str) -> bool:
        """True for "yes", False for an empty field."""
        return self.choice(column, frozenset({"", "yes"})) == "yes"

    def date(self, column: str, *, last: bool) -> Date | None:
        """YYYY, YYYY-MM or YYYY-MM-DD: its last day if `last`, else its first. None when empty."""
        value = self.text(column)
        if not value:
            return None
        match = _DATE.fullmatch(value)
        if match:
            year, month, day = (int(part) if part else None for part in match.groups())
            first_month, last_month = month or 1, month or 12
            with contextlib.suppress(ValueError):
                if last:
                    return Date(year or 0, last_month, day or calendar.monthrange(year or 0, last_month)[1])
                return Date(year or 0, first_month, day or 1)
        raise self.error(f"{column}: {value!r} is no YYYY, YYYY-MM or YYYY-MM-DD")


class Load(Protocol[T_co]):
    """What a module's `load` is: a table from the shipped files and the user's own."""

    def __call__(self, extra: Iterable[Path] = ()) -> T_co: ...


def loader(read: Callable[[tuple[Path, ...]], T]) -> Load[T]:
    """Make a `load(extra=())` of `read`: what is shipped is read once, a user's own files each time."""
    shipped = cache(lambda: read(()))

    @wraps(read)
    def load(extra: Iterable[Path] = ()) -> T:
        files = tuple(extra)
        return read(files) if files else shipped()

    return load


def load_rows(
    files: Iterable[Path],
    columns: tuple[str, ...],
    make: Callable[[Row], T],
    key: Callable[[T], Hashable],
) -> list[T]:
    """The entries of all `files`; one of a later file takes the place of an earlier one with the same key.

    A row with "yes" in a column `remove` takes the entry of its key out. `columns` must be there; others may be left
    out of a user's file. Raises DataFileError for a malformed row, when one file holds a key twice, or when there is
    nothing to remove.
    """
    entries: dict[Hashable, T] = {}
    for path in files:
        lines: dict[Hashable, int] = {}
        for line, fields in read_rows(path, columns):
            row = Row(path, line, fields)
            entry = make(row)
            its_key = key(entry)
            if its_key in lines:
                raise row.error(f"{its_key!r} stands on line {lines[its_key]} already")
            lines[its_key] = line
            if not row.yes(REMOVE):
                entries[its_key] = entry
            elif entries.pop(its_key, None) is None:
                raise row.error(f"remove: there is no {its_key!r}")
    return list(entries.values())
