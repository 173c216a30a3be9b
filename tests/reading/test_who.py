"""Who is named: actors as a trained coder would code them, references, and mentions of any text."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.reading import where, who
from dragoman.reading.parse import Parsed
from dragoman.reading.reader import Reader
from dragoman.reading.who.mention import Mentions
from dragoman.records import Report

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "actors.py"

# Shares of the cases that must be right. benchmarks/actors.py prints what they are and, with --errors, what is wrong.
ACTORS_RIGHT = 0.96
REFERENCES_RIGHT = 0.93


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("actors", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _read(reader: Reader, text: str, day: date | None = None) -> tuple[Parsed, Mentions]:
    parsed = reader.parser.parse(Report(text, day))
    places = where.places(parsed, reader.gazetteer)
    setting = where.setting(parsed, places)
    return parsed, who.mentions(parsed, reader.gazetteer, reader._lists("who"), places, setting)


def _countries(found: Mentions, words: str) -> set[str | None]:
    return {m.actor.country for m in found if m.actor.text == words and not m.modifies}


# The tables of cases


def test_the_tables_of_cases_are_large_enough(benchmark: ModuleType) -> None:
    rows = benchmark.actor_rows()
    assert len(rows) >= 200
    assert sum(row["kind"] == "none" for row in rows) >= 30
    assert len(benchmark.reference_cases()) >= 60


def test_actors_are_coded_as_by_a_trained_coder(benchmark: ModuleType, reader: Reader) -> None:
    rows = list(benchmark.actors(reader))
    wrong = [f"{phrase}: {fault}" for phrase, fault in rows if fault]
    assert 1 - len(wrong) / len(rows) >= ACTORS_RIGHT, "\n".join(wrong)


def test_words_are_traced_to_whom_they_mean(benchmark: ModuleType, reader: Reader) -> None:
    rows = list(benchmark.references(reader))
    wrong = [f"{words}: {fault}" for words, fault in rows if fault]
    assert 1 - len(wrong) / len(rows) >= REFERENCES_RIGHT, "\n".join(wrong)


# Rules, one by one


@pytest.mark.parametrize(
    ("text", "words", "country"),
    [
        # What nobody else claims belongs to the country that the report plays in.
        ("LIMA (AP) - Peru mourned on Friday. Police arrested two suspects in Lima.", "Police", "PER"),
        # Peacekeepers and foreign troops come from elsewhere.
        ("LIMA (AP) - Peru mourned on Friday. Foreign troops landed in Peru.", "Foreign troops", None),
        # Forces that a state sends are its own.
        ("KABUL (AFP) - Afghans voted. Italy sent 200 soldiers to Afghanistan.", "200 soldiers", "ITA"),
        # A hyphen may deny whose the noun is.
        ("A Macau-based bank was fined.", "A Macau-based bank", "CHN"),
        ("MANAGUA (AP) - Nicaragua voted. US-backed rebels fired shots.", "US-backed rebels", "NIC"),
        # The country named by the adjective overrules the table.
        ("The Philippine Supreme Court ruled on Monday.", "The Philippine Supreme Court", "PHL"),
        # A faith tells no country.
        ("BEIRUT (AFP) - Lebanon voted. Shiite ministers left.", "Shiite ministers", "LBN"),
    ],
)
def test_whose_an_actor_is(reader: Reader, text: str, words: str, country: str | None) -> None:
    _, found = _read(reader, text)
    assert _countries(found, words) == {country}


@pytest.mark.parametrize(
    ("text", "words", "country"),
    [
        (
            "Foreign Minister Milena Dragova summoned Turkish Ambassador Cem Aksoy on Monday.",
            "Foreign Minister Milena Dragova",
            None,
        ),
        (
            "President Pablo Correa visits Tokyo next week for talks with Japanese Prime Minister Keizo Obuchi.",
            "President Pablo Correa",
            None,
        ),
        (
            "QUITO, March 2 (AFP) - Foreign Minister Rosa Mena met the Peruvian ambassador on Monday.",
            "Foreign Minister Rosa Mena",
            "ECU",
        ),
        (
            "MOSCOW, March 2 (AFP) - Foreign Minister Igor Petrenko met Russian lawmakers.",
            "Foreign Minister Igor Petrenko",
            "RUS",
        ),
        (
            "Interior Minister Pavel Orlov said Russian troops would leave.",
            "Interior Minister Pavel Orlov",
            "RUS",
        ),
        (
            "The Chinese ambassador toured the port. Mayor Tomas Vega thanked the Chinese delegation.",
            "Mayor Tomas Vega",
            None,
        ),
        (
            "CAIRO, May 1 (Reuters) - Egypt will host the talks. Mediator Idris Salih left Khartoum.",
            "Mediator Idris Salih",
            None,
        ),
        (
            "COLOMBO, May 1 (AFP) - Norwegian mediators met rebels. The government said Norway had failed.",
            "The government",
            "LKA",
        ),
        ("Iraq wants foreign troops out of Iraq.", "foreign troops", None),
    ],
)
def test_a_stranger_does_not_lend_his_country(
    reader: Reader, text: str, words: str, country: str | None
) -> None:
    _, found = _read(reader, text, date(1999, 5, 1))
    assert _countries(found, words) == {country}


def test_two_sides_before_one_noun(reader: Reader) -> None:
    _, found = _read(reader, "British and EU negotiators met. North and South Korean envoys met.")
    sides = {
        (m.actor.country, m.actor.organisation) for m in found if m.actor.text.endswith(("tors", "voys"))
    }
    assert sides == {("GBR", None), (None, "EU"), ("PRK", None), ("KOR", None)}


def test_a_capital_acts_for_the_union_that_sits_there(reader: Reader) -> None:
    _, found = _read(reader, "Brussels imposed duties on steel.")
    assert [m.actor.organisation for m in found] == ["EU"]
    _, found = _read(reader, "Brussels said that Belgian troops would leave Congo.")
    assert [m.actor.country for m in found if m.actor.text == "Brussels"] == ["BEL"]


def test_a_surname_that_is_a_country_too(reader: Reader) -> None:
    _, found = _read(reader, "Michael Jordan spoke in Chicago. Mark Cuban listened.")
    assert not {"JOR", "CUB"} & {m.actor.country for m in found}


def test_regions_are_no_actors(reader: Reader) -> None:
    _, found = _read(reader, "Latin America and the Middle East want loans from the West.")
    assert list(found) == []


def test_an_acronym_in_brackets_names_the_same_actor(reader: Reader) -> None:
    _, found = _read(reader, "The Gulf Fishermen Association (GFA) met. Later the GFA called a strike.")
    assert len({m.entity for m in found if not m.modifies and "GFA" in m.actor.text}) == 1
    assert {m.actor.name for m in found.of(found.within(0, 4)[0].entity)} == {"Gulf Fishermen Association"}


def test_a_phrase_as_a_whole_names_an_actor_or_none(reader: Reader) -> None:
    for text, country in [
        ("French wine", None),
        ("the French army", "FRA"),
        ("the price of Iraqi oil", None),
    ]:
        parsed, found = _read(reader, text)
        actor = who.whole(parsed, found)
        assert (actor.country if actor else None) == country


def test_titles_before_two_people_of_one_surname(reader: Reader) -> None:
    _, found = _read(
        reader, "Hillary Clinton spoke in Ohio. President Clinton was in Iowa.", date(1999, 9, 1)
    )
    assert len({m.entity for m in found if "Clinton" in m.actor.text}) == 2


# Any text


_NEWS = (
    "the a two both former President Minister minister of in and , . ; : \" ' ( ) - -- he she it they his their its "
    "we I who which that France French Paris Obama rebels police said met told asked its' army UN (UN) leaders "
    "country counterpart Mr. Chad Jordan to for 's most \n\n"
)
_WORDS = st.sampled_from(_NEWS.split(" "))


def _assert_sound(parsed: Parsed, found: Mentions) -> None:
    text = parsed.report.text
    for mention in found:
        assert 0 <= mention.start < mention.end <= len(parsed)
        assert text[mention.actor.start : mention.actor.end] == mention.actor.text
        assert mention.start <= mention.head < mention.end
        assert mention.actor.name


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_WORDS, max_size=40).map(" ".join))
def test_news_words_in_any_order_are_read_with_exact_spans(reader: Reader, text: str) -> None:
    _assert_sound(*_read(reader, text))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_any_text_is_read_with_exact_spans(reader: Reader, text: str) -> None:
    _assert_sound(*_read(reader, text))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_WORDS, min_size=2, max_size=25), st.data())
def test_odd_parses_end(reader: Reader, words: list[str], data: st.DataObject) -> None:
    """Whatever heads and labels a parser gives, the walk over them ends."""
    parsed, _ = _read(reader, " ".join(words))
    size = len(parsed)
    if not size:
        return
    labels = (
        "nsubj",
        "dobj",
        "pobj",
        "poss",
        "conj",
        "appos",
        "prep",
        "xcomp",
        "ccomp",
        "advcl",
        "relcl",
        "compound",
    )
    for token in range(1, size):
        parsed.head[token] = data.draw(st.integers(0, token - 1))
        parsed.dep[token] = data.draw(st.sampled_from(labels))
        parsed.pos[token] = data.draw(st.sampled_from(("NOUN", "PROPN", "VERB", "ADP", "PRON", "ADJ")))
    parsed.head[0] = 0
    parsed.children[:] = [[] for _ in range(size)]
    for token in range(1, size):
        parsed.children[parsed.head[token]].append(token)
    places = where.places(parsed, reader.gazetteer)
    _assert_sound(parsed, who.mentions(parsed, reader.gazetteer, reader._lists("who"), places))


def test_a_very_long_chain_of_possessors_ends(reader: Reader) -> None:
    _assert_sound(*_read(reader, "the army of " * 400 + "France"))
    _assert_sound(*_read(reader, "Paris and " * 400 + "London met."))
