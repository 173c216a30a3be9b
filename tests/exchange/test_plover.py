"""PLOVER JSON: the manual's fields, and the same records out and in again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dragoman import Record, codebook
from dragoman.errors import SchemaError
from dragoman.exchange import FORMATS, export, read_plover
from dragoman.exchange.plover import FIELDS
from dragoman.ledger.store import Store

REQUIRED = {"id", "date", "actor", "event"}


@pytest.fixture(scope="module")
def path(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("plover") / "events.jsonl"
    export(store, FORMATS["plover"], made)
    return made


@pytest.fixture(scope="module")
def events(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def by_text(records: Any) -> list[Record]:
    return sorted(records, key=lambda record: record.report.sha256)


def test_out_and_in_again_are_the_same_records(path: Path, records: tuple[Record, ...]) -> None:
    with path.open("rb") as lines:
        assert by_text(read_plover(lines)) == by_text(records)


def test_lines_have_the_fields_of_the_page(events: list[dict[str, Any]]) -> None:
    names = {column.name for column in FIELDS}
    for line in events:
        assert set(line) >= REQUIRED
        assert set(line) <= names


def test_ids_are_unique(events: list[dict[str, Any]]) -> None:
    assert len({line["id"] for line in events}) == len(events)


def test_events_are_in_plovers_words(events: list[dict[str, Any]]) -> None:
    book = codebook.load()
    for line in events:
        if not line["has_event"]:
            assert line["event"] == []
            continue
        (kind,) = line["event"]
        assert kind in book.types
        assert line["quad_code"] == book.quad_code(kind)
        assert all(book.has_mode(kind, mode) for mode in line.get("mode", ()))
        assert all(one in book.contexts or one in book.auxiliary for one in line.get("context", ()))
        assert all(len(one.get("sector", "")) in (0, 3, 6) for one in line["actor"])


def test_a_status_has_its_mark(events: list[dict[str, Any]]) -> None:
    denied = [line for line in events if line.get("dragoman_event", {}).get("status") == "denied"]
    assert denied
    assert all("negation" in line["context"] for line in denied)


def test_planned_cooperation_is_agree(events: list[dict[str, Any]]) -> None:
    planned = [
        line
        for line in events
        if line["has_event"]
        and line["dragoman_event"]["status"] == "planned"
        and line["dragoman_event"]["type"] == "CONSULT"
    ]
    assert planned
    assert {tuple(line["event"]) for line in planned} == {("AGREE",)}
    assert not any("mode" in line for line in planned)


def test_a_text_comes_once_a_report(events: list[dict[str, Any]], records: tuple[Record, ...]) -> None:
    texts = [line["text_info"]["text_story"] for line in events if "text_story" in line["text_info"]]
    assert sorted(texts) == sorted(record.report.text for record in records)


def test_figures_are_ranges(events: list[dict[str, Any]]) -> None:
    sizes = [line["size"] for line in events if "size" in line]
    assert sizes
    for size in sizes:
        assert set(size) <= {"dead", "injured", "arrested"}
        assert all(set(one) == {"low", "high"} for one in size.values())


def test_a_selection_has_only_its_events(store: Store, tmp_path: Path) -> None:
    made = tmp_path / "denied.jsonl"
    export(store, FORMATS["plover"], made, {"status": "denied"})
    with made.open("rb") as lines:
        found = list(read_plover(lines))
    assert found
    assert all(event.status == "denied" for record in found for event in record.events)


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (["{"], 1),
        (["[]"], 1),
        (['{"text_info": {}}'], 1),
        (['{"id": "1", "date": "2024-01-01", "actor": [], "event": ["AID"], "text_info": {"start": 1}}'], 1),
        (["\xff"], 1),
    ],
)
def test_what_is_no_plover_of_ours_is_named_with_its_line(lines: list[str], line: int) -> None:
    with pytest.raises(SchemaError) as error:
        list(read_plover([one.encode("latin-1") for one in lines], "x.jsonl"))
    assert (error.value.where, error.value.line) == ("x.jsonl", line)


def test_another_text_is_refused(path: Path) -> None:
    first = json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    first["text_info"]["text_story"] += " More."
    with pytest.raises(SchemaError):
        list(read_plover([json.dumps(first)]))
