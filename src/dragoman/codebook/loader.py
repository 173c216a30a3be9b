"""Reads the codebook's data files, and a user's own on top of them."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import StringIO
from pathlib import Path

from dragoman.codebook.model import (
    Auxiliary,
    CameoCode,
    Codebook,
    Context,
    EventType,
    Mode,
    OldName,
    OldNames,
    Quad,
    Sector,
)
from dragoman.errors import DataFileError

SHIPPED = (
    "quads.toml",
    "types.toml",
    "modes.toml",
    "contexts.toml",
    "sectors.toml",
    "legacy.toml",
    "cameo.csv",
)
LOWEST, HIGHEST = -10.0, 10.0
SECTOR_KINDS = ("frequent", "less frequent", "international")


@dataclass(frozen=True, slots=True)
class _Table:
    """One kind of entry: the columns that name an entry, the others it must have, and those it may."""

    key: Mapping[str, type]
    needs: Mapping[str, type]
    may: Mapping[str, type]

    def kind_of(self, column: str) -> type | None:
        for columns in (self.key, self.needs, self.may):
            if column in columns:
                return columns[column]
        return None


_ABOUT = {"definition": str, "excludes": list, "example": str}
_TABLES: dict[str, _Table] = {
    "quad": _Table({"name": str}, {"number": int, "definition": str}, {}),
    "type": _Table(
        {"name": str},
        {"quad": str, "recipient_required": bool, "score": float, "cameo": str, "includes": list, **_ABOUT},
        {},
    ),
    "mode": _Table({"type": str, "mode": str}, {"cameo": str, **_ABOUT}, {"score": float, "contexts": list}),
    "context": _Table({"name": str}, {"cues": list, **_ABOUT}, {}),
    "auxiliary": _Table({"name": str}, {"status": str, "definition": str, "example": str}, {}),
    "sector": _Table({"code": str}, {"kind": str, **_ABOUT}, {"secondary": bool}),
    "partial": _Table({"place": str}, {"country": str}, {}),
    "cameo": _Table(
        {"code": str}, {"type": str, "label": str}, {"mode": str, "contexts": list, "swap": bool}
    ),
    "old_event": _Table({"old": str}, {"new": str}, {"mode": str}),
    "old_mode": _Table({"type": str, "old": str}, {"new": str}, {"contexts": list, "swap": bool}),
    "old_context": _Table({"old": str}, {"new": str}, {}),
    "old_sector": _Table({"scheme": str, "old": str}, {"new": str}, {}),
    "old_field": _Table({"old": str}, {"new": str}, {}),
}
_KIND_NAMES = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list of texts",
}


class _Row:
    """One entry as read, with the file (and line) that gave it last, so that a complaint can name them."""

    __slots__ = ("cells", "line", "name", "table", "where")

    def __init__(self, table: str, name: str, where: str, line: int | None) -> None:
        self.table = table
        self.name = name
        self.where = where
        self.line = line
        self.cells: dict[str, object] = {}

    def bad(self, what: str) -> DataFileError:
        return DataFileError(f"{self.table} {self.name}: {what}", where=self.where, line=self.line)

    def text(self, column: str) -> str:
        return str(self.cells.get(column, ""))

    def flag(self, column: str) -> bool:
        return bool(self.cells.get(column, False))

    def texts(self, column: str) -> tuple[str, ...]:
        value = self.cells.get(column, [])
        return tuple(map(str, value)) if isinstance(value, list) else ()

    def whole(self, column: str) -> int:
        value = self.cells[column]
        return value if isinstance(value, int) else 0

    def number(self, column: str) -> float | None:
        value = self.cells.get(column)
        return float(value) if isinstance(value, (int, float)) else None


_Key = tuple[str, ...]
_Rows = dict[str, dict[_Key, _Row]]


def load(extra: Sequence[Path] = ()) -> Codebook:
    """The shipped codebook with the user's files `extra` laid over it, the later over the earlier.

    A file is TOML, or CSV with the columns of cameo.csv. An entry that names an existing one replaces only the columns
    it gives; `more_cues`, `more_includes` and `more_excludes` add to a list. An entry with a new name must be whole.
    docs/data-files.md describes the columns. Without `extra` the codebook is read once and shared.
    Raises DataFileError, naming file and entry: the file can't be read or the entry makes no sense.
    """
    return _build(extra) if extra else _shipped()


@cache
def _shipped() -> Codebook:
    return _build(())


def _build(extra: Sequence[Path]) -> Codebook:
    rows: _Rows = {table: {} for table in _TABLES}
    folder = resources.files("dragoman.codebook") / "data"
    for name in SHIPPED:
        text = (folder / name).read_text(encoding="utf-8")
        for entry in _csv_entries(text, name) if name.endswith(".csv") else _toml_entries(text, name):
            _lay(rows, *entry)
    for path in extra:
        for entry in (_csv_entries if path.suffix == ".csv" else _toml_entries)(_read(path), str(path)):
            _lay(rows, *entry)
    return _assemble(rows)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataFileError(f"can't be read: {error.strerror or error}", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise DataFileError("is not UTF-8 text", where=str(path)) from error


_Entry = tuple[str, Mapping[str, object], str, int | None]


def _toml_entries(text: str, where: str) -> Iterator[_Entry]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r" \(at line (\d+), column \d+\)$", str(error))
        what = str(error)[: at.start()] if at else str(error)
        raise DataFileError(f"no TOML: {what}", where=where, line=int(at[1]) if at else None) from error
    for table, entries in document.items():
        if table not in _TABLES:
            raise DataFileError(f"no such table: [[{table}]]; there are {', '.join(_TABLES)}", where=where)
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise DataFileError(f"{table} must be a list of tables: write [[{table}]]", where=where)
        for entry in entries:
            yield table, entry, where, None


def _csv_entries(text: str, where: str) -> Iterator[_Entry]:
    # A comment becomes an empty line, which is skipped and still counted.
    reader = csv.DictReader(StringIO(re.sub("(?m)^#.*", "", text)), strict=True)
    try:
        for cells in reader:
            if None in cells or None in cells.values():
                raise DataFileError("a row with too many or too few cells", where=where, line=reader.line_num)
            entry: dict[str, object] = dict(cells)
            if "contexts" in cells:
                entry["contexts"] = [name for name in cells["contexts"].split(";") if name]
            if "swap" in cells:
                if cells["swap"] not in ("", "yes"):
                    what = f"swap is yes or empty, not {cells['swap']!r}"
                    raise DataFileError(what, where=where, line=reader.line_num)
                entry["swap"] = cells["swap"] == "yes"
            yield "cameo", entry, where, reader.line_num
    except csv.Error as error:
        raise DataFileError(f"the row can't be read ({error})", where=where, line=reader.line_num) from error


def _lay(rows: _Rows, table: str, entry: Mapping[str, object], where: str, line: int | None) -> None:
    """Add an entry to the rows, or lay it over the one of the same name."""
    shape = _TABLES[table]
    for column in shape.key:
        value = entry.get(column)
        # An old mode with type "" holds for every event; no other name may be empty.
        if not isinstance(value, str) or not (value.strip() or column == "type"):
            raise DataFileError(f"a {table} without its {column}", where=where, line=line)
    key = tuple(str(entry[column]) for column in shape.key)
    row = rows[table].setdefault(key, _Row(table, " ".join(part for part in key if part), where, line))
    row.where, row.line = where, line
    for column, value in entry.items():
        grows = column.startswith("more_")
        target = column.removeprefix("more_")
        kind = shape.kind_of(target)
        if kind is None or (grows and kind is not list):
            raise row.bad(f"no such column: {column}")
        _check_kind(row, column, value, kind)
        row.cells[target] = [*row.texts(target), *value] if grows and isinstance(value, list) else value
    missing = [column for column in shape.needs if column not in row.cells]
    if missing:
        raise row.bad(f"lacks {', '.join(missing)}")


def _check_kind(row: _Row, column: str, value: object, kind: type) -> None:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    fits = number if kind is float else isinstance(value, kind) and (kind is not int or number)
    if kind is list and isinstance(value, list):
        fits = all(isinstance(item, str) and item.strip() for item in value)
    if not fits:
        raise row.bad(f"{column} must be {_KIND_NAMES[kind]}")


def _assemble(rows: _Rows) -> Codebook:
    _check(rows)
    modes: dict[str, dict[str, Mode]] = {name: {} for (name,) in rows["type"]}
    for (type_name, mode), row in rows["mode"].items():
        modes[type_name][mode] = Mode(
            type_name,
            mode,
            row.number("score"),
            row.text("cameo"),
            row.texts("contexts"),
            row.text("definition"),
            row.texts("excludes"),
            row.text("example"),
        )
    return Codebook(
        quads={n: Quad(n, row.whole("number"), row.text("definition")) for (n,), row in rows["quad"].items()},
        types={name: _event_type(name, row) for (name,), row in rows["type"].items()},
        modes_by_type=modes,
        contexts={
            name: Context(
                name, row.text("definition"), row.texts("excludes"), row.text("example"), row.texts("cues")
            )
            for (name,), row in rows["context"].items()
        },
        auxiliary={
            name: Auxiliary(name, row.text("status"), row.text("definition"), row.text("example"))
            for (name,), row in rows["auxiliary"].items()
        },
        sectors={code: _sector(code, row) for (code,), row in rows["sector"].items()},
        partial={place: row.text("country") for (place,), row in rows["partial"].items()},
        cameo={code: _cameo(code, row, modes) for (code,), row in rows["cameo"].items()},
        old=OldNames(
            events={old: _old(row) for (old,), row in rows["old_event"].items()},
            modes={(type_name, old): _old(row) for (type_name, old), row in rows["old_mode"].items()},
            contexts={old: _old(row) for (old,), row in rows["old_context"].items()},
            sectors={(scheme, old): _old(row) for (scheme, old), row in rows["old_sector"].items()},
            fields={old: _old(row) for (old,), row in rows["old_field"].items()},
        ),
    )


def _event_type(name: str, row: _Row) -> EventType:
    return EventType(
        name,
        row.text("quad"),
        row.flag("recipient_required"),
        row.number("score") or 0.0,
        row.text("cameo"),
        row.text("definition"),
        row.texts("includes"),
        row.texts("excludes"),
        row.text("example"),
    )


def _sector(code: str, row: _Row) -> Sector:
    return Sector(
        code,
        row.text("kind"),
        row.flag("secondary"),
        row.text("definition"),
        row.texts("excludes"),
        row.text("example"),
    )


def _cameo(code: str, row: _Row, modes: Mapping[str, Mapping[str, Mode]]) -> CameoCode:
    type_name, mode = row.text("type"), row.text("mode")
    brought = modes[type_name][mode].contexts if mode else ()
    contexts = tuple(dict.fromkeys((*row.texts("contexts"), *brought)))
    return CameoCode(code, type_name, mode, contexts, row.flag("swap"), row.text("label"))


def _old(row: _Row) -> OldName:
    return OldName(row.text("new"), row.text("mode"), row.texts("contexts"), row.flag("swap"))


def _check(rows: _Rows) -> None:
    """Whether the entries fit each other. Raises DataFileError at the first that doesn't."""
    types = {name for (name,) in rows["type"]}
    contexts = {name for (name,) in rows["context"]}
    codes = {code for (code,) in rows["cameo"]}
    pairs = set(rows["mode"])
    for row in _every(rows, "quad", "type", "mode", "context", "auxiliary", "sector"):
        if not row.text("definition").strip():
            raise row.bad("an empty definition")
    for row in _every(rows, "type", "mode"):
        score = row.number("score")
        if score is not None and not LOWEST <= score <= HIGHEST:
            raise row.bad(f"score {score} is not between {LOWEST:g} and {HIGHEST:g}")
        if row.text("cameo") not in codes:
            raise row.bad(f"no CAMEO code {row.text('cameo')!r}")
    for row in rows["type"].values():
        if (row.text("quad"),) not in rows["quad"]:
            raise row.bad(f"no quad class {row.text('quad')!r}")
    for row in _every(rows, "mode", "cameo", "old_mode"):
        if row.text("type") not in types and (row.text("type") or row.table == "mode"):
            raise row.bad(f"no event type {row.text('type')!r}")
        for context in row.texts("contexts"):
            if context not in contexts:
                raise row.bad(f"no context {context!r}")
    for row in rows["cameo"].values():
        if not re.fullmatch(r"\d{2,4}", row.text("code")):
            raise row.bad("a CAMEO code has two to four digits, as text")
        _check_pair(row, row.text("type"), row.text("mode"), pairs)
    for row in rows["context"].values():
        for cue in row.texts("cues"):
            if cue != cue.lower().strip():
                raise row.bad(f"cue {cue!r} must be lower case, with no blanks around it")
    for row in rows["sector"].values():
        if not re.fullmatch(r"[A-Z]{3}", row.text("code")):
            raise row.bad("a sector code has three capital letters")
        if row.text("kind") not in SECTOR_KINDS:
            raise row.bad(f"kind must be one of {', '.join(SECTOR_KINDS)}")
    for row in rows["partial"].values():
        if not re.fullmatch(r"[A-Z]{3}", row.text("country")):
            raise row.bad("country must be an alpha-3 code")
    for row in rows["old_event"].values():
        if row.text("new") and row.text("new") not in types:
            raise row.bad(f"no event type {row.text('new')!r}")
        _check_pair(row, row.text("new"), row.text("mode"), pairs)
    for row in rows["old_mode"].values():
        _check_pair(row, row.text("type"), row.text("new"), pairs)
    for table, names in (("old_context", contexts), ("old_sector", {code for (code,) in rows["sector"]})):
        for row in rows[table].values():
            if row.text("new") and row.text("new") not in names:
                raise row.bad(f"no {table.removeprefix('old_')} {row.text('new')!r}")


def _check_pair(row: _Row, type_name: str, mode: str, pairs: set[_Key]) -> None:
    if mode and (type_name, mode) not in pairs:
        raise row.bad(f"{type_name or 'any event'} has no mode {mode!r}")


def _every(rows: _Rows, *tables: str) -> Iterable[_Row]:
    for table in tables:
        yield from rows[table].values()
