"""A user's own types: pairs are coded by the examples they are most like."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman import Pair, Reader
from dragoman.codebook import Ontology, load_ontology
from dragoman.evaluation import load_pairs

EXAMPLE = Path(__file__).parents[2] / "examples" / "trade_disputes.toml"
CASES = Path(__file__).with_name("cases") / "trade_disputes.jsonl"
# Right of the 25 sentences; written before the program saw them.
LEAST_RIGHT = 15


@pytest.fixture(scope="module")
def trade() -> Ontology:
    return load_ontology(EXAMPLE)


def test_most_of_the_trade_disputes_are_told_apart(reader: Reader, trade: Ontology) -> None:
    cases = load_pairs(CASES, trade.types)
    codes = reader.classify_pairs([case.pair for case in cases], trade)
    assert sum(code.type == case.type for code, case in zip(codes, cases, strict=True)) >= LEAST_RIGHT


def test_an_example_is_of_its_own_type(reader: Reader, trade: Ontology) -> None:
    for kind in trade.types.values():
        codes = reader.classify_pairs(kind.examples, trade)
        assert [code.type for code in codes].count(kind.name) >= len(codes) - 1


def test_the_shares_are_of_the_own_types_and_sum_to_one(reader: Reader, trade: Ontology) -> None:
    (code,) = reader.classify_pairs([Pair.marked("<s>Peru</s> raised tariffs on <t>Chile</t>.")], trade)
    assert set(code.scores) == set(trade.types)
    assert sum(code.scores.values()) == pytest.approx(1)
    assert code.scores[code.type] == max(code.scores.values())


def test_no_pairs_no_codes(reader: Reader, trade: Ontology) -> None:
    assert reader.classify_pairs([], trade) == []
