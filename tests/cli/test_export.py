"""`dragoman export`, as a user's shell sees it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dragoman import Actor, Event, Ledger, Record, Report, Span
from dragoman.cli.export import NAMES
from dragoman.exchange import FORMATS

TEXT = "Chad attacked Sudan. France denied it."
CHAD = Actor("Chad", 0, 4, name="Chad", kind="state", country="TCD")
SUDAN = Actor("Sudan", 14, 19, name="Sudan", kind="state", country="SDN")


def _event(own: str, **more: Any) -> Event:
    return Event(
        id=own,
        type="ASSAULT",
        quad="material conflict",
        sources=(CHAD,),
        targets=(SUDAN,),
        trigger=Span("attacked", 5, 13),
        evidence=Span(TEXT[:20], 0, 20),
        **more,
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    report = Report(TEXT, date(2024, 4, 3), publisher="AFP")
    with Ledger(path) as made:
        made.add([Record(report, (CHAD, SUDAN), (_event("e1"), _event("e2", status="denied")))])
    return path


def test_the_names_are_those_of_the_formats() -> None:
    assert tuple(FORMATS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_written_and_what_is_left_out_is_told(
    dragoman: Callable[..., Any], ledger: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "events.out"
    run = dragoman("export", "--format", name, "--ledger", ledger, out)
    assert run.status == 0
    assert run.out == ""
    assert out.exists()
    assert (tmp_path / "events.mentions.out").exists() == (name == "gdelt2")
    told = {"geojson": "left out: 2 events without coordinates"} | dict.fromkeys(
        ("polecat", "icews", "gdelt", "gdelt2"), "left out: 1 event of status denied"
    )
    assert told.get(name, "") in run.err
    assert bool(run.err) == (name in told)


def test_a_dash_is_standard_output(dragoman: Callable[..., Any], ledger: Path) -> None:
    run = dragoman("export", "--format", "jsonl", "--ledger", ledger, "-")
    assert run.status == 0
    (line,) = run.out.splitlines()
    assert [event["id"] for event in json.loads(line)["events"]] == ["e1", "e2"]


def test_filters(dragoman: Callable[..., Any], ledger: Path) -> None:
    def rows(*options: str) -> int:
        run = dragoman("export", "--format", "csv", "--ledger", ledger, "-", *options)
        assert run.status == 0, run.err
        return len(run.out.splitlines()) - 1

    assert rows() == 2
    assert rows("--status", "denied") == 1
    assert rows("--actor", "Chad", "--publisher", "afp") == 2
    assert rows("--actor", "France") == 0
    assert rows("--since", "2024-04-04") == 0
    assert rows("--until", "2024-04-03") == 2
    assert rows("--country", "Chad") == 0
    assert rows("--as-of", "2000-01-01") == 0


def test_evidence_and_excel(dragoman: Callable[..., Any], ledger: Path) -> None:
    run = dragoman("export", "--format", "csv", "--evidence", "--excel", "--ledger", ledger, "-")
    assert run.out.startswith("\ufeffid,")
    assert run.out.splitlines()[0].endswith("evidence_status,evidence_confidence")
    assert TEXT[:20] in run.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--format", "acled", "x"], "acled"),
        (["--format", "polecat", "--excel", "x"], "csv"),
        (["--format", "parquet", "-"], "more than one file"),
        (["--format", "gdelt2", "-"], "more than one file"),
        (["--format", "csv", "no/such/folder/x"], "no folder"),
        (["--format", "csv", "."], "folder"),
        (["--format", "csv", "--status", "done", "x"], "done"),
        (["--format", "csv", "--since", "May", "x"], "--since"),
        (["x"], "--format"),
        (["--format", "csv"], "OUT"),
    ],
)
def test_wrong_usage(
    dragoman: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    run = dragoman("export", *arguments)
    assert run.status == 2
    assert told in run.err
    assert list(tmp_path.iterdir()) == []


def test_the_ledger_is_not_overwritten(dragoman: Callable[..., Any], ledger: Path) -> None:
    before = ledger.read_bytes()
    assert dragoman("export", "--format", "csv", "--ledger", ledger, ledger).status == 2
    assert ledger.read_bytes() == before


def test_a_missing_ledger_is_an_empty_one(dragoman: Callable[..., Any], tmp_path: Path) -> None:
    run = dragoman("export", "--format", "polecat", "--ledger", tmp_path / "none.db", tmp_path / "out.txt")
    assert run.status == 0
    assert "there is no ledger" in run.err
    assert (tmp_path / "out.txt").read_text().count("\n") == 1
    assert not (tmp_path / "none.db").exists()


def test_the_examples_of_the_page_work(
    dragoman: Callable[..., Any], ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
    section = page.partition("\n## dragoman export\n")[2].partition("\n## ")[0]
    examples = [
        one.split()[1:] for one in section.splitlines() if one.startswith("    dragoman export --format ")
    ]
    examples = [one for one in examples if "FORMAT" not in one]
    assert len(examples) == 2
    monkeypatch.chdir(ledger.parent)
    ledger.rename("dragoman.db")
    for arguments in examples:
        assert dragoman(*arguments).status == 0
