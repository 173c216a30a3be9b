"""Places: cities over 15,000 people, first-level regions, and what else news names: towns, sites, regions, seas.

The tables come from GeoNames (geonames.org, CC BY 4.0) by training/make_places.py; `places_more.csv` is written
by hand.
"""

from __future__ import annotations

import functools
import gzip
import re
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from dragoman.errors import DataFileError
from dragoman.gazetteer.countries import DATA, normalise, read_countries
from dragoman.gazetteer.tables import read_rows

PlaceKind = Literal["city", "admin1", "town", "site", "region", "sea"]

CITIES = "cities.tsv.gz"
REGION_COLUMNS = ("alpha3", "code", "name", "also", "latitude", "longitude", "population", "geonames_id")
MORE_COLUMNS = ("name", "alpha3", "latitude", "longitude")

# A candidate that merely has the text among its further spellings counts as this share of its population in `best`.
# Set by hand on pairs such as Odesa, Ukraine ("Odessa", 1,000,000) against Odessa, Texas (118,000): the old name of
# the larger city must win, a foreign spelling of a slightly larger one must not.
# tests/gazetteer/test_places.py holds the pairs.
OTHER_SPELLING = 0.25

# A region counts as this share of its people. Set by hand: "Aleppo", "Cordoba" and "Washington" must be the cities,
# "Punjab", "Victoria" and "Georgia" the regions. The pairs are in the same tests.
REGION_SHARE = 0.1

# Hand-written places carry no population. They are in the table because news names them, so they count as a city of
# this size: above a namesake village, below a large city. Judged on "Pale" and "Uri".
NAMED_PLACE = 100_000

# Words that news puts beside a name to say what it is.
_TOWNS = ("city", "town", "village", "port", "municipality")
_AREAS = (
    *(
        "province",
        "state",
        "region",
        "governorate",
        "oblast",
        "district",
        "county",
        "prefecture",
        "department",
    ),
    *("emirate", "canton", "division", "peninsula", "valley", "island", "islands", "area"),
)
_WORD = "|".join((*_TOWNS, *_AREAS))
_WORDED = re.compile(rf"(?:(?P<before>{_WORD}) of (?P<last>.+)|(?P<first>.+) (?P<after>{_WORD}))$")

# "South Island" is no region called South.
_DIRECTIONS = frozenset(
    {"north", "south", "east", "west", "central", "northern", "southern", "eastern", "western"}
)

_ALPHA3 = re.compile("[A-Z]{3}")
_SQUEEZE = str.maketrans({"-": " ", "'": "", ".": ""})


@dataclass(frozen=True, slots=True)
class Place:
    """One place on the map.

    `alpha3` is the territory's own code ("PRI" for San Juan), "" for seas and regions of several states; `coded_as`
    is the actor country it folds to. `admin1` is the name of the first-level region, or "". `latitude` and
    `longitude` are degrees; for an `admin1` they are the middle of its people. `population` is 0 where unknown.
    """

    name: str
    kind: PlaceKind
    alpha3: str
    coded_as: str
    admin1: str
    admin1_code: str
    latitude: float
    longitude: float
    population: int
    geonames_id: int | None


def place_key(name: str) -> str:
    """The form that places are looked up by: no diacritics, hyphens, apostrophes, periods, case, leading "the"."""
    return " ".join(normalise(name).casefold().translate(_SQUEEZE).split())


