"""What names, titles and nouns of news mean: each row of `cases/*.csv` is one look-up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Date
from pathlib import Path

import pytest

from dragoman.gazetteer import communities, groups, nouns, offices, organisations, people
from dragoman.gazetteer.tables import read_rows

CASES = Path(__file__).with_name("cases")
Case = Mapping[str, str]


def rows(name: str) -> list[object]:
    """The rows of a case table, each named by its line."""
    table = read_rows(CASES / f"{name}.csv")
    return [pytest.param(case, id=f"{name}:{line}") for line, case in table]


def day(text: str) -> Date | None:
    return Date.fromisoformat(text) if text else None


@pytest.mark.parametrize("case", rows("organisations"))
def test_organisation(case: Case) -> None:
    found = organisations.load().find(case["text"])
    assert (found.code if found else "") == case["code"]


@pytest.mark.parametrize("case", rows("groups"))
def test_group(case: Case) -> None:
    found = groups.load().find(case["text"], case["country"] or None, day(case["on"]))
    told = (found.country or "", found.sectors[0]) if found else ("", "")
    assert told == (case["found_country"], case["sector"])


@pytest.mark.parametrize("case", rows("offices"))
def test_office(case: Case) -> None:
    found = offices.load().find(case["text"], case["country"] or None)
    told = (found.office, " ".join(found.sectors[:1]), found.level) if found else ("", "", "")
    assert told == (case["office"], case["sector"], case["level"])


@pytest.mark.parametrize("case", rows("nouns"))
def test_noun(case: Case) -> None:
    found = nouns.load().find(case["text"])
    told = (" ".join(found.sectors[:1]), found.kind, "yes" if found.weak else "") if found else ("", "", "")
    assert told == (case["sector"], case["kind"], case["weak"])


@pytest.mark.parametrize("case", rows("communities"))
def test_community(case: Case) -> None:
    found = communities.load().find(case["text"])
    assert ((found.kind, found.country or "") if found else ("", "")) == (case["kind"], case["country"])


@pytest.mark.parametrize("case", rows("people"))
def test_person(case: Case) -> None:
    found = people.load().find(case["name"], day(case["on"]))
    told = (found.office or "-", found.country or "", found.organisation or "") if found else ("", "", "")
    assert told == (case["office"], case["country"], case["organisation"])


@pytest.mark.parametrize(
    ("words", "start", "length", "office"),
    [
        ("French Defense Minister Jane Doe", 1, 2, "minister of defence"),
        ("the deputy prime minister and foreign minister", 0, 4, "deputy prime minister"),
        ("Lt . Gen . Ali Hassan", 0, 3, "general"),
        ("Lt. Gen. Ali Hassan", 0, 2, "general"),
        ("U.S. Secretary of State Jane Doe", 0, 4, "minister of foreign affairs"),
        ("ex - president Jane Doe", 0, 3, "former president"),
        ("UN Secretary - General Jane Doe", 0, 4, "UN secretary general"),
        ("minister of fairy tales", 0, 1, "minister"),
        ("vice minister of foreign affairs", 0, 5, "deputy minister of foreign affairs"),
    ],
)
def test_longest_title(words: str, start: int, length: int, office: str) -> None:
    found = offices.load().longest(words.split(), start)
    assert found is not None
    assert (found[0], found[1].office) == (length, office)


def test_names_run_over_hyphens_and_apostrophes_that_are_words_of_their_own() -> None:
    words = ["the", "Lord", "'s", "Resistance", "Army", "and", "al", "-", "Qaeda", "-", "linked", "rebels"]
    army = groups.load().longest(words, 0)
    assert army is not None
    assert (army[0], army[1].name) == (5, "Lord's Resistance Army")
    network = groups.load().longest(words, 6)
    assert network is not None
    assert (network[0], network[1].name) == (3, "al-Qaeda")


def test_nothing_begins_at_a_hyphen_or_past_the_end() -> None:
    words = ["-", "president"]
    assert offices.load().longest(words, 0) is None
    assert offices.load().longest(words, 2) is None
    assert organisations.load().longest(["the"], 0) is None


def test_an_organisation_knows_its_roof_and_its_seat() -> None:
    table = organisations.load()
    unhcr = table.by_code("UNHCR")
    assert unhcr is not None
    assert table.roof(unhcr).code == "UN"
    assert {o.code for o in table.seated_in("Brussels")} == {"EU", "NATO"}
    assert table.seated_in("Atlantis") == ()


@pytest.mark.parametrize(
    ("code", "size", "member"),
    [
        ("EU", 27, "HRV"),
        ("NATO", 32, "SWE"),
        ("G7", 7, "JPN"),
        ("G8", 8, "RUS"),
        ("G20", 21, "African Union"),
        ("ASEAN", 11, "TLS"),
        ("African Union", 55, "MAR"),
        ("Arab League", 22, "PSE"),
        ("OIC", 57, "ALB"),
        ("OSCE", 57, "MNG"),
        ("Commonwealth", 56, "RWA"),
        ("OAS", 34, "CUB"),
        ("SADC", 16, "COM"),
        ("ECOWAS", 12, "GHA"),
        ("GCC", 6, "OMN"),
        ("SCO", 10, "BLR"),
        ("BRICS", 10, "IDN"),
        ("OPEC", 12, "GAB"),
        ("APEC", 21, "TWN"),
        ("SAARC", 8, "MDV"),
        ("six-party talks", 6, "PRK"),
        ("P5", 5, "GBR"),
        ("E3", 3, "DEU"),
        ("Quad", 4, "IND"),
    ],
)
def test_members(code: str, size: int, member: str) -> None:
    organisation = organisations.load().by_code(code)
    assert organisation is not None
    assert len(set(organisation.members)) == len(organisation.members) == size
    assert member in organisation.members


def test_british_and_american_endings_are_one() -> None:
    table = organisations.load()
    assert table.find("Organisation of American States") == table.find("Organization of American States")
    assert table.find("World Customs Organisation") is not None


def test_a_body_that_changes_sides() -> None:
    table = groups.load()
    then, since = table.find("SPLA", on=Date(1999, 5, 1)), table.find("SPLA", on=Date(2013, 5, 1))
    assert then is not None
    assert since is not None
    assert (then.country, then.sectors) == ("SDN", ("REB",))
    assert (since.country, since.sectors) == ("SSD", ("MIL",))
    assert table.find("SPLA") == since
