from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import DataFileError
from dragoman.gazetteer.places import Places, load, place_key
from dragoman.gazetteer.tables import read_rows

CASES = Path(__file__).parent / "cases" / "names_of_places.csv"


@pytest.fixture(scope="module")
def places() -> Places:
    return load()


def own(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "row", [row for _, row in read_rows(CASES)], ids=lambda row: f"{row['text']} {row['prefer']}".strip()
)
def test_the_likeliest_place_of_a_name(places: Places, row: dict[str, str]) -> None:
    place = places.best(row["text"], row["prefer"].split())
    found = (place.name, place.alpha3, place.kind) if place else ("", "", "")
    assert found == (row["name"], row["alpha3"], row["kind"])


def test_candidates_come_largest_first(places: Places) -> None:
    candidates = places.lookup("Springfield")
    assert len(candidates) > 3
    sizes = [place.population for place in candidates]
    assert sizes == sorted(sizes, reverse=True)


def test_what_a_place_tells(places: Places) -> None:
    mosul = places.best("Mosul")
    assert mosul is not None
    assert (mosul.admin1, mosul.coded_as, mosul.geonames_id) == ("Nineveh", "IRQ", 99072)
    assert mosul.latitude == pytest.approx(36.34, abs=0.05)
    assert mosul.longitude == pytest.approx(43.13, abs=0.05)
    san_juan = places.best("San Juan", ["PRI"])
    assert san_juan is not None
    assert (san_juan.alpha3, san_juan.coded_as) == ("PRI", "USA")


def test_every_place_is_on_the_globe_and_found_by_its_name(places: Places) -> None:
    count = 0
    for place in places:
        count += 1
        assert -90 <= place.latitude <= 90
        assert -180 <= place.longitude <= 180
        if count % 50 == 0:
            assert place in places.lookup(place.name)
    assert count == len(places) > 37_000


def test_the_key_of_a_place() -> None:
    assert place_key("N'Djamena") == place_key("Ndjamena") == place_key("N’Djaména") == "ndjamena"
    assert place_key("Port-au-Prince") == place_key("Port au Prince")
    assert place_key("the St. Lawrence") == "st lawrence"


def test_the_shipped_table_is_made_once() -> None:
    assert load() is load(())


def test_a_users_places_extend_the_table(tmp_path: Path) -> None:
    path = own(
        tmp_path,
        "name,also,alpha3,kind,latitude,longitude,population,admin1\n"
        "Narnia,Land of Narnia,GBR,region,51.7,-1.2,,England\n"
        "Paris,,KEN,,0.1,37.0,90000000,\n",
    )
    places = load([path])
    narnia = places.best("Land of Narnia")
    assert narnia is not None
    assert (narnia.name, narnia.coded_as, narnia.admin1) == ("Narnia", "GBR", "England")
    paris = places.best("Paris")
    assert paris is not None
    assert (paris.alpha3, paris.kind) == ("KEN", "city")
    assert load().best("Narnia") is None


def test_a_users_regions_extend_the_table(tmp_path: Path) -> None:
    places = load([own(tmp_path, "alpha3,code,name,latitude,longitude\nSSD,77,Ruweng,9.5,29.9\n")])
    ruweng = places.best("Ruweng state")
    assert ruweng is not None
    assert (ruweng.kind, ruweng.admin1, ruweng.admin1_code) == ("admin1", "Ruweng", "77")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",FRA,town,1,2", "no name"),
        ("Lyonesse,FRA,hamlet,1,2", "kind is one of"),
        ("Lyonesse,XXQ,town,1,2", "XXQ"),
        ("Lyonesse,FRA,town,north,2", "can't be read"),
        ("Lyonesse,FRA,town,91,2", "no point on the globe"),
        ("Lyonesse,FRA,town,nan,2", "no point on the globe"),
        ("Lyonesse,FRA,town,1,", "can't be read"),
    ],
)
def test_a_malformed_row_names_file_and_line(tmp_path: Path, row: str, says: str) -> None:
    path = own(tmp_path, f"# mine\nname,alpha3,kind,latitude,longitude\n{row}\n")
    with pytest.raises(DataFileError, match=says) as caught:
        load([path])
    assert (caught.value.where, caught.value.line) == (str(path), 3)


@given(text=st.text(max_size=60), prefer=st.lists(st.sampled_from(["USA", "FRA", "XXX"]), max_size=2))
def test_no_text_breaks_a_lookup(text: str, prefer: list[str]) -> None:
    places = load()
    best = places.best(text, prefer)
    assert (best is None) == (not places.lookup(text))
