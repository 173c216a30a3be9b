"""The tables mean what they say: every one is documented, on the page and inside the ledger itself."""

from __future__ import annotations

import re
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

import dragoman
from dragoman.ledger import schema
from dragoman.ledger.schema.__main__ import main
from dragoman.ledger.schema.describing import all_meanings
from dragoman.ledger.schema.page import START, page_part
from dragoman.ledger.schema.views import VIEWS
from dragoman.ledger.store import Store
from dragoman.records import Report

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "ledger.md"

OWN = re.compile(r"alembic_version|report_search\w*|sqlite_\w+")
"""Tables that the engines and Alembic make."""


@pytest.mark.parametrize("name", list(dict.fromkeys(one.table for one in all_meanings())))
def test_every_table_view_and_column_is_documented(name: str) -> None:
    meanings = {one.column: one.meaning for one in all_meanings() if one.table == name}
    assert [column for column, meaning in meanings.items() if not re.search(r"\w{3}.*[.)]$", meaning)] == []


def test_every_name_is_plain() -> None:
    # People type them: no quotes needed, no capitals, and no table is named as another one's view.
    names = [one.column or one.table for one in all_meanings()]
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]*", name)] == []
    assert not {view.name for view in VIEWS} & set(schema.metadata.tables)


def test_the_page_is_made_from_the_schema() -> None:
    _, found, part = PAGE.read_text(encoding="utf-8").partition(START)
    assert found + part == page_part(), "run: python -m dragoman.ledger.schema docs/ledger.md"


EXAMPLES = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda code: code.split()[-1])
def test_the_examples_of_the_page_run(
    example: str,
    reader: dragoman.Reader,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    report = Report((ROOT / "examples" / "france-russia-call.txt").read_text(), date(2024, 4, 4))
    with dragoman.Ledger("dragoman.db") as ledger:
        ledger.add([reader.read(report)])
    exec(compile(example, "docs/ledger.md", "exec"), {})
    assert re.search("CONSULT|phone", capsys.readouterr().out)


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) == 4


def test_the_page_is_renewed_in_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Ledger\n\nBy hand.\n\n{START}\nold\n")
    assert main([str(page)]) == 0
    assert page.read_text() == f"# Ledger\n\nBy hand.\n\n{page_part()}"
    page.write_text("# Something else\n")
    assert main([str(page)]) == 1
    assert "the line is missing" in capsys.readouterr().err
    assert main([]) == 0
    assert capsys.readouterr().out == page_part()


def test_a_ledger_tells_what_its_columns_mean(ledger_place: str) -> None:
    store = Store(ledger_place)
    table = schema.meanings.c
    with store.reading() as connection:
        told = connection.execute(select(table.table_name, table.column_name, table.meaning)).all()
        found = inspect(connection)
        there = {
            (name, column)
            for name in [*found.get_table_names(), *found.get_view_names()]
            if not OWN.fullmatch(name)
            for column in ["", *(column["name"] for column in found.get_columns(name))]
        } - {("reports", "search")}
    assert {(name, column) for name, column, _ in told} == there
    assert {tuple(row) for row in told} == {(one.table, one.column, one.meaning) for one in all_meanings()}


def test_postgresql_has_the_meanings_as_comments_too(ledger_place: str) -> None:
    store = Store(ledger_place)
    if store.is_sqlite:
        pytest.skip("SQLite has no comments")
    asked = text("SELECT obj_description(:name ::regclass)")
    with store.reading() as connection:
        assert connection.execute(asked, {"name": "events"}).scalar() == schema.events.comment
        assert connection.execute(asked, {"name": "event_list"}).scalar() == VIEWS[0].comment
        columns = {column["name"]: column["comment"] for column in inspect(connection).get_columns("events")}
    assert columns == {column.name: column.comment for column in schema.events.columns}


def test_the_file_is_told_by_its_own_tables(tmp_path: Path) -> None:
    Store(tmp_path / "ledger.db").close()
    with sqlite3.connect(tmp_path / "ledger.db") as opened:
        asked = "SELECT meaning FROM meanings WHERE table_name = 'events' AND column_name = 'type'"
        assert opened.execute(asked).fetchone() == ("PLOVER event type.",)
    opened.close()
