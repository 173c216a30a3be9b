"""What a noun phrase says of an actor by itself: the words before its head, its title, its name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.gazetteer import Gazetteer
from dragoman.gazetteer.communities import Community
from dragoman.gazetteer.countries import NameEntry
from dragoman.gazetteer.groups import Group
from dragoman.gazetteer.names import fold
from dragoman.gazetteer.nouns import ActorNoun
from dragoman.gazetteer.offices import Office
from dragoman.gazetteer.organisations import Organisation
from dragoman.gazetteer.people import Person
from dragoman.reading.coreference import Entity
from dragoman.reading.names import Entry, Named, NameIndex
from dragoman.reading.parse import Parsed
from dragoman.reading.place_names import PlaceMention
from dragoman.reading.where import PlaceIndex
from dragoman.records import Kind

_PLURAL = frozenset({"NNS", "NNPS"})
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_ABBREVIATION = re.compile(r"(?:[A-Z]\.?){2,4}")
_STATE_NAMES = frozenset({"name", "former", "region", "capital"})


@dataclass(slots=True)
class Phrase:
    """A noun phrase: tokens `start` to `end` (exclusive), what stands in it, whose it is.

    `core` is the gazetteer's name for the head, `modifiers` its names for the words before it. `country` is what the
    modifiers tell. `definite` is True unless an article or number says that the actor is new. `weak` see Mention.
    """

    start: int
    end: int
    core: Named | None
    modifiers: list[Named]
    possessors: list[int]
    definite: bool
    country: str | None = None
    weak: bool = False
    towns: list[PlaceMention] = field(default_factory=list)


class PhraseReader:
    """Reads the noun phrases of one report."""

    def __init__(
        self, parsed: Parsed, gazetteer: Gazetteer, lists: Mapping[str, Any], names: NameIndex, places: PlaceIndex
    ) -> None:
        self._parsed = parsed
        self._gazetteer = gazetteer
        self._names = names
        self._places = places
        self._left = frozenset(lists["nominal"]["left"])
        self._titles = frozenset(lists["titles"]["words"])
        self._gender = {word: gender for gender, words in lists["gender"].items() for word in words}
        self._no_actor: Mapping[str, list[str]] = lists["no_actor"]["words"]
        self._anaphors = frozenset(word for words in lists["anaphors"].values() for word in words)
        self._indefinite = frozenset({"a", "an", "another", "some", "any", "no", "several", "many"})

    def refers(self, noun: str) -> bool:
        """Whether the noun can refer back to an actor named before."""
        return noun in self._anaphors

    def read(self, token: int) -> Phrase:
        """The phrase headed by `token`: its extent, modifiers and possessors."""
        parsed = self._parsed
        core = self._names.covering(token)
        start, end = token, core.end if core and core.end > token + 1 else token + 1
        possessors: list[int] = []
        definite = True
        for child in parsed.children[token]:
            if child > token:
                break
            if parsed.dep[child] not in self._left:
                continue
            low, _ = parsed.subtree(child)
            start = min(start, low)
            if parsed.dep[child] == "poss":
                possessors.append(child)
            if parsed.dep[child] == "det" and parsed.lower[child] in self._indefinite:
                definite = False
        while start < token and parsed.pos[start] == "PUNCT" and parsed.text[start] != "(":
            start += 1
        first = max((parsed.subtree(p)[1] for p in possessors), default=start)
        modifiers = [n for n in self._names.within(first, token) if n is not core]
        phrase = Phrase(start, end, core, modifiers, possessors, definite)
        phrase.towns = list(self._towns_in(first, token))
        return phrase

    def _towns_in(self, start: int, end: int) -> Iterator[PlaceMention]:
        """Places that the gazetteer's names of actors don't know: towns ("Karachi police"), no datelines."""
        for mention in self._places.mentions:
            inside = start <= mention.start and mention.end <= end
            if inside and not mention.dateline and self._names.covering(mention.head) is None:
                yield mention

    def towns(self) -> Iterator[tuple[int, int, Entity]]:
        """The towns of the report: first and last+1 token, and the actor each stands for."""
        for mention in self._towns_in(0, len(self._parsed)):
            if mention.country:
                yield mention.start, mention.end, self._town(mention)

    def _town(self, mention: PlaceMention) -> Entity:
        words = set(fold(mention.place.name).split())
        return Entity(0, mention.place.name, "state", mention.country, named=True, words=words)

    def is_place(self, core: Named | None, token: int) -> bool:
        """Whether the words are the name of a country or town itself, which may only be where something happened."""
        if core is None:
            return self._parsed.entity[token] in _PLACES
        entry = core.entry
        return isinstance(entry, NameEntry) and entry.kind in _STATE_NAMES and not _ABBREVIATION.fullmatch(entry.text)

    def _entity_start(self, token: int) -> int:
        parsed = self._parsed
        while token > 0 and not parsed.begins[token] and parsed.entity[token - 1] == parsed.entity[token]:
            token -= 1
        return token

    def draft(self, token: int, phrase: Phrase) -> Entity | None:
        """The actor that the phrase describes by its own words; None when it describes none."""
        draft = self._from_head(token, phrase)
        if draft is None:
            return None
        for named in phrase.modifiers:
            self._modify(draft, named.entry)
        if not draft.country and not draft.organisation:
            for town in phrase.towns:
                draft.country = draft.country or town.country
        phrase.country = draft.country
        parsed = self._parsed
        for word in range(phrase.start, phrase.end):
            draft.gender = draft.gender or self._gender.get(parsed.lower[word])
        draft.plural = parsed.tag[token] in _PLURAL and draft.kind not in ("organisation", "group", "state")
        return draft

    def _from_head(self, token: int, phrase: Phrase) -> Entity | None:
        parsed = self._parsed
        name = self._name_start(token, phrase)
        known = phrase.core.entry if phrase.core else None
        if (
            isinstance(known, (ActorNoun, Office))
            and parsed.tag[token].startswith("NNP")
            and name is not None
        ):
            named = self._proper(known, token, name)
            if named is not None:
                return named
        if isinstance(known, ActorNoun) and self._is_no_actor(token):
            return None
        if known is not None:
            if isinstance(known, ActorNoun) and known.weak:
                phrase.weak = True
            if isinstance(known, NameEntry) and known.kind == "capital":
                phrase.weak = True
            return self.from_name(known, token)
        if parsed.pos[token] != "PROPN" and parsed.entity[token] not in ("PERSON", "ORG", "NORP"):
            return None
        return self._unknown_name(token, name if name is not None else token, phrase)

    def _is_no_actor(self, token: int) -> bool:
        parsed = self._parsed
        barred = self._no_actor.get(parsed.lemma[token], ())
        return any(parsed.lower[child] in barred for child in parsed.having(token, "prep"))

    def _name_start(self, token: int, phrase: Phrase) -> int | None:
        """Where the proper name that ends at `token` begins: after titles, offices and nationalities."""
        parsed = self._parsed
        if parsed.pos[token] != "PROPN":
            return None
        start = token
        while start > phrase.start:
            before = start - 1
            named = self._names.covering(before)
            joined = parsed.text[before] in (
                "-",
                "'",
                "’",
                "al",
                "bin",
                "de",
                "van",
                "der",
                "von",
                "el",
                "ul",
                '"',
            )
            if named is not None and named is not phrase.core and not isinstance(named.entry, Person):
                break
            if not (parsed.pos[before] == "PROPN" or joined) or parsed.lower[before] in self._titles:
                break
            start = before
        return start

    def _proper(self, known: ActorNoun | Office, token: int, start: int) -> Entity | None:
        """A capitalised noun that ends a proper name: "Justice and Development Party", not "Defense Minister"."""
        parsed = self._parsed
        if isinstance(known, Office) or parsed.entity[token] not in ("ORG", "NORP"):
            return None
        first = min(start, self._entity_start(token))
        if first == token:
            return None
        name = parsed.report.text[parsed.start[first] : parsed.end[token]]
        return Entity(0, name, known.kind, sectors=known.sectors, named=True, words=set(fold(name).split()))

    def _unknown_name(self, token: int, start: int, phrase: Phrase) -> Entity | None:
        """An actor that only its capitals and its surroundings tell: a person, a body, a town."""
        parsed = self._parsed
        label = parsed.entity[token]
        name = parsed.report.text[parsed.start[start] : parsed.end[token]]
        titled = any(isinstance(named.entry, Office) and named.end == start for named in phrase.modifiers)
        titled = titled or (start > 0 and parsed.lower[start - 1] in self._titles)
        words = set(fold(name).split())
        if titled or label == "PERSON":
            return Entity(0, name, "person", named=True, words=words)
        if label in _PLACES:
            phrase.weak = True
            town = self._places.get(token)
            return self._town(town) if town is not None else Entity(0, name, "state", named=True, words=words)
        if label in ("ORG", "NORP"):
            phrase.weak = True
            return Entity(0, name, "organisation", named=True, words=words)
        return None

    def from_name(self, entry: Entry, token: int) -> Entity | None:
        """The actor that a gazetteer entry is by itself, `token` being its last word."""
        if isinstance(entry, NameEntry):
            return self._of_country(entry)
        if isinstance(entry, Organisation):
            sectors = entry.sectors or ("IGO" if entry.kind in ("UNO", "EUR") else entry.kind,)
            return Entity(
                0,
                entry.name,
                "organisation",
                None,
                sectors,
                organisation=entry.code,
                named=True,
                words={fold(entry.name)},
            )
        if isinstance(entry, Group):
            return Entity(0, entry.name, _kind(entry.kind), entry.country, entry.sectors, named=True)
        if isinstance(entry, Person):
            words = set(fold(entry.name).split())
            return Entity(
                0,
                entry.name,
                "person",
                entry.country,
                entry.sectors,
                entry.office,
                entry.organisation,
                named=True,
                words=words,
            )
        words_of = self._parsed.lemma[token]
        if isinstance(entry, Community):
            return Entity(0, entry.text, "people", entry.country, ("CVL",), named=False)
        if isinstance(entry, Office):
            sectors, country = entry.sectors, entry.country
            return Entity(0, entry.office, "office", country, sectors, entry.office, words={words_of})
        return Entity(0, entry.noun, _kind(entry.kind), None, entry.sectors)

    def _of_country(self, entry: NameEntry) -> Entity:
        country = self._gazetteer.countries.by_alpha3(entry.alpha3)
        name = country.name if country and entry.kind in ("name", "capital", "adjective") else entry.text
        kind = entry.actor
        if kind == "state":
            sectors = ("GOV", entry.sector) if entry.sector and entry.sector != "GOV" else ("GOV",)
        else:
            sectors = (entry.sector or ("CVL" if kind == "people" else "GOV"),)
        return Entity(0, name if kind == "state" else entry.text, kind, entry.alpha3, sectors, named=True)

    def _modify(self, draft: Entity, entry: Entry) -> None:
        """What a name or title before the head tells of the actor."""
        if isinstance(entry, NameEntry):
            draft.country = (
                entry.alpha3 if not draft.named or draft.kind == "person" else draft.country or entry.alpha3
            )
        elif isinstance(entry, Organisation):
            draft.organisation = draft.organisation or entry.code
            if draft.kind != "organisation":
                draft.sectors = tuple(dict.fromkeys((entry.sectors or ("IGO",)) + draft.sectors))
        elif isinstance(entry, Group):
            draft.country = draft.country or entry.country
            draft.sectors = tuple(dict.fromkeys(entry.sectors + draft.sectors))
        elif isinstance(entry, Community):
            draft.country = draft.country or entry.country
        elif isinstance(entry, Office):
            if draft.kind == "person":
                draft.office, draft.sectors = entry.office, entry.sectors or draft.sectors
                draft.country = draft.country or entry.country
            elif not draft.sectors:
                draft.sectors = entry.sectors
        elif isinstance(entry, ActorNoun) and not draft.sectors:
            draft.sectors = entry.sectors

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
        return [
            (
                "noun",
                fold(entity.name),
                entity.office or "",
                entity.country or entity.organisation or "",
                str(entity.plural),
            )
        ]


def _kind(text: str) -> Kind:
    return text  # type: ignore[return-value]
