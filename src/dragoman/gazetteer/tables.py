"""Reading the tables of the gazetteer: comma-separated UTF-8 text with a header row, one record a line.

Lines that start with `#` and empty lines are skipped, so that a table can explain itself.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from dragoman.errors import DataFileError


def read_rows(path: Path, required_columns: Sequence[str] = ()) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield `(line number, {column: value})` for each row of the table at `path`.

    Values are stripped of surrounding blanks; a row shorter than the header has "" for the rest.
    Raises DataFileError, with file and line, when the file is missing or not UTF-8, when a required column is
    missing or a column is named twice, and for a row that has too many fields or an unclosed quotation mark.
    """
    rows = _rows(path)
    number, header = next(rows, (0, []))
    if not header:
        raise _no_header(path)
    _check_header(header, required_columns, path, number)
    width = len(header)
    for number, fields in rows:
        if len(fields) > width:
            raise DataFileError(
                f"the row has {len(fields)} fields, the header {width}",
                where=str(path),
                line=number,
                next_step="Put quotation marks around a value that holds a comma.",
            )
        fields += [""] * (width - len(fields))
        yield number, dict(zip(header, fields, strict=True))


def read_header(path: Path) -> tuple[str, ...]:
    """The column names of the table at `path`. Raises DataFileError as `read_rows` does."""
    for _, fields in _rows(path):
        return tuple(fields)
    raise _no_header(path)


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The fields of each line that holds a row, with its number."""
    lines = _Lines(path)
    rows = csv.reader(lines, strict=True)
    while True:
        lines.start = 0
        try:
            fields = next(rows, None)
        except csv.Error as error:
            raise DataFileError(
                f"the row can't be read ({error})", where=str(path), line=lines.start
            ) from error
        if fields is None:
            return
        if lines.number != lines.start:
            raise DataFileError("a quotation mark is not closed", where=str(path), line=lines.start)
        yield lines.number, [field.strip() for field in fields]


class _Lines:
    """The lines of a table without comments and empty lines.

    `number` is that of the line given last, `start` that of the first line given since the reader set it to 0.
    """

    def __init__(self, path: Path) -> None:
        self.number = 0
        self.start = 0
        self._path = path
        self._lines = self._read()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return next(self._lines)

    def _read(self) -> Iterator[str]:
        try:
            with self._path.open(encoding="utf-8-sig", newline=None) as table:
                for number, line in enumerate(table, start=1):
                    if line[0] != "#" and not line.isspace():
                        self.number = number
                        self.start = self.start or number
                        yield line
        except UnicodeDecodeError as error:
            # the decoder reads ahead of the lines, so that no line can be named
            raise DataFileError(
                f"the table is not UTF-8 ({error.reason})",
                where=str(self._path),
                next_step="Save it as UTF-8.",
            ) from error
        except OSError as error:
            raise DataFileError(
                f"can't open the table ({error.strerror or error})",
                where=str(self._path),
                next_step="Check the path.",
            ) from error


def _no_header(path: Path) -> DataFileError:
    return DataFileError(
        "the table has no header row", where=str(path), next_step="Write the column names in its first line."
    )


def _check_header(header: list[str], required: Sequence[str], path: Path, number: int) -> None:
    missing = [column for column in required if column not in header]
    if missing:
        raise DataFileError(f"the header lacks {', '.join(missing)}", where=str(path), line=number)
    if len(set(header)) != len(header):
        twice = sorted({column for column in header if header.count(column) > 1})
        raise DataFileError(f"the header names {', '.join(twice)} twice", where=str(path), line=number)
