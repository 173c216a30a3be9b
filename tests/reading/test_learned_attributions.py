"""The learned attributions: what the model sees of a report, and what its answer becomes beside that of the rules."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.errors import ModelError
from dragoman.reading.parse import Parsed, Parser
from dragoman.reading.reader import Reader
from dragoman.reading.says.attributions import attributions
from dragoman.reading.says.cues import load_cues
from dragoman.reading.says.find import find
from dragoman.reading.says.learned import AttributionModel
from dragoman.reading.says.passages import LONGEST, PAIR_FEATURES, WORD_FEATURES, Passages
from dragoman.reading.says.quotes import quotations
from dragoman.records import Attribution, Report

WORDS = st.sampled_from(
    [
        "Kenya",
        "said",
        "that",
        "the",
        "talks",
        "failed",
        '"',
        "“",
        "”",
        ",",
        ".",
        "he",
        "denied",
        "it",
        ":",
        "\n\n",
        "—",
    ]
)


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


@pytest.fixture(scope="module")
def model() -> AttributionModel:
    return AttributionModel()


def _passages(parsed: Parsed, model: AttributionModel) -> Passages:
    quotes = quotations(parsed.report.text)
    return Passages(parsed, find(parsed, load_cues(), quotes), quotes, model.labels)


def _written(one: Attribution) -> tuple[str, str, str]:
    source = one.source.text if one.source is not None else ""
    return source, one.cue.text, " ... ".join(piece.text for piece in one.pieces or (one.content,))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister said the bridge was open.", ("The minister", "said", "the bridge was open")),
        (
            '"The talks failed," Voynet said, "and nobody will say why."',
            ("Voynet", "said", '"The talks failed," ... "and nobody will say why."'),
        ),
        ("According to the ministry, 12 people died.", ("the ministry", "According to", "12 people died")),
        (
            "Al-Shabaab attacked the base. It said that its fighters had killed many soldiers.",
            ("It", "said", "that its fighters had killed many soldiers"),
        ),
    ],
    ids=["plain", "in two pieces", "according to", "it"],
)
def test_attributions(
    parser: Parser, model: AttributionModel, text: str, expected: tuple[str, str, str]
) -> None:
    assert expected in [_written(one) for one in attributions(parser.parse(Report(text)), model=model)]


@pytest.mark.parametrize(
    "text",
    [
        "The river rose by two metres on Monday.",
        "Troops left the town. The road was closed.",
        "",
        "12",
        "\n\n\n",
    ],
)
def test_where_nobody_speaks_nothing_is_found(parser: Parser, model: AttributionModel, text: str) -> None:
    assert attributions(parser.parse(Report(text)), model=model) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, max_size=60))
def test_any_text_has_exact_spans(parser: Parser, model: AttributionModel, words: list[str]) -> None:
    text = " ".join(words)
    found = attributions(parser.parse(Report(text)), model=model)
    assert [one.cue.start for one in found] == sorted(one.cue.start for one in found)
    for one in found:
        pieces = one.pieces or (one.content,)
        for span in (one.cue, one.content, *pieces, *([one.source] if one.source else [])):
            assert text[span.start : span.end] == span.text != ""
        assert (pieces[0].start, pieces[-1].end) == (one.content.start, one.content.end)
        assert all(a.end <= b.start for a, b in itertools.pairwise(pieces))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, max_size=700))
def test_passages_hold_every_token_once(parser: Parser, model: AttributionModel, words: list[str]) -> None:
    parsed = parser.parse(Report(" ".join(words)))
    passages = list(_passages(parsed, model))
    assert [t for one in passages for t in range(one.start, one.end)] == list(range(len(parsed)))
    assert all(
        0 < len(one) <= LONGEST and one.words.shape == (len(WORD_FEATURES), len(one)) for one in passages
    )


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("The bridge is open.\n\nThe road is closed.", 2),
        ("The minister made this comment:\n\nThe bridge is open.", 1),
        ("“We will not go.”\n\n— a voter in Ohio", 1),
        ("“We will not go home before the vote.\n\n“We will stay.”", 1),
    ],
    ids=["apart", "after a colon", "a signature", "a quotation that runs on"],
)
def test_paragraphs_that_belong_together_are_one_passage(
    parser: Parser, model: AttributionModel, text: str, passages: int
) -> None:
    assert len(list(_passages(parser.parse(Report(text)), model))) == passages


def test_classes_are_within_their_tables(parser: Parser, model: AttributionModel) -> None:
    text = "“We stay,” said the U.N. envoy, who told Kenya: “No.” It rained, officials said, all day. " * 20
    parsed = parser.parse(Report(text))
    passages = _passages(parsed, model)
    words, pairs = model.labels.sizes()
    for passage in passages:
        assert all(
            row.min() >= 0 and row.max() < size for row, size in zip(passage.words, words, strict=True)
        )
        beside = passages.pairs(passage, (passage.start + 2, passage.start + 3))
        assert beside.shape == (len(PAIR_FEATURES), len(passage))
        assert all(row.min() >= 0 and row.max() < size for row, size in zip(beside, pairs, strict=True))


def test_a_cue_of_the_users_own_counts_whatever_the_model_says(tmp_path: Path, parser: Parser) -> None:
    text = "The minister bleated that the bridge was open."
    own = tmp_path / "cues.csv"
    own.write_text("lemma,pos,frames,act,claim\nbleat,verb,that,assert,yes\n", encoding="utf-8")
    silent = AttributionModel()
    silent.read = lambda passages, heads=None: iter(())  # type: ignore[method-assign]
    parsed = parser.parse(Report(text))
    assert attributions(parsed, model=silent) == []
    (one,) = attributions(parsed, [own], silent)
    assert _written(one) == ("The minister", "bleated", "that the bridge was open")


def test_without_a_model_the_rules_answer() -> None:
    reader = Reader(attribution_model=None)
    assert reader.attribution_model is None
    (one,) = reader.attributions("The minister said the bridge was open.")
    assert _written(one) == ("The minister", "said", "the bridge was open")


@pytest.mark.parametrize("missing", ["encoder.onnx", "parts.onnx", "model.json", "tokenizer.json"])
def test_a_model_that_lacks_a_part_is_named(tmp_path: Path, missing: str) -> None:
    for part in AttributionModel().folder.iterdir():
        if part.name != missing:
            (tmp_path / part.name).symlink_to(part)
    with pytest.raises(ModelError) as error:
        Reader(attribution_model=tmp_path).attributions("The minister said the bridge was open.")
    assert missing in str(error.value)
