from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import DataFileError
from dragoman.gazetteer.countries import Countries, load, normalise
from dragoman.gazetteer.tables import read_rows

CASES = Path(__file__).parent / "cases" / "names_of_countries.csv"

# ISO 3166-1 alpha-3, and Kosovo.
ISO = (CASES.parent / "iso_3166.txt").read_text(encoding="ascii").split()


@pytest.fixture(scope="module")
def countries() -> Countries:
    return load()


def own(tmp_path: Path, content: str, name: str = "own.csv") -> Path:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return path


def test_every_code_of_iso_3166_is_there_once(countries: Countries) -> None:
    assert sorted(country.alpha3 for country in countries) == sorted(ISO)


@pytest.mark.parametrize("system", ["alpha2", "numeric", "cow", "cow_number", "cameo", "fips"])
def test_codes_are_unique_and_found(countries: Countries, system: str) -> None:
    codes = Counter(getattr(country, system) for country in countries)
    codes.pop("", None)
    assert codes
    assert max(codes.values()) == 1
    for country in countries:
        code = getattr(country, system)
        if code:
            assert countries.by_code(system, code) is country  # type: ignore[arg-type]


def test_each_code_has_its_form(countries: Countries) -> None:
    for country in countries:
        assert len(country.alpha2) == 2
        assert country.alpha2.isupper()
        assert country.numeric.isdigit() == (country.alpha3 != "KOS")
        assert len(country.numeric) in (0, 3)
        assert bool(country.cow) == bool(country.cow_number)
        assert country.continent
        assert country.latitude is not None
        assert country.longitude is not None
        assert -90 <= country.latitude <= 90
        assert -180 <= country.longitude <= 180


@pytest.mark.parametrize(
    ("territory", "actor"),
    [
        ("GRL", "DNK"),
        ("PRI", "USA"),
        ("MAC", "CHN"),
        ("FLK", "GBR"),
        ("NCL", "FRA"),
        ("ESH", "MAR"),
        ("ABW", "NLD"),
    ]
    + [(code, code) for code in ("HKG", "PSE", "ATA", "KOS", "VAT", "TWN", "USA")],
)
def test_dependencies_are_coded_as_the_state_that_controls_them(
    countries: Countries, territory: str, actor: str
) -> None:
    assert countries.actor_code(territory) == actor


def test_what_a_territory_folds_to_stands_by_itself(countries: Countries) -> None:
    for country in countries:
        state = countries.by_alpha3(country.coded_as)
        assert state is not None
        assert state.coded_as == state.alpha3


def test_codes_of_other_systems(countries: Countries) -> None:
    germany = countries.by_alpha3("DEU")
    assert germany is not None
    assert (germany.alpha2, germany.numeric, germany.cow, germany.cow_number, germany.fips) == (
        ("DE", "276", "GMY", "255", "GM")
    )
    assert germany is countries.by_code("cow_number", "255") is countries.by_code("fips", "GM")
    kosovo = countries.by_code("cameo", "KSV")
    assert kosovo is countries.by_alpha3("KOS")
    assert countries.by_alpha3("XXX") is None
    assert countries.by_code("alpha2", "XX") is None
    assert countries.actor_code("XXX") == "XXX"


@pytest.mark.parametrize("row", [row for _, row in read_rows(CASES)], ids=lambda row: row["text"])
def test_what_a_text_names(countries: Countries, row: dict[str, str]) -> None:
    entry = countries.name_lookup(row["text"])
    found = (entry.alpha3, entry.kind, entry.sector) if entry else ("", "", "")
    assert found == (row["alpha3"], row["kind"], row["sector"])


def test_a_text_belongs_to_one_country(countries: Countries) -> None:
    owner: dict[str, str] = {}
    for entry in countries.names():
        assert owner.setdefault(normalise(entry.text), entry.alpha3) == entry.alpha3, entry


def test_every_name_leads_back_to_its_country(countries: Countries) -> None:
    for entry in countries.names():
        found = countries.name_lookup(entry.text)
        assert found is not None
        assert found.territory == entry.territory or found.alpha3 == entry.alpha3


def test_every_inhabited_state_has_its_words(countries: Countries) -> None:
    kinds: dict[str, set[str]] = {}
    for entry in countries.names():
        kinds.setdefault(entry.territory, set()).add(entry.kind)
    for country in countries:
        assert "name" in kinds[country.alpha3], country
        found = countries.name_lookup(country.name)
        assert found is not None
        assert found.territory == country.alpha3
        # the two that share their adjective with a larger neighbour, and the Holy See, whose people are not a nation
        if country.cow and country.alpha3 not in ("COG", "DMA"):
            assert {"adjective", "people"} <= kinds[country.alpha3], country


def test_only_the_letters_of_an_exact_name_count(countries: Countries) -> None:
    assert countries.name_lookup("REUNION") is None
    assert countries.name_lookup("Reunion") is not None


