"""Who says so: attributions, quotations, and the rows of cues.csv."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.errors import DataFileError
from dragoman.reading.parse import Parser
from dragoman.reading.says.attributions import attributions
from dragoman.reading.says.cues import load_cues
from dragoman.reading.says.quotes import quotations
from dragoman.records import Attribution, Report

CASES = Path(__file__).with_name("cases")
HEADER = "lemma,pos,frames,act,claim\n"


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


def _rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _found(parser: Parser, text: str) -> list[Attribution]:
    return attributions(parser.parse(Report(text)))


def _written(attribution: Attribution) -> tuple[str, str, str, str]:
    source = attribution.source.text if attribution.source is not None else ""
    return source, attribution.cue.text, attribution.content.text, "yes" if attribution.direct else ""


@pytest.mark.parametrize("row", _rows("attributions.csv"), ids=lambda row: row["text"][:40])
def test_attributions_of_a_sentence(parser: Parser, row: dict[str, str]) -> None:
    expected = (row["source"], row["cue"], row["content"], row["direct"])
    assert expected in [_written(a) for a in _found(parser, row["text"])]


@pytest.mark.parametrize(
    "text",
    [
        "The river rose by two metres on Monday.",
        "Rain fell over the valley and the harvest was lost.",
        "The minister would say that everything is fine.",
        "These say that the road was closed.",
        "It said nothing.",
    ],
)
def test_what_nobody_says_is_no_attribution(parser: Parser, text: str) -> None:
    assert _found(parser, text) == []


def test_what_stands_in_a_quotation_is_not_read_apart(parser: Parser) -> None:
    found = _found(parser, '"Our neighbour said that the wall must go," the mayor told reporters.')
    assert [a.source.text for a in found if a.source] == ["the mayor"]


def test_a_speech_goes_on_into_the_next_paragraph(parser: Parser) -> None:
    text = (
        'The vote was late. "The law is clear on this point," Ruiz said.\n\n'
        '"Nobody may vote twice. Nobody did."\n\nThe hall was empty.'
    )
    (found,) = _found(parser, text)
    assert found.content.text.startswith('"The law')
    assert found.content.text.endswith('Nobody did."')


def test_a_speech_without_a_closing_mark_goes_on_where_the_next_paragraph_opens(parser: Parser) -> None:
    text = (
        '"The law is clear on this point," Ruiz said. "It has been so for years.\n\n"Nobody may vote twice."'
    )
    (found,) = _found(parser, text)
    assert found.content.text == text


def test_a_headline_with_a_colon(parser: Parser) -> None:
    text = (
        "Pentagon: no troops were sent to the island\n\nThe weather was fine on Monday and the port was open."
    )
    assert ("Pentagon", ":", "no troops were sent to the island", "") in [
        _written(a) for a in _found(parser, text)
    ]


def test_attributions_come_in_the_order_of_their_cues(parser: Parser) -> None:
    found = _found(parser, "Peru said it was ready. Chile denied the report. Bolivia called for calm.")
    assert [a.cue.text for a in found] == ["said", "denied", "called for"]


def test_a_report_without_words_has_no_attributions(parser: Parser) -> None:
    assert _found(parser, "") == []
    assert _found(parser, " \n ") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "yes" twice.', ['"yes"']),
        ("He said “yes” twice.", ["“yes”"]),
        ("A ''word'' it was.", ["''word''"]),
        ('"One," he said. "Two."', ['"One,"', '"Two."']),
        ("He is 6'2\" tall.", []),
        (
            '"It goes on and on without an end.\n\n"And closes here."',
            ['"It goes on and on without an end.', '"And closes here."'],
        ),
        ("No marks at all.", []),
        ("", []),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    assert [text[q.start : q.end] for q in quotations(text)] == expected


def test_each_pattern_of_a_word_has_one_row() -> None:
    seen: dict[tuple[str, str, str], str] = {}
    path = Path(__file__).parents[2] / "src" / "dragoman" / "reading" / "data" / "cues.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for frame in row["frames"].split("|"):
                key = (row["lemma"], row["pos"], frame)
                assert key not in seen, key
                seen[key] = row["act"]
    assert len({lemma for lemma, _, _ in seen}) > 300


def test_a_users_file_adds_a_cue(parser: Parser, tmp_path: Path) -> None:
    own = tmp_path / "cues.csv"
    own.write_text(HEADER + "trill,verb,that|quote,assert,yes\n", encoding="utf-8")
    parsed = parser.parse(Report("The poet trilled that spring had come."))
    assert attributions(parsed) == []
    assert [a.cue.text for a in attributions(parsed, [own])] == ["trilled"]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("say,verb,perhaps,assert,yes", "no pattern"),
        ("say,verb,,assert,yes", "frames is empty"),
        ("say,adverb,that,assert,yes", "pos"),
        ("say,verb,that,shout,yes", "act"),
        ("say,verb,that,assert,maybe", "claim"),
        (",verb,that,assert,yes", "lemma is empty"),
    ],
)
def test_a_malformed_row_is_named(tmp_path: Path, row: str, what: str) -> None:
    own = tmp_path / "cues.csv"
    own.write_text(HEADER + row + "\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=what) as caught:
        load_cues([own])
    assert caught.value.line == 2


_NEWS = (
    "said says the minister that \" “ ” '' , . : according to claimed by he who France denied was urged accused it and "
    "Paris told as of ? |"
)
_WORDS = st.sampled_from([word.replace("|", "\n\n") for word in _NEWS.split()])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=40).map(" ".join)))
def test_spans_are_exact_whatever_the_text(parser: Parser, text: str) -> None:
    for attribution in _found(parser, text):
        for span in (attribution.source, attribution.cue, attribution.content):
            if span is not None:
                assert text[span.start : span.end] == span.text


@settings(max_examples=200, deadline=None)
@given(text=st.one_of(st.text(max_size=120), st.lists(_WORDS, max_size=30).map(" ".join)))
def test_quotations_follow_one_another(text: str) -> None:
    found = quotations(text)
    assert all(q.start < q.end <= len(text) for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
