"""From an entry of the gazetteer to an actor, and how sectors come together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dragoman.gazetteer import Gazetteer
from dragoman.gazetteer.communities import Community
from dragoman.gazetteer.countries import NameEntry
from dragoman.gazetteer.groups import Group
from dragoman.gazetteer.names import fold
from dragoman.gazetteer.offices import Office
from dragoman.gazetteer.organisations import Organisation
from dragoman.gazetteer.people import FORMER_SECTORS, Person
from dragoman.reading.where.place_names import PlaceMention
from dragoman.reading.who.coreference import Entity
from dragoman.reading.who.names import Entry
from dragoman.records import Kind

STATE_NAMES = frozenset({"name", "former", "region", "capital"})
PARTIAL = "PRE"
"""Sector of what few states recognise; it goes with the sovereign's code (codebook)."""

# Sectors whose holders the JSON calls an office; a nurse or a bishop is a person.
_OF_THE_STATE = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY", "ELI"})
_ARMED = frozenset({"MIL", "UAF"})
_SIDES = frozenset({"REB", "PRM", "CRM", "COP"})
_LARGE = 200_000
_MEMBERSHIP = frozenset({"PTY", "LAB", "BUS", "JRN", "SOC", "EDU", "MED", "AGR"})
_HELD = _OF_THE_STATE | {"PTY"}
_RULERS = frozenset({"GOV", "ELI"})
_FORCES = frozenset({"MIL", "COP"})
_BANDS = frozenset({"UAF", "REB", "PRM"})
_BODIES = frozenset({"group", "organisation", "office", "force"})
_GIVE_POSTS = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY", "ELI"})


