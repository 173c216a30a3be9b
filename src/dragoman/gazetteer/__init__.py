"""Who and what the world's news speaks of: one object over all tables of the gazetteer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.gazetteer import (
    communities,
    countries,
    groups,
    nouns,
    offices,
    organisations,
    people,
    places,
)
from dragoman.gazetteer.names import Names, fold, opening
from dragoman.gazetteer.spellings import Spellings

if TYPE_CHECKING:
    from dragoman.gazetteer.communities import Communities, Community
    from dragoman.gazetteer.countries import Countries, NameEntry
    from dragoman.gazetteer.groups import Group, Groups
    from dragoman.gazetteer.nouns import ActorNoun, ActorNouns
    from dragoman.gazetteer.offices import Office, Offices
    from dragoman.gazetteer.organisations import Organisation, Organisations
    from dragoman.gazetteer.people import People, Person
    from dragoman.gazetteer.places import Places

_SPELT = frozenset({"name", "adjective", "people"})
"""Kinds of countries' names that a misspelt word may be meant for."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All tables of the gazetteer. `load` makes one; a user's files extend or override the shipped ones."""

    countries: Countries
    places: Places
    organisations: Organisations
    groups: Groups
    people: People
    communities: Communities
    offices: Offices
    nouns: ActorNouns
    spellings: Spellings
    surnames: Spellings
    _country_names: Names[NameEntry]
    _opened_by: Mapping[str, tuple[str, ...]]

    @staticmethod
    def load(extra: Sequence[Path] = ()) -> Gazetteer:
        """The shipped tables with the user's `extra` files, each told by its name ("organisations.csv").

        Raises DataFileError naming the file and line of a malformed row.
        """

        def own(*names: str) -> list[Path]:
            return [path for path in extra if path.name in names]

        table = countries.load(own("countries.csv", "country_names.csv"))
        everywhere = places.load(own(places.CITIES, "admin1.csv", "places_more.csv"))
        leaders = people.load(own("people.csv"))
        peoples = communities.load(own("ethnic_religious.csv"))
        of_countries, of_leaders = _slips(table, leaders, peoples, everywhere)
        bodies = organisations.load(own("organisations.csv"))
        bands = groups.load(own("groups.csv", "state_bodies.csv"))
        titles = offices.load(own("offices.csv"))
        kinds = nouns.load(own("actor_nouns.csv"))
        country_names = Names((entry.text, entry) for entry in table.names())
        return Gazetteer(
            countries=table,
            places=everywhere,
            organisations=bodies,
            groups=bands,
            people=leaders,
            communities=peoples,
            offices=titles,
            nouns=kinds,
            spellings=of_countries,
            surnames=of_leaders,
            _country_names=country_names,
            _opened_by=_opened_by(
                organisations=bodies.openings,
                countries=country_names.openings,
                groups=bands.openings,
                communities=peoples.openings,
                offices=titles.openings,
                nouns=kinds.openings,
            ),
        )

    def opens(self, piece: str | None) -> bool:
        """Whether any table knows a name that begins with this piece (names.opening); most words of a report do not."""
        return piece in self._opened_by or self.people.opens(piece)

    def named(
        self, words: Sequence[str], start: int, country: str | None, on: Date | None
    ) -> Iterator[tuple[int, NameEntry | Organisation | Group | Person | Community | Office | ActorNoun]]:
        """What each table knows by the words from `words[start]` on: how many words, and the entry.

        Tables come in the order in which they are believed when they match the same words. `country` (alpha-3) and
        `on` decide between bearers of one name.
        """
        person = self.people.longest(words, start, on)
        if person:
            yield person
        tables = self._opened_by.get(opening(words, start) or "", ())
        organisation = self.organisations.longest(words, start) if "organisations" in tables else None
        if organisation:
            yield organisation
        named = self._country_names.longest(words, start) if "countries" in tables else None
        group = self.groups.longest(words, start, country, on) if "groups" in tables else None
        if group and named and group[1].country == country != named[1][0].alpha3:
            yield group  # "India's Congress" is no body of the country that is named so elsewhere.
            group = None
        if named:
            yield named[0], named[1][0]
        if group:
            yield group
        community = self.communities.longest(words, start) if "communities" in tables else None
        if community:
            yield community
        office = self.offices.longest(words, start, country) if "offices" in tables else None
        if office:
            yield office
        noun = self.nouns.longest(words, start) if "nouns" in tables else None
        if noun:
            yield noun


def _opened_by(**openings: AbstractSet[str]) -> dict[str, tuple[str, ...]]:
    """The tables that know a name beginning with a piece: few words begin any name, and most of those in one table."""
    found: dict[str, tuple[str, ...]] = {}
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    for table, pieces in openings.items():
        for piece in pieces:
            tables = (*found.get(piece, ()), table)
            found[piece] = shared.setdefault(tables, tables)
    return found


def _slips(
    table: Countries, leaders: People, peoples: Communities, everywhere: Places
) -> tuple[Spellings, Spellings]:
    """What misspelt words may be meant for: countries, and leaders. Towns and given names are never guessed at."""
    names = [(e.text, e.alpha3) for e in table.names() if e.kind in _SPELT]
    bearers = [(n, t) for t in leaders for n in (t.name, *t.aliases)]
    surnames = [(name.split()[-1], person.name) for name, person in bearers]
    known = {part for text, _ in names for part in fold(text).split()}
    known.update(part for name, _ in bearers for part in fold(name).split())
    known.update(part for community in peoples for part in fold(community.text).split())

    def is_known(word: str) -> bool:
        return fold(word) in known or bool(everywhere.lookup(word))

    return (
        Spellings(names, is_known),
        Spellings(surnames, is_known),
    )
