"""A user's own types: what a file must hold, and that the shipped example holds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman import Pair
from dragoman.codebook import load_ontology
from dragoman.errors import DataFileError

EXAMPLE = Path(__file__).parents[2] / "examples" / "trade_disputes.toml"
ONE = '[[type]]\nname = "A"\ndefinition = "a"\nexamples = ["<s>Chad</s> left."]\n'
TWO = ONE + ONE.replace('"A"', '"B"')


def test_the_example_holds_five_types() -> None:
    trade = load_ontology(EXAMPLE)
    assert trade.name == "trade disputes"
    assert list(trade.types) == ["BARRIER", "RETALIATION", "COMPLAINT", "TALKS", "SETTLEMENT"]
    assert all(len(kind.examples) >= 5 and kind.definition for kind in trade.types.values())


def test_examples_become_pairs(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(TWO, encoding="utf-8")
    mine = load_ontology(file)
    assert mine.name == "mine", "a file without a name is called by its own"
    assert mine.types["B"].examples == (Pair("Chad left.", (0, 4), None),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "is no TOML"),
        ("\xff", "is no TOML"),
        ("", "needs 2 [[type]] tables"),
        ("type = 3", "needs 2 [[type]] tables"),
        (ONE, "needs 2 [[type]] tables"),
        (ONE + ONE, "type 2: A is there already"),
        ("colour = 1\n" + TWO, "means nothing here: colour"),
        (TWO.replace('definition = "a"\n', "", 1), "type 1: definition is missing or empty"),
        (TWO.replace('["<s>Chad</s> left."]', "[]", 1), "type 1: examples is missing or empty"),
        (TWO.replace("<s>Chad</s>", "Chad", 1), "type 1: example 1 marks no source"),
        (TWO.replace("</s>", "", 1), "type 1: a mark is not closed"),
        (
            TWO.replace('name = "A"', 'name = "A"\ncolour = 1', 1),
            "type 1: an entry means nothing here: colour",
        ),
        ("type = [1, 2]", "type 1: it is no table"),
    ],
)
def test_a_file_that_holds_no_ontology_is_refused(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(DataFileError) as error:
        load_ontology(file)
    assert said in str(error.value)
    assert str(file) in str(error.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="can't be read"):
        load_ontology(tmp_path / "none.toml")
