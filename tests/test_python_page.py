"""docs/python.md tells of every call of a ledger, an answer and a chart, and of no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dragoman import Ledger
from dragoman.ledger import Answer, charts

PAGE = (Path(__file__).parents[1] / "docs" / "python.md").read_text(encoding="utf-8")


def told(heading: str) -> set[str]:
    """The names of the calls in the tables below a heading."""
    section = re.split(rf"^###? {heading}$", PAGE, flags=re.M)[1]
    section = re.split(r"^###? ", section, flags=re.M)[0]
    cells = re.findall(r"^\| (`[^|]+?) \|", section, re.M)
    return {name.split("(")[0] for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def calls(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


def test_every_call_of_the_ledger() -> None:
    found = told("Filling and closing it") | told("Asking") | told("Deciding")
    assert found == calls(Ledger) | {"Ledger", "store"}


@pytest.mark.parametrize(
    ("heading", "have"),
    [
        ("Answer", calls(Answer) - {"count", "index"} | {"kind"}),
        (
            "Charts",
            {name for name in charts.__all__ if name.endswith("_chart")}
            | calls(charts.Chart)
            | {"specification"},
        ),
    ],
)
def test_every_call_of(heading: str, have: set[str]) -> None:
    assert told(heading) == have