class EntryReader:
    """Makes actors of the gazetteer's entries."""

    def __init__(self, gazetteer: Gazetteer, lists: Mapping[str, Any]) -> None:
        self._gazetteer = gazetteer
        self._humans = frozenset(lists["humans"]["words"])
        self._roles = frozenset(lists["roles"]["words"])
        self._no_posts = frozenset(lists["kinds"]["no_posts"])
        self._relatives = frozenset(lists["kinds"]["relatives"])
        self._collective = frozenset(lists["kinds"]["collective"])
        self._organised = frozenset(lists["kinds"]["organised"])
        self._governments = frozenset(lists["kinds"]["governments"])
        self._ranks = frozenset(lists["kinds"]["ranks"])
        self._of_state = {noun: s for s, nouns in lists["roles"]["of_state"].items() for noun in nouns}
        self._name_words = {word: s for s, words in lists["name_words"].items() for word in words}

    def actor(self, entry: Entry, noun: str, plural: bool = False) -> Entity:
        """The actor that `entry` is by itself; `noun` is the lemma of its last word."""
        if isinstance(entry, NameEntry):
            return self._country(entry)
        if isinstance(entry, Organisation):
            sectors = tuple(dict.fromkeys((entry.kind, *entry.sectors)))
            return Entity(
                0,
                entry.name,
                "organisation",
                None,
                sectors,
                organisation=entry.code,
                named=True,
                club=bool(entry.members),
                words={fold(entry.name)},
            )
        if isinstance(entry, Group):
            across = entry.country is None and entry.sectors[:1] == ("REB",)
            sectors = (*entry.sectors, "IMG") if across else entry.sectors
            return Entity(0, entry.name, _kind(entry.kind), entry.country, sectors, named=True)
        if isinstance(entry, Person):
            return Entity(
                0,
                entry.name,
                "person",
                entry.country,
                entry.sectors,
                entry.office,
                entry.organisation,
                named=True,
                human=True,
                words=set(fold(entry.name).split()),
            )
        if isinstance(entry, Community):
            return Entity(0, entry.text, "people", country_of(entry), ("CVL",))
        if isinstance(entry, Office):
            return self._office(entry, noun, plural)
        single = entry.kind in ("person", "people") and entry.plural != "-"
        human = not plural and (single or noun in self._humans)
        return Entity(
            0,
            entry.noun,
            _kind(entry.kind),
            None,
            entry.sectors,
            human=human,
            role=self._is_role(entry.noun, noun, entry.sectors),
        )

    def _office(self, entry: Office, noun: str, plural: bool) -> Entity:
        of_state = entry.kind == "office" or bool(_OF_THE_STATE & set(entry.sectors))
        of_state = of_state or (not entry.sectors and noun in self._roles)
        kind: Kind = "office" if of_state else "people" if plural else "person"
        return Entity(
            0,
            entry.office,
            kind,
            entry.country,
            entry.sectors,
            entry.office,
            human=entry.kind == "person" and not plural,
            role=self._is_role(entry.phrase, noun, entry.sectors),
            organisation=self._served(entry),
            title=entry.phrase,
        )

    def _is_role(self, title: str, noun: str, sectors: Sequence[str]) -> bool:
        """Whether the body tells the sector: for "chief", not for "army chief", which tells it itself."""
        return title in self._roles or (noun in self._roles and (" " not in title or not sectors))

    def _served(self, entry: Office) -> str | None:
        """The organisation that a title names: "UN spokesman", "IMF managing director"."""
        if entry.country or entry.phrase.islower():
            return None
        words = entry.phrase.split()
        matches = (self._gazetteer.organisations.longest(words, at) for at in range(len(words)))
        return next((match[1].code for match in matches if match), None)

    def is_on(self, country: str | None, continents: Collection[str]) -> bool:
        """Whether a country (alpha-3) is one of these, or lies on one of these continents; True when none is given."""
        found = self._gazetteer.countries.by_alpha3(country) if country else None
        return not continents or (
            found is not None and (found.continent in continents or country in continents)
        )

    def _country(self, entry: NameEntry) -> Entity:
        country = self._gazetteer.countries.by_alpha3(entry.alpha3)
        name = country.name if country and entry.kind in ("name", "capital", "adjective") else entry.text
        kind = entry.actor
        if kind == "state":
            sectors = ("GOV", entry.sector) if entry.sector and entry.sector != "GOV" else ("GOV",)
        else:
            sectors = (entry.sector or ("CVL" if kind == "people" else "GOV"),)
        part = kind == "state" and entry.kind not in ("name", "capital", "adjective", "former")
        own = name if kind == "state" else entry.text
        return Entity(0, own, kind, entry.alpha3, sectors, named=True, part=part)

    def the_people(self, entry: NameEntry) -> Entity:
        """The people of a country: "the Japanese"."""
        return Entity(0, entry.text, "people", entry.alpha3, ("CVL",), named=True, plural=True)

    def seated(self, capital: NameEntry) -> Entity | None:
        """The union of states that acts under the name of the capital where it sits: "Brussels" the EU."""
        found = self._gazetteer.organisations.seated_in(capital.text)
        return next((self.actor(o, "") for o in found if o.kind == "EUR" and o.members), None)

    def state(self, alpha3: str) -> Entity | None:
        """The state with this code."""
        country = self._gazetteer.countries.by_alpha3(alpha3)
        return Entity(0, country.name, "state", alpha3, ("GOV",), named=True) if country else None

    def town(self, mention: PlaceMention) -> Entity:
        """A town, which may stand for those who rule there."""
        words = set(fold(mention.place.name).split())
        return Entity(0, mention.place.name, "state", mention.country, named=True, part=True, words=words)

    def person(self, name: str) -> Entity:
        """A person whom no table knows."""
        return Entity(0, name, "person", named=True, human=True, words=set(fold(name).split()))

    def body(self, name: str, sectors: tuple[str, ...] = ()) -> Entity:
        """A body that no table knows; words of its name may tell its sector ("Kampala Herald")."""
        words = name.split()
        sector = next((self._name_words[word] for word in reversed(words) if word in self._name_words), None)
        sectors = sectors or ((sector,) if sector and len(words) > 1 else ())
        return Entity(0, name, "organisation", sectors=sectors, named=True, words=set(fold(name).split()))

    def is_organised(self, noun: str) -> bool:
        """Whether the noun means an organised force, whose people or faith tells its side ("a Sunni militia")."""
        return noun in self._organised

    def is_no_post(self, noun: str) -> bool:
        """Whether a state has many who are called so: "negotiator", not "foreign minister"."""
        return noun in self._no_posts

    def sectors_of(self, creed: str) -> tuple[str, ...]:
        """The sectors that a creed tells of those before whom it stands: "separatist", "communist"."""
        noun = self._gazetteer.nouns.find(creed)
        return noun.sectors if noun else ()

    def belong(self, draft: Entity, of: Entity) -> None:
        """Take country, organisation and sectors from the actor that `draft` belongs to."""
        draft.country = draft.country or of.country
        draft.organisation = draft.organisation or of.organisation
        if draft.named and draft.kind != "person":
            return
        if draft.name in self._relatives and of.human and _RULERS & set(of.sectors):
            draft.sectors = FORMER_SECTORS
            return
        if of.kind == "state":
            if PARTIAL in of.sectors:
                draft.sectors = _joined(draft.sectors, (PARTIAL,))
        elif of.kind in _BODIES and not of.human:
            self.tell(draft, [s for s in of.sectors if not self._stands_for_country(s)])
        elif draft.role and not draft.sectors:
            draft.sectors = of.sectors

    def tell(self, draft: Entity, sectors: Sequence[str]) -> None:
        """Let the body or word beside `draft` tell its sectors."""
        if not sectors:
            return
        if draft.role or not draft.sectors:
            draft.sectors, draft.role = tuple(sectors), False
        elif self._stands_for_country(sectors[0]):
            draft.sectors = _joined(sectors, draft.sectors)
        elif draft.sectors[0] in _ARMED and sectors[0] in _SIDES:
            draft.sectors = _joined(sectors, [s for s in draft.sectors if s not in _ARMED])
        elif draft.kind != "force":
            draft.sectors = _joined(draft.sectors, sectors)

    def finish(self, draft: Entity, noun: str, former: bool) -> None:
        """Settle what nothing else has told: leaders and spokesmen of a state speak for its government."""
        if draft.title and draft.country and draft.human:
            # "Secretary of state" is the foreign minister of one country and a junior minister of another.
            office = self._gazetteer.offices.find(draft.title, draft.country)
            if office is not None and office.country == draft.country and office.office != draft.office:
                draft.office, draft.sectors = office.office, office.sectors
        if noun not in self._of_state and draft.title:
            noun = draft.title.split()[-1]
        if draft.country and noun in self._of_state and set(draft.sectors) <= {PARTIAL}:
            draft.sectors = (self._of_state[noun], *draft.sectors)
        draft.role = draft.role and not draft.sectors
        held = draft.office or not _HELD.isdisjoint(draft.sectors[:1])
        if former and (draft.human or draft.plural or draft.kind == "office") and held:
            draft.sectors = FORMER_SECTORS
            if draft.office and not draft.office.startswith("former "):
                draft.office = f"former {draft.office}"

    def of_state(self, noun: str) -> tuple[str, ...]:
        """The sector of those who speak for states: "African leaders"; empty for other nouns."""
        return (self._of_state[noun],) if noun in self._of_state else ()

    def place(self, name: str) -> Entity | None:
        """A large place that the parser has not seen to be one: "the governor of Chihuahua"."""
        place = self._gazetteer.places.best(name)
        if place is None or place.population < _LARGE:
            return None
        return Entity(0, place.name, "state", place.coded_as, named=True, part=True)

    def shown_kind(self, entity: Entity) -> Kind:
        """The kind as the JSON shows it (docs/json.md).

        A post is an office only in the singular, and only where a state or an international body gives it; whoever
        else is described in the singular is a person, in the plural people. Soldiers and rebels in the plural stay a
        force or a group.
        """
        if entity.kind == "organisation" and entity.organisation and self._is_force(entity.organisation):
            return "force"
        if entity.named and entity.kind == "group" and not _MEMBERSHIP.isdisjoint(entity.sectors[:1]):
            return "organisation"
        if (
            entity.named
            or entity.kind in ("state", "organisation")
            or (entity.many and not (entity.plural or entity.human))
        ):
            return entity.kind
        if entity.name.rpartition(" ")[2] in self._collective:
            return entity.kind
        if entity.plural:
            return self._kind_of_many(entity)
        if entity.kind == "office" and entity.name in self._governments and not entity.office:
            return "state"
        if not entity.human:
            return entity.kind
        primary = entity.sectors[0] if entity.sectors else "GOV"
        given = primary in _GIVE_POSTS or (bool(entity.organisation) and primary == "BUS")
        held = entity.office or (entity.name if entity.kind == "office" or entity.role else "")
        held = held.removeprefix("former ")
        post = bool(held) and held not in self._no_posts and fold(held) not in self._no_posts
        return "office" if given and post else "person"

    def _is_force(self, code: str) -> bool:
        """Whether an organisation is the soldiers or police that a larger one sends: KFOR, UNIFIL."""
        organisation = self._gazetteer.organisations.by_code(code)
        if organisation is None or not organisation.parent:
            return False
        primary = organisation.sectors[:1]
        return primary == ("MIL",) or (primary == ("COP",) and organisation.kind == "UNO")

    def _kind_of_many(self, entity: Entity) -> Kind:
        noun = (entity.office or entity.name).removeprefix("former ")
        primary = entity.sectors[0] if entity.sectors else ""
        if primary in _FORCES and (noun in self._ranks or noun.rpartition(" ")[2] in self._ranks):
            return "force"
        if primary in _BANDS and entity.kind in ("person", "people") and not entity.office:
            return "people" if noun in self._roles and noun not in self._humans else "group"
        body = entity.kind == "office" and not entity.office
        return "people" if entity.kind in ("office", "person") and not body else entity.kind

    def coded(self, entity: Entity) -> tuple[str, ...]:
        """The sectors as the JSON shows them: the kind of an international body stands first (UNO, EUR, ...)."""
        organisation = (
            self._gazetteer.organisations.by_code(entity.organisation) if entity.organisation else None
        )
        if organisation is None or entity.country:
            return _joined(("IMG",), entity.sectors) if "IMG" in entity.sectors else entity.sectors
        return _joined((organisation.kind,), entity.sectors)

    def _stands_for_country(self, sector: str) -> bool:
        return sector in ("IGO", "UNO", "EUR", "NGO", "ISM", "MNC")

    def keys(self, entity: Entity) -> list[tuple[str, ...]]:
        """By what the same actor is found again in the report."""
        if entity.kind == "state" and entity.country and entity.named:
            country = self._gazetteer.countries.by_alpha3(entity.country)
            own = country is not None and country.name == entity.name
            return [("state", entity.country)] if own else [("state", fold(entity.name))]
        if entity.organisation and entity.kind == "organisation":
            return [("organisation", entity.organisation)]
        if entity.named:
            return [("name", fold(entity.name))]
        owner = entity.country or entity.organisation or ""
        return [("noun", fold(entity.name), entity.office or "", owner, str(entity.plural))]


def country_of(community: Community) -> str | None:
    """The country that a people's name tells by itself; a faith's tells none, whatever country it is strongest in."""
    return None if community.kind == "religious" else community.country


def _joined(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _kind(text: str) -> Kind:
    return text  # type: ignore[return-value]
