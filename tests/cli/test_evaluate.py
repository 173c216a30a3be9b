"""`dragoman evaluate`: scores as tables and as JSON, errors listed, bad data named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

PAIRS = """\
{"marked": "<s>Chad</s> bombed <t>Sudan</t> on Monday.", "type": "ASSAULT"}
{"marked": "<s>Norway</s> gave <t>Haiti</t> two million dollars in aid.", "type": "PROTEST"}
"""
REPORT = "KHARTOUM, May 3 - Chad attacked Sudan on Monday, killing 12 people, a spokesman said."


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    file = tmp_path / "pairs.jsonl"
    file.write_text(PAIRS, encoding="utf-8")
    return file


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    file = tmp_path / "reports.jsonl"
    file.write_text(json.dumps({"id": "one", "text": REPORT, "published": "2005-05-03"}), encoding="utf-8")
    side = [{"text": "Chad", "country": "TCD"}]
    gold = {
        "id": "one",
        "events": [
            {"type": "ASSAULT", "source": side, "target": [{"country": "SDN"}], "date": "2005-05-02"},
            {"type": "AID", "source": side},
        ],
        "figures": [{"measure": "dead", "min": 12, "max": 12}],
    }
    (tmp_path / "reports.gold.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    return file


def test_pairs_in_tables(dragoman: Any, pairs: Path) -> None:
    run = dragoman("evaluate", "pairs", pairs, "--errors")
    assert (run.status, run.err) == (0, "")
    assert "ASSAULT      1.000   1.000  1.000      1" in run.out
    assert "PROTEST      1.000   0.000  0.000      1" in run.out
    assert "accuracy 0.500" in run.out
    assert "PROTEST read as AID: <s>Norway</s> gave <t>Haiti</t>" in run.out


def test_pairs_as_json(dragoman: Any, pairs: Path) -> None:
    (scores,) = dragoman("evaluate", "pairs", pairs, "--json").records
    assert (scores["macro_f1"], scores["accuracy"]) == (0.5, 0.5)
    assert scores["types"]["ASSAULT"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "gold": 1}


def test_bare_sentences(dragoman: Any, pairs: Path) -> None:
    run = dragoman("evaluate", "pairs", pairs, "--raw", "--errors")
    assert "right type on the right pair: 1 of 2 sentences (50.0%)" in run.out
    assert "PROTEST: <s>Norway</s>" in run.out
    assert dragoman("evaluate", "pairs", pairs, "--raw", "--json").records == [
        {"right": 1, "sentences": 2, "share": 0.5}
    ]


def test_records_of_reports(dragoman: Any, reports: Path) -> None:
    run = dragoman("evaluate", "events", reports, "--errors")
    assert run.status == 0
    assert "status right        1.000  1 of 1" in run.out
    assert "date right          1.000  1 of 1" in run.out
    assert 'one events missed: {"type":"AID"' in run.out
    (scores,) = dragoman("evaluate", "events", reports, "--json").records
    assert scores["events"] == {"precision": 1.0, "recall": 0.5, "f1": 0.6667, "gold": 2}
    assert scores["figures"]["f1"] == 1.0


def test_gold_records_may_lie_elsewhere(dragoman: Any, reports: Path, tmp_path: Path) -> None:
    gold = (tmp_path / "reports.gold.jsonl").rename(tmp_path / "other.jsonl")
    run = dragoman("evaluate", "events", reports)
    assert run.status == 1
    assert "reports.gold.jsonl: there are no gold records" in run.err
    assert dragoman("evaluate", "events", reports, "--gold", gold).status == 0


def test_bad_data_is_named(dragoman: Any, tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    run = dragoman("evaluate", "pairs", file)
    assert (run.status, "there is no such file" in run.err) == (1, True)
    file.write_text('{"marked": "<s>Chad</s> fell.", "type": "FELL"}', encoding="utf-8")
    run = dragoman("evaluate", "pairs", file)
    assert run.status == 1
    assert f"{file}:1: 'FELL' is no type" in run.err


def test_words_of_data_do_not_steer_the_terminal(dragoman: Any, tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text(
        json.dumps({"marked": "<s>Chad\x1b[2J</s> hit <t>Mali</t>", "type": "AID"}), encoding="utf-8"
    )
    run = dragoman("evaluate", "pairs", file, "--errors")
    assert "\x1b" not in run.out


def test_attributions(dragoman: Any, tmp_path: Path) -> None:
    text = "The minister said the bridge was open. Nobody cared."
    own = [{"source": [[0, 12]], "cue": [[13, 17]], "content": [[18, 37]]}]
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps({"id": "one", "text": text, "attributions": own * 2}), encoding="utf-8")
    run = dragoman("evaluate", "attributions", file, "--errors")
    assert (run.status, run.err) == (0, "")
    assert "whole             1.000   0.500  0.667      2" in run.out
    assert "one missed: The minister | said | the bridge was open" in run.out
    (scores,) = dragoman("evaluate", "attributions", file, "--json").records
    assert scores["exact"]["cue"] == {"precision": 1.0, "recall": 0.5, "f1": 0.6667, "gold": 2}
