"""A newer roster of people from Wikidata, in the format of `people.csv`.

What is asked for stands in `data/wikidata/positions.csv`. Names, offices and dates are Wikidata's (CC0); a date keeps
the precision it has there, and one less precise than a year is left empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path

from dragoman.errors import ServiceError
from dragoman.gazetteer import rows, wikidata
from dragoman.gazetteer.countries import Countries
from dragoman.gazetteer.names import fold
from dragoman.gazetteer.offices import Office, Offices
from dragoman.gazetteer.people import People, Tenure
from dragoman.gazetteer.writing import write_table

COLUMNS = ("name", "aliases", "country", "organisation", "office", "sectors", "from", "to", "remove")
SINCE = 1990
"""The first year of the roster."""

_POSITIONS = rows.DATA / "wikidata" / "positions.csv"
_HEADER = """\
# World leaders and ministers from Wikidata (CC0), written by dragoman. docs/data-files.md describes it.
# "yes" in remove: the shipped row that a row of this file takes the place of.
"""
_ITEM = re.compile(r"Q[1-9]\d*")
_TIME = re.compile(r"\+?(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\dZ?")
# Codes of Wikidata's property "ISO 3166-1 alpha-3" (P298) that differ from the codebook's.
_THEIR_CODES = {"KOS": "XKX"}
_PRECISE = {"11": 10, "10": 7, "9": 4}
"""Wikidata's precision of a time, and how much of YYYY-MM-DD it vouches for: a day, a month, a year."""
# Other names of a person as a report may write them: two to five words, nothing in brackets, no numbers.
_ALIAS = re.compile(r"[^\W\d_][^\d,;:()|#\"]*")
_MOST_ALIASES = 6


@dataclass(frozen=True, slots=True)
class Position:
    """A kind of office that is asked for: a Wikidata item, and what it is where its own name does not tell."""

    item: str
    office: str
    sectors: tuple[str, ...]
    organisation: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """An office that somebody held, as a row of `people.csv`; `start` and `end` are as precise as they are known."""

    name: str
    aliases: tuple[str, ...]
    country: str | None
    organisation: str | None
    office: str
    sectors: tuple[str, ...]
    start: str
    end: str


def positions(extra: Iterable[Path] = ()) -> list[Position]:
    """The shipped positions with the user's; a row replaces the one with its item. Raises DataFileError."""
    columns = ("item", "office", "sectors")
    return rows.load_rows((_POSITIONS, *extra), columns, _position, lambda p: p.item)


def _position(row: rows.Row) -> Position:
    item = row.required("item")
    if not _ITEM.fullmatch(item):
        raise row.error(f"item: {item!r} is no Wikidata item such as Q14212")
    return Position(item, row.text("office"), row.sectors(), row.text("organisation") or None)


class Asker:
    """Asks for the people of one country or organisation after another."""

    def __init__(
        self, client: wikidata.Client, wanted: Sequence[Position], offices: Offices, countries: Countries
    ) -> None:
        self._client = client
        self._wanted = [p for p in wanted if p.organisation is None]
        self._of_bodies = [p for p in wanted if p.organisation is not None]
        self._offices = offices
        self._countries = countries

    def of_country(self, country: str) -> list[Held]:
        """Who held which office of this country (alpha-3). Raises ServiceError."""
        code = _THEIR_CODES.get(country, country)
        where = f'?country wdt:P298 "{code}" . ?position wdt:P1001|wdt:P17 ?country .'
        return self._held(self._wanted, where, country)

    def of_organisations(self) -> list[Held]:
        """Who held which office of the organisations. Raises ServiceError."""
        return self._held(self._of_bodies, "", None)

    def _held(self, wanted: Sequence[Position], where: str, country: str | None) -> list[Held]:
        if not wanted:
            return []
        order = {position.item: at for at, position in enumerate(wanted)}
        kinds: dict[tuple[str, str, str], int] = {}
        found: dict[tuple[str, str, str], wikidata.Row] = {}
        for row in self._client.pages(_query(wanted, where)):
            item = _value(row, "kind").rpartition("/")[2]
            if item not in order:
                raise ServiceError(f"the answer speaks of {item}, which was not asked for", where="Wikidata")
            # A statement may have two times, and the position be of several kinds.
            key = (_value(row, "held"), row.get("start", ""), row.get("end", ""))
            if key not in kinds or order[item] < kinds[key]:
                kinds[key], found[key] = order[item], row
        held = (self._read(row, wanted[kinds[key]], country) for key, row in found.items())
        return _distinct(one for one in held if one is not None)

    def _read(self, row: wikidata.Row, position: Position, country: str | None) -> Held | None:
        """The office that a row tells; None when it tells none that the roster can use."""
        start, end = _date(row, "start"), _date(row, "end")
        known = self._office(_value(row, "title"), country)
        office = known.office if known else position.office
        sectors = known.sectors or position.sectors if known else position.sectors
        out_of_time = (end or start) < str(SINCE)
        if not office or out_of_time or (start and end and end < start[: len(end)]):
            return None
        name = _value(row, "name")
        other = [alias for alias in row.get("aliases", "").split("|") if _is_alias(alias, name)]
        return Held(
            name=name.replace("|", " "),
            aliases=tuple(sorted(dict.fromkeys(other)))[:_MOST_ALIASES],
            country=country,
            organisation=position.organisation,
            office=office,
            sectors=sectors,
            start=start,
            end=end,
        )

    def _office(self, title: str, country: str | None) -> Office | None:
        """The office that a position's name tells: that of "Minister of Finance of Norway" is minister of finance."""
        known = self._offices.find(title, country)
        head, _, tail = title.rpartition(" of ")
        if known is None and head:
            whose = self._countries.name_lookup(tail)
            known = self._offices.find(head, country) if whose and whose.alpha3 == country else None
        return known


