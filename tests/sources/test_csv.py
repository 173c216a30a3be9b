"""CSV and TSV: delimiters, quotes, encodings, rows that don't fit, and rows that stream."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import InputError
from dragoman.records import Report
from dragoman.sources import read_source
from dragoman.sources.csv import read_csv


def outcomes(data: bytes | str, name: str = "rows.csv", **more: int) -> list[Report | InputError]:
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    found: list[Report | InputError] = []
    try:
        found.extend(read_csv(stream, source=name, **more))
    except InputError as error:
        found.append(error)
    return found


def texts(data: bytes | str, name: str = "rows.csv") -> list[str]:
    return [
        item.text if isinstance(item, Report) else f"{item.code}:{item.line}" for item in outcomes(data, name)
    ]


def test_all_columns() -> None:
    (report,) = outcomes(
        "id,published,title,publisher,url,language,text,other\n"
        "AFP-1,2024-04-04,Minister speaks,AFP,https://example.org/1,en,The minister spoke.,x\n"
    )
    assert report == Report(
        id="AFP-1",
        text="The minister spoke.",
        published=date(2024, 4, 4),
        title="Minister speaks",
        publisher="AFP",
        url="https://example.org/1",
        language="en",
        source="rows.csv",
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("id,text\n1,One.\n2,Two.\n", ["One.", "Two."]),
        ("id;text\n1;One, two.\n", ["One, two."]),
        ("id\ttext\n1\tOne; two, three.\n", ["One; two, three."]),
        ("a,b;text;c\n1;One.;2\n", ["One."]),
        ("text\nOne.\n", ["One."]),
        ('"text"\n"One, two."\n', ["One, two."]),
        ("Event Text,Date\nOne.,2024-01-01\n", ["One."]),
        ("ID,BODY\n1,One.\n", ["One."]),
        ("\ufeffid,text\n1,One.\n", ["One."]),
        ("\n\nid,text\n\n1,One.\n\n", ["One."]),
        ("id,text\r\n1,One.\r\n", ["One."]),
        ("id,text\r1,One.\r2,Two.\r", ["One.", "Two."]),
        ("id,text\n1,One.", ["One."]),
        ('id,text\n1,"One."', ["One."]),
        ('id,text\n1,"He said ""no""."\n', ['He said "no".']),
        ('id,text\n1,""""\n', ['"']),
        ('id,text\n1,"One\n\ntwo,\r\nthree"\n2,Two.\n', ["One\n\ntwo,\r\nthree", "Two."]),
        ('id,text\n1,A 5" gun.\n', ['A 5" gun.']),
        ('id,text\n1,"One" two.\n', ["One two."]),
        ('id,text\n1, "One"\n', [' "One"']),
        ('text,id\n"One, two",1\n"Three",2\n', ["One, two", "Three"]),
        ("text,event_text,body\n,,B.\n,A.,B.\n", ["B.", "A."]),
        ("id,text\n1,One\0two." + "." * 100 + "\n", ["One two." + "." * 100]),
    ],
)
def test_forms(data: str, expected: list[str]) -> None:
    assert texts(data) == expected


def test_tsv_of_one_column_is_not_split_at_commas() -> None:
    assert texts("text\nOne, two.\n", "rows.tsv") == ["One, two."]
    assert texts("text\nOne, two.\n", "rows.csv") == ["D106:2"]


@pytest.mark.parametrize(
    ("data", "code", "line", "says"),
    [
        ("", "D102", None, "there is no row"),
        ("\n \n", "D102", None, "there is no row"),
        ("id,text\n", "D102", None, "no row under the header"),
        ("id,title\n1,a\n", "D106", 1, "no column of text (it has id, title)"),
        ("\n\nid,title\n", "D106", 3, "no column of text"),
        ("text,Text\na,b\n", "D106", 1, '"text" stands twice'),
        ("id,text\n1\n", "D106", 2, "the row has 1 fields, the header 2"),
        ("id,text\n1,a,b\n", "D106", 2, "the row has 3 fields, the header 2"),
        ('id,text\n1,"a\nb\n', "D106", 2, "never closed"),
        ("id,text\n1,\n", "D102", 2, "the text is empty"),
        ("date,text\n04/05/2024,a\n", "D108", 2, "no publication date"),
        ("id,text\n" + "1," * 20_000 + "\n", "D106", 2, "the row has 20,001 fields"),
        ("text," * 20_000 + "x\n", "D106", 1, "the row has 20,001 fields, which may be 10,000"),
    ],
)
def test_bad_tables(data: str, code: str, line: int | None, says: str) -> None:
    (error,) = outcomes(data)
    assert isinstance(error, InputError)
    assert (error.code, error.line, error.where) == (code, line, "rows.csv")
    assert says in error.what
    assert error.next_step


