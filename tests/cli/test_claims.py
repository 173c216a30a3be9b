"""`dragoman claims`: who says what, who denies it, since when."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dragoman import Ledger, Reader, Report

ROWS = [
    ("Norway said on Saturday that Chilean forces had shelled a hospital in Bergen.", "2004-03-06", "NTB"),
    ("Chile denied shelling the hospital in Bergen.", "2004-03-07", "EFE"),
    ("Kenya urged Uganda to stop arming rebels.", "2004-03-08", "AFP"),
]


@pytest.fixture(scope="module")
def made(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of three claims, two of them about the same thing."""
    place = tmp_path_factory.mktemp("claims") / "ledger.db"
    with Ledger(place) as ledger:
        ledger.add(
            reader.read(Report(text, date.fromisoformat(day), publisher=publisher))
            for text, day, publisher in ROWS
        )
    return place


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "ledger.db"))


def test_groups_for_people(dragoman: Any, place: Path) -> None:
    run = dragoman("claims", "--disputed", "--ledger", place)
    assert (run.status, run.err) == (0, "")
    lines = [line.rstrip() for line in run.out.splitlines()]
    assert lines[0] == "Disputed claims"
    assert "hospital in Bergen" in lines[2]
    assert lines[3].startswith("  disputed · 2004-03-06 to 2004-03-07 · 2 claims · 2 reports · ")
    assert lines[4].startswith("  asserted by    Norway since 2004-03-06: “")
    assert lines[5].startswith("  denied by      Chile since 2004-03-07: “shelling the hospital in Bergen”")
    assert "Kenya" not in run.out


def test_groups_as_json_and_csv(dragoman: Any, place: Path) -> None:
    told = dragoman("claims", "--json", "--ledger", place).records
    assert sorted(one["disputed"] for one in told) == [False, True]
    (disputed,) = [one for one in told if one["disputed"]]
    assert [side["name"] for side in disputed["denied_by"]] == ["Chile"]
    rows = dragoman("claims", "--csv", "--ledger", place).out.splitlines()
    assert rows[0].startswith("id,about,since,until,reports,claims,disputed")
    assert len(rows) == 3


def test_one_claim_a_row(dragoman: Any, place: Path) -> None:
    told = dragoman("claims", "--single", "--speaker", "Norway", "--json", "--ledger", place).records
    assert [(one["speaker"], one["publisher"]) for one in told] == [("Norway", "NTB")]
    assert [one["name"] for one in told[0]["disputed_by"]] == ["Chile"]
    assert "shelled a hospital" in dragoman("claims", "--single", "--ledger", place).out


def test_the_history_of_a_group(dragoman: Any, place: Path) -> None:
    (group,) = dragoman("claims", "--about", "shelling of the hospital", "--json", "--ledger", place).records
    told = dragoman("claims", "--group", group["id"], "--json", "--ledger", place).records
    assert [one["stance"] for one in told] == ["asserts", "denies"]
    assert "denies" in dragoman("claims", "--group", group["id"], "--ledger", place).out


@pytest.mark.parametrize(
    "options",
    [
        ("--act", "mumble"),
        ("--since", "soon"),
        ("--json", "--csv"),
        ("--group", "x", "--single"),
        ("--limit", "0"),
    ],
)
def test_wrong_usage(dragoman: Any, place: Path, options: tuple[str, ...]) -> None:
    assert dragoman("claims", *options, "--ledger", place).status == 2


@pytest.mark.parametrize(
    "options", [(), ("--single",), ("--about", "anything"), ("--group", "none"), ("--json",)]
)
def test_a_ledger_that_is_not_there_has_no_claims(
    dragoman: Any, tmp_path: Path, options: tuple[str, ...]
) -> None:
    run = dragoman("claims", *options, "--ledger", tmp_path / "none.db")
    assert run.status == 0
    assert not (tmp_path / "none.db").exists()
    assert ("no such claim" in run.out) == ("--json" not in options)
