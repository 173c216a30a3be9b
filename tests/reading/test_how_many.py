"""Figures: cases that a careful reader would list, and numbers that are none."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.errors import DataFileError
from dragoman.reading.how_many.find import counted, figures
from dragoman.reading.parse import Parsed, Parser
from dragoman.records import Figure, Report

CASES = Path(__file__).with_name("cases") / "figures.csv"


def _rows() -> list[tuple[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [(row["sentence"], row["figures"]) for row in csv.DictReader(file)]


def _number(value: float | None) -> str:
    return "" if value is None else str(int(value)) if value == int(value) else str(value)


def _written(figure: Figure) -> str:
    """The figure as the case table writes it: "dead 144+ = at least 144 fatalities"."""
    low, high = _number(figure.low), _number(figure.high)
    bounds = low if low == high else f"{low}-{high}" if high else f"{low}+"
    return f"{figure.measure} {bounds}{'~' if figure.approximate else ''} = {figure.text}"


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


@pytest.fixture(scope="module")
def parsed_cases(parser: Parser) -> dict[str, Parsed]:
    sentences = [sentence for sentence, _ in _rows()]
    return dict(zip(sentences, parser.parse_many(Report(s) for s in sentences), strict=True))


def _cases() -> list[ParameterSet]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [
            pytest.param(
                row["sentence"],
                row["figures"],
                marks=pytest.mark.xfail(reason="known miss") if row["missed"] else (),
            )
            for row in csv.DictReader(file)
        ]


@pytest.mark.parametrize(("sentence", "expected"), _cases())
def test_figures_of_a_sentence(sentence: str, expected: str, parsed_cases: dict[str, Parsed]) -> None:
    assert "; ".join(_written(f) for f in figures(parsed_cases[sentence])) == expected


def test_the_table_of_cases_is_large_enough() -> None:
    rows = _rows()
    assert len(rows) >= 150
    assert sum(not expected for _, expected in rows) >= 40


def _read(parser: Parser, text: str) -> tuple[Parsed, list[Figure]]:
    parsed = parser.parse(Report(text))
    return parsed, figures(parsed)


def test_ids_follow_the_text_and_no_event_is_named(parser: Parser) -> None:
    _, found = _read(
        parser, "The raid killed 12 people. Police arrested 30 men. The damage was put at $5 million."
    )
    assert [f.id for f in found] == ["f1", "f2", "f3"]
    assert [f.event for f in found] == [None, None, None]
    assert [f.start for f in found] == sorted(f.start for f in found)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The assault resulted in at least 144 fatalities.", "fatalities"),
        ("A bomb exploded, killing three.", "killing"),
        ("The attack left 12 dead.", "dead"),
        ("Hundreds of soldiers were sent north.", "soldiers"),
        ("The death toll rose to 40.", "toll"),
    ],
)
def test_what_is_counted(parser: Parser, text: str, word: str) -> None:
    parsed, found = _read(parser, text)
    assert [parsed.text[counted(parsed, f)] for f in found] == [word]


def test_a_figure_of_another_report_is_refused(parser: Parser) -> None:
    _, found = _read(parser, "In the far north of the country the long fighting killed at least 12 people.")
    other = parser.parse(Report("No."))
    with pytest.raises(ValueError, match="no figure of this report"):
        counted(other, found[0])


def test_a_number_given_twice_is_one_figure(parser: Parser) -> None:
    first = "The crash killed 14 passengers. A spokesman said 14 passengers had died."
    _, found = _read(parser, first + "\n\nThe 14 people killed were tourists.")
    assert [(f.measure, f.low) for f in found] == [("dead", 14)]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("The bank lent 5 million Swiss francs.", "CHF"),
        ("The bank lent £5m.", "GBP"),
        ("The aid is worth 20 million Australian dollars.", "AUD"),
        ("Some 3,000 troops left.", "troops"),
        ("The blast killed 30.", "people"),
    ],
)
def test_units(parser: Parser, text: str, unit: str) -> None:
    _, found = _read(parser, text)
    assert [f.unit for f in found] == [unit]


def test_a_users_file_overrides_the_lists(parser: Parser, tmp_path: Path) -> None:
    own = tmp_path / "figures.toml"
    own.write_text("list_parts = true\n[vague]\nseveral = 5\n", encoding="utf-8")
    parsed = parser.parse(
        Report("Twelve people, including three children, were killed. Several men were hurt.")
    )
    assert [f.low for f in figures(parsed)] == [12, 3]
    assert [f.low for f in figures(parsed, [own])] == [12, 3, 5]


@pytest.mark.parametrize(
    "content",
    [
        "vague = [",
        '[never]\nunits = "hour"\n',
        "[verbs.dead]\nagent = ['kill']\n",
        "[other]\nsmallest = 'ten'\n",
    ],
)
def test_a_malformed_file_is_named(parser: Parser, tmp_path: Path, content: str) -> None:
    own = tmp_path / "figures.toml"
    own.write_text(content, encoding="utf-8")
    with pytest.raises(DataFileError, match=r"figures\.toml"):
        figures(parser.parse(Report("Ten men died.")), [own])


_PIECES = st.one_of(
    st.sampled_from(
        ["12", "2,700", "1.5", "20-25", "5th", "1998", "-five", "one", "two", "twenty", "a", "another"]
    ),
    st.sampled_from(
        ["million", "billion", "dozen", "hundred", "hundreds", "of", "several", "and", "or", "to", "the"]
    ),
    st.sampled_from(
        ["at least", "about", "up to", "between", "including", "people", "soldiers", "troops", "toll"]
    ),
    st.sampled_from(["were", "killed", "died", "wounded", "rose", "killing", "others", "dollars", "yen"]),
    st.sampled_from(["$", "€", "%", "-", "–", ",", ".", "(", ")", "/", ":", "\n\n", "“", "”", "\u00a0"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.one_of(st.lists(_PIECES, min_size=1, max_size=30).map(" ".join), st.text(min_size=1, max_size=80))
)
def test_spans_are_exact_whatever_the_text(parser: Parser, text: str) -> None:
    parsed, found = _read(parser, text)
    for figure in found:
        assert text[figure.start : figure.end] == figure.text
        assert figure.low is None or figure.high is None or figure.low <= figure.high
        assert 0 <= counted(parsed, figure) < len(parsed)
    assert all(left.end <= right.start for left, right in pairwise(found))
