"""Parquet: types of columns, rows that stream, and files that are broken."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dragoman.errors import InputError
from dragoman.records import Report
from dragoman.sources import read_source

DAY = date(2024, 4, 4)


def written(path: Path, columns: dict[str, Any], **more: Any) -> Path:
    pq.write_table(pa.table(columns), path, **more)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "rows.parquet"


def test_all_columns(path: Path) -> None:
    row = {
        "id": "AFP-1",
        "text": "The minister spoke.",
        "published": "2024-04-04",
        "title": "Minister speaks",
        "publisher": "AFP",
        "url": "https://example.org/1",
        "language": "en",
    }
    written(path, {name: [value] for name, value in {**row, "vector": [1.0, 2.0]}.items()})
    (report,) = read_source(path)
    assert report == Report(**{**row, "published": DAY}, source=str(path))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "kind",
    [pa.string(), pa.large_string(), pa.binary(), pa.large_binary(), pa.dictionary(pa.int32(), pa.string())],
)
def test_kinds_of_text(path: Path, kind: pa.DataType) -> None:
    values = ["Sébastien spoke.", "Two."]
    plain = kind.value_type if isinstance(kind, pa.DictionaryType) else kind
    data = [text.encode() for text in values] if "binary" in str(plain) else values
    array = pa.array(data, type=plain)
    written(path, {"Event Text": array.dictionary_encode() if plain is not kind else array})
    assert [item.text for item in read_source(path) if isinstance(item, Report)] == values


@pytest.mark.parametrize(
    "array",
    [
        pa.array(["2024-04-04"]),
        pa.array([DAY], pa.date32()),
        pa.array([DAY], pa.date64()),
        pa.array([20240404], pa.int64()),
        pa.array([1712188800000], pa.int64()),
        pa.array([datetime(2024, 4, 4, 23, 59)], pa.timestamp("s")),
        pa.array([datetime(2024, 4, 4, 23, 59)], pa.timestamp("ms")),
        pa.array([1712188800000000001], pa.timestamp("ns")),
        pa.array([datetime(2024, 4, 4, 23, tzinfo=UTC)], pa.timestamp("us", "UTC")),
        # The day in New York, where it is five hours earlier.
        pa.array([datetime(2024, 4, 5, 2, tzinfo=UTC)], pa.timestamp("us", "America/New_York")),
        pa.array(
            [datetime(2024, 4, 4, 23, tzinfo=timezone(timedelta(hours=-5)))], pa.timestamp("us", "-05:00")
        ),
    ],
)
@pytest.mark.parametrize("name", ["date", "published"])
def test_kinds_of_dates(path: Path, array: pa.Array, name: str) -> None:
    written(path, {"text": ["One."], name: array})
    (report,) = read_source(path)
    assert isinstance(report, Report)
    assert report.published == DAY


def test_missing_values(path: Path) -> None:
    columns = {
        "text": pa.array(["One.", None, "Three."]),
        "id": pa.array([None, 2.5, 7], pa.float64()),
        "published": pa.array([None, DAY, None], pa.date32()),
        "title": pa.nulls(3),
    }
    first, error, last = read_source(written(path, columns), published=date(2020, 1, 1))
    assert isinstance(first, Report)
    assert isinstance(last, Report)
    assert (first.id, first.published, first.title) == ("", date(2020, 1, 1), None)
    assert last.id == "7.0"
    assert isinstance(error, InputError)
    assert (error.code, error.line) == ("D106", 2)


@pytest.mark.parametrize(
    ("columns", "code", "says"),
    [
        ({"title": ["a"]}, "D106", "no column of text (it has title)"),
        ({"text": [5]}, "D106", '"text" is a number, not text'),
        ({"text": [["a"]]}, "D106", '"text" is a list, not text'),
        ({"text": [{"en": "a"}]}, "D106", '"text" is a object, not text'),
        ({"text": ["a"], "title": [["b"]]}, "D106", '"title" is a list'),
        ({"text": ["a"], "id": [True]}, "D106", '"id" is a true or false'),
        ({"text": ["a"], "date": ["04/05/2024"]}, "D108", "no publication date"),
        ({"text": ["a"], "date": pa.array([5], pa.time64("us"))}, "D108", "no publication date"),
        ({"text": ["a"], "date": pa.array([10**14], pa.timestamp("s"))}, "D108", ""),
        ({"text": ["a"], "date": pa.array([-(2**31)], pa.date32())}, "D108", ""),
        ({"text": [b"\xcc\xe8\xed\xe8\xf1\xf2\xf0 \xf1"]}, "D104", "not in UTF-8"),
        ({"text": ["  "]}, "D102", "the text is empty"),
        ({"text": ["a" * 2_000_001]}, "D105", "2,000,001 characters"),
        ({"text": pa.array([], pa.string())}, "D102", "there is no row"),
    ],
)
def test_bad_rows(path: Path, columns: dict[str, Any], code: str, says: str) -> None:
    (error,) = read_source(written(path, columns))
    assert isinstance(error, InputError)
    assert error.code == code
    assert says in error.what
    assert error.where == str(path)


@pytest.mark.parametrize(
    "data", [b"PAR1", b"PAR1" + bytes(100), b"PAR1PAR1", b"id,text\n1,a\n", b"PAR1" + b"\xff" * 100 + b"PAR1"]
)
def test_what_is_no_parquet(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    (error,) = read_source(path)
    assert isinstance(error, InputError)
    assert (error.code, error.where) == ("D110", str(path))


def test_empty_file(path: Path) -> None:
    path.write_bytes(b"")
    (error,) = read_source(path)
    assert isinstance(error, InputError)
    assert error.code == "D102"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated_files(path: Path, share: float) -> None:
    data = written(path, {"text": [f"Report {n}." for n in range(1000)]}).read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    (error,) = read_source(path)
    assert isinstance(error, InputError)
    assert error.code == "D110"


def test_broken_pages_end_the_file_after_what_is_whole(path: Path) -> None:
    texts = [f"Report number {n} of the day." for n in range(4000)]
    data = written(
        path, {"text": texts}, row_group_size=1000, compression="gzip", use_dictionary=False
    ).read_bytes()
    at = int(len(data) * 0.6)
    path.write_bytes(data[:at] + b"\xff" * 200 + data[at + 200 :])
    *reports, error = read_source(path)
    assert isinstance(error, InputError)
    assert error.code == "D110"
    assert len(reports) >= 1000
    assert all(isinstance(item, Report) for item in reports)


def test_any_changed_byte_gives_reports_or_errors(path: Path) -> None:
    data = written(path, {"text": [f"Report {n}." for n in range(20)]}).read_bytes()
    for at in range(0, len(data), 7):
        path.write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
        for item in read_source(path):
            assert isinstance(item, Report) or item.where == str(path)


def test_through_a_pipe(path: Path) -> None:
    data = written(path, {"text": ["One.", "Two."]}).read_bytes()

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    texts = [item.text for item in read_source("-", stdin=Pipe(data)) if isinstance(item, Report)]
    assert texts == ["One.", "Two."]


def test_rows_are_not_all_in_memory(path: Path) -> None:
    # One row group of 100 MB: repeated texts compress to little.
    written(path, {"text": ["The minister spoke. " * 500] * 10_000}, row_group_size=10_000)
    pool = pa.default_memory_pool()
    before = pool.bytes_allocated()
    rows = read_source(path)
    highest = 0
    for _, _ in zip(range(200), rows, strict=False):
        highest = max(highest, pool.bytes_allocated() - before)
    assert highest < 30_000_000
