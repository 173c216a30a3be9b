"""Who is named? Noun phrases of a report resolved to actors: name, country, sectors, office.

A phrase is read from its head outwards: what the gazetteer knows of its words, the modifiers and possessors that tell
its country, the title before a name, the apposition after it. Then it joins the actor that the report named before,
or is a new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dragoman.gazetteer import Gazetteer
from dragoman.gazetteer.countries import NameEntry
from dragoman.gazetteer.names import fold
from dragoman.reading.belonging import Belonging
from dragoman.reading.coreference import MAIN_SUBJECT, PLAIN, SUBJECT, Entity, Registry
from dragoman.reading.entries import EntryReader
from dragoman.reading.mentions import Mention, Mentions
from dragoman.reading.names import NameIndex, find_names
from dragoman.reading.parse import Parsed
from dragoman.reading.phrases import PLURAL, Phrase, PhraseReader
from dragoman.reading.pronouns import Pronouns
from dragoman.reading.where import PlaceIndex
from dragoman.records import Actor

_ARGUMENTS = frozenset(
    ["nsubj", "nsubjpass", "dobj", "pobj", "poss", "conj", "agent", "appos", "attr", "dative", "ROOT", "oprd", "nmod"]
)
_INSIDE = frozenset(["compound", "amod", "nmod", "nummod", "det", "quantmod", "npadvmod"])
_NOUNS = frozenset({"NOUN", "PROPN"})
_ACRONYM = re.compile(r"[A-Z][A-Za-z]?(?:[-.&]?[A-Z]){1,7}\.?")
_CIVILIANS = ("CVL",)
_MOST_NESTED = 60
"""Phrases resolved within one another; a parse nested deeper is no sentence."""


def mentions(
    parsed: Parsed,
    gazetteer: Gazetteer,
    lists: Mapping[str, Any],
    places: PlaceIndex,
    setting: str | None = None,
) -> Mentions:
    """The mentions of actors in a report.

    `lists` is the table of `data/who.toml`; `places` are the places it names; `setting` (alpha-3) is the country that
    it plays in, which is the country of "police" or "the government" when nothing else tells it.
    """
    names = find_names(parsed, gazetteer, setting, lists["regions"]["names"], lists["no_actor"]["meetings"])
    entries = EntryReader(gazetteer, lists)
    reader = PhraseReader(parsed, gazetteer, lists, names, places, entries)
    return Mentions(_Finder(parsed, lists, setting, places, names, reader, entries).run())


def whole(parsed: Parsed, found: Mentions) -> Actor | None:
    """The actor that a text as a whole names, when it is a noun phrase and no sentence; None when it names none.

    "French wine" names no actor, though France is mentioned in it.
    """
    named = [m for m in found if not m.modifies]
    if not parsed.sentences:
        return None
    first = parsed.sentences[0]
    for root in range(first.start, first.end):
        if parsed.head[root] == root and parsed.pos[root] in ("NOUN", "PROPN", "PRON"):
            return next((m.actor for m in named if m.start <= root < m.end), None)
    return next((m.actor for m in named), None)


class _Finder:
    """One walk over one report. Every noun phrase is resolved once, those it depends on before it."""

    def __init__(
        self,
        parsed: Parsed,
        lists: Mapping[str, Any],
        setting: str | None,
        places: PlaceIndex,
        names: NameIndex,
        reader: PhraseReader,
        entries: EntryReader,
    ) -> None:
        self.parsed = parsed
        self.setting = setting
        self.names = names
        self.reader = reader
        self.entries = entries
        self.found: dict[int, list[Entity]] = {}
        self.phrase: dict[int, Phrase] = {}
        self.weak: set[int] = set()
        self.depth = 0
        self.registry = Registry(lists)
        self.belonging = Belonging(parsed, lists, entries, self.resolve)
        self.pronouns = Pronouns(parsed, lists, self.registry, self.resolve, self.found)
        self.countries: dict[int, list[tuple[int, str]]] = {}
        for at, country, _ in places.named:
            self.countries.setdefault(self._paragraph(at), []).append((at, country))
        self.several = {key: frozenset(words) for key, words in lists["several"].items()}
        self.strong = frozenset(lists["belonging"]["strong"])
        self.sending = frozenset(lists["sending"]["verbs"])
        self.abroad = frozenset(lists["foreign"]["sectors"])
        self.homes = frozenset(lists["governments"]["state"])
        self.anaphors = frozenset(word for words in lists["anaphors"].values() for word in words)

    def run(self) -> Iterator[Mention]:
        """All mentions: the phrases that name actors, then the names that only qualify another noun."""
        for token in range(len(self.parsed)):
            if self._is_nominal(token):
                self.resolve(token)
        main = self.registry.main_country() if self.setting is None else None
        for entity in self.registry.entities:
            if entity.local and not entity.country:
                entity.country = main
            # People of whom a report says nothing else are mostly locals: victims, suspects, bystanders.
            full = entity.kind == "person" and entity.named and " " in entity.name
            if full and not (entity.country or entity.organisation or self.abroad & set(entity.sectors)):
                entity.country = self.setting
        for token, entities in self.found.items():
            phrase = self.phrase[token]
            place = self.reader.is_place(phrase.core, token)
            for entity in entities:
                yield Mention(
                    phrase.start,
                    phrase.end,
                    token,
                    entity.number,
                    self._actor(entity, phrase.start, phrase.end),
                    weak=token in self.weak,
                    place=place,
                    named=entity.named,
                )
        for start, end, draft, place in self._qualifiers():
            entity = self.registry.enter(draft, self.entries.keys(draft))
            actor = self._actor(entity, start, end)
            yield Mention(
                start, end, end - 1, entity.number, actor, modifies=True, place=place, named=entity.named
            )

    def _qualifiers(self) -> Iterator[tuple[int, int, Entity, bool]]:
        """Names before another noun: first and last+1 token, whom they name, and whether as a place."""
        taken = {id(self.phrase[token].core) for token in self.found}
        for named in self.names.all:
            if id(named) in taken or named.end - 1 in self.found:
                continue
            draft = self.entries.actor(named.entry, self.parsed.lemma[named.end - 1])
            if draft.named:
                yield named.start, named.end, draft, self.reader.is_place(named, named.end - 1)
        for start, end, draft in self.reader.towns():
            if end - 1 not in self.found:
                yield start, end, draft, True

    def _actor(self, entity: Entity, start: int, end: int) -> Actor:
        span = self.parsed.span(start, end)
        name = entity.name
        if not entity.named and entity.organisation and entity.organisation not in name:
            name = f"{entity.organisation} {name}"
        return Actor(
            span.text,
            span.start,
            span.end,
            name=name,
            kind=entity.kind,
            country=entity.country,
            sectors=self.entries.coded(entity),
            office=entity.office,
            organisation=entity.organisation,
        )

    def _is_nominal(self, token: int) -> bool:
        parsed = self.parsed
        if token in self.pronouns:
            return True
        pos = parsed.pos[token]
        named = self.names.covering(token)
        if named is not None and named.start <= parsed.head[token] < named.end and parsed.head[token] != token:
            return False  # "Affairs" in "Minister of Foreign Affairs"
        if pos in _NOUNS:
            return parsed.dep[token] not in _INSIDE or parsed.pos[parsed.head[token]] not in _NOUNS
        if pos in ("ADJ", "NUM"):
            return (pos == "NUM" or named is not None) and parsed.dep[token] in _ARGUMENTS
        return False

    def resolve(self, token: int) -> list[Entity]:
        """The actors that the phrase headed by `token` means; none, one, or several ("the two leaders")."""
        if token in self.found:
            return self.found[token]
        if token in self.phrase or self.depth > _MOST_NESTED:
            return []
        parsed = self.parsed
        phrase = self.reader.read(token)
        self.phrase[token] = phrase
        self.depth += 1
        entities = self.pronouns.meant(token) if token in self.pronouns else self._noun(token, phrase)
        self.depth -= 1
        if entities:
            self.found[token] = entities
            for entity in entities:
                self.registry.see(entity, token, parsed.sentence[token], self._rank(token))
        return entities

    def _rank(self, token: int) -> int:
        """How much an actor stands out where it is named."""
        parsed = self.parsed
        while parsed.dep[token] in ("conj", "appos") and parsed.head[token] != token:
            token = parsed.head[token]
        if parsed.dep[token] not in ("nsubj", "nsubjpass"):
            return PLAIN
        verb = parsed.head[token]
        return MAIN_SUBJECT if parsed.dep[verb] == "ROOT" else SUBJECT

    def _noun(self, token: int, phrase: Phrase) -> list[Entity]:
        namesake = self._namesake(token, phrase)
        if namesake is not None:
            return [namesake]
        draft = self.reader.draft(token, phrase)
        several = self._several(token, phrase) or self._holders(token, phrase, draft)
        if several:
            return several
        for named in phrase.modifiers:
            if isinstance(named.entry, NameEntry) and named.entry.actor == "state":
                state = self.entries.actor(named.entry, "")
                self.registry.enter(state, self.entries.keys(state)).noted = token
        if draft is None:
            return self.belonging.crowd(token) or self._again(token, phrase)
        if draft.kind == "state" and not draft.country:
            return self._stateless(draft, token, phrase)
        if not draft.named and not draft.sectors and (crowd := self.belonging.crowd(token)):
            return crowd
        if phrase.weak:
            self.weak.add(token)
        self.belonging.counterpart(token, phrase, draft)
        owners = self.belonging.owners(token, phrase, draft)
        if draft.plural and not draft.named and (len(owners) > 1 or len(phrase.countries) > 1):
            return [self._enter(copy, token, phrase) for copy in self._copies(draft, owners, phrase, token)]
        if owners:
            self.entries.belong(draft, owners[0])
        self.entries.finish(draft, self.parsed.lemma[token], phrase.former)
        return [self._enter(draft, token, phrase)]

    def _copies(self, draft: Entity, owners: list[Entity], phrase: Phrase, token: int) -> Iterator[Entity]:
        """One actor for each owner of "the ministers of X and Y", each adjective of "Greek and Turkish ministers"."""
        states = [s for s in map(self.entries.state, phrase.countries) if s is not None]
        for of in owners if len(owners) > 1 else states:
            own = Entity(
                0, draft.name, draft.kind, None, draft.sectors, draft.office, None, draft.gender, role=draft.role
            )
            self.entries.belong(own, of)
            self.entries.finish(own, self.parsed.lemma[token], phrase.former)
            yield own

    def _stateless(self, draft: Entity, token: int, phrase: Phrase) -> list[Entity]:
        """Who "the island nation" or "her country" is; a place of no country is no actor, unless it is a surname."""
        if draft.named:
            known = self.registry.get("name", fold(draft.name)) or self.registry.person(draft.name.split()[-1])
            return [known] if known else []
        noun = self.parsed.lemma[token]
        if phrase.possessors:
            owners = [e for p in phrase.possessors for e in self.resolve(p) if e.country]
            state = self.entries.state(owners[0].country or "") if owners and noun in self.homes else None
            return [self.registry.enter(state, self.entries.keys(state))] if state else []
        if self.parsed.tag[token] in PLURAL:
            together = self.pronouns.group(token, states=True) if phrase.start < token and phrase.definite else []
            if together and not phrase.other:
                return together
            draft.sectors, draft.plural, draft.many = ("GOV",), True, True
            draft.name = " ".join(self.parsed.text[phrase.start : phrase.end])
            return [self.registry.enter(draft, self.entries.keys(draft))]
        return [] if phrase.other else self._again(token, phrase)

    def _namesake(self, token: int, phrase: Phrase) -> Entity | None:
        """The person of the report whose surname is also something else's name: "Hill", "Jordan", "Chad"."""
        core = phrase.core
        if core is None or core.end - core.start > 1 or self.parsed.pos[token] != "PROPN" or phrase.modifiers:
            return None
        if isinstance(core.entry, NameEntry) and core.entry.kind != "seat" and self.parsed.entity[token] != "PERSON":
            return None
        return self.registry.person(self.parsed.text[token])

    def _several(self, token: int, phrase: Phrase) -> list[Entity]:
        """The two or three actors of "both countries", "the two leaders"."""
        parsed = self.parsed
        words = parsed.lower[phrase.start : phrase.end]
        number = next((word for word in words if word in self.several["numbers"]), None)
        if number is None or phrase.possessors or any(n.end <= token for n in phrase.modifiers):
            return []
        lemma, how_many = parsed.lemma[token], 3 if number == "three" else 2
        alone = parsed.pos[token] == "NUM" and parsed.child(token, "det") is not None
        states = lemma in self.several["states"]
        if not (states or alone or lemma in self.several["people"]):
            return []
        together = self.pronouns.group(token, states=True)
        if len(together) == how_many and (states or all(e.human for e in together)):
            return together
        kinds = ("person", "office", "state") if states or alone else ("person", "office")
        return self.registry.recent(kinds, how_many, token)

    def _holders(self, token: int, phrase: Phrase, draft: Entity | None) -> list[Entity]:
        """The office-holders named before that "the defence ministers" takes up, when nothing tells their countries."""
        if draft is None or not (draft.office and draft.plural and phrase.definite) or draft.country:
            return []
        if phrase.possessors or any(self.parsed.lower[p] in self.strong for p in self.parsed.having(token, "prep")):
            return []
        holders = self.registry.holders(draft.office)
        return holders if len(holders) > 1 else []

    def _again(self, token: int, phrase: Phrase) -> list[Entity]:
        """Who is meant by a name that only this report explains, or by "the bloc" and "this nation"."""
        parsed = self.parsed
        if parsed.pos[token] == "PROPN":
            text = parsed.report.text[parsed.start[phrase.start] : parsed.end[token]]
            known = (
                self.registry.get("name", fold(parsed.text[token]))
                or self.registry.get("name", fold(text))
                or self.registry.person(parsed.text[token])
            )
            return [known] if known else []
        if parsed.tag[token] in PLURAL or not phrase.definite:
            return []
        never = self.pronouns.clause_subject(token)
        known = self.registry.described(
            parsed.lemma[token],
            phrase.country,
            parsed.sentence[token],
            never,
            lambda e: self.entries.is_on(e.country, phrase.continents),
        )
        return [known] if known else []

    def _enter(self, draft: Entity, token: int, phrase: Phrase) -> Entity:
        """Join the actor named before, or be a new one; appositions speak of the same actor."""
        entity: Entity | None = None
        for child in self._appositions(token, phrase):
            other_phrase = self.reader.read(child)
            other = self.reader.draft(child, other_phrase)
            if other is None or not _compatible(draft, other):
                continue
            self.phrase[child] = other_phrase
            self.belonging.counterpart(child, other_phrase, other)
            for of in self.belonging.owners(child, other_phrase, other)[:1]:
                self.entries.belong(other, of)
            self.entries.finish(other, self.parsed.lemma[child], other_phrase.former)
            draft.learn(other)
            entity = self._known(draft, token, phrase)
            self.found[child] = [entity]
            self.registry.see(entity, child, self.parsed.sentence[child], PLAIN)
            break
        entity = entity or self._known(draft, token, phrase)
        acronym = self._acronym(phrase) if entity.named else None
        if acronym is not None:
            self.registry.call(entity, acronym)
        return entity

    def _acronym(self, phrase: Phrase) -> str | None:
        """The short name in brackets after a name: "the Moro Islamic Liberation Front (MILF)"."""
        text, end = self.parsed.text, phrase.end
        bracketed = end + 2 < len(text) and text[end] in "([" and text[end + 2] in ")]"
        return text[end + 1] if bracketed and _ACRONYM.fullmatch(text[end + 1]) else None

    def _appositions(self, token: int, phrase: Phrase) -> list[int]:
        """The heads of the phrases that say who the actor is: by syntax, else a name right after title and comma."""
        parsed = self.parsed
        found = [t for t in parsed.having(token, "appos") if t not in self.found]
        comma, name = phrase.end, phrase.end + 1
        if found or name >= len(parsed) or parsed.text[comma] != "," or parsed.pos[name] != "PROPN":
            return found
        while parsed.dep[name] in ("compound", "nmod") and parsed.head[name] > name:
            name = parsed.head[name]
        own = self.reader.read(name) if parsed.entity[name] == "PERSON" and name not in self.found else None
        return [name] if own is not None and own.start == comma + 1 and not own.possessors else []

    def _known(self, draft: Entity, token: int, phrase: Phrase) -> Entity:
        if draft.named and (draft.kind == "person" or phrase.weak):
            words = draft.name.split()
            known = (
                self.registry.get("name", fold(draft.name))
                or self.registry.person(words[-1], words[:-1])
                or self._unnamed_holder(draft)
            )
            if known is not None and not _rules_beside(draft, known):
                if draft.kind == "person":
                    known.learn(draft)
                return known
        elif not draft.named and not draft.plural and phrase.definite:
            known = self._described(draft, token, phrase)
            if known is not None:
                return known
        if draft.kind == "force" and not (draft.named or draft.country or draft.organisation or phrase.foreign):
            draft.country = self._sender(token, draft)
        local = not phrase.foreign and (not phrase.weak or draft.sectors == _CIVILIANS)
        unowned = local and not draft.country and not draft.organisation
        of_state = draft.kind in ("office", "force") or (draft.kind == "person" and draft.office is not None)
        if unowned and (not draft.named or of_state):
            draft.local = True
            draft.country = self._setting(token)
            self.entries.finish(draft, self.parsed.lemma[token], False)
        return self.registry.enter(draft, self.entries.keys(draft))

    def _setting(self, token: int) -> str | None:
        """The country that a sentence plays in: the report's, unless its paragraph names only one other until there."""
        here = self.countries.get(self._paragraph(token), ())
        before = {country for at, country in here if at < token}
        if len(before) != 1 or self.setting in before:
            return self.setting
        sayer = self.pronouns.sayer(token)
        return before.pop() if sayer is None or sayer.country not in before else self.setting

    def _paragraph(self, token: int) -> int:
        return self.parsed.sentences[self.parsed.sentence[token]].paragraph

    def _sender(self, token: int, draft: Entity) -> str | None:
        """The country of forces that their own side sends, withdraws or speaks of."""
        parsed = self.parsed
        verb = parsed.head[token]
        if parsed.dep[token] == "dobj" and parsed.lemma[verb] in self.sending:
            subject = self.pronouns.subject_of(verb)
            owners = self.resolve(subject) if subject is not None and subject != token else []
            if len(owners) == 1 and "GOV" in owners[0].sectors:
                draft.organisation = owners[0].organisation if owners[0].country is None else None
                return owners[0].country
        if "MIL" in draft.sectors:
            sayer = self.pronouns.sayer(token)
            return sayer.country if sayer is not None and "MIL" in sayer.sectors else None
        return None

    def _unnamed_holder(self, draft: Entity) -> Entity | None:
        """The office-holder spoken of before without a name, when this person holds that office of that country."""
        if draft.kind != "person" or not draft.office or not draft.country:
            return None
        return self.registry.unnamed(draft.office, draft.country)

    def _described(self, draft: Entity, token: int, phrase: Phrase) -> Entity | None:
        """Who "the French president", "the minister" or "the former boxer" is, of those named before."""
        noun, sentence = self.parsed.lemma[token], self.parsed.sentence[token]
        known = self.registry.holder(draft.office, draft.country) if draft.office else None
        refers = draft.kind in ("organisation", "group") or noun in self.anaphors
        if known is None and (refers or draft.office in (None, noun)):
            known = self.registry.described(noun, draft.country, sentence)
        if known is None and draft.office and draft.country and draft.human:
            known = self.registry.compatriot(draft.country, sentence)
        if known is None and draft.human and phrase.former and not draft.country:
            known = self.registry.talked_of(sentence)
        return known


def _rules_beside(one: Entity, other: Entity) -> bool:
    """Whether a surname belongs to two people: "President Clinton" and the Clinton who holds another office."""
    held = other.office or ""
    return one.office in ("president", "prime minister", "monarch") and bool(held) and not held.endswith(one.office)


def _compatible(one: Entity, other: Entity) -> bool:
    """Whether an apposition can speak of the same actor: a person and an office, a group and what it is called."""
    people, bodies = {"person", "office", "people"}, {"organisation", "group", "force", "office"}
    if one.named and other.named and fold(one.name) != fold(other.name):
        return (
            one.kind == other.kind
            and one.kind not in ("state", "person")
            and not (one.country and other.country)
        )
    both = {one.kind, other.kind}
    rival = both == {"group", "person"} and other.named and not one.named and not one.many
    return rival or (
        one.plural == other.plural and (both <= people or both <= bodies or both == {"state"})
    )
