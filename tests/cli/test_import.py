"""`dragoman import`, as a user's shell sees it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dragoman import Ledger

ICEWS = (
    "Event ID\tEvent Date\tSource Name\tSource Country\tCAMEO Code\tIntensity\tTarget Name\tTarget Country"
)
ROW = "{}\t2014-05-06\tCitizen (Peru)\tPeru\t{}\t-4.0\tChile\tChile"


def _file(folder: Path, *rows: str) -> Path:
    path = folder / "events.tab"
    path.write_text("\n".join((ICEWS, *rows)) + "\n", encoding="utf-8")
    return path


def test_what_comes_in_is_told(dragoman: Callable[..., Any], tmp_path: Path) -> None:
    path = _file(tmp_path, ROW.format(1, "112"), ROW.format(1, "112"), ROW.format(2, "010"))
    ledger = tmp_path / "ledger.db"
    run = dragoman("import", "--format", "icews", "--ledger", ledger, path)
    assert (run.status, run.err) == (0, "")
    assert run.out == (
        f"{path}: 2 events in, 1 of them without a PLOVER type, 1 with the id of an earlier line, kept once\n"
    )
    run = dragoman("import", "--format", "icews", "--ledger", ledger, path)
    assert run.out == f"{path}: 0 events in, 2 known before, 1 with the id of an earlier line, kept once\n"
    with Ledger(ledger) as opened:
        assert len(opened.imported("icews")) == 2


def test_what_cannot_be_read_is_named_and_the_rest_is_in(
    dragoman: Callable[..., Any], tmp_path: Path
) -> None:
    path = _file(tmp_path, ROW.format(1, "112"), "2\t\x1b[31m", ROW.format(3, "x\x1b"), ROW.format(4, "112"))
    run = dragoman("import", "--format", "icews", "--ledger", tmp_path / "l.db", tmp_path / "none.tab", path)
    assert run.status == 1
    assert run.out == f"{path}: 2 events in, 2 lines not read\n"
    lines = run.err.splitlines()
    assert "none.tab" in lines[0]
    assert lines[1] == "dragoman: events.tab:3: it has 2 fields, the heading 8"
    assert lines[2].startswith("dragoman: events.tab:4: no CAMEO code")
    assert "\x1b" not in run.err


def test_a_file_that_is_none_of_that_source(dragoman: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Not a table.\n")
    run = dragoman("import", "--format", "polecat", "--ledger", tmp_path / "l.db", path)
    assert run.status == 1
    assert "no heading" in run.err
    assert "[D110]" in run.err


@pytest.mark.parametrize("arguments", [["--format", "acled", "x"], ["x"], ["--format", "icews"]])
def test_wrong_usage(
    dragoman: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert dragoman("import", *arguments).status == 2
    assert list(tmp_path.iterdir()) == []
