"""A marked pair of actors and the PLOVER type between them: the shape of the answer, and what it hangs on."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman import Pair, PairCode, Reader
from dragoman.errors import ModelError, SpanError
from dragoman.reading.pair_model import SHIPPED


def pair(text: str, source: str | None, target: str | None = None) -> Pair:
    def span(words: str | None) -> tuple[int, int] | None:
        return None if words is None else (text.index(words), text.index(words) + len(words))

    return Pair(text, span(source), span(target))


def code(reader: Reader, text: str, source: str | None, target: str | None = None) -> PairCode:
    (found,) = reader.classify_pairs([pair(text, source, target)])
    return found


def check(reader: Reader, found: PairCode) -> None:
    assert set(found.scores) == set(reader.codebook.types)
    assert sum(found.scores.values()) == pytest.approx(1)
    assert all(0 < score <= 1 for score in found.scores.values())
    yielding = found.scores["CONCEDE"] + found.scores["RETREAT"]
    best = max(found.scores.values())
    assert found.scores[found.type] == best or (found.type in ("CONCEDE", "RETREAT") and yielding >= best)


@pytest.mark.parametrize(
    ("text", "source", "target", "type_"),
    [
        ("Norway criticised Chile on Monday.", "Norway", "Chile", "ACCUSE"),
        ("Norway was bombed by Chile on Monday.", "Chile", "Norway", "ASSAULT"),
        (
            "The Gondal League met the Angrian envoy in Oslo.",
            "The Gondal League",
            "the Angrian envoy",
            "CONSULT",
        ),
        ("Norway will meet Chile next week.", "Norway", "Chile", "AGREE"),
        (
            "Norway expelled two Chilean diplomats and sent aid to Peru.",
            "Norway",
            "two Chilean diplomats",
            "SANCTION",
        ),
        ("Norway condemned Chile, which had attacked Peru.", "Norway", "Chile", "ACCUSE"),
        ("Protesters marched through Oslo.", "Protesters", None, "PROTEST"),
        ("Twelve villagers were killed in the attack.", None, "Twelve villagers", "ASSAULT"),
    ],
)
def test_the_type_between_two_phrases(
    reader: Reader, text: str, source: str | None, target: str | None, type_: str
) -> None:
    found = code(reader, text, source, target)
    assert found.type == type_
    check(reader, found)


@pytest.mark.xfail(strict=True, reason="of several events in a sentence the model takes another's type")
@pytest.mark.parametrize(
    ("text", "source", "target", "type_"),
    [
        ("Norway expelled two Chilean diplomats and sent aid to Peru.", "Norway", "Peru", "AID"),
        ("Norway condemned Chile, which had attacked Peru.", "Chile", "Peru", "ASSAULT"),
    ],
)
def test_the_type_among_several_events(
    reader: Reader, text: str, source: str, target: str, type_: str
) -> None:
    assert code(reader, text, source, target).type == type_


def test_codes_come_in_the_order_of_the_pairs(reader: Reader) -> None:
    texts = ["Norway criticised Chile.", "Norway bombed Chile.", "Norway held talks with Chile."] * 15
    found = reader.classify_pairs([pair(text, "Norway", "Chile") for text in texts])
    assert [one.type for one in found] == ["ACCUSE", "ASSAULT", "CONSULT"] * 15


def test_no_pairs_no_codes(reader: Reader) -> None:
    assert reader.classify_pairs([]) == []


def test_an_answer_does_not_hang_on_the_pairs_beside_it(reader: Reader) -> None:
    asked = pair("Norway criticised Chile.", "Norway", "Chile")
    long = pair("Norway, " + "where it had rained for weeks, " * 20 + "bombed Chile.", "Norway", "Chile")
    assert reader.classify_pairs([asked]) == reader.classify_pairs([long, asked])[1:]


@pytest.mark.parametrize("sign", ["[unused1]", "[unused4]", "[SEP]", "</s>", "<s>", "<mask>", "[PAD]"])
def test_signs_of_the_model_in_a_report_are_text(reader: Reader, sign: str) -> None:
    found = code(reader, f"{sign} Norway bombed {sign} Chile on Monday.", "Norway", "Chile")
    assert found.type == "ASSAULT"
    plain = code(reader, "( Norway bombed ( Chile on Monday.", "Norway", "Chile")
    assert abs(found.scores["ASSAULT"] - plain.scores["ASSAULT"]) < 0.5


def test_of_a_long_text_the_words_around_the_marks_count(reader: Reader) -> None:
    padding = "It had rained in the hills for weeks and the roads were closed. " * 40
    found = code(reader, f"{padding}Norway bombed Chile on Monday. {padding}", "Norway", "Chile")
    assert found.type == "ASSAULT"


def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    asked = [pair("Norway criticised Chile.", "Norway", "Chile")]
    with pytest.raises(ModelError, match=r"model\.json"):
        Reader(pair_model=tmp_path).classify_pairs(asked)
    for name in ("model.json", "tokenizer.json", "model.onnx"):
        (tmp_path / name).write_bytes((SHIPPED / name).read_bytes() if name == "model.json" else b"{}")
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        Reader(pair_model=tmp_path).classify_pairs(asked)
    (tmp_path / "tokenizer.json").write_bytes((SHIPPED / "tokenizer.json").read_bytes())
    with pytest.raises(ModelError, match=r"model\.onnx"):
        Reader(pair_model=tmp_path).classify_pairs(asked)


def test_a_pair_may_mark_nobody(reader: Reader) -> None:
    check(reader, code(reader, "Norway criticised Chile.", None))
    (empty,) = reader.classify_pairs([Pair("", None)])
    check(reader, empty)


@pytest.mark.parametrize("mark", [(-1, 4), (4, 2), (3, 3), (0, 99), (25, 30), (6, 7)])
def test_a_mark_that_holds_no_words_is_an_error_that_names_the_pair(
    reader: Reader, mark: tuple[int, int]
) -> None:
    text = "Norway criticised Chile."
    for number, bad in enumerate([Pair(text, mark), Pair(text, None, mark)]):
        pairs = [pair(text, "Norway", "Chile")] * number + [bad]
        with pytest.raises(SpanError) as error:
            reader.classify_pairs(pairs)
        assert error.value.where == f"pair {number}"
        assert f"{mark[0]}:{mark[1]}" in str(error.value)
        assert ("source", "target")[number] in str(error.value)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_marks_give_probabilities(reader: Reader, data: st.DataObject) -> None:
    text = "On Monday Norway and Chile, which had bombed Peru, “met” in Oslo; 12 people died."
    marks = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 30)).map(
        lambda mark: (mark[0], min(mark[0] + mark[1], len(text)))
    )
    optional = st.none() | marks.filter(lambda mark: bool(text[mark[0] : mark[1]].strip()))
    (found,) = reader.classify_pairs([Pair(text, data.draw(optional), data.draw(optional))])
    check(reader, found)