def test_what_a_user_types_counts_in_any_case(countries: Countries) -> None:
    for text in ("russia", "uae", "cote d'ivoire", "downing street"):
        assert countries.name_lookup(text) is None
        assert countries.name_lookup(text, any_case=True) is not None


def test_the_first_half_of_a_compound(countries: Countries) -> None:
    for text in ("Sino", "Sino-"):
        entry = countries.prefix_lookup(text)
        assert entry is not None
        assert entry.alpha3 == "CHN"
    assert countries.name_lookup("Franco") is None
    assert countries.prefix_lookup("Quasi") is None
    assert "Franco" not in {entry.text for entry in countries.names()}
    assert "Franco" in {entry.text for entry in countries.prefixes()}


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Kremlin", "office"),
        ("Royal Navy", "force"),
        ("Britons", "people"),
        ("France", "state"),
        ("Aceh", "state"),
    ],
)
def test_what_kind_of_actor_a_name_is(countries: Countries, text: str, actor: str) -> None:
    entry = countries.name_lookup(text)
    assert entry is not None
    assert entry.actor == actor


def test_the_shipped_table_is_made_once() -> None:
    assert load() is load(())


def test_a_users_names_extend_and_override(tmp_path: Path) -> None:
    path = own(
        tmp_path,
        "alpha3,kind,text,sector\n"
        "USA,region,Georgia,\n"
        "FRA,seat,Maison de la Radio,JRN\n"
        "GRL,name,Thule,\n"
        ",,Foreign Office,\n",
    )
    countries = load([path])
    georgia = countries.name_lookup("Georgia")
    assert georgia is not None
    assert (georgia.alpha3, georgia.kind) == ("USA", "region")
    radio = countries.name_lookup("Maison de la Radio")
    assert radio is not None
    assert (radio.alpha3, radio.sector, radio.actor) == ("FRA", "JRN", "organisation")
    thule = countries.name_lookup("Thule")
    assert thule is not None
    assert (thule.alpha3, thule.territory) == ("DNK", "GRL")
    assert countries.name_lookup("Foreign Office") is None
    assert load().name_lookup("Foreign Office") is not None
    assert countries.prefix_lookup("Sino") is not None


def test_a_users_countries_extend_and_override(tmp_path: Path) -> None:
    path = own(tmp_path, "alpha3,name,coded_as\nGRL,Greenland,GRL\nROJ,Rojava,SYR\n")
    names = own(tmp_path, "alpha3,kind,text\nROJ,name,Rojava Free State\n", "names.csv")
    countries = load([names, path])
    greenland = countries.name_lookup("Greenland")
    assert greenland is not None
    assert greenland.alpha3 == "GRL"
    row = countries.by_alpha3("GRL")
    assert row is not None
    assert row.alpha2 == "GL"
    rojava = countries.name_lookup("Rojava Free State")
    assert rojava is not None
    assert rojava.alpha3 == "SYR"


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ("alpha3,kind,text\nXXQ,name,Atlantis\n", 2, "XXQ"),
        ("alpha3,kind,text\nFRA,city,Lyon\n", 2, "kind is one of"),
        ("alpha3,kind,text\nFRA,name,\n", 2, "no text"),
        ("alpha3,kind,text,sector\nFRA,seat,Bercy,gov\n", 2, "sector"),
        ("alpha3,kind,text,exact\nFRA,seat,Bercy,maybe\n", 2, "exact"),
        ("alpha3,kind\nFRA,seat\n", 1, "lacks text"),
        ("alpha3,name,coded_as\nFra,France,FRA\n", 2, "three capital letters"),
        ("alpha3,name,coded_as\nFRA,,FRA\n", 2, "no name"),
        ("alpha3,name,coded_as\n#\nATL,Atlantis,XXQ\n", 3, "XXQ"),
        ("alpha3,name,coded_as\nATL,Atlantis,ATL\nATL,Atlantis,ATL\n", 3, "a row already"),
        ("alpha3,name,coded_as,latitude\nATL,Atlantis,ATL,north\n", 2, "can't be read"),
        ("alpha3,name,coded_as,partially_recognised\nATL,Atlantis,ATL,maybe\n", 2, "can't be read"),
        ("alpha3,name\nATL,Atlantis\n", 1, "lacks coded_as"),
    ],
)
def test_a_malformed_row_names_file_and_line(tmp_path: Path, content: str, line: int, says: str) -> None:
    path = own(tmp_path, content)
    with pytest.raises(DataFileError, match=says) as caught:
        load([path])
    assert caught.value.where == str(path)
    assert caught.value.line == line


@given(text=st.text(max_size=60), any_case=st.booleans())
def test_no_text_breaks_a_lookup(text: str, any_case: bool) -> None:
    countries = load()
    entry = countries.name_lookup(text, any_case=any_case)
    assert entry is None or countries.by_alpha3(entry.alpha3) is not None
    countries.prefix_lookup(text)


@given(text=st.text(max_size=60))
def test_normalising_twice_is_normalising_once_but_for_stacked_endings(text: str) -> None:
    once = normalise(text)
    assert once == once.rstrip(".'")
    assert "  " not in once
