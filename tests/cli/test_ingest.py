"""`dragoman ingest` as a user's shell sees it: what it says, prints and ends with."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Dragoman = Callable[..., Any]

REPORT = "PARIS, April 3 (Reuters) - France accused Russia on Wednesday of an attack that killed 3 people."


def test_a_folder_twice(dragoman: Dragoman, tmp_path: Path) -> None:
    folder, ledger = tmp_path / "in", tmp_path / "ledger.db"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(REPORT)
    first = dragoman("ingest", folder, "--ledger", ledger, "--published", "2024-04-03", "--json")
    assert first.status == 0, first.err
    told = json.loads(first.out)
    assert (told["new"], told["same"], told["failed"]) == (1, 1, 0)
    assert told["events"] >= 1
    assert "1 the same text" in first.err
    again = dragoman("ingest", folder, "--ledger", ledger)
    assert (again.status, again.out) == (0, "")
    assert "2 files not opened" in again.err


def test_failures_are_named_and_the_status_says_so(dragoman: Dragoman, tmp_path: Path) -> None:
    run = dragoman("ingest", tmp_path / "none.txt", "--ledger", tmp_path / "ledger.db")
    assert run.status == 1
    assert "D101" in run.err
    assert "failed" in run.err


def test_wrong_usage(dragoman: Dragoman, tmp_path: Path) -> None:
    assert dragoman("ingest").status == 2
    assert dragoman("ingest", "a.txt", "--published", "someday").status == 2
    assert not (tmp_path / "dragoman.db").exists()
