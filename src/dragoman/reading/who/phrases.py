"""What a noun phrase says of an actor by itself: the words before its head, its title, its name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.gazetteer import Gazetteer
from dragoman.gazetteer.countries import NameEntry
from dragoman.gazetteer.groups import Group
from dragoman.gazetteer.names import fold
from dragoman.gazetteer.nouns import ActorNoun
from dragoman.gazetteer.offices import Office
from dragoman.gazetteer.organisations import Organisation
from dragoman.gazetteer.people import Person
from dragoman.reading.parse import Parsed
from dragoman.reading.where.find import PlaceIndex
from dragoman.reading.where.place_names import PlaceMention
from dragoman.reading.who.coreference import Entity
from dragoman.reading.who.entries import STATE_NAMES, EntryReader
from dragoman.reading.who.modifiers import Modifiers
from dragoman.reading.who.names import Named, NameIndex
from dragoman.reading.who.sides import Sides, word_pairs
from dragoman.reading.who.titles import post_before

PLURAL = frozenset({"NNS", "NNPS"})
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_NAME_LABELS = frozenset({"PERSON", "ORG", "NORP"})
_ABBREVIATION = re.compile(r"(?:[A-Z]\.?){2,4}")
_INDEFINITE = frozenset(
    {"a", "an", "another", "any", "each", "every", "few", "many", "more", "most"}
) | frozenset({"no", "one", "several", "some", "such"})
_NAME_PARTS = frozenset(
    {"-", "'", "’", '"', "al", "bin", "de", "van", "der", "den", "von", "el", "ul", "da", "dos", "ibn", "abu"}
)
_UNSETTLED = frozenset({("UAF",), ("PRM",)})
_NAMING = frozenset({"PROPN", "ADJ"})
_SEATS = frozenset({"capital", "seat"})


@dataclass(slots=True)
class Phrase:
    """A noun phrase: tokens `start` to `end` (exclusive), what stands in it, whose it is.

    `core` is the gazetteer's name for the head, `modifiers` its names for the words before it. `countries` are those
    that the modifiers tell, more than one only where they are joined ("Greek and Turkish ministers"); `bodies` the
    organisations and groups that are joined so ("British and EU envoys"). `definite` is True unless an article or
    number says that the actor is new. `weak` see Mention.
    """

    start: int
    end: int
    core: Named | None
    modifiers: list[Named]
    possessors: list[int]
    definite: bool
    countries: list[str] = field(default_factory=list)
    weak: bool = False
    former: bool = False
    foreign: bool = False
    other: bool = False
    continents: tuple[str, ...] = ()
    bodies: list[Organisation | Group] = field(default_factory=list)
    towns: list[PlaceMention] = field(default_factory=list)

    @property
    def country(self) -> str | None:
        """The first country that the modifiers tell."""
        return self.countries[0] if self.countries else None


class PhraseReader:
    """Reads the noun phrases of one report."""

    def __init__(
        self,
        parsed: Parsed,
        gazetteer: Gazetteer,
        lists: Mapping[str, Any],
        names: NameIndex,
        places: PlaceIndex,
        entries: EntryReader,
    ) -> None:
        self._parsed = parsed
        self._gazetteer = gazetteer
        self._names = names
        self._places = places
        self._entries = entries
        self._modifiers = Modifiers(entries)
        self._left = frozenset(lists["nominal"]["left"])
        self._titles = frozenset(lists["titles"]["words"])
        self._gender = {word: gender for gender, words in lists["gender"].items() for word in words}
        self._given = {name: gender for gender, names in lists["given_names"].items() for name in names}
        self._no_actor: Mapping[str, list[str]] = lists["no_actor"]["words"]
        self._never = frozenset(lists["no_actor"]["names"])
        self._bare = frozenset(lists["bare"]["words"])
        self._name_words = frozenset(w for words in lists["name_words"].values() for w in words)
        self._means = frozenset(lists["means"]["nouns"])
        self._former = frozenset(lists["former"]["words"])
        self._foreign = frozenset(lists["foreign"]["words"])
        self._from_elsewhere = frozenset(lists["foreign"]["nouns"])
        self._other = frozenset(lists["foreign"]["other"])
        self._continents = {word: tuple(names) for word, names in lists["continents"].items()}
        self._continent_words = {word.partition(" ")[0] for word in self._continents}
        self._sides = {word: side for side, words in lists["kinds"]["sides"].items() for word in words}
        self._clubs: Mapping[str, str] = lists["clubs"]["of"]
        self._club_nouns = frozenset(lists["clubs"]["nouns"])
        self._sides_of = Sides(parsed, gazetteer, names, lists)
        self._spoken_of = {country for _, country, kind in places.named if kind != "capital"}
        self._town_at = [m for m in places.mentions if not m.dateline and names.covering(m.head) is None]
        self._town_starts = [m.start for m in self._town_at]

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
            if parsed.dep[child] == "det" and parsed.lower[child] in _INDEFINITE:
                definite = False
        while start < token and parsed.pos[start] == "PUNCT" and parsed.text[start] != "(":
            start += 1
        if core is not None and core.start < start and not possessors:
            start = core.start
        post = post_before(parsed, self._names, token, start)
        if post is not None:
            for child in parsed.having(post, *self._left):
                if child < post:
                    start = min(start, parsed.subtree(child)[0])
                    possessors.extend([child] if parsed.dep[child] == "poss" else [])
            start = min(start, post)
        first = max((parsed.subtree(p)[1] for p in possessors), default=start)
        modifiers = [n for n in self._names.within(first, token) if n is not core] if first < token else []
        modifiers = [n for n in modifiers if not self.names_a_thing(n)]
        phrase = Phrase(start, end, core, modifiers, possessors, definite)
        phrase.foreign = parsed.lemma[token] in self._from_elsewhere
        if first < token:
            words = parsed.text[first:token]
            if words and parsed.opens[first]:
                words[0] = parsed.lower[first]
            phrase.former = not self._former.isdisjoint(parsed.lower[first:token])
            before = start > 0 and parsed.lower[start - 1] in self._former
            phrase.former = phrase.former or (before and parsed.head[start - 1] >= start)
            office = core is not None and isinstance(core.entry, Office)  # "foreign minister"
            own = max(core.start - first, 0) if core is not None and office else len(words)
            phrase.foreign = phrase.foreign or not self._foreign.isdisjoint(words[:own])
            phrase.other = not self._other.isdisjoint(words)
            phrase.continents = self._continents_in(parsed.text[first:token])
            if modifiers:
                phrase.countries = self._sides_of.countries(modifiers)
                phrase.bodies = list(self._sides_of.bodies(modifiers))
            phrase.towns = self._towns_in(first, token)
        return phrase

    def _continents_in(self, words: list[str]) -> tuple[str, ...]:
        if self._continent_words.isdisjoint(words):
            return ()
        return next((self._continents[w] for w in word_pairs(words) if w in self._continents), ())

    def _towns_in(self, start: int, end: int) -> list[PlaceMention]:
        """Places that the gazetteer's names of actors don't know: towns ("Karachi police"), no datelines."""
        first, last = bisect_left(self._town_starts, start), bisect_left(self._town_starts, end)
        return [m for m in self._town_at[first:last] if m.end <= end]

    def towns(self) -> Iterator[tuple[int, int, Entity]]:
        """The towns of the report: first and last+1 token, and the actor each stands for."""
        for mention in self._town_at:
            named_after = self._sides_of.names_a_thing(mention.start, mention.end, town=True)
            if mention.country and not named_after:
                yield mention.start, mention.end, self._entries.town(mention)

    def is_place(self, core: Named | None, token: int) -> bool:
        """Whether the words are the name of a country or town itself, which may only be where something happened."""
        if core is None:
            return self._parsed.entity[token] in _PLACES
        entry = core.entry
        return (
            isinstance(entry, NameEntry)
            and entry.kind in STATE_NAMES
            and not _ABBREVIATION.fullmatch(entry.text)
        )

    def names_a_thing(self, named: Named) -> bool:
        """Whether a name is only that of a thing: of a currency, a railway, an accord."""
        return self._sides_of.names_a_thing(
            named.start, named.end, town=self._is_seat(named.entry) or not isinstance(named.entry, NameEntry)
        )

    def _is_seat(self, entry: object) -> bool:
        return isinstance(entry, NameEntry) and entry.kind in _SEATS

    def led_by(self, token: int) -> str | None:
        """The country in a word that the parser leaves whole: "U.S.-led"."""
        return self._sides_of.leading(token, token + 1)

    def draft(self, token: int, phrase: Phrase) -> Entity | None:
        """The actor that the phrase describes by its own words; None when it describes none."""
        draft = self._from_head(token, phrase)
        if draft is None:
            return None
        parsed = self._parsed
        for named in phrase.modifiers:
            if self._sides_of.is_own(named):
                self._modifiers.apply(draft, named.entry)
        if draft.sectors[:1] in _UNSETTLED and not draft.named:
            before = parsed.report.text[parsed.start[phrase.start] : parsed.start[token]].split()
            side = next((self._sides[word] for word in before if word in self._sides), None)
            draft.sectors = (side, *draft.sectors[1:]) if side else draft.sectors
        if draft.kind != "state" and not draft.country and not draft.organisation:
            draft.country = self._sides_of.leading(phrase.start, token)
        if draft.kind not in ("state", "organisation") and not draft.country and not draft.organisation:
            towns = (town.country for town in phrase.towns if town.country)
            draft.country = draft.country or next(towns, None)
            draft.country = draft.country or self._unseen_place(token, phrase)
        if phrase.continents and not draft.sectors:
            draft.sectors = self._entries.of_state(parsed.lemma[token])
        if draft.human:
            for word in range(phrase.start, phrase.end):
                draft.gender = draft.gender or self._gender.get(parsed.lower[word])
            if draft.gender is None and draft.named:
                draft.gender = self._given.get(draft.name.split(maxsplit=1)[0])
        draft.many = (parsed.tag[token] in PLURAL and not draft.named) or draft.kind == "people"
        draft.plural = parsed.tag[token] in PLURAL and draft.kind not in ("organisation", "group", "state")
        if draft.plural and not draft.named:
            draft.human = False
            if not draft.country and (draft.title or draft.name) in self._club_nouns:
                words = word_pairs(parsed.text[phrase.start : token])
                code = next((self._clubs[word] for word in words if word in self._clubs), None)
                draft.organisation = draft.organisation or code
        return draft

    def _unseen_place(self, token: int, phrase: Phrase) -> str | None:
        """The country of a large town before an unnamed actor, which the parser has not seen to be one."""
        parsed = self._parsed
        at = phrase.start
        while at < token and not (parsed.pos[at] in _NAMING and parsed.text[at][0].isupper()):
            at += 1
        ends = at
        while ends < token and parsed.pos[ends] in _NAMING and parsed.text[ends][0].isupper():
            if parsed.entity[ends] == "PERSON" or self._names.covering(ends) is not None:
                return None
            ends += 1
        place = self._entries.place(" ".join(parsed.text[at:ends])) if at < ends else None
        return place.country if place else None

    def _from_head(self, token: int, phrase: Phrase) -> Entity | None:
        parsed = self._parsed
        name = self._name_start(token, phrase)
        known = phrase.core.entry if phrase.core else self._owner_of_means(token, phrase)
        if isinstance(known, ActorNoun):
            proper = self._proper(known, token, name)
            if proper is not None:
                return proper
            if parsed.lower[token] == fold(known.noun) and self._is_no_actor(token, phrase):
                return None
            phrase.weak = known.weak and not self._owner_of_means(token, phrase)
        if isinstance(known, Person) and phrase.core and name is not None and name < phrase.core.start:
            first = {fold(word) for word in parsed.text[name : phrase.core.start]}
            if not first & set(fold(known.name).split()):
                return self._unknown_name(token, name, phrase)
        surname = phrase.core is not None and name is not None and name < phrase.core.start
        if (
            surname
            and parsed.entity[token] == "PERSON"
            and (not isinstance(known, (Person, Group, Organisation)) or self._is_given(token, name))
            and not isinstance(known, Person)
        ):
            return self._unknown_name(token, name or token, phrase)
        if isinstance(known, NameEntry):
            phrase.weak = known.kind == "capital"
            union = self._entries.seated(known) if phrase.weak and self._acts(token) else None
            if union is not None and known.alpha3 not in self._spoken_of:
                return union
            if known.kind == "adjective" and parsed.child(token, "det") is not None:
                return self._entries.the_people(known)
        if known is not None:
            return self._entries.actor(known, parsed.lemma[token], parsed.tag[token] in PLURAL)
        if parsed.pos[token] != "PROPN" and parsed.entity[token] not in _NAME_LABELS:
            return None
        return self._unknown_name(token, name if name is not None else token, phrase)

    def _owner_of_means(self, token: int, phrase: Phrase) -> ActorNoun | None:
        """Those whom their means or ground stand for: "army helicopters", "rebel positions"."""
        last = phrase.modifiers[-1] if phrase.modifiers else None
        beside = last is not None and last.end == token and self._parsed.lemma[token] in self._means
        return last.entry if last is not None and beside and isinstance(last.entry, ActorNoun) else None

    def _acts(self, token: int) -> bool:
        """Whether a name is the subject of a verb, or whom something is done by or with."""
        parsed = self._parsed
        beside = parsed.dep[token] == "pobj" and parsed.lower[parsed.head[token]] in ("by", "with")
        return parsed.dep[token] == "nsubj" or beside

    def _is_given(self, token: int, name: int | None) -> bool:
        """Whether a first name stands before the last one: "Paolo Verdi" is not the union Verdi."""
        if name is None or name >= token:
            return False
        return self._parsed.text[name] in self._given or self._parsed.entity[token - 1] == "PERSON"

    def _is_no_actor(self, token: int, phrase: Phrase) -> bool:
        parsed = self._parsed
        if parsed.lower[token] in self._bare:
            deps = {parsed.dep[child] for child in parsed.children[token] if child < token}
            if not (phrase.modifiers or phrase.towns or deps & {"det", "poss", "compound", "nmod", "nummod"}):
                return True
        barred = self._no_actor.get(parsed.lemma[token], ())
        return bool(barred) and any(parsed.lower[child] in barred for child in parsed.having(token, "prep"))

    def _name_start(self, token: int, phrase: Phrase) -> int | None:
        """Where the proper name that ends at `token` begins: after titles, offices and nationalities."""
        parsed = self._parsed
        if parsed.pos[token] != "PROPN" and parsed.entity[token] != "PERSON":
            return None
        start = token
        while start > phrase.start:
            before = start - 1
            named = self._names.covering(before)
            if named is not None and named is not phrase.core and not isinstance(named.entry, Person):
                break
            joined = parsed.text[before] in _NAME_PARTS
            if not (parsed.pos[before] == "PROPN" or joined) or parsed.lower[before] in self._titles:
                break
            start = before
        while start < token and not parsed.text[start][:1].isalnum():
            start += 1
        return start

    def _proper(self, known: ActorNoun, token: int, start: int | None) -> Entity | None:
        """A capitalised noun that ends a proper name: "Justice and Development Party", not "Defense Minister"."""
        parsed = self._parsed
        if (
            start is None
            or parsed.entity[token] not in ("ORG", "NORP")
            or not parsed.tag[token].startswith("NNP")
        ):
            return None
        first = start
        while first > 0 and not parsed.begins[first] and parsed.entity[first - 1] == parsed.entity[token]:
            first -= 1
        if first < token and parsed.pos[first] == "DET":
            first += 1
        if first == token:
            return None
        name = parsed.report.text[parsed.start[first] : parsed.end[token]]
        body = self._entries.body(name)
        if known.kind in ("person", "people"):
            return body  # "the Law Society"
        body.kind, body.sectors = known.kind, known.sectors  # type: ignore[assignment]
        return body

    def _unknown_name(self, token: int, start: int, phrase: Phrase) -> Entity | None:
        """An actor that only its capitals and its surroundings tell: a person, a body, a town."""
        parsed = self._parsed
        label = parsed.entity[token]
        name = parsed.report.text[parsed.start[start] : parsed.end[token]]
        if name in self._never:
            return None
        titled = any(isinstance(named.entry, Office) and named.end == start for named in phrase.modifiers)
        titled = titled or (start > 0 and parsed.lower[start - 1] in self._titles)
        before = next((n.entry for n in phrase.modifiers if n.end == start), None)
        if isinstance(before, ActorNoun) and before.kind == "organisation":
            return self._entries.body(name, before.sectors)  # "the daily Asahi Shimbun"
        body = parsed.text[token] in self._name_words and start < token and not titled
        if not body and (titled or label == "PERSON" or self._is_person(token, start)):
            return self._entries.person(name)
        if label in _PLACES:
            phrase.weak = True
            town = self._places.get(token)
            words = set(fold(name).split())
            return self._entries.town(town) if town else Entity(0, name, "state", named=True, words=words)
        if label in ("ORG", "NORP") or body:
            phrase.weak = True
            return self._entries.body(name)
        running = not parsed.sentences[parsed.sentence[token]].heading and not name.isupper()
        if label == "" and running and name[:1].isupper() and (start < token or self._says(token)):
            # Two capitalised words that the parser knows nothing of are somebody's name more often than not.
            phrase.weak = True
            return self._entries.person(name)
        return None

    def _says(self, token: int) -> bool:
        parsed = self._parsed
        return parsed.dep[token] == "nsubj" and parsed.child(parsed.head[token], "ccomp") is not None

    def _is_person(self, token: int, start: int) -> bool:
        """Whether a name is a person's whatever its label: by its first word, or by the office after a comma."""
        parsed = self._parsed
        if start < token and parsed.text[start] in self._given:
            if parsed.entity[token] != "ORG":
                return True
            return token - start <= 2 and self._name_words.isdisjoint(parsed.text[start : token + 1])
        after = parsed.child(token, "appos")
        named = self._names.covering(after) if after is not None else None
        return named is not None and isinstance(named.entry, Office) and named.entry.kind != "office"
