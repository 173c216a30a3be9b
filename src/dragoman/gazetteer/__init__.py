"""Who and what the world's news speaks of: one object over all tables of the gazetteer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from dragoman.gazetteer.names import Names, fold
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
        return Gazetteer(
            countries=table,
            places=everywhere,
            organisations=organisations.load(own("organisations.csv")),
            groups=groups.load(own("groups.csv", "state_bodies.csv")),
            people=leaders,
            communities=peoples,
            offices=offices.load(own("offices.csv")),
            nouns=nouns.load(own("actor_nouns.csv")),
            spellings=of_countries,
            surnames=of_leaders,
            _country_names=Names((entry.text, entry) for entry in table.names()),
        )

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
        organisation = self.organisations.longest(words, start)
        if organisation:
            yield organisation
        named = self._country_names.longest(words, start)
        group = self.groups.longest(words, start, country, on)
        if group and named and group[1].country == country != named[1][0].alpha3:
            yield group  # "India's Congress" is no body of the country that is named so elsewhere.
            group = None
        if named:
            yield named[0], named[1][0]
        if group:
            yield group
        community = self.communities.longest(words, start)
        if community:
            yield community
        office = self.offices.longest(words, start, country)
        if office:
            yield office
        noun = self.nouns.longest(words, start)
        if noun:
            yield noun


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
