"""Labelled pairs: how they are read, and how answers are scored."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman import Pair, PairCode, codebook
from dragoman.errors import BadRow, EmptyInput, NotFound
from dragoman.evaluation import YIELD, LabelledPair, load_pairs, score_pairs

BOOK = codebook.load()
TYPES = (*BOOK.types, YIELD)
QUADS = {name: kind.quad for name, kind in BOOK.types.items()}


def code(type_: str, chance: float = 0.8, second: str = "CONSULT") -> PairCode:
    return PairCode(type_, {type_: chance, second: 1 - chance})


def test_both_forms_of_a_row_are_read(tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text(
        '{"marked": "<s>Chad</s> hit <t>Sudan</t>.", "type": "ASSAULT"}\n\n'
        '{"text": "Chad yielded.", "source": [0, 4], "target": null, "type": "YIELD"}\n',
        encoding="utf-8",
    )
    assert load_pairs(file, TYPES) == [
        LabelledPair(Pair("Chad hit Sudan.", (0, 4), (9, 14)), "ASSAULT"),
        LabelledPair(Pair("Chad yielded.", (0, 4), None), "YIELD"),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("not JSON", "holds no labelled pair"),
        ("[1, 2]", "holds no labelled pair"),
        ('{"marked": "<s>Chad</s>"}', "'type'"),
        ('{"text": "Chad", "source": [0], "type": "AID"}', "start, end"),
        ('{"text": "Chad", "source": ["0", "4"], "type": "AID"}', "start, end"),
        ('{"marked": "<s>Chad</s>", "type": "FIGHT"}', "'FIGHT' is no type"),
        ('{"marked": "<s>Chad", "type": "AID"}', "not closed"),
    ],
)
def test_a_bad_row_is_named_with_its_line(row: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text('{"marked": "<s>Chad</s> left.", "type": "RETREAT"}\n' + row + "\n", encoding="utf-8")
    with pytest.raises(BadRow) as error:
        load_pairs(file, TYPES)
    assert said in str(error.value)
    assert f"{file}:2:" in str(error.value)


def test_a_file_that_is_empty_or_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        load_pairs(tmp_path / "none.jsonl", TYPES)
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(EmptyInput):
        load_pairs(tmp_path / "empty.jsonl", TYPES)


def test_types_are_scored_one_by_one_and_by_quad_class() -> None:
    pair = Pair("Chad hit Sudan.", (0, 4), (9, 14))
    labelled = [LabelledPair(pair, type_) for type_ in ("ASSAULT", "ASSAULT", "AID", "CONSULT")]
    scores = score_pairs(labelled, [code("ASSAULT"), code("COERCE"), code("AID"), code("SUPPORT")], QUADS)
    assert scores.accuracy == 0.5
    assert (scores.by_type["ASSAULT"].precision, scores.by_type["ASSAULT"].recall) == (1.0, 0.5)
    assert scores.quad_macro_f1 == 1.0, (
        "COERCE is material conflict as ASSAULT is, SUPPORT verbal like CONSULT"
    )
    assert [said for _, said in scores.wrong] == ["COERCE", "SUPPORT"]


def test_conceding_and_retreating_are_yielding_where_the_data_say_so() -> None:
    pair = Pair("Chad left Sudan.", (0, 4), (10, 15))
    scores = score_pairs(
        [LabelledPair(pair, "YIELD")],
        [PairCode("CONCEDE", {"CONCEDE": 0.4, "RETREAT": 0.4, "AID": 0.2})],
        QUADS,
    )
    assert scores.accuracy == 1.0
    assert [(band.low, band.right) for band in scores.bands] == [(0.8, 1)]


def test_they_are_two_types_where_the_data_keep_them_apart() -> None:
    pair = Pair("Chad left Sudan.", (0, 4), (10, 15))
    assert score_pairs([LabelledPair(pair, "RETREAT")], [code("CONCEDE")], QUADS).accuracy == 0.0