class Places:
    """All places by name. Make one with `load`."""

    def __init__(self, extra: Sequence[Path] = ()) -> None:
        self._fold = {code: country.coded_as for code, country in read_countries().items()}
        self._regions: dict[tuple[str, str], str] = {}
        self._places: list[Place] = []
        self._by_name: dict[tuple[str, str, str], int] = {}
        self._cities = _cities([DATA / CITIES, *(path for path in extra if path.name == CITIES)])
        # key -> positions: below len(_cities) a line of the city table, above it an item of _places. Most keys have
        # one; a bare number for those halves the time that loading takes.
        self._index: dict[str, int | tuple[int, ...]] = {}
        first = self._index.setdefault
        for position, line in enumerate(self._cities):
            for key in line[line.rfind("\t") + 1 :].split("|"):
                if first(key, position) != position:
                    self._share(key, position)
        self._add_regions(DATA / "admin1.csv")
        for path in (DATA / "places_more.csv", *(path for path in extra if path.name != CITIES)):
            self._add_more(path)

    def __len__(self) -> int:
        return len(self._cities) + len(self._places)

    def __iter__(self) -> Iterator[Place]:
        return (self._place(position) for position in range(len(self)))

    def lookup(self, name: str) -> list[Place]:
        """Every place of this name or spelling, the most populous first.

        A name with the word for what it is ("Kandahar province", "the city of Mosul") is looked up as it stands, and
        where there is none such, without the word: a word for an area then leaves regions only, if there are any.
        """
        return self._candidates(place_key(name))[1]

    def best(self, name: str, prefer_countries: Collection[str] = ()) -> Place | None:
        """The likeliest place of this name, or None.

        A place in one of `prefer_countries` (alpha-3, of the territory or of the actor country) comes before all
        others. Among equals the larger wins, where a place that has the text as a further spelling counts for
        `OTHER_SPELLING` of its people and a region for `REGION_SHARE`.
        """
        key, candidates = self._candidates(place_key(name))
        if not candidates:
            return None
        preferred = [p for p in candidates if p.alpha3 in prefer_countries or p.coded_as in prefer_countries]
        return max(preferred or candidates, key=lambda place: _weight(place, key))

    def _candidates(self, key: str) -> tuple[str, list[Place]]:
        """The key that found something, and what it found."""
        found = self._held(key)
        worded = None if found else _WORDED.match(key)
        if worded is None:
            return key, found
        bare, word = worded["first"] or worded["last"], worded["before"] or worded["after"]
        if bare in _DIRECTIONS:
            return key, found
        key = bare
        found = self._held(key)
        areas = [place for place in found if place.kind in ("admin1", "region")]
        return key, areas if areas and word not in _TOWNS else found

    def _held(self, key: str) -> list[Place]:
        held = self._index.get(key, ())
        positions = dict.fromkeys((held,) if isinstance(held, int) else held)
        return sorted(map(self._place, positions), key=lambda place: -place.population)

    def _place(self, position: int) -> Place:
        if position >= len(self._cities):
            return self._places[position - len(self._cities)]
        fields = self._cities[position].split("\t")
        geonames_id, name, alpha3, code, latitude, longitude, population, _ = fields
        return Place(
            name, "city", alpha3, self._fold.get(alpha3, alpha3), self._regions.get((alpha3, code), ""), code,
            float(latitude), float(longitude), int(population), int(geonames_id),
        )  # fmt: skip

    def _add(self, place: Place, spellings: Sequence[str]) -> None:
        """Enter a place; one of the same name, country and kind goes, and leaves it its further spellings."""
        kind = place.admin1_code if place.kind == "admin1" else place.kind
        number = self._by_name.setdefault(
            (place_key(place.name) if kind == place.kind else "", place.alpha3, kind), len(self._places)
        )
        position = len(self._cities) + number
        self._places[number : number + 1] = [place]
        for key in {place_key(spelling) for spelling in (place.name, *spellings) if spelling}:
            if self._index.setdefault(key, position) != position:
                self._share(key, position)

    def _share(self, key: str, position: int) -> None:
        """Enter one more place under a key that another holds already."""
        held = self._index[key]
        self._index[key] = (held, position) if isinstance(held, int) else (*held, position)

    def _add_regions(self, path: Path) -> None:
        for _, row in read_rows(path, REGION_COLUMNS):
            alpha3, code, name = row["alpha3"], row["code"], row["name"]
            self._regions[alpha3, code] = name
            place = Place(
                name, "admin1", alpha3, self._fold.get(alpha3, alpha3), name, code,
                float(row["latitude"]), float(row["longitude"]), int(row["population"]),
                int(row["geonames_id"] or 0) or None,
            )  # fmt: skip
            self._add(place, row["also"].split("|"))

    def _add_more(self, path: Path) -> None:
        for line, row in read_rows(path, MORE_COLUMNS):
            place = self._more(row, path, line)
            if place.kind == "admin1" and place.admin1_code:
                self._regions[place.alpha3, place.admin1_code] = place.name
            self._add(place, row.get("also", "").split("|"))

    def _more(self, row: dict[str, str], path: Path, line: int) -> Place:
        kind, alpha3 = row.get("kind") or ("admin1" if "code" in row else "city"), row["alpha3"]
        if not row["name"]:
            raise DataFileError("the place has no name", where=str(path), line=line)
        if kind not in get_args(PlaceKind):
            kinds = ", ".join(get_args(PlaceKind))
            raise DataFileError(f"kind is one of {kinds}, not {kind!r}", where=str(path), line=line)
        if alpha3 and alpha3 not in self._fold:
            raise DataFileError(f"no country has the code {alpha3!r}", where=str(path), line=line)
        try:
            latitude, longitude = float(row["latitude"]), float(row["longitude"])
            population = int(row.get("population") or 0)
            geonames_id = int(row.get("geonames_id") or 0) or None
        except ValueError as error:
            raise DataFileError(
                f"a number that can't be read: {error}", where=str(path), line=line
            ) from error
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise DataFileError(
                f"{latitude}, {longitude} is no point on the globe", where=str(path), line=line
            )
        return Place(
            row["name"], kind, alpha3, self._fold.get(alpha3, ""),  # type: ignore[arg-type]  # checked above
            row["name"] if kind == "admin1" else row.get("admin1", ""), row.get("code", ""),
            latitude, longitude, population, geonames_id,
        )  # fmt: skip


