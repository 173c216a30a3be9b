"""A marked pair of actors and the PLOVER type between them: the shape of the answer, and what it hangs on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman import Pair, PairCode, Reader
from dragoman.errors import SpanError


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
    assert found.scores[found.type] == max(found.scores.values())


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
        ("Norway expelled two Chilean diplomats and sent aid to Peru.", "Norway", "Peru", "AID"),
        ("Norway condemned Chile, which had attacked Peru.", "Norway", "Chile", "ACCUSE"),
        ("Norway condemned Chile, which had attacked Peru.", "Chile", "Peru", "ASSAULT"),
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


def test_codes_come_in_the_order_of_the_pairs(reader: Reader) -> None:
    texts = ["Norway criticised Chile.", "Norway bombed Chile.", "Norway met Chile."] * 15
    found = reader.classify_pairs([pair(text, "Norway", "Chile") for text in texts])
    assert [one.type for one in found] == ["ACCUSE", "ASSAULT", "CONSULT"] * 15


def test_no_pairs_no_codes(reader: Reader) -> None:
    assert reader.classify_pairs([]) == []


def test_a_pair_without_any_event_has_every_type_alike(reader: Reader) -> None:
    found = code(reader, "Norway and Chile are countries.", "Norway", "Chile")
    check(reader, found)
    assert len(set(found.scores.values())) == 1


def test_a_pair_may_mark_nobody(reader: Reader) -> None:
    check(reader, code(reader, "Norway criticised Chile.", None))
    (empty,) = reader.classify_pairs([Pair("", None)])
    check(reader, empty)


def test_a_mark_that_cuts_a_word_means_the_word(reader: Reader) -> None:
    text = "Norwegians bombed Chileans."
    (found,) = reader.classify_pairs([Pair(text, source=(0, 6), target=(18, 23))])
    assert found == reader.classify_pairs([pair(text, "Norwegians", "Chileans")])[0]


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
