"""Countries and territories, their codes, and every name that news gives them.

Two tables under `data/` hold the knowledge: `countries.csv` (codes) and `country_names.csv` (names, adjectives,
peoples, capitals, seats of government, former states, regions). A user's own file with the same columns extends
or overrides them.

How ambiguous names are settled: a text belongs to one country, the one that international news means by it most
often ("Georgia" GEO, "Congo" COD, "Dominican" DOM, "Nigerien" NER); the `note` column says so. A text that has no
such country ("Korean", "Kurdish", plain "National Assembly") is left out. `exact` marks a text that is a common
word or name in other spelling ("US", "Diet", "Polish", "Chad"): it counts only letter for letter.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Literal, get_args

from dragoman.errors import DataFileError
from dragoman.gazetteer.tables import read_header, read_rows
from dragoman.records import Kind

NameKind = Literal["name", "capital", "seat", "region", "former", "adjective", "people", "prefix"]
CodeSystem = Literal["alpha2", "numeric", "cow", "cow_number", "cameo", "fips"]

DATA = Path(__file__).resolve().parent / "data"
COUNTRY_COLUMNS = ("alpha3", "name", "coded_as")
NAME_COLUMNS = ("alpha3", "kind", "text")

# A text of several kinds ("Afghan" is adjective and people) is looked up as the first of these.
_RANK = {kind: rank for rank, kind in enumerate(get_args(NameKind))}

# Seats by their sector; every other sector is an organisation.
_SEAT_ACTORS: dict[str, Kind] = {
    **dict.fromkeys(("GOV", "LEG", "JUD", "SPY"), "office"),
    **dict.fromkeys(("MIL", "COP"), "force"),
    **dict.fromkeys(("PRM", "PTY", "REB", "CVL"), "group"),
}

_CODE = re.compile(r"[A-Z]{3}")
_TRUE = {"yes": True, "": False, "no": False}
_LETTERS = str.maketrans(
    {"‘": "'", "’": "'", "ʻ": "'", "ʼ": "'", "`": "'", "´": "'", "–": "-", "‑": "-", "\u00a0": " "}
    | {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "Ae"}
    | {"œ": "oe", "ə": "a", "Ə": "A", "ð": "d", "þ": "th", "Þ": "Th", "ħ": "h", "Ħ": "H"}
)


@dataclass(frozen=True, slots=True)
class Country:
    """One row of `countries.csv`. A missing code is "".

    `coded_as` is the alpha-3 code of the actor country (codebook, "Actor and recipient codes"): a dependency is
    coded as the state that controls it. `latitude` and `longitude` are the middle of the country in degrees, or
    None.
    """

    alpha3: str
    name: str
    coded_as: str
    alpha2: str = ""
    numeric: str = ""
    cow: str = ""
    cow_number: str = ""
    cameo: str = ""
    fips: str = ""
    partially_recognised: bool = False
    continent: str = ""
    latitude: float | None = None
    longitude: float | None = None
    geonames_id: int | None = None


@dataclass(frozen=True, slots=True)
class NameEntry:
    """What a text names.

    `alpha3` is the actor country (dependencies folded); `territory` is the row's own code, so "Greenland" has DNK
    and GRL. `sector` is a PLOVER sector, or "" where the text alone says nothing about one. `exact` entries count
    only letter for letter. `kind` is one of NameKind.
    """

    text: str
    alpha3: str
    kind: NameKind
    sector: str
    territory: str
    exact: bool = False
    note: str = ""

    @property
    def actor(self) -> Kind:
        """What kind of actor the text is by itself (design.md); a region or capital stands for its state."""
        if self.kind == "people":
            return "people"
        return _SEAT_ACTORS.get(self.sector, "organisation") if self.kind == "seat" else "state"


def normalise(text: str) -> str:
    """`text` without diacritics, leading "the", trailing periods and possessive; plain apostrophes, single blanks.

    Case is kept. Used for every lookup of a country or place.
    """
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    text = " ".join(text.split())
    if text[:4] in ("the ", "The ", "THE "):
        text = text[4:]
    if text.endswith(("'s", "'S")):
        text = text[:-2]
    return text.rstrip(".'")


class Countries:
    """All countries and their names. Make one with `load`."""

    def __init__(self, countries: Iterable[Country], names: Iterable[NameEntry]) -> None:
        self._countries = {country.alpha3: country for country in countries}
        self._names = sorted(names, key=lambda entry: _RANK[entry.kind])
        self._exact: dict[str, NameEntry] = {}
        self._plain: dict[str, NameEntry] = {}
        self._any_case: dict[str, NameEntry] = {}
        self._prefixes: dict[str, NameEntry] = {}
        for entry in self._names:
            if entry.kind == "prefix":
                self._prefixes.setdefault(entry.text, entry)
                continue
            self._exact.setdefault(entry.text, entry)
            if not entry.exact:
                plain = normalise(entry.text)
                self._plain.setdefault(plain, entry)
                self._any_case.setdefault(plain.casefold(), entry)
        self._by_code: dict[tuple[str, str], Country] = {}
        for country in self._countries.values():
            for system in get_args(CodeSystem):
                code = getattr(country, system)
                if code:
                    self._by_code.setdefault((system, code), country)

    def __iter__(self) -> Iterator[Country]:
        return iter(self._countries.values())

    def __len__(self) -> int:
        return len(self._countries)

    def by_alpha3(self, code: str) -> Country | None:
        """The country or territory with this alpha-3 code, upper case; None when there is none."""
        return self._countries.get(code)

    def by_code(self, system: CodeSystem, code: str) -> Country | None:
        """The country that `code` means in another code system; None when there is none."""
        return self._by_code.get((system, code))

    def actor_code(self, alpha3: str) -> str:
        """The alpha-3 code that an actor of this territory is coded with; the code itself when it is unknown."""
        country = self._countries.get(alpha3)
        return country.coded_as if country else alpha3

    def names(self) -> Iterator[NameEntry]:
        """Every name but the prefixes, the most telling kind first.

        A text can come twice: as adjective and as people.
        """
        return (entry for entry in self._names if entry.kind != "prefix")

    def prefixes(self) -> Iterator[NameEntry]:
        """The first halves of compounds ("Sino", "Franco"), which name a country only before a hyphen."""
        return iter(self._prefixes.values())

    def name_lookup(self, text: str, *, any_case: bool = False) -> NameEntry | None:
        """What `text` names, or None.

        Tried in turn: the very letters, with or without "the"; the text as `normalise` makes it; then without regard
        to case, if the text has a capital first letter ("SOUTH KOREA", "South korea"). Acronyms keep their case
        ("Us" is no country), unless `any_case` is true, which is meant for what a user types ("russia", "uae").
        """
        text = text.strip()
        entry = self._exact.get(text) or self._exact.get(text.removeprefix("the ").removeprefix("The "))
        if entry is not None:
            return entry
        plain = normalise(text)
        entry = self._plain.get(plain)
        if entry is not None or not plain:
            return entry
        if not any_case and not plain[0].isupper():
            return None
        entry = self._any_case.get(plain.casefold())
        if entry is not None and not any_case and entry.text.isupper():
            return None
        return entry

    def prefix_lookup(self, text: str) -> NameEntry | None:
        """The country of the first half of a compound ("Sino" or "Sino-", as in "Sino-Russian"), or None."""
        return self._prefixes.get(text.rstrip("-\u2011\u2013"))


def load(extra: Sequence[Path] = ()) -> Countries:
    """The shipped countries and names, extended by the user's files.

    A user's file holds either rows of `countries.csv` (key: alpha3; columns it leaves out keep their shipped
    values) or rows of `country_names.csv` (key: the text; its rows replace all shipped rows of that text, and a row
    with an empty alpha3 takes the text out). Later files win. Without `extra` the result is made once.
    Raises DataFileError, with file and line, for a malformed row or an unknown code.
    """
    if not extra:
        return _shipped()
    countries = dict(_shipped()._countries)
    names: dict[str, list[NameEntry]] = {}
    user_names: list[Path] = []
    for path in extra:
        if "kind" in read_header(path):
            user_names.append(path)
        else:
            countries.update(_read_countries(path, countries))
    for entry in _shipped()._names:
        names.setdefault(entry.text, []).append(_refold(entry, countries))
    for path in user_names:
        names.update(_read_names(path, countries))
    return Countries(countries.values(), (entry for entries in names.values() for entry in entries))


def read_countries(path: Path | None = None) -> dict[str, Country]:
    """The countries of one table (the shipped one by default) by alpha3, without their names: quick to read."""
    return dict(_read_countries(path or DATA / "countries.csv", {}))


@functools.cache
def _shipped() -> Countries:
    countries = read_countries()
    names = _read_names(DATA / "country_names.csv", countries)
    return Countries(countries.values(), (entry for entries in names.values() for entry in entries))


def _read_countries(path: Path, known: dict[str, Country]) -> dict[str, Country]:
    read: dict[str, Country] = {}
    where: dict[str, int] = {}
    columns = {field.name for field in fields(Country)}
    for line, row in read_rows(path, COUNTRY_COLUMNS):
        if row["alpha3"] in read:
            raise DataFileError(f"{row['alpha3']} has a row already", where=str(path), line=line)
        country = _country({key: value for key, value in row.items() if key in columns}, known, path, line)
        read[country.alpha3] = country
        where[country.alpha3] = line
    for country in read.values():
        if country.coded_as not in read and country.coded_as not in known:
            raise DataFileError(
                f"coded_as names {country.coded_as}, which has no row",
                where=str(path),
                line=where[country.alpha3],
            )
    return read


def _country(row: dict[str, str], known: dict[str, Country], path: Path, line: int) -> Country:
    for column in ("alpha3", "coded_as"):
        if not _CODE.fullmatch(row[column]):
            raise DataFileError(
                f"{column} is three capital letters, not {row[column]!r}", where=str(path), line=line
            )
    if not row["name"]:
        raise DataFileError("the country has no name", where=str(path), line=line)
    values: dict[str, object] = dict(row)
    try:
        for column, convert in (("latitude", float), ("longitude", float), ("geonames_id", int)):
            if column in row:
                values[column] = convert(row[column]) if row[column] else None
        if "partially_recognised" in row:
            values["partially_recognised"] = _TRUE[row["partially_recognised"]]
    except (ValueError, KeyError) as error:
        raise DataFileError(f"a value that can't be read: {error}", where=str(path), line=line) from error
    before = known.get(row["alpha3"])
    # mypy can't see that the keys are field names; they were filtered by the caller
    return replace(before, **values) if before else Country(**values)  # type: ignore[arg-type]


def _read_names(path: Path, countries: dict[str, Country]) -> dict[str, list[NameEntry]]:
    names: dict[str, list[NameEntry]] = {}
    for line, row in read_rows(path, NAME_COLUMNS):
        text = row["text"]
        if not text:
            raise DataFileError("the row has no text", where=str(path), line=line)
        entries = names.setdefault(text, [])
        if row["alpha3"]:
            entries.append(_name(row, countries, path, line))
    return names


def _name(row: dict[str, str], countries: dict[str, Country], path: Path, line: int) -> NameEntry:
    country = countries.get(row["alpha3"])
    if country is None:
        raise DataFileError(f"no country has the code {row['alpha3']!r}", where=str(path), line=line)
    kind, sector = row["kind"], row.get("sector", "")
    if kind not in _RANK:
        raise DataFileError(f"kind is one of {', '.join(_RANK)}, not {kind!r}", where=str(path), line=line)
    if sector and not _CODE.fullmatch(sector):
        raise DataFileError(f"sector is three capital letters, not {sector!r}", where=str(path), line=line)
    if row.get("exact", "") not in _TRUE:
        raise DataFileError(f"exact is yes or empty, not {row['exact']!r}", where=str(path), line=line)
    return NameEntry(
        text=row["text"],
        alpha3=country.coded_as,
        kind=kind,  # type: ignore[arg-type]  # checked against the same literal above
        sector=sector or _default_sector(country, kind),
        territory=country.alpha3,
        exact=_TRUE[row.get("exact", "")],
        note=row.get("note", ""),
    )


def _default_sector(country: Country, kind: str) -> str:
    if country.partially_recognised:
        return "PRE"
    return "GOV" if kind == "seat" else ""


def _refold(entry: NameEntry, countries: dict[str, Country]) -> NameEntry:
    folded = countries[entry.territory].coded_as
    return entry if folded == entry.alpha3 else replace(entry, alpha3=folded)
