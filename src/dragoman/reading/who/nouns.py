"""Whom does a noun phrase mean? Names, titles, "the two leaders", "both countries", "the bloc"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dragoman.gazetteer.countries import NameEntry
from dragoman.gazetteer.names import fold
from dragoman.gazetteer.offices import Office
from dragoman.gazetteer.organisations import Organisation
from dragoman.gazetteer.people import Person
from dragoman.reading.who.belonging import Belonging
from dragoman.reading.who.coreference import Entity
from dragoman.reading.who.entries import EntryReader
from dragoman.reading.who.joining import Joiner
from dragoman.reading.who.names import Named
from dragoman.reading.who.phrases import PLURAL, Phrase, PhraseReader
from dragoman.reading.who.pronouns import Pronouns
from dragoman.reading.who.walk import Resolve, Walk

_POINTING = frozenset({"the", "these", "those"})
_HOW_MANY = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_MOST_APART = 3
"""So many actors may have been named one by one for "the three leaders"; more only side by side."""


class Nouns:
    """Resolves the noun phrases of one report."""

    def __init__(
        self,
        walk: Walk,
        lists: Mapping[str, Any],
        reader: PhraseReader,
        entries: EntryReader,
        belonging: Belonging,
        pronouns: Pronouns,
        joiner: Joiner,
        resolve: Resolve,
    ) -> None:
        self._walk = walk
        self._parsed = walk.parsed
        self._registry = walk.registry
        self._reader = reader
        self._entries = entries
        self._belonging = belonging
        self._pronouns = pronouns
        self._joiner = joiner
        self._resolve = resolve
        self._numbers = {key: frozenset(words) for key, words in lists["several"].items()}
        self._counts = frozenset(lists["counted"]["verbs"])
        self._dying = frozenset(lists["counted"]["dying"])
        self._holding = frozenset(lists["predicates"]["holding"])
        self._taking = frozenset(lists["predicates"]["taking"])
        self._pairs: Mapping[str, list[str]] = lists["pairs"]
        self._strong = frozenset(lists["belonging"]["strong"])
        self._called = {word: frozenset(codes) for word, codes in lists["kinds_of_state"].items()}
        self._homes = frozenset(lists["governments"]["state"])

    def meant(self, token: int, phrase: Phrase) -> list[Entity]:
        """The actors that the phrase headed by `token` means."""
        namesake = self._namesake(token, phrase)
        if namesake is not None:
            return [namesake]
        if self._parsed.text[token] in self._pairs:
            states = [s for s in map(self._entries.state, self._pairs[self._parsed.text[token]]) if s]
            return [self._registry.enter(state, self._entries.keys(state)) for state in states]
        held = self._predicate(token, phrase)
        if held is not None:
            return held
        draft = self._reader.draft(token, phrase)
        several = self._several(token, phrase) or self._holders(token, phrase, draft)
        if several:
            return several
        for named in phrase.modifiers:
            entry = named.entry
            if isinstance(entry, Organisation) or (isinstance(entry, NameEntry) and entry.actor == "state"):
                self._note(entry, token)
        whole = phrase.core is not None and phrase.core.end > token + 1  # "member of the presidency"
        crowd = [] if whole else self._belonging.crowd(token)
        if crowd:
            return crowd
        if draft is None:
            return self._counted(token, phrase) or self._again(token, phrase)
        if draft.kind == "state" and not draft.country:
            return self._stateless(draft, token, phrase)
        if phrase.weak:
            self._walk.weak.add(token)
        self._belonging.counterpart(token, phrase, draft)
        owners = self._belonging.owners(token, phrase, draft)
        sides = len(phrase.countries) + len(phrase.bodies)
        if draft.plural and not draft.named and (len(owners) > 1 or sides > 1):
            return [
                self._joiner.enter(copy, token, phrase) for copy in self._copies(draft, owners, phrase, token)
            ]
        if owners:
            self._entries.belong(draft, owners[0])
        self._entries.finish(draft, self._parsed.lemma[token], phrase.former)
        return [self._joiner.enter(draft, token, phrase)]

    def _counted(self, token: int, phrase: Phrase) -> list[Entity]:
        """The people whom a number alone tells: "the blast killed two"."""
        parsed = self._parsed
        dep, lemma = parsed.dep[token], parsed.lemma[parsed.head[token]]
        people = (
            lemma in self._dying if dep == "nsubj" else lemma in self._counts and dep in ("nsubjpass", "dobj")
        )
        if parsed.pos[token] != "NUM" or not people or parsed.having(token, "prep"):
            return []
        self._walk.weak.add(token)
        phrase.weak = True
        draft = Entity(0, "people", "people", sectors=("CVL",), plural=True, many=True)
        return [self._joiner.enter(draft, token, phrase)]

    def _predicate(self, token: int, phrase: Phrase) -> list[Entity] | None:
        """Whose office a noun tells in "she is the minister" and "he served as envoy"; None where it tells none."""
        parsed = self._parsed
        if phrase.core is None or not isinstance(phrase.core.entry, Office) or parsed.tag[token] in PLURAL:
            return None
        verb = parsed.head[token]
        if parsed.dep[token] == "pobj" and parsed.lower[verb] == "as":
            verb = parsed.head[verb]
        elif parsed.dep[token] not in ("attr", "oprd", "xcomp"):
            return None
        holds, takes = parsed.lemma[verb] in self._holding, parsed.lemma[verb] in self._taking
        subject = parsed.child(verb, "dobj") if takes else None
        subject = self._pronouns.subject_of(verb) if subject is None and (holds or takes) else subject
        holders = self._resolve(subject) if subject is not None and subject != token else []
        if len(holders) != 1 or not holders[0].human:
            return None
        open_ = any(parsed.dep[c] == "neg" or parsed.tag[c] == "MD" for c in parsed.children[verb])
        draft = self._reader.draft(token, phrase)
        if holds and draft is not None and not open_ and not holders[0].office:
            for of in self._belonging.owners(token, phrase, draft)[:1]:
                self._entries.belong(draft, of)
            self._entries.finish(draft, parsed.lemma[token], phrase.former)
            holders[0].learn(draft)
        return holders

    def _note(self, entry: NameEntry | Organisation, token: int) -> None:
        """Enter the state or organisation that an adjective or name before a noun speaks of."""
        actor = self._entries.actor(entry, "")
        known = self._registry.enter(actor, self._entries.keys(actor))
        self._registry.note(known, token, self._parsed.sentence[token])

    def _copies(self, draft: Entity, owners: list[Entity], phrase: Phrase, token: int) -> Iterator[Entity]:
        """One actor for each owner of "the ministers of X and Y", each adjective of "Greek and Turkish ministers"."""
        states = [s for s in map(self._entries.state, phrase.countries) if s is not None]
        states += [self._entries.actor(body, "") for body in phrase.bodies]
        for of in owners if len(owners) > 1 else states:
            own = Entity(
                0,
                draft.name,
                draft.kind,
                None,
                draft.sectors,
                draft.office,
                None,
                draft.gender,
                role=draft.role,
            )
            own.many = own.plural = self._entries.is_no_post(draft.name)
            self._entries.belong(own, of)
            self._entries.finish(own, self._parsed.lemma[token], phrase.former)
            yield own

    def _stateless(self, draft: Entity, token: int, phrase: Phrase) -> list[Entity]:
        """Who "the island nation" or "her country" is; a place of no country is no actor, unless it is a surname."""
        if draft.named:
            known = self._registry.get("name", fold(draft.name)) or self._registry.person(
                draft.name.split()[-1]
            )
            return [known] if known else []
        noun = self._parsed.lemma[token]
        if phrase.possessors:
            owners = [e for p in phrase.possessors for e in self._resolve(p) if e.country]
            single = noun in self._homes and self._parsed.tag[token] not in PLURAL
            state = self._entries.state(owners[0].country or "") if owners and single else None
            return [self._registry.enter(state, self._entries.keys(state))] if state else []
        if self._parsed.tag[token] in PLURAL:
            if self._parsed.lower[phrase.start] in _POINTING and not phrase.other:
                together = self._pronouns.group(token, states=True)
                if together:
                    return together
            draft.sectors, draft.plural, draft.many = ("GOV",), True, True
            draft.name = " ".join(self._parsed.text[phrase.start : phrase.end])
            return [self._registry.enter(draft, self._entries.keys(draft))]
        return [] if phrase.other else self._again(token, phrase)

    def _namesake(self, token: int, phrase: Phrase) -> Entity | None:
        """The person of the report whose surname is also something else's name: "Hill", "Jordan", "Chad"."""
        core = phrase.core
        if core is not None and isinstance(core.entry, Person) and core.end - core.start > 1:
            return self._other_bearer(core, core.entry)
        if (
            core is None
            or core.end - core.start > 1
            or self._parsed.pos[token] != "PROPN"
            or phrase.modifiers
        ):
            return None
        if (
            isinstance(core.entry, NameEntry)
            and core.entry.kind != "seat"
            and self._parsed.entity[token] != "PERSON"
        ):
            return None
        return self._registry.person(self._parsed.text[token])

    def _other_bearer(self, core: Named, known: Person) -> Entity | None:
        """The person whom this report named in full with the surname of one whom the gazetteer knows."""
        surname = fold(" ".join(self._parsed.text[core.start : core.end]))
        if surname == fold(known.name):
            return None
        bearers = (
            e
            for e in reversed(self._registry.entities)
            if e.kind == "person" and e.named and fold(e.name).endswith(f" {surname}")
        )
        bearer = next(bearers, None)
        return bearer if bearer is not None and fold(bearer.name) != fold(known.name) else None

    def _several(self, token: int, phrase: Phrase) -> list[Entity]:
        """The two or more actors of "both countries", "the two leaders"."""
        parsed = self._parsed
        words = parsed.lower[phrase.start : phrase.end]
        if self._numbers["numbers"].isdisjoint(words):
            return []
        number = next(word for word in words if word in self._numbers["numbers"])
        if phrase.possessors or any(n.end <= token for n in phrase.modifiers):
            return []
        lemma, how_many = parsed.lemma[token], _HOW_MANY.get(number, 2)
        alone = parsed.pos[token] == "NUM" and parsed.child(token, "det") is not None
        states = lemma in self._numbers["states"]
        if not (states or alone or lemma in self._numbers["people"]):
            return []
        together = self._pronouns.group(token, states=lemma not in self._numbers["sides"])
        if len(together) == how_many and (states or all(e.human for e in together)):
            return together
        kinds = ("person", "office", "state") if states or alone else ("person", "office")
        return self._registry.recent(kinds, how_many, token) if how_many <= _MOST_APART else []

    def _holders(self, token: int, phrase: Phrase, draft: Entity | None) -> list[Entity]:
        """The office-holders named before that "the defence ministers" takes up, when nothing tells their countries."""
        if draft is None or not (draft.office and draft.plural and phrase.definite) or draft.country:
            return []
        if phrase.possessors or any(
            self._parsed.lower[p] in self._strong for p in self._parsed.having(token, "prep")
        ):
            return []
        holders = self._registry.holders(draft.office)
        return holders if len(holders) > 1 else []

    def _again(self, token: int, phrase: Phrase) -> list[Entity]:
        """Who is meant by a name that only this report explains, or by "the bloc" and "this nation"."""
        parsed = self._parsed
        if parsed.pos[token] == "PROPN":
            text = parsed.report.text[parsed.start[phrase.start] : parsed.end[token]]
            known = (
                self._registry.get("name", fold(parsed.text[token]))
                or self._registry.get("name", fold(text))
                or self._registry.person(parsed.text[token])
            )
            return [known] if known else []
        if parsed.tag[token] in PLURAL or not phrase.definite:
            return []
        known = self._registry.described(
            parsed.lemma[token],
            phrase.country,
            parsed.sentence[token],
            lambda e: self._can_be_called(e, phrase) and e not in self._pronouns.clause_subject(token),
        )
        return [known] if known else []

    def _can_be_called(self, entity: Entity, phrase: Phrase) -> bool:
        """Whether a state can be what the words say: on that continent, an island, a kingdom."""
        if entity.kind != "state":
            return True
        words = self._parsed.lower[phrase.start : phrase.end]
        kinds = [self._called[word] for word in (*words, *_hyphened(words)) if word in self._called]
        on = self._entries.is_on(entity.country, phrase.continents)
        return on and all(entity.country in codes for codes in kinds)


def _hyphened(words: Sequence[str]) -> Iterator[str]:
    """The words that hyphens join, which the parser takes apart: "oil-rich"."""
    for at in range(1, len(words) - 1):
        if words[at] == "-":
            yield "".join(words[at - 1 : at + 2])
