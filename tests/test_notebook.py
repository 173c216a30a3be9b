"""The notebook of the examples runs from top to bottom in a real kernel, and shows what it should."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

NOTEBOOK = Path(__file__).parents[1] / "examples" / "ledger.ipynb"


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    """What each code cell shows, by its code."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3")
    client.execute(cwd=str(NOTEBOOK.parent))
    return {cell.source: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}


def outputs(shown: dict[str, Any], code: str) -> Any:
    """The outputs of the one cell that has the code."""
    found = [told for source, told in shown.items() if code in source]
    assert len(found) == 1, code
    return found[0]


def test_no_output_is_kept() -> None:
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        assert cell.get("execution_count") is None
        assert not cell.get("outputs")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("timeline_chart(timeline)", ["Peru and Ecuador", "incidents per month", "Source: "]),
        ("contact_chart(contacts)", ["heads of state", "ministers", "any level", "80 days"]),
        ("toll_chart(incident)", ["Number of dead", "International Red Cross", "≥15", "9–12"]),
    ],
)
def test_charts_show_themselves(shown: dict[str, Any], code: str, words: list[str]) -> None:
    (output,) = outputs(shown, code)
    drawn = output.data["image/svg+xml"]
    assert drawn.startswith("<svg")
    assert [word for word in words if word not in drawn] == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ledger.add(", ["14"]),
        (
            "events = ledger.events(",
            ["ACCUSE", "Peru condemned Ecuador for what it called a breach of trust."],
        ),
        ("contacts.to_pandas()", ["phone", "168", "agrees"]),
        ("dead.figures]", ["'at least four people'", "'Sixteen people'", "9.0, 12.0"]),
        ("ledger.positions(", ["joint inquiry", "supports"]),
    ],
)
def test_answers(shown: dict[str, Any], code: str, words: list[str]) -> None:
    told = outputs(shown, code)[-1].data
    text = told.get("text/html", told["text/plain"])
    assert [word for word in words if word not in text] == []


def test_answers_show_themselves(shown: dict[str, Any]) -> None:
    (levels,) = outputs(shown, "contacts.levels")
    assert re.search(r"<td>heads of state</td>", levels.data["text/html"])
    (history,) = outputs(shown, "ledger.history(")
    assert "<td>A. Analyst</td>" in history.data["text/html"]


def test_the_disputed_claim(shown: dict[str, Any]) -> None:
    (printed,) = outputs(shown, "disputed=True")
    assert "soldiers had crossed the border" in printed.text
    assert printed.text.count("denies it:") >= 1