@pytest.mark.parametrize(
    "bad", ["2", "2,a,b", "2,", '2,"' + "a" * 200 + '"', "2," + "a," * 200, '2,"\n\n' + "b" * 200 + '"']
)
def test_a_bad_row_is_named_and_the_others_read(bad: str) -> None:
    first, error, last = outcomes(f'id,text\n1,"One\n1"\n{bad}\n3,Three.\n', max_row=100)
    assert isinstance(first, Report)
    assert isinstance(last, Report)
    assert isinstance(error, InputError)
    assert (first.text, error.line, last.text) == ("One\n1", 4, "Three.")


@pytest.mark.parametrize("tail", ['"', '""', '"""', '""""', '""x', '","', "\r"])
@pytest.mark.parametrize("size", range(92, 104))
def test_a_row_cut_anywhere_ends_where_it_ends(size: int, tail: str) -> None:
    long = ("a" * size + tail).replace('"', '""')
    rows = outcomes(f'id,text\n1,"{long}"\n2,Two.\n', max_row=100)
    assert len(rows) == 2
    assert isinstance(rows[1], Report)


def test_many_rows_of_the_largest_size_need_no_larger_field_limit() -> None:
    before = csv.field_size_limit()
    (report,) = outcomes('id,text\n1,"' + "word " * 300_000 + '"\n')
    assert isinstance(report, Report)
    assert csv.field_size_limit() == before


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings(encoding: str) -> None:
    data = "id,text,title\n1,Sébastien spoke.,Café\n2,The envoy’s café.,So\n".encode(encoding)
    assert texts(data) == ["Sébastien spoke.", "The envoy’s café."]


def test_a_row_in_no_encoding_is_named() -> None:
    data = b"id,text\n1,One.\n2,\xcc\xe8\xed\xe8\xf1\xf2\xf0 \xf1\xea\xe0\xe7\xe0\xeb\n3,Three.\n"
    assert texts(data) == ["One.", "D104:3", "Three."]


def test_an_encoding_that_breaks_off() -> None:
    assert texts("id,text\n1,One.\n2,Two.\n".encode("utf-16")[:-1])[-1].startswith("D104")


def test_a_binary_file_is_none() -> None:
    (error,) = outcomes(bytes(range(256)) * 10)
    assert isinstance(error, InputError)
    assert error.code == "D103"


def test_rows_come_one_at_a_time() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            start = b"id,text\n" if not self.given else b""
            piece = (start + b'1,"The minister\nspoke."\n' * 2_000)[: len(buffer) // 23 * 23]
            buffer[: len(piece)] = piece
            self.given += len(piece)
            return len(piece)

    stream = Endless()
    rows: Iterator[Report | InputError] = read_source("-", stdin=io.BufferedReader(stream))
    for _ in range(1_000):
        next(rows)
    assert stream.given < 1_000_000


def test_an_endless_field_does_not_fill_the_memory() -> None:
    import tracemalloc

    class Endless(io.RawIOBase):
        left = 12_000_000

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            start = b'id,text\n1,"' if self.left == 12_000_000 else b""
            piece = (start + (b"a" * 999 + b"\n") * 10)[: min(len(buffer), self.left)]
            buffer[: len(piece)] = piece
            self.left -= len(piece)
            return len(piece)

    tracemalloc.start()
    try:
        (error,) = read_csv(io.BufferedReader(Endless()), source="x", max_row=1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
    assert isinstance(error, InputError)
    assert error.code == "D105"


cells = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\t\n\r"), max_size=30
)


@given(
    st.lists(st.tuples(cells.filter(str.strip), cells), min_size=1, max_size=6),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_what_is_written_comes_back(
    rows: list[tuple[str, str]], delimiter: str, end: str, quoting: int
) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(["text", "other", "id"])
    # The other line end, which a writer leaves bare, would end the row for every reader.
    rows = (
        [(text, other) for text, other in rows]
        if quoting == csv.QUOTE_ALL
        else [(text.replace("\r", " ") + ".", other.replace("\r", " ")) for text, other in rows]
    )
    for text, other in rows:
        writer.writerow([text, other, "7"])
    found = outcomes(file.getvalue().encode())
    assert len(found) == len(rows)
    for item, (text, _) in zip(found, rows, strict=True):
        assert (isinstance(item, Report) and item.text == text) or (
            isinstance(item, InputError) and item.code == "D109"
        )


@given(st.binary(max_size=200))
def test_any_bytes_are_reports_or_errors(data: bytes) -> None:
    for item in outcomes(b"id,text\n" + data):
        assert isinstance(item, Report) or item.where == "rows.csv"


def test_through_a_file(tmp_path: Path) -> None:
    path = tmp_path / "rows.TSV"
    path.write_text("id\ttext\n1\tOne.\n")
    (report,) = read_source(path, published=date(2024, 4, 4))
    assert isinstance(report, Report)
    assert (report.id, report.text, report.published) == ("1", "One.", date(2024, 4, 4))
