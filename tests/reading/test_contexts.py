"""What is an event about? PLOVER contexts of sentences, by the codebook's cues."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dragoman import codebook
from dragoman.reading.parse import Parser
from dragoman.reading.tables import load_toml
from dragoman.reading.what.contexts import MOST, ContextFinder
from dragoman.records import Report

CASES = Path(__file__).with_name("cases") / "contexts.csv"
RIGHT = 0.93
"""Share of the sentences that must have all their contexts and none but allowed ones; measured 0.98."""


def _rows() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def finder() -> ContextFinder:
    return ContextFinder(codebook.load([]))


def _contexts(parser: Parser, finder: ContextFinder, sentence: str) -> set[str]:
    return set(finder.of_sentence(parser.parse(Report(sentence)), 0))


def test_every_context_has_cases_and_some_sentences_have_none() -> None:
    rows = _rows()
    assert len(rows) >= 100
    assert {c for row in rows for c in row["contexts"].split()} == set(codebook.load([]).contexts)
    assert sum(not row["contexts"] for row in rows) >= 15


def test_contexts_are_right(parser: Parser, finder: ContextFinder) -> None:
    wrong = []
    rows = _rows()
    for row, parsed in zip(rows, parser.parse_many(Report(r["sentence"]) for r in rows), strict=True):
        found = set(finder.of_sentence(parsed, 0))
        must = set(row["contexts"].split())
        if not must <= found <= must | set(row["also"].split()):
            wrong.append((row["sentence"], sorted(must), sorted(found)))
    assert len(wrong) <= (1 - RIGHT) * len(rows), wrong


def test_ordinary_sentences_have_no_context(parser: Parser, finder: ContextFinder) -> None:
    wrong = []
    for row in _rows():
        found = _contexts(parser, finder, row["sentence"]) if not row["contexts"] else set()
        if found - set(row["also"].split()):
            wrong.append((row["sentence"], found))
    assert not wrong


def test_a_common_cue_needs_a_second_one(parser: Parser, finder: ContextFinder) -> None:
    assert not _contexts(parser, finder, "The wounded were taken to a hospital.")
    assert _contexts(parser, finder, "The hospital asked for more nurses and medicine.") == {"health"}


def test_of_cues_that_overlap_the_longest_counts(parser: Parser, finder: ContextFinder) -> None:
    assert _contexts(parser, finder, "The envoy spoke of war crimes.") == {"diplomatic", "human_rights"}


def test_a_verb_is_no_cue_that_counts_only_as_a_noun(parser: Parser, finder: ContextFinder) -> None:
    assert not _contexts(parser, finder, "Trains run on time, according to the guide.")


def test_an_event_has_at_most_so_many_contexts(parser: Parser, finder: ContextFinder) -> None:
    sentence = (
        "Soldiers, voters, the supreme court, refugees, peacekeepers and ambassadors met in parliament."
    )
    assert len(_contexts(parser, finder, sentence)) <= MOST


def test_a_users_own_lists_are_used(parser: Parser) -> None:
    lists = {**load_toml("context_cues.toml"), "weak": {"words": ["treaty"]}}
    own = ContextFinder(codebook.load([]), lists)
    assert not _contexts(parser, own, "Both sides signed the treaty.")
