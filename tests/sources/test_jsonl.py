"""JSONL: fields, dates, encodings, and rows that stream."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import InputError
from dragoman.records import Report
from dragoman.sources import publication_date, read_source
from dragoman.sources.jsonl import read_jsonl


def read(data: bytes | str, published: date | None = None) -> list[Report]:
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    rows = list(read_jsonl(stream, source="rows.jsonl", published=published))
    assert all(isinstance(row, Report) for row in rows), rows
    return [row for row in rows if isinstance(row, Report)]


def test_all_fields() -> None:
    row = {
        "id": "AFP-1",
        "text": "The minister spoke.",
        "published": "2024-04-04",
        "title": "Minister speaks",
        "publisher": "AFP",
        "url": "https://example.org/1",
        "language": "en",
        "annotations": [1, 2],
    }
    (report,) = read(json.dumps(row))
    assert report == Report(
        id="AFP-1",
        text="The minister spoke.",
        published=date(2024, 4, 4),
        title="Minister speaks",
        publisher="AFP",
        url="https://example.org/1",
        language="en",
        source="rows.jsonl",
    )


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ('{"event_text": "A."}', "A."),
        ('{"body": "B."}', "B."),
        ('{"text": "", "body": "B."}', "B."),
        ('{"text": null, "event_text": "A.", "body": "B."}', "A."),
        ('{"text": "T.", "event_text": "A."}', "T."),
    ],
)
def test_names_of_the_text(row: str, text: str) -> None:
    assert read(row)[0].text == text


def test_text_is_kept_exactly() -> None:
    text = " The minister\r\nspoke.\u2028 \ufeff“So” \x00\t\n"
    assert read(json.dumps({"text": text}))[0].text == text
    assert read(json.dumps({"text": text}, ensure_ascii=False).encode())[0].text == text


def test_numbers_and_blanks_beside_the_text() -> None:
    (report,) = read('{"text": "A.", "id": 17, "title": NaN, "publisher": null, "url": "", "date": NaN}')
    assert (report.id, report.title, report.publisher, report.url, report.published) == (
        "17",
        None,
        None,
        None,
        None,
    )


def test_the_date_given_is_for_rows_without_one() -> None:
    first, second = read('{"text": "A."}\n{"text": "B.", "date": "1997-05-06"}\n', published=date(2024, 4, 4))
    assert (first.published, second.published) == (date(2024, 4, 4), date(1997, 5, 6))


def test_dates_to_come_are_kept() -> None:
    assert read('{"text": "A.", "date": "2999-01-01"}')[0].published == date(2999, 1, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_line_ends(encoding: str, end: str) -> None:
    rows = end.join(['{"text": "Sébastien spoke."}', "", '{"text": "The envoy’s café."}'])
    assert [row.text for row in read(rows.encode(encoding))] == ["Sébastien spoke.", "The envoy’s café."]


def test_rows_come_one_at_a_time() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            piece = (b'{"text": "The minister spoke."}\n' * 2_000)[: len(buffer)]
            buffer[: len(piece)] = piece
            self.given += len(piece)
            return len(piece)

    stream = Endless()
    rows: Iterator[Report | InputError] = read_source("-", stdin=io.BufferedReader(stream))
    for _ in range(1_000):
        next(rows)
    assert stream.given < 1_000_000


def test_a_long_row_is_passed_over_in_pieces() -> None:
    data = b'{"text": "One."}\n' + b"x" * 5_000 + b'\n{"text": "Two."}\n'
    first, error, last = read_jsonl(io.BytesIO(data), source="rows.jsonl", max_row=100)
    assert isinstance(error, InputError)
    assert (error.code, error.line) == ("D105", 2)
    assert isinstance(first, Report)
    assert isinstance(last, Report)


def test_a_row_at_the_limit_is_read() -> None:
    row = b'{"text": "' + b"x" * 88 + b'"}'
    assert len(row) == 100
    for data in (row, row + b"\n", row + b"\n" + row):
        rows = list(read_jsonl(io.BytesIO(data), source="rows.jsonl", max_row=100))
        assert all(isinstance(item, Report) for item in rows)


def test_the_stream_stays_open(tmp_path: Path) -> None:
    stream = io.BytesIO(b'{"text": "One."}\n')
    list(read_jsonl(stream, source="rows.jsonl"))
    assert not stream.closed


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-04-04", date(2024, 4, 4)),
        (" 2024-04-04 ", date(2024, 4, 4)),
        ("2024-04-04T23:59:59-05:00", date(2024, 4, 4)),
        ("2024-04-04 10:15:00", date(2024, 4, 4)),
        ("20240404", date(2024, 4, 4)),
        ("20240404T101500Z", date(2024, 4, 4)),
        ("20240404101500", date(2024, 4, 4)),
        (20240404, date(2024, 4, 4)),
        (20240404.0, date(2024, 4, 4)),
        (1712188800000, date(2024, 4, 4)),
        ("4 April 2024", date(2024, 4, 4)),
        ("April 4, 2024", date(2024, 4, 4)),
        ("Apr 4, 2024", date(2024, 4, 4)),
        ("Thu, 04 Apr 2024 10:00:00 GMT", date(2024, 4, 4)),
        (None, None),
        ("", None),
        (float("nan"), None),
    ],
)
def test_forms_of_the_date(value: object, day: date | None) -> None:
    assert publication_date(value) == day


@pytest.mark.parametrize(
    "value",
    [
        "soon",
        "2024",
        "2024-04",
        "04/05/2024",
        "2024-13-01",
        2024,
        0,
        -5,
        1e308,
        float("inf"),
        10**400,
        True,
        [],
        {},
        "12:00",
    ],
)
def test_what_is_no_date_is_said_to_be_so(value: object) -> None:
    with pytest.raises(InputError) as caught:
        publication_date(value, where="rows.jsonl", line=7)
    assert caught.value.code == "D108"
    assert str(caught.value).startswith("rows.jsonl:7: ")


@given(st.dates())
def test_iso_days_come_back(day: date) -> None:
    assert publication_date(day.isoformat()) == day


@given(st.text() | st.integers() | st.floats() | st.none())
def test_any_value_is_a_date_or_an_error(value: object) -> None:
    try:
        assert publication_date(value) is None or value
    except InputError as error:
        assert error.code == "D108"


@given(st.lists(st.binary(max_size=60).filter(lambda row: b"\n" not in row), min_size=1, max_size=8))
def test_any_line_is_a_report_or_an_error_with_its_line(lines: list[bytes]) -> None:
    lines = [b'{"text": "One."}', *lines]
    try:
        rows = list(read_jsonl(io.BytesIO(b"\n".join(lines)), source="x"))
    except InputError as error:
        assert error.code == "D103"
        return
    assert len(rows) == sum(bool(line.decode("utf-8", "surrogateescape").strip()) for line in lines)
    for row in rows:
        assert isinstance(row, Report) or (row.where == "x" and row.line)
