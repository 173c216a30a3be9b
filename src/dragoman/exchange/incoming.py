"""What the files of other sources have in common: lines of fields, and values that make sense or not."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date as Date
from pathlib import Path
from typing import IO, Any, cast

from msgspec import Struct

from dragoman.errors import BrokenFile, InputError, NotFound
from dragoman.gazetteer import countries
from dragoman.gazetteer.countries import CodeSystem

Row = dict[str, Any]

LONGEST = 1_000_000
"""Bytes of the longest line that is read; real ones have some hundred to some thousand."""

_NOTHING = frozenset({"", "null", "none", "na", "n/a", "nan"})


class Unread(Struct, frozen=True):
    """A line that could not be read, and why."""

    where: str
    line: int
    why: str


class Malformed(Exception):
    """A value that makes no sense; the message says which."""


def lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The number and the tab-separated fields of each line that is not empty.

    UTF-8, or else Windows' Latin, line by line: older files mix the two. A line longer than `LONGEST` has no fields.
    Raises NotFound or BrokenFile.
    """
    with ExitStack() as stack:
        file = _opened(path, stack)
        number = 0
        try:
            while raw := file.readline(LONGEST + 1):
                number += 1
                if len(raw) > LONGEST:
                    while raw and not raw.endswith(b"\n"):
                        raw = file.readline(LONGEST)
                    yield number, []
                    continue
                text = _decoded(raw).strip("\r\n\ufeff\0")
                if text.strip():
                    yield number, [_bare(field) for field in text.split("\t")]
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            raise BrokenFile(f"can't be read to its end: {error}", where=str(path)) from error


def _opened(path: Path, stack: ExitStack) -> IO[bytes]:
    try:
        if path.suffix.lower() == ".gz":
            # Typed apart from files, though it reads like one.
            return cast("IO[bytes]", stack.enter_context(gzip.open(path)))
        if path.suffix.lower() != ".zip":
            return stack.enter_context(path.open("rb"))
        packed = stack.enter_context(zipfile.ZipFile(path))
        names = [name for name in packed.namelist() if not name.endswith("/")]
        if len(names) != 1:
            raise BrokenFile(
                f"{len(names)} files are in it, not one",
                where=str(path),
                next_step="Unpack it, and give the file.",
            )
        return stack.enter_context(packed.open(names[0]))
    except FileNotFoundError as error:
        raise NotFound("no such file", where=str(path)) from error
    except zipfile.BadZipFile as error:
        raise BrokenFile(f"no zip file: {error}", where=str(path)) from error
    except (OSError, RuntimeError) as error:
        # RuntimeError: a member that a password locks.
        raise InputError(
            f"can't be opened: {error}", where=str(path), next_step="Check the path and your rights."
        ) from error


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _bare(field: str) -> str:
    """A field without the blanks around it, and without the quotation marks of CSV."""
    field = field.strip()
    if len(field) >= 2 and field[0] == field[-1] == '"':
        return field[1:-1].replace('""', '"').strip()
    return field


def text(field: str) -> str | None:
    """The words of a field; None for the many ways to say nothing."""
    return None if field.casefold() in _NOTHING else field


def number(field: str, name: str, low: float = float("-inf"), high: float = float("inf")) -> float | None:
    """The number in a field. Raises Malformed for what is none, or lies outside the bounds."""
    told = text(field)
    if told is None:
        return None
    try:
        value = float(told)
    except ValueError:
        raise Malformed(f"{name} is no number: {told[:40]!r}") from None
    if not low <= value <= high:
        raise Malformed(f"{name} lies outside {low:g} to {high:g}: {told[:40]!r}")
    return value


def day(field: str, name: str) -> Date | None:
    """The day in a field, YYYY-MM-DD or YYYYMMDD. Raises Malformed for what is none."""
    told = text(field)
    try:
        # Some files have a time behind the day.
        return Date.fromisoformat(told.split(" ")[0].split("T")[0]) if told else None
    except ValueError:
        raise Malformed(f"{name} is no day: {(told or '')[:40]!r}") from None


def country(field: str) -> str | None:
    """The alpha-3 code of the country that a field names by code or name; None for what is no country."""
    told = text(field)
    if told is None:
        return None
    table = countries.load()
    if (found := table.by_alpha3(told)) is not None:
        return found.alpha3
    named = table.name_lookup(told, any_case=True)
    return named.territory if named is not None else None


def actor_country(alpha3: str | None) -> str | None:
    """The country that an actor of this territory is coded with, as in the ledger's own events."""
    return countries.load().actor_code(alpha3) if alpha3 else None


def country_by(system: CodeSystem, field: str) -> str | None:
    """The alpha-3 code of a country in another code system; None for what is no country there."""
    found = countries.load().by_code(system, field) if field else None
    return found.alpha3 if found else None


def place(latitude: str, longitude: str) -> dict[str, float | None]:
    """Coordinates in degrees. Raises Malformed for what is none."""
    return {
        "latitude": number(latitude, "Latitude", -90, 90),
        "longitude": number(longitude, "Longitude", -180, 180),
    }
