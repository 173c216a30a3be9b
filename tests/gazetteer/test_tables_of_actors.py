"""What holds of every row of the shipped tables of actors, and of a user's own on top of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date as Date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import codebook
from dragoman.errors import DataFileError
from dragoman.gazetteer import communities, countries, groups, nouns, offices, organisations, people
from dragoman.gazetteer.names import Names, fold, plurals

COUNTRIES = {country.alpha3 for country in countries.load()}
CODES = {organisation.code for organisation in organisations.load()}
INTERNATIONAL = organisations.KINDS


def test_how_many_there_are() -> None:
    assert len(list(organisations.load())) >= 150
    assert len(list(groups.load())) >= 500
    assert len(list(offices.load())) >= 350
    assert len(list(nouns.load())) >= 500
    assert len(list(communities.load())) >= 300
    assert len(list(people.load())) >= 400


def test_sectors_are_the_codebooks() -> None:
    known = set(codebook.load().sectors) - INTERNATIONAL
    for table in (organisations, groups, offices, nouns, people):
        used = {sector for entry in table.load() for sector in entry.sectors}
        assert used <= known, table.__name__


def test_countries_are_alpha_3() -> None:
    for table in (groups, offices, communities, people):
        assert {entry.country for entry in table.load()} - {None} <= COUNTRIES, table.__name__


def test_organisations_hang_together() -> None:
    for organisation in organisations.load():
        assert set(organisation.members) <= COUNTRIES | CODES, organisation.code
        assert organisation.parent is None or organisation.parent in CODES, organisation.code


def test_every_organisation_is_found_by_its_code_and_name() -> None:
    table = organisations.load()
    for organisation in table:
        assert table.find(organisation.code) is not None
        assert table.find(organisation.name) is not None


def test_organisations_of_one_name_are_one() -> None:
    owner: dict[str, str] = {}
    for organisation in organisations.load():
        for name in {fold(n) for n in (organisation.code, organisation.name, *organisation.aliases)}:
            assert owner.setdefault(name, organisation.code) == organisation.code, name


def test_every_group_has_a_sector_and_is_found_where_it_belongs() -> None:
    table = groups.load()
    for group in table:
        assert group.sectors, group.name
        found = table.find(group.name, group.country, group.start)
        assert found is not None
        assert found.country == group.country or group.country is None, group.name


def test_people_hold_offices_that_the_titles_know() -> None:
    titles = offices.load()
    known = {office.office for office in titles}
    for tenure in people.load():
        office = tenure.office
        assert office in known or titles.find(office), (tenure.name, office)
        assert tenure.organisation is None or tenure.organisation in CODES, tenure.name
        assert tenure.sectors, tenure.name


def test_people_are_in_office_on_their_first_and_last_day() -> None:
    table = people.load()
    for tenure in table:
        for day in (tenure.start, tenure.end):
            person = table.find(tenure.name, day)
            assert person is not None, tenure.name
            assert person.office is not None, (tenure.name, day)
            assert day is None or not person.office.startswith("former"), (tenure.name, day)


def test_weak_nouns_are_the_lesser_part() -> None:
    table = list(nouns.load())
    assert sum(noun.weak for noun in table) < len(table) / 3


@pytest.mark.parametrize(
    ("phrase", "forms"),
    [
        ("minister", {"ministers"}),
        ("chief of staff", {"chiefs of staff"}),
        ("secretary general", {"secretaries general", "secretary generals"}),
        ("charge d'affaires", {"charges d'affaires"}),
        ("president-elect", {"presidents-elect"}),
        ("commander-in-chief", {"commanders-in-chief"}),
        ("policeman", {"policemen"}),
        ("embassy", {"embassies"}),
        ("church", {"churches"}),
        ("MP", {"MPs"}),
        ("security forces", set()),
    ],
)
def test_plurals(phrase: str, forms: set[str]) -> None:
    assert set(plurals(phrase)) == forms


def write(folder: Path, text: str) -> Path:
    path = folder / "own.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_own_organisation_is_added_and_overrides(tmp_path: Path) -> None:
    own = write(
        tmp_path,
        "code,name,aliases,kind,members\nEU,European Union,,EUR,FRA|DEU\nMoon League,Moon League,ML,IGO,\n",
    )
    table = organisations.load([own])
    europe, moon = table.find("EU"), table.find("ML")
    assert europe is not None
    assert europe.members == ("FRA", "DEU")
    assert moon is not None
    assert moon.kind == "IGO"
    shipped = organisations.load().find("ML")
    assert shipped is None


def test_own_group_overrides_by_name_and_country(tmp_path: Path) -> None:
    own = write(tmp_path, "name,aliases,country,sectors,kind\nShining Path,Luminous,PER,REB CRM,group\n")
    kept = write(tmp_path, "name,aliases,country,sectors,kind\nLikud,,ISR,GOV,group\n")
    found = groups.load([kept]).find("Likud")
    assert found is not None
    assert found.sectors == ("GOV",)
    assert own == kept
    assert groups.load().find("Likud") != found


def test_own_title_overrides_by_phrase_and_country(tmp_path: Path) -> None:
    own = write(
        tmp_path,
        "phrase,office,sectors,level,country\nbig cheese,president,GOV,heads of state,\n"
        "premier,premier of a state,GOV,officials,\n",
    )
    table = offices.load([own])
    cheese, premier = table.find("big cheeses"), table.find("premier", "CHN")
    assert cheese is not None
    assert cheese.office == "president"
    assert premier is not None
    assert premier.office == "premier of a state"


def test_own_noun_community_and_person(tmp_path: Path) -> None:
    noun = nouns.load([write(tmp_path, "noun,sectors,kind\ngoblin,UAF,group\n")]).find("goblins")
    assert noun is not None
    assert noun.sectors == ("UAF",)
    community = communities.load([write(tmp_path, "text,kind,country\nHobbit,ethnic,NZL\n")]).find("Hobbit")
    assert community is not None
    assert community.country == "NZL"
    own = write(
        tmp_path,
        "name,aliases,country,office,sectors,from,to\nJane Doe,Doe,FRA,president,GOV,2030,2031-06\n",
    )
    table = people.load([own])
    for day, office in (
        (Date(2029, 12, 31), None),
        (Date(2030, 1, 1), "president"),
        (Date(2031, 6, 30), "president"),
        (Date(2031, 7, 1), "former president"),
    ):
        person = table.find("Doe", day)
        assert person is not None
        assert person.office == office


Load = Callable[[list[Path]], object]


@pytest.mark.parametrize(
    ("load", "text", "line", "what"),
    [
        (organisations.load, "code,name,aliases,kind\n\nX,X Body,,CLUB\n", 3, "kind"),
        (organisations.load, "# mine\ncode,name,aliases,kind\n,X Body,,IGO\n", 3, "code is empty"),
        (organisations.load, "code,name,aliases,kind,parent\nX,X Body,,IGO,X\n", 2, "part of itself"),
        (organisations.load, "code,name\nX,X Body\n", 1, "kind"),
        (organisations.load, "code,name,aliases,kind\nX,Y,,IGO\nX,Z,,IGO\n", 3, "line 2"),
        (groups.load, "name,aliases,country,sectors,kind\nX,,France,REB,group\n", 2, "country"),
        (groups.load, "name,aliases,country,sectors,kind\nX,,FRA,rebels,group\n", 2, "sectors"),
        (groups.load, "name,aliases,country,sectors,kind,from\nX,,FRA,REB,group,then\n", 2, "from"),
        (groups.load, "name,aliases,country,sectors,kind,to\nX,,FRA,REB,group,2023-02-30\n", 2, "to"),
        (offices.load, "phrase,office,sectors,level\nboss,boss,GOV,bosses\n", 2, "level"),
        (offices.load, "phrase,office,sectors,level\nboss,* of *,GOV,\n", 2, "at most one"),
        (nouns.load, "noun,sectors,kind,weak\ngoblin,UAF,group,maybe\n", 2, "weak"),
        (nouns.load, "noun,sectors,kind\ngoblin,UAF,monster\n", 2, "kind"),
        (communities.load, "text,kind,country\nHobbit,small,\n", 2, "kind"),
        (
            people.load,
            "name,aliases,country,office,sectors,from,to\nX,,FRA,president,GOV,2000,1999\n",
            2,
            "before it begins",
        ),
    ],
)
def test_a_malformed_row_is_named(tmp_path: Path, load: Load, text: str, line: int, what: str) -> None:
    own = write(tmp_path, text)
    with pytest.raises(DataFileError, match=what) as caught:
        load([own])
    assert caught.value.where == str(own)
    assert caught.value.line == line


def test_parents_in_a_ring_end_somewhere(tmp_path: Path) -> None:
    own = write(tmp_path, "code,name,aliases,kind,parent\nX1,X One,,IGO,X2\nX2,X Two,,IGO,X1\n")
    table = organisations.load([own])
    first = table.by_code("X1")
    assert first is not None
    assert table.roof(first).code in {"X1", "X2"}


WORDS = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            ["the", "-", "former", "deputy", "foreign", "minister", "of", "U.S.", "al", "Qaeda", "Gen.", "EU"]
        ),
    ),
    max_size=40,
)


@given(WORDS)
def test_any_words_can_be_looked_up(words: list[str]) -> None:
    day = Date(2005, 5, 5)
    for start in range(len(words) + 1):
        found = [
            organisations.load().longest(words, start),
            groups.load().longest(words, start, "FRA", day),
            offices.load().longest(words, start, "USA"),
            nouns.load().longest(words, start),
            communities.load().longest(words, start),
            people.load().longest(words, start, day),
        ]
        assert all(match is None or 0 < match[0] <= len(words) - start for match in found)


@given(st.text())
def test_any_text_can_be_looked_up(text: str) -> None:
    for table in (organisations, groups, offices, nouns, communities, people):
        table.load().find(text)


@given(st.lists(st.from_regex(r"[A-Za-z][a-z]{1,5}( [a-z]{2,5})?", fullmatch=True), min_size=1, max_size=8))
def test_what_is_entered_is_found(names: list[str]) -> None:
    entered = [name for name in names if fold(name) and not name.lower().startswith("the")]
    table = Names((name, name) for name in entered)
    for name in entered:
        assert name in table.find(name)
