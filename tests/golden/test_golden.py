"""Whole records of small reports, compared with those kept beside them.

A change of reading shows here as a difference to review. When it is meant, write the records anew and look at them:

    .venv/bin/python -m pytest tests/golden --update-golden
    git diff tests/golden
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import dragoman
from dragoman.sources import read_source

HERE = Path(__file__).parent
REPORTS = {
    "visit.txt": date(2014, 9, 17),
    "bombing.html": None,
    "sanctions.jsonl": None,
    "talks.csv": None,
    "arrests.parquet": None,
    "ceasefire.rss": None,
    "protest.warc": None,
    "aid.wacz": None,
    "threat.eml": None,
}
"""A report of each kind of source; the day of publication of those that carry none."""
WIDTH = 110


@pytest.mark.parametrize("name", REPORTS)
def test_records_are_as_kept(
    name: str, reader: dragoman.Reader, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(HERE)
    reports = list(read_source(name, published=REPORTS[name]))
    records = [reader.read(one) for one in reports if isinstance(one, dragoman.Report)]
    assert len(records) == len(reports)
    made = [json.loads(record.to_json()) for record in records]
    kept = HERE / f"{name}.json"
    if request.config.getoption("--update-golden"):
        kept.write_text(laid_out(made) + "\n", encoding="utf-8")
    assert laid_out(made) == kept.read_text(encoding="utf-8").rstrip("\n")


def test_every_kind_of_source_has_a_record_kept() -> None:
    from dragoman.sources import KINDS

    assert {KINDS[Path(name).suffix] for name in REPORTS} == set(KINDS.values())


def test_the_layout_is_json() -> None:
    value = {"a": [1, 2.5, None, True, "é\n“"], "b": {"c": ["x" * 60, "y" * 60], "d": []}, "e": {}}
    assert json.loads(laid_out(value)) == value
    assert laid_out(value).count("\n") > 3


def laid_out(value: Any, indent: int = 0) -> str:
    """JSON for people: what fits on a line stands on one, the rest is indented."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + indent <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        items = [f"{json.dumps(key)}: {laid_out(item, indent + 2)}" for key, item in value.items()]
        opening, closing = "{", "}"
    else:
        items = [laid_out(item, indent + 2) for item in value]
        opening, closing = "[", "]"
    body = f",\n{inner}".join(items)
    return f"{opening}\n{inner}{body}\n{' ' * indent}{closing}"