def _query(wanted: Sequence[Position], where: str) -> str:
    kinds = " ".join(f"wd:{position.item}" for position in wanted)
    first = f'"{SINCE}-01-01T00:00:00Z"^^xsd:dateTime'
    times = "\n".join(
        f"  OPTIONAL {{ ?held pqv:{code} ?{name}Node . "
        f"?{name}Node wikibase:timeValue ?{name} ; wikibase:timePrecision ?{name}Precision . }}"
        for name, code in (("start", "P580"), ("end", "P582"))
    )
    plain = "?held ?name ?kind ?title ?start ?startPrecision ?end ?endPrecision"
    return f"""\
SELECT {plain} (GROUP_CONCAT(DISTINCT ?alias; separator="|") AS ?aliases) WHERE {{
  VALUES ?kind {{ {kinds} }}
  {where}
  ?position wdt:P31?/wdt:P279* ?kind ; rdfs:label ?title . FILTER(LANG(?title) = "en")
  ?person p:P39 ?held ; wdt:P31 wd:Q5 ; rdfs:label ?name . FILTER(LANG(?name) = "en")
  ?held ps:P39 ?position ; wikibase:rank ?rank . FILTER(?rank != wikibase:DeprecatedRank)
{times}
  OPTIONAL {{ ?person skos:altLabel ?alias . FILTER(LANG(?alias) = "en") }}
  FILTER(IF(BOUND(?end), ?end >= {first}, BOUND(?start) && ?start >= {first}))
}}
GROUP BY {plain}
ORDER BY ?held ?kind ?start ?end"""


def _value(row: wikidata.Row, name: str) -> str:
    value = " ".join(row.get(name, "").split())
    if not value:
        raise ServiceError(f"a row of the answer has no {name}", where="Wikidata")
    return value


def _date(row: wikidata.Row, name: str) -> str:
    """A time as YYYY-MM-DD, YYYY-MM or YYYY, as precise as Wikidata vouches for; empty where it vouches for less."""
    value, precision = row.get(name), row.get(f"{name}Precision")
    if value is None or value.startswith("-"):
        return ""
    match = _TIME.fullmatch(value)
    if match is None or precision is None or not precision.isdecimal():
        raise ServiceError(f"{name}: {value!r} with the precision {precision!r} is no time", where="Wikidata")
    day = "-".join(match.groups())[: _PRECISE.get(precision, 0)]
    try:
        if day:
            Date.fromisoformat(_first_day(day))
    except ValueError as error:
        raise ServiceError(f"{name}: there is no {day}", where="Wikidata") from error
    return day


def _is_alias(alias: str, name: str) -> bool:
    return (
        alias != name
        and 2 <= len(alias.split()) <= 5
        and _ALIAS.fullmatch(alias) is not None
        and any(character.isupper() for character in alias)
    )


def _first_day(day: str) -> str:
    return day + "-01" * ((10 - len(day)) // 3) if day else ""


def _distinct(held: Iterable[Held]) -> list[Held]:
    """One row an office held: of two that begin on the same first day the one that says more."""
    found: dict[tuple[str, ...], Held] = {}
    for one in held:
        key = (
            fold(one.name),
            one.office,
            one.country or "",
            one.organisation or "",
            _first_day(one.start),
        )
        known = found.get(key)
        if known is None or len(one.start + one.end) > len(known.start + known.end):
            found[key] = one
    return sorted(
        found.values(), key=lambda o: (o.country or "", o.organisation or "", o.start, o.name, o.office)
    )


def write(path: Path, held: Sequence[Held], shipped: People) -> None:
    """Write the roster to `path`, in one go. Raises OutputError when it can't be written.

    A shipped row of the same office, held by the same person at that time, is taken out, and its other names are kept:
    else it would go on beside the better dates.
    """
    known: dict[tuple[str, str, str | None, str | None], list[Tenure]] = {}
    for tenure in shipped:
        key = (fold(tenure.name), tenure.office, tenure.country, tenure.organisation)
        known.setdefault(key, []).append(tenure)
    write_table(path, _HEADER, COLUMNS, _rows(held, known))


def _rows(
    held: Sequence[Held], known: dict[tuple[str, str, str | None, str | None], list[Tenure]]
) -> Iterator[list[str]]:
    gone: set[Tenure] = set()
    for one in held:
        tenures = known.get((fold(one.name), one.office, one.country, one.organisation), [])
        old = [tenure for tenure in tenures if _overlap(one, tenure)]
        for tenure in old:
            first = tenure.start.isoformat() if tenure.start else ""
            if tenure not in gone and first != _first_day(one.start):
                gone.add(tenure)
                yield _row(one, tenure.name, (), first, "", "yes")
        names = dict.fromkeys(alias for tenure in old for alias in (tenure.name, *tenure.aliases))
        aliases = tuple(alias for alias in dict.fromkeys((*names, *one.aliases)) if alias != one.name)
        yield _row(one, one.name, aliases, one.start, one.end, "")


def _row(one: Held, name: str, aliases: Sequence[str], start: str, end: str, remove: str) -> list[str]:
    body, sectors = one.organisation or "", " ".join(one.sectors)
    return [name, "|".join(aliases), one.country or "", body, one.office, sectors, start, end, remove]


def _overlap(one: Held, tenure: Tenure) -> bool:
    """Whether both can be the same time in office; a year may be all that is known of either."""
    begins, ends = one.start[:4] or "0000", one.end[:4] or "9999"
    first = f"{tenure.start.year:04}" if tenure.start else "0000"
    last = f"{tenure.end.year:04}" if tenure.end else "9999"
    return begins <= last and first <= ends
