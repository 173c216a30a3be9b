"""Places: names resolved, events placed, the country a report plays in."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.errors import DataFileError
from dragoman.gazetteer import countries, groups
from dragoman.gazetteer import places as gazetteer_places
from dragoman.gazetteer.countries import Countries
from dragoman.gazetteer.groups import Groups
from dragoman.gazetteer.places import Places
from dragoman.reading.parse import Parsed, Parser
from dragoman.reading.where import PlaceIndex, event_place, places, setting
from dragoman.records import Place, Report

CASES = Path(__file__).with_name("cases") / "places.csv"


@dataclass(frozen=True)
class Geography:
    countries: Countries
    places: Places
    groups: Groups


@pytest.fixture(scope="module")
def geography() -> Geography:
    return Geography(countries.load(), gazetteer_places.load(), groups.load())


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


def _rows() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _read(parser: Parser, geography: Geography, text: str) -> tuple[Parsed, PlaceIndex]:
    parsed = parser.parse(Report(text))
    return parsed, places(parsed, geography)


def _named(parser: Parser, geography: Geography, text: str) -> list[Place]:
    return [mention.place for mention in _read(parser, geography, text)[1].mentions]


def _case(row: dict[str, str]) -> ParameterSet:
    return pytest.param(row, marks=pytest.mark.xfail(reason="known miss") if row["missed"] else ())


@pytest.mark.parametrize("row", [_case(row) for row in _rows()])
def test_where_an_event_happened(row: dict[str, str], parser: Parser, geography: Geography) -> None:
    parsed, found = _read(parser, geography, row["sentence"])
    where = event_place(parsed, found, parsed.lower.index(row["trigger"].lower()))
    kind = next((mention.kind for mention in found.mentions if mention.place == where), "")
    read = (where.name, where.country or "", where.admin1 or "", kind) if where else ("", "", "", "")
    assert read == (row["place"], row["country"], row["admin1"], row["precision"])


def test_the_table_of_cases_is_large_enough() -> None:
    rows = _rows()
    assert len(rows) >= 130
    assert sum(not row["place"] for row in rows) >= 30
    assert sum(not row["missed"] for row in rows) >= 0.9 * len(rows)


@pytest.mark.parametrize(
    ("text", "country", "admin1"),
    [
        ("The mayor of Paris spoke.", "FRA", "Ile-de-France"),
        ("A tornado struck the town of Paris, Texas.", "USA", "Texas"),
        ("Protesters met in Tripoli, Lebanon.", "LBN", "North Lebanon"),
        ("The army entered Hyderabad in Pakistan.", "PAK", "Sindh"),
        ("Indian officials opened a hospital in Hyderabad.", "IND", "Telangana"),
        ("Spanish police closed the port of Valencia.", "ESP", None),
        ("Venezuelan police closed the port of Valencia.", "VEN", None),
    ],
)
def test_namesakes(text: str, country: str, admin1: str | None, parser: Parser, geography: Geography) -> None:
    first = _named(parser, geography, text)[0]
    assert first.country == country
    assert admin1 is None or first.admin1 == admin1


def test_a_place_has_its_coordinates_and_number(parser: Parser, geography: Geography) -> None:
    (place,) = _named(parser, geography, "Rockets hit Kabul on Monday.")
    assert place.name == "Kabul"
    assert place.country == "AFG"
    assert place.latitude is not None
    assert abs(place.latitude - 34.5) < 0.2
    assert place.longitude is not None
    assert abs(place.longitude - 69.2) < 0.2
    assert place.geonames_id == 1138958


@pytest.mark.parametrize(
    "text",
    [
        "Michael Jordan and Victoria Nuland spoke by phone.",
        "He was reading of a nice man in the bar.",
        "The Israeli army and the French police denied it.",
        "The minister spoke to Parliament on Sunday in March.",
    ],
)
def test_what_is_no_place(text: str, parser: Parser, geography: Geography) -> None:
    assert _named(parser, geography, text) == []


def test_a_name_that_the_gazetteer_lacks_is_kept_without_coordinates(
    parser: Parser, geography: Geography
) -> None:
    parsed, found = _read(parser, geography, "Two farmers were killed in Qaryat Zurub, Iraq, on Monday.")
    where = event_place(parsed, found, parsed.lower.index("killed"))
    assert where is not None
    assert where.country == "IRQ"
    assert where.latitude is None


@pytest.mark.parametrize(
    ("text", "place", "country"),
    [
        ("PARIS, April 3 (Reuters) - Police arrested two men on Wednesday.", "Paris", "FRA"),
        ("BEIJING, Nov. 18 (Xinhua) -- Police arrested two men on Saturday.", "Beijing", "CHN"),
        ("KABUL, Afghanistan (AP) — A roadside bomb killed three soldiers.", "Kabul", "AFG"),
        ("JERUSALEM — The government said it would build 300 homes.", "Jerusalem", "ISR"),
        ("BAGHDAD, Iraq, March 5 - Gunmen killed a judge.", "Baghdad", "IRQ"),
        ("RIO DE JANEIRO, June 1, 2012 (AFP) - Police arrested two men.", "Rio de Janeiro", "BRA"),
        ("Police arrest two\n\nLIMA, May 4 (AFP) - Police arrested two men.", "Lima", "PER"),
        ("MOSCOW (AP) _ Police arrested two men.\n\nIn Idaho, a man was hurt.", "Moscow", "RUS"),
    ],
)
def test_datelines(text: str, place: str, country: str, parser: Parser, geography: Geography) -> None:
    parsed, found = _read(parser, geography, text)
    assert found.dateline is not None
    assert (found.dateline.name, found.dateline.country) == (place, country)
    assert setting(parsed, found) == country


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Police arrested 12 people in Nairobi. The US ambassador to Kenya condemned the arrests.", "KEN"),
        ("Protesters stormed a bank in Buenos Aires.\n\nThe Argentine government called for calm.", "ARG"),
        ("The Thai army said that insurgents had killed a teacher in Yala.", "THA"),
        ("The protesters threw stones at the police.", None),
    ],
)
def test_the_country_that_a_report_plays_in(
    text: str, country: str | None, parser: Parser, geography: Geography
) -> None:
    parsed, found = _read(parser, geography, text)
    assert setting(parsed, found) == country


def test_the_index_finds_a_place_by_the_head_of_its_name(parser: Parser, geography: Geography) -> None:
    parsed, found = _read(parser, geography, "The talks in the Gaza Strip ended.")
    (token,) = found
    assert parsed.text[token] == "Strip"
    assert found[token].country == "PSE"
    assert token in found
    assert len(found) == 1
    assert found.get(0) is None


def test_a_users_file_overrides_the_lists(parser: Parser, geography: Geography, tmp_path: Path) -> None:
    own = tmp_path / "places.toml"
    own.write_text('locative = ["near"]\n', encoding="utf-8")
    parsed = parser.parse(Report("The ministers met in Geneva."))
    assert event_place(parsed, places(parsed, geography, [own]), parsed.lower.index("met")) is None


@pytest.mark.parametrize(
    "content",
    ["locative = [", 'locative = "in"\n', "[setting]\nparagraphs = []\n", "[weight]\nregion = 'x'\n"],
)
def test_a_malformed_file_is_named(
    parser: Parser, geography: Geography, tmp_path: Path, content: str
) -> None:
    own = tmp_path / "places.toml"
    own.write_text(content, encoding="utf-8")
    with pytest.raises(DataFileError, match=r"places\.toml"):
        places(parser.parse(Report("Rockets hit Kabul.")), geography, [own])


_PIECES = st.one_of(
    st.sampled_from(
        ["in", "at", "near", "the", "of", "met", "attack", "on", "city", "province", "April 3", "(Reuters)"]
    ),
    st.sampled_from(
        ["Paris", "PARIS", "Texas", "Georgia", "Iraq", "US", "U.S.", "UN", "Victoria", "Gaza", "Strip"]
    ),
    st.sampled_from([",", "(", ")", "-", "--", ".", "\n\n", "’s", "\u00a0"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.one_of(st.lists(_PIECES, min_size=1, max_size=25).map(" ".join), st.text(min_size=1, max_size=80))
)
def test_never_raises_and_mentions_lie_in_the_text(parser: Parser, geography: Geography, text: str) -> None:
    parsed, found = _read(parser, geography, text)
    for mention in found.mentions:
        assert 0 <= mention.start <= mention.head < mention.end <= len(parsed)
    for token in range(len(parsed)):
        event_place(parsed, found, token)
    setting(parsed, found)
