"""Parquet: a report a row, with the columns that JSONL and CSV have; read a few rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date as Date
from typing import Any, BinaryIO

from dragoman.errors import BadDate, BrokenFile, EmptyInput, InputError, UnreadableText
from dragoman.records import Report
from dragoman.sources.encoding import western
from dragoman.sources.rows import DATE_FIELDS, columns, row_report
from dragoman.sources.streams import seekable

MAGIC = b"PAR1"

# Rows taken from the file at once: few, since each may hold a whole report of the largest size.
_BATCH = 16
# Bytes of a column read from disk at once.
_BUFFER = 1 << 18


def read_parquet(
    stream: BinaryIO, *, source: str, published: Date | None = None
) -> Iterator[Report | InputError]:
    """The rows of the file in order; `published` dates the rows that carry no date.

    A text may be of any string type or UTF-8 in a binary one; a date a string, a number, a date or a timestamp,
    which stands for the day in its own time zone. An error names the row, counted from 1. Raises BrokenFile for a
    file that is no Parquet or not whole, once the rows before the break are read.
    """
    with seekable(stream, where=source) as whole:
        yield from _rows(whole, source, published)


def _rows(stream: BinaryIO, source: str, published: Date | None) -> Iterator[Report | InputError]:
    import pyarrow.parquet as pq

    if not (head := stream.read(len(MAGIC))):
        raise EmptyInput("the file is empty", where=source)
    if head != MAGIC:
        raise BrokenFile("this is no Parquet file", where=source)
    stream.seek(0)
    with _whole(source):
        # Buffered and not fetched ahead: a row group, which may be larger than memory, is gone through page by page.
        file = pq.ParquetFile(stream, pre_buffer=False, buffer_size=_BUFFER)
        names = list(file.schema_arrow.names)
    found = columns(names, source=source)
    if file.metadata.num_rows == 0:
        raise EmptyInput("there is no row in it", where=source)
    number = 0
    for batch in _batches(file, [names[at] for at in found.values()], source):
        arrays = {name: _days(batch.column(names[at]), name) for name, at in found.items()}
        for index in range(batch.num_rows):
            number += 1
            try:
                row = {name: _value(array[index], name, source, number) for name, array in arrays.items()}
                yield row_report(row, source=source, line=number, published=published)
            except InputError as error:
                yield error


def _batches(file: Any, names: list[str], source: str) -> Iterator[Any]:
    with _whole(source):
        yield from file.iter_batches(batch_size=_BATCH, columns=names, use_threads=False)


@contextmanager
def _whole(source: str) -> Iterator[None]:
    """Tell an error of the library in our own words."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError, ValueError, UnicodeDecodeError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise BrokenFile(
            f"the Parquet file can't be read, or not to its end: {reason}", where=source
        ) from error


def _days(array: Any, name: str) -> Any:
    """Timestamps of any unit as Python can take them: to the microsecond, in their zone if the system knows it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(array.type, pa.DictionaryType):
        array = array.dictionary_decode()
    if name not in DATE_FIELDS or not pa.types.is_timestamp(array.type):
        return array
    try:
        local = pc.local_timestamp(array) if array.type.tz else array
        return local.cast(pa.timestamp("us"), safe=False)
    except pa.ArrowException:
        return array.cast(pa.timestamp("us", array.type.tz), safe=False).cast(pa.timestamp("us"))


def _value(scalar: Any, name: str, source: str, number: int) -> Any:
    """A cell as Python has it; bytes as text."""
    try:
        value = scalar.as_py()
    except UnicodeDecodeError as error:
        value = error.object
    except (ValueError, OverflowError) as error:
        kind = BadDate if name in DATE_FIELDS else UnreadableText
        raise kind(f'"{name}" holds a {scalar.type} that can\'t be read', where=source, line=number) from (
            error
        )
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        text = western(value)
    if text is None:
        raise UnreadableText(
            f'"{name}" is not in UTF-8, and no other encoding fits', where=source, line=number
        )
    return text