def load(extra: Sequence[Path] = ()) -> Places:
    """The shipped places, extended by the user's tables.

    One called "cities.tsv.gz" has the columns of the shipped one; a city with the number (geonames_id) of another takes
    its place. The columns of others are those of `admin1.csv`, or of `places_more.csv` with or without kind ("city" by
    default), population, geonames_id and admin1 (name of the region); a region of the same country and code, or
    another place of the same name, country and kind, takes the place of the earlier one.
    Without `extra` the result is made once. Raises DataFileError, with file and line, for a malformed row.
    """
    return Places(extra) if extra else _shipped()


@functools.cache
def _shipped() -> Places:
    return Places()


def _cities(paths: Sequence[Path]) -> list[str]:
    """The lines of the tables of cities, those of a later file in place of earlier ones with the same number."""
    shipped, *own = paths
    cities = [line for _, line in _city_lines(shipped)]
    if own:
        numbered = {line.partition("\t")[0]: line for line in cities}
        for path in own:
            for number, line in _city_lines(path):
                _check_city(line, path, number)
                numbered[line.partition("\t")[0]] = line
        cities = list(numbered.values())
    return cities


def _city_lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        lines = gzip.decompress(path.read_bytes()).decode().split("\n")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise DataFileError(f"can't be read as gzipped UTF-8 ({error})", where=str(path)) from error
    return ((number, line) for number, line in enumerate(lines, 1) if line and not line.startswith("#"))


def _check_city(line: str, path: Path, number: int) -> None:
    try:
        geonames_id, name, alpha3, _, latitude, longitude, population, _ = line.split("\t")
        fits = int(geonames_id) > 0 and name and _ALPHA3.fullmatch(alpha3) and int(population) >= 0
        fits = fits and abs(float(latitude)) <= 90 and abs(float(longitude)) <= 180
    except ValueError:
        fits = False
    if not fits:
        raise DataFileError(
            "the row is no city: it has other columns or values", where=str(path), line=number
        )


def _weight(place: Place, key: str) -> float:
    if place.kind == "admin1":
        size = place.population * REGION_SHARE
    else:
        size = max(place.population, 1 if place.kind == "city" else NAMED_PLACE)
    return size if place_key(place.name) == key else size * OTHER_SPELLING
