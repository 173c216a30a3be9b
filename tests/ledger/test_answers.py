"""An answer becomes a table of any kind, with the same columns and kinds whether it has rows or none."""

from __future__ import annotations

import csv
import importlib
import inspect
import io
import json
import pkgutil
from datetime import date, datetime
from typing import Literal

import pandas
import polars
import pyarrow
import pytest
from msgspec import Struct

from dragoman import errors
from dragoman.ledger import Answer, columns, questions


class Part(Struct, frozen=True):
    """A part of a row."""

    name: str
    number: int | None


class Row(Struct, frozen=True):
    """A row with a column of every kind."""

    id: str
    kind: Literal["a", "b"]
    count: int
    maybe: int | None
    share: float | None
    sure: bool
    day: date | None
    moment: datetime
    words: tuple[str, ...]
    parts: tuple[Part, ...]
    part: Part | None


FULL = Row(
    "x",
    "a",
    3,
    None,
    0.5,
    True,
    date(2024, 4, 3),
    datetime(2024, 4, 3, 12, 30),
    ("one", "<b>two</b>"),
    (Part("p", 1),),
    None,
)
BARE = Row("y", "b", 0, 7, None, False, None, datetime(1990, 1, 1), (), (), Part("q", None))
SOME: Answer[Row] = Answer(Row, [FULL, BARE])
NONE: Answer[Row] = Answer(Row, [])


def test_it_is_a_sequence_of_its_rows() -> None:
    assert (len(SOME), SOME[0], list(SOME), list(SOME[1:])) == (2, FULL, [FULL, BARE], [BARE])
    assert (len(NONE), list(NONE), bool(NONE)) == (0, [], False)
    assert repr(NONE).startswith("<0 rows of id, kind, count")


def test_arrow_has_the_kinds_of_the_row() -> None:
    table = SOME.to_arrow()
    assert table.schema == NONE.to_arrow().schema
    assert {name: str(table.schema.field(name).type) for name in table.column_names} == {
        "id": "string",
        "kind": "string",
        "count": "int64",
        "maybe": "int64",
        "share": "double",
        "sure": "bool",
        "day": "date32[day]",
        "moment": "timestamp[us]",
        "words": "list<item: string>",
        "parts": "list<item: struct<name: string, number: int64>>",
        "part": "struct<name: string, number: int64>",
    }
    assert table.to_pylist()[0]["parts"] == [{"name": "p", "number": 1}]
    assert table.to_pylist()[1]["part"] == {"name": "q", "number": None}


def test_pandas_has_days_and_numbers() -> None:
    frame = SOME.to_pandas()
    assert list(frame.dtypes) == list(NONE.to_pandas().dtypes)
    assert list(frame.columns) == list(NONE.to_pandas().columns) == list(SOME.columns)
    assert frame["day"].dt.year.tolist()[0] == 2024
    assert pandas.isna(frame["day"][1])
    assert frame["maybe"].sum() == 7
    assert frame["words"][0] == ("one", "<b>two</b>")
    assert pandas.isna(frame["part"][0])
    assert frame.groupby("kind")["count"].sum().to_dict() == {"a": 3, "b": 0}


def test_missing_words_stay_missing() -> None:
    class Named(Struct, frozen=True):
        name: str | None

    assert Answer(Named, [Named(None), Named("x")]).to_pandas()["name"].isna().tolist() == [True, False]


def test_polars_has_the_kinds_of_the_row() -> None:
    frame = SOME.to_polars()
    assert frame.schema == NONE.to_polars().schema
    assert frame.schema["day"] == polars.Date
    assert frame["count"].sum() == 3


def test_csv_has_a_heading_and_plain_cells() -> None:
    file = io.StringIO()
    SOME.write_csv(file)
    heading, first, second = csv.reader(io.StringIO(file.getvalue()))
    assert tuple(heading) == SOME.columns
    assert first == [
        "x",
        "a",
        "3",
        "",
        "0.5",
        "True",
        "2024-04-03",
        "2024-04-03T12:30:00",
        "one; <b>two</b>",
        '[{"name": "p", "number": 1}]',
        "",
    ]
    assert second[10] == '{"name": "q", "number": null}'
    file = io.StringIO()
    NONE.write_csv(file)
    assert file.getvalue() == ",".join(NONE.columns) + "\n"


def test_json_has_one_object_a_row() -> None:
    lines = [json.loads(line) for line in SOME.to_json_lines()]
    assert lines == SOME.to_dicts()
    assert lines[0]["day"] == "2024-04-03"


def test_html_shows_words_as_words() -> None:
    shown = SOME._repr_html_()
    assert "&lt;b&gt;two&lt;/b&gt;" in shown
    assert "<b>two" not in shown
    assert "more</caption>" not in shown
    assert NONE._repr_html_().count("<td>") == 0
    assert "<th>id</th>" in NONE._repr_html_()


def test_html_shows_the_first_rows() -> None:
    shown = Answer(Row, [BARE] * 1025)._repr_html_()
    assert shown.count("<tr>") == 21
    assert "<caption>and 1,005 more</caption>" in shown


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_a_package_that_is_missing_is_told(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(errors.LedgerError, match=f"pip install {package}"):
        getattr(SOME, f"to_{package}")()


def _rows() -> list[type[Struct]]:
    """Every kind of row that a question may give."""
    modules = [
        importlib.import_module(f"{questions.__name__}.{found.name}")
        for found in pkgutil.iter_modules(questions.__path__)
    ]
    return [
        kind
        for module in modules
        for name, kind in vars(module).items()
        if inspect.isclass(kind) and issubclass(kind, Struct) and kind.__module__ == module.__name__
        if not name.startswith("_")
    ]


@pytest.mark.parametrize("kind", _rows(), ids=lambda kind: kind.__name__)
def test_every_row_of_a_question_has_kinds(kind: type[Struct]) -> None:
    schema = columns.arrow_schema(kind)
    assert schema.names == list(kind.__struct_fields__)
    assert pyarrow.null() not in schema.types
    assert len(Answer(kind, []).to_pandas().columns) == len(schema.names)
