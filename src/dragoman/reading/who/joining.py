"""Is this an actor that the report has named before? Names, titles and appositions brought together."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from dragoman.gazetteer.names import fold
from dragoman.reading.who.belonging import Belonging
from dragoman.reading.who.coreference import PLAIN, Entity
from dragoman.reading.who.entries import EntryReader
from dragoman.reading.who.homes import Homes
from dragoman.reading.who.phrases import Phrase, PhraseReader
from dragoman.reading.who.walk import Walk

_ACRONYM = re.compile(r"[A-Z][A-Za-z]?(?:[-.&]?[A-Z]){1,7}\.?")
_RULERS = frozenset({"president", "prime minister", "monarch"})


class Joiner:
    """Enters drafts of actors into the registry of one report. `never` tells whom an object can't mean: its subject."""

    def __init__(
        self,
        walk: Walk,
        lists: Mapping[str, Any],
        reader: PhraseReader,
        entries: EntryReader,
        belonging: Belonging,
        homes: Homes,
        never: Callable[[int], list[Entity]],
    ) -> None:
        self._walk = walk
        self._parsed = walk.parsed
        self._registry = walk.registry
        self._reader = reader
        self._entries = entries
        self._belonging = belonging
        self._homes = homes
        self._never = never
        self._anaphors = frozenset(word for words in lists["anaphors"].values() for word in words)

    def enter(self, draft: Entity, token: int, phrase: Phrase) -> Entity:
        """Join the actor named before, or be a new one; appositions speak of the same actor."""
        joined: list[int] = []
        waiting = self._appositions(token, phrase)
        while waiting:
            child = waiting.pop(0)
            other_phrase = self._reader.read(child)
            other = self._reader.draft(child, other_phrase)
            if other is None or not _compatible(draft, other):
                continue
            self._walk.phrases[child] = other_phrase
            self._belonging.counterpart(child, other_phrase, other)
            for of in self._belonging.owners(child, other_phrase, other)[:1]:
                self._entries.belong(other, of)
            self._entries.finish(other, self._parsed.lemma[child], other_phrase.former)
            draft.learn(other)
            joined.append(child)
            # "The commander, the Italian general X": a name may stand beside what stands beside the head.
            waiting = [t for t in self._parsed.having(child, "appos") if t not in self._walk.found]
        entity = self._known(draft, token, phrase)
        for child in joined:
            self._walk.found[child] = [entity]
            self._registry.see(entity, child, self._parsed.sentence[child], PLAIN)
        acronym = self._acronym(phrase) if entity.named else None
        if acronym is not None:
            self._registry.call(entity, acronym)
        return entity

    def _acronym(self, phrase: Phrase) -> str | None:
        """The short name in brackets after a name: "the Moro Islamic Liberation Front (MILF)"."""
        text, end = self._parsed.text, phrase.end
        bracketed = end + 2 < len(text) and text[end] in "([" and text[end + 2] in ")]"
        return text[end + 1] if bracketed and _ACRONYM.fullmatch(text[end + 1]) else None

    def _appositions(self, token: int, phrase: Phrase) -> list[int]:
        """The heads of the phrases that say who the actor is: by syntax, else a name right after title and comma."""
        parsed = self._parsed
        found = [t for t in parsed.having(token, "appos") if t not in self._walk.found]
        comma, name = phrase.end, phrase.end + 1
        if found or name >= len(parsed) or parsed.text[comma] != "," or parsed.pos[name] != "PROPN":
            return found
        while parsed.dep[name] in ("compound", "nmod") and parsed.head[name] > name:
            name = parsed.head[name]
        own = (
            self._reader.read(name)
            if parsed.entity[name] == "PERSON" and name not in self._walk.found
            else None
        )
        return [name] if own is not None and own.start == comma + 1 and not own.possessors else []

    def _known(self, draft: Entity, token: int, phrase: Phrase) -> Entity:
        if draft.named and (draft.kind == "person" or phrase.weak):
            words = draft.name.split()
            known = (
                self._registry.get("name", fold(draft.name))
                or self._registry.person(words[-1], words[:-1])
                or self._unnamed_holder(draft, self._parsed.lower[phrase.start] == "the")
            )
            if known is not None and not _rules_beside(draft, known):
                if draft.kind == "person":
                    known.learn(draft)
                return known
        elif not (draft.named or draft.plural or (draft.many and not draft.human)) and self._may_refer(
            draft, phrase
        ):
            known = self._described(draft, token, phrase)
            if known is not None and known not in self._never(token):
                return known
        self._homes.settle(draft, token, phrase)
        return self._registry.enter(draft, self._entries.keys(draft))

    def _may_refer(self, draft: Entity, phrase: Phrase) -> bool:
        """Whether a noun can speak of one named before: "the army", not "an army" or "their army"."""
        return phrase.definite and (draft.human or not phrase.possessors)

    def _unnamed_holder(self, draft: Entity, definite: bool) -> Entity | None:
        """The office-holder spoken of before without a name, when this person holds that office of that country."""
        if draft.kind != "person" or not draft.office or not (draft.country or definite):
            return None
        return self._registry.unnamed(draft.office, draft.country)

    def _described(self, draft: Entity, token: int, phrase: Phrase) -> Entity | None:
        """Who "the French president", "the minister" or "the former boxer" is, of those named before."""
        noun, sentence = self._parsed.lemma[token], self._parsed.sentence[token]
        known = self._registry.holder(draft.office, draft.country, noun) if draft.office else None
        the = self._parsed.lower[phrase.start] == "the" and not phrase.possessors and not phrase.towns
        if known is None and (noun in self._anaphors or (the and not draft.country)):
            known = self._registry.same(draft, sentence)
        single = phrase.core is None or phrase.core.end - max(phrase.core.start, phrase.start) <= 2
        refers = (draft.kind in ("organisation", "group") or noun in self._anaphors) and single
        if known is None and (refers or draft.office in (None, noun)):
            known = self._registry.described(noun, draft.country, sentence)
        if known is None and draft.office and draft.country and draft.human:
            known = self._registry.compatriot(draft.country, sentence)
        if known is None and draft.human and phrase.former and not draft.country:
            known = self._registry.talked_of(sentence)
        return known


def _rules_beside(one: Entity, other: Entity) -> bool:
    """Whether a surname belongs to two people: "President Clinton" and the Clinton who holds another office."""
    held = other.office or ""
    return one.office in _RULERS and bool(held) and not held.endswith(one.office)


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
    member = "person" in both and one.human and other.human and other.kind in ("force", "group")
    return (
        rival
        or member
        or (one.plural == other.plural and (both <= people or both <= bodies or both == {"state"}))
    )
