"""The accuracy gate: development scores must not fall under the pinned ones (docs/evaluation.md has the full table).

The development data is no part of the project; where it is not at hand the gate says so and skips, but never in CI.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from dragoman import Reader, Report
from dragoman.evaluation import (
    YIELD,
    LabelledPair,
    load_attributions,
    load_gold,
    load_pairs,
    score_attributions,
    score_pairs,
    score_raw,
    score_records,
)

SHARED = Path(os.environ.get("DRAGOMAN_SHARED", Path(__file__).parents[2] / "shared"))
OWN_DATA = Path(__file__).parents[1] / "benchmarks" / "data"
SCORER = SHARED / "tools" / "score_records.py"

# Pinned a little under the scores of 2026-11-24; raise them when the scores rise.
NEWSWIRE = {"events": 0.65, "contacts": 0.78, "claims": 0.83, "figures": 0.82}
KEY_EVENTS = 0.67
OWN = {"events": 0.62, "contacts": 0.68, "claims": 0.84, "figures": 0.72}
UNSEEN = {"events": 0.57, "contacts": 0.65, "claims": 0.82, "figures": 0.74}
PAIRS = {"type": 0.90, "quad": 0.94, "raw": 0.76}
PLV_RAW = 0.65
ATTRIBUTIONS = {"whole": 0.70, "source": 0.76, "content": 0.84}
SAMPLE = {"events": 0.80, "contacts": 0.80, "claims": 0.75, "figures": 1.0}


@pytest.fixture(scope="module")
def shared() -> Path:
    if not SCORER.exists():
        reason = f"the development data is not at {SHARED} (set DRAGOMAN_SHARED to its folder)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return SHARED


def score(reader: Reader, gold: Path, reports: list[Report], out: Path) -> dict[str, dict[str, float]]:
    """The scores by the data's own scorer, which ours must equal."""
    records = list(reader.read_many(reports))
    out.write_text("".join(record.to_json() + "\n" for record in records), encoding="utf-8")
    command = [sys.executable, str(SCORER), str(gold), str(out), "--json"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    scores: dict[str, dict[str, float]] = json.loads(printed.splitlines()[-1])
    ours = score_records(load_gold(gold), records)
    for part, own in ours.parts.items():
        assert (round(own.precision, 3), round(own.recall, 3)) == (
            scores[part]["precision"],
            scores[part]["recall"],
        )
    return scores


def test_newswire_scores_hold(reader: Reader, shared: Path, tmp_path: Path) -> None:
    with (shared / "data" / "newswire_dev.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    reports = [Report(row["text"], date.fromisoformat(row["published"]), row["id"]) for row in rows]
    scores = score(reader, shared / "data" / "newswire_dev.gold.jsonl", reports, tmp_path / "out.jsonl")
    assert {part: scores[part]["f1"] for part in NEWSWIRE if scores[part]["f1"] < NEWSWIRE[part]} == {}
    records = reader.read_many(reports)
    gold = load_gold(shared / "data" / "newswire_dev.gold.jsonl")
    assert score_records(gold, records).key_events.recall >= KEY_EVENTS


def test_scores_of_attributions_hold(reader: Reader, shared: Path) -> None:
    articles = load_attributions(shared / "data" / "polnear_dev.jsonl")
    scores = score_attributions(articles, [reader.attributions(one.text) for one in articles])
    found = {
        "whole": scores.whole.f1,
        "source": scores.exact["source"].f1,
        "content": scores.overlap["content"].f1,
    }
    assert {part: found[part] for part in found if found[part] < ATTRIBUTIONS[part]} == {}


def test_scores_of_pairs_hold(reader: Reader) -> None:
    labelled = load_pairs(OWN_DATA / "pairs.jsonl", tuple(reader.codebook.types))
    quads = {name: reader.codebook.quad_of(name) for name in reader.codebook.types}
    scores = score_pairs(labelled, reader.classify_pairs([one.pair for one in labelled]), quads)
    found = {"type": scores.macro_f1, "quad": scores.quad_macro_f1, "raw": raw_share(reader, labelled)}
    assert {name: found[name] for name in PAIRS if found[name] < PAIRS[name]} == {}


def test_bare_sentences_of_plv_hold(reader: Reader, shared: Path) -> None:
    labelled = load_pairs(shared / "data" / "plv_train.jsonl", (*reader.codebook.types, YIELD))
    assert raw_share(reader, labelled) >= PLV_RAW


def raw_share(reader: Reader, labelled: Sequence[LabelledPair]) -> float:
    score = score_raw(labelled, list(reader.read_many(Report(one.pair.text) for one in labelled)))
    return score.right / score.sentences


def test_sample_scores_hold(reader: Reader, shared: Path, tmp_path: Path) -> None:
    folder = shared / "acceptance"
    text = (folder / "france-russia-call.txt").read_text(encoding="utf-8")
    report = Report(text, date(2024, 4, 4), "france-russia-call")
    scores = score(reader, folder / "france-russia-call.gold.jsonl", [report], tmp_path / "out.jsonl")
    assert {part: scores[part]["f1"] for part in SAMPLE if scores[part]["f1"] < SAMPLE[part]} == {}
    contacts = [c for c in reader.read(report).contacts if c.first_since]
    assert [c.first_since.stated for c in contacts if c.first_since] == ["2022-10"]


@pytest.mark.parametrize(("file", "pinned"), [("reports", OWN), ("unseen", UNSEEN)])
def test_scores_of_our_own_reports_hold(reader: Reader, file: str, pinned: dict[str, float]) -> None:
    with (OWN_DATA / f"{file}.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    records = reader.read_many(
        Report(row["text"], date.fromisoformat(row["published"]), row["id"]) for row in rows
    )
    scores = score_records(load_gold(OWN_DATA / f"{file}.gold.jsonl"), records).parts
    assert {part: scores[part].f1 for part in pinned if scores[part].f1 < pinned[part]} == {}
