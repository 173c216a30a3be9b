"""CSV and TSV: a report a row, under a header that names the columns; read one row at a time.

The rows are taken apart here and not by Python's csv module: that one limits a field to 131,072 characters by a
setting that holds for the whole process, does not say where a row with an open quotation mark began, and keeps all
of it. The rules are those of RFC 4180: a field may stand in double quotes, and then hold the delimiter, line ends and
doubled quotes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as Date
from typing import BinaryIO, TextIO

from dragoman.errors import BadRow, EmptyInput, InputError, TooLarge
from dragoman.records import Report
from dragoman.sources.limits import MAX_ROW
from dragoman.sources.rows import TEXT_FIELDS, broken_encoding, characters, columns, mended, row_report

DELIMITERS = (",", ";", "\t")
_MAX_COLUMNS = 10_000
_QUOTES_IN_A_ROW = 100
_LINE_ENDS = ("\n", "\r")


def read_csv(
    stream: BinaryIO, *, source: str, published: Date | None = None, max_row: int = MAX_ROW
) -> Iterator[Report | InputError]:
    """The rows of the stream in order, one in memory at a time; `published` dates the rows that carry no date.

    The delimiter (comma, semicolon, tab) is the one that makes columns of the header. Blank lines are skipped; a
    NUL, which text can't hold, becomes a blank. Yields BadRow for a row with more or fewer fields than the header.
    Raises EmptyInput when there is no row, BadRow when the header has no text, NotText for a binary file.
    """
    with characters(stream, source=source, newline="") as text:
        rows = _Rows(text, source, max_row)
        try:
            names = rows.header(preferred="\t" if source.lower().endswith(".tsv") else ",")
            found = columns(names, source=source, line=rows.line)
            some = False
            for row in rows:
                some = True
                if isinstance(row, InputError):
                    yield row
                    continue
                try:
                    values = _mended([row[at] for at in found.values()], source, rows.line)
                    given = dict(zip(found, values, strict=True))
                    yield row_report(given, source=source, line=rows.line, published=published)
                except InputError as error:
                    yield error
        except UnicodeDecodeError as error:
            raise broken_encoding(error, source=source, line=rows.next_line) from error
        if not some:
            raise EmptyInput("there is no row under the header", where=source)


def delimiter_of(header: str) -> str | None:
    """The delimiter that makes a column of text, and at least one more, of a header line; None when none does."""
    best, most = None, 1
    for delimiter in DELIMITERS:
        names = [name.strip().strip('"').lower() for name in header.split(delimiter)]
        if len(names) > most and any(name.replace(" ", "_") in TEXT_FIELDS for name in names):
            best, most = delimiter, len(names)
    return best


def _mended(fields: list[str], source: str, line: int) -> list[str]:
    """The fields of a row, whose bytes are judged together: one word alone would not show its encoding."""
    # No field holds a NUL any more.
    return mended("\0".join(fields), source=source, line=line).split("\0")


class _Rows:
    """Rows of fields, taken from lines. `line` is where the last row began, `next_line` where the next one does."""

    def __init__(self, text: TextIO, source: str, max_row: int) -> None:
        self._text = text
        self._source = source
        self._max_row = max_row
        self._delimiter = ","
        self._width = 0
        self._size = 0
        self.line = 0
        self.next_line = 1

    def header(self, preferred: str) -> list[str]:
        """The names of the columns. Raises EmptyInput or an error of the row."""
        first = self._line()
        while first and not first.strip(" \r\n"):
            first = self._line()
        if not first:
            raise EmptyInput("there is no row in it", where=self._source)
        self._delimiter = delimiter_of(first) or preferred
        row = self._row(first)
        if isinstance(row, InputError):
            raise row
        self._width = len(row)
        return _mended(row, self._source, self.line)

    def __iter__(self) -> Iterator[list[str] | InputError]:
        while line := self._line():
            if line.strip(" \r\n"):
                yield self._row(line)

    def _line(self) -> str:
        """The next line, or as much of it as a row may have, and one."""
        line = self._text.readline(self._max_row + 1)
        if len(line) > self._max_row:
            # A doubled quote that the cut went through would turn inside and outside round.
            for _ in range(_QUOTES_IN_A_ROW):
                line += self._text.readline(1) if line.endswith('"') else ""
        self.line = self.next_line
        self.next_line += line.endswith(_LINE_ENDS)
        return line.replace("\0", " ")

    def _row(self, line: str) -> list[str] | InputError:
        """The row that begins with `line`. Whatever is wrong with it, it is gone through to its end."""
        began, self._size, at = self.line, len(line), 0
        width = self._width or _MAX_COLUMNS
        fields: list[str] = []
        count = 0
        open_at: int | None = None
        while True:
            opened = self.next_line - line.endswith(_LINE_ENDS)
            field, line, at, closed = self._field(line, at)
            if not closed:
                open_at = opened
            count += 1
            # Of a row with too many fields, and of one that is too long, no more is kept than is needed.
            if count <= width and self._size <= self._max_row:
                fields.append(field)
            if at >= len(line) or line[at] != self._delimiter:
                break
            at += 1
        self.line = began
        if self._size > self._max_row:
            return TooLarge(
                f"the row has more than {self._max_row:,} characters", where=self._source, line=began
            )
        if open_at is not None:
            return BadRow(
                "a quotation mark that begins a field is never closed, so that the row has no end",
                where=self._source,
                line=open_at,
                next_step='Close it, or write it as """" if the field begins with one.',
            )
        if count > width or (self._width and count < width):
            more = f"the header {width:,}" if self._width else f"which may be {width:,}"
            return BadRow(
                f"the row has {count:,} fields, {more}",
                where=self._source,
                line=began,
                next_step="A field that holds the delimiter stands in double quotes.",
            )
        return fields

    def _field(self, line: str, at: int) -> tuple[str, str, int, bool]:
        """The field at `at`, the line that it ends in, where it ends there, and whether its quotes were closed."""
        parts: list[str] = []
        closed = True
        if line.startswith('"', at):
            at += 1
            while True:
                end = line.find('"', at)
                if end >= 0 and line.startswith('"', end + 1):
                    parts.append(line[at : end + 1])
                    at = end + 2
                elif end >= 0:
                    parts.append(line[at:end])
                    at = end + 1
                    break
                else:
                    parts.append(line[at:])
                    line, at = self._more(), 0
                    if self._size > self._max_row:
                        parts.clear()
                    if not line:
                        closed = False
                        break
        # What stands outside quotes, also after closed ones, counts as it is.
        while True:
            end = line.find(self._delimiter, at)
            if end >= 0:
                break
            end = len(line)
            if line.endswith(_LINE_ENDS) or not (rest := self._more()):
                end = len(line.rstrip("\r\n"))
                break
            parts.append(line[at:] if self._size <= self._max_row else "")
            line, at = rest, 0
        parts.append(line[at:end])
        return "".join(parts), line, end, closed

    def _more(self) -> str:
        line = self._line()
        self._size += len(line)
        return line
