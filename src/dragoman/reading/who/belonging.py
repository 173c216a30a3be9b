"""Whose is an actor? The country or body that possessors and prepositions tell: "the leader of Likud"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dragoman.gazetteer.groups import Group
from dragoman.gazetteer.organisations import Organisation
from dragoman.reading.who.coreference import Entity
from dragoman.reading.who.entries import EntryReader
from dragoman.reading.who.phrases import PLURAL, Phrase
from dragoman.reading.who.walk import Resolve, Walk

_OUT = frozenset({"out", "outside"})
_ARMED_GROUPS = frozenset({("REB",), ("PRM",), ("UAF",)})


class Belonging:
    """Tells whose the actors of one report are."""

    def __init__(self, walk: Walk, lists: Mapping[str, Any], entries: EntryReader, resolve: Resolve) -> None:
        self._walk = walk
        self._parsed = walk.parsed
        self._entries = entries
        self._resolve = resolve
        self._prepositions = frozenset(lists["belonging"]["prepositions"])
        self._strong = frozenset(lists["belonging"]["strong"])
        self._away = frozenset(lists["away"]["prepositions"])
        self._away_offices = frozenset(lists["away"]["offices"])
        self._counterparts = frozenset(lists["counterpart"]["words"])
        self._members = frozenset(lists["crowds"]["members"])
        self._hosted = frozenset(lists["belonging"]["hosted"])
        self._crowds = frozenset(lists["crowds"]["words"])

    def owners(self, token: int, phrase: Phrase, draft: Entity) -> list[Entity]:
        """The actors that tell whose this one is: possessors first, then "of", then weaker prepositions."""
        parsed = self._parsed
        if draft.country and draft.named and draft.kind != "person":
            self._overrule(phrase, draft)
            return []
        found: list[Entity] = []
        for child in phrase.possessors:
            for part in (child, *parsed.having(child, "conj")):
                found.extend(e for e in self._resolve(part) if self._tells(e, draft))
        if draft.name.rpartition(" ")[2] in self._hosted:
            # "Estonia's Russian minority" is Estonia's.
            hosts = found or [e for p in self._after(token, phrase) for e in self._hosts(p)]
            draft.country = None if any(e.kind == "state" and e.country for e in hosts) else draft.country
        settled = draft.country or draft.organisation
        if found or (settled and not draft.role):
            return found
        for prep in self._after(token, phrase):
            word = parsed.lower[prep]
            if word not in (self._strong if draft.named or settled else self._prepositions):
                continue
            if word in self._away and parsed.lemma[token] in self._away_offices:
                continue
            if phrase.foreign and (word not in self._strong or parsed.lower[prep - 1] in _OUT):
                continue  # "foreign troops out of Iraq"
            for noun in parsed.having(prep, "pobj"):
                for part in self.coordinated(noun):
                    owners = self._resolve(part) or self._beside(part) or self._unseen(part)
                    found.extend(e for e in owners if self._tells(e, draft))
                    # Whoever comes "from 19 countries" is not of the one that the report plays in.
                    phrase.foreign = phrase.foreign or any(e.kind == "state" and e.plural for e in owners)
            if found:
                return found
        return found

    def _overrule(self, phrase: Phrase, draft: Entity) -> None:
        """A state that owns a body overrules the table's country: "Belarus's KGB"; but not "Iran's Hezbollah"."""
        if draft.sectors[:1] in _ARMED_GROUPS or draft.kind == "state":
            return
        owners = [e for p in phrase.possessors for e in self._resolve(p)]
        if len(owners) == 1 and owners[0].kind == "state" and owners[0].country:
            draft.country = owners[0].country

    def _beside(self, noun: int) -> list[Entity]:
        """The body named before a noun that is no actor itself: "the leader of the United Alliance list"."""
        phrase = self._walk.phrases.get(noun)
        entries = [n.entry for n in phrase.modifiers] if phrase is not None else []
        return [self._entries.actor(e, "") for e in entries if isinstance(e, (Group, Organisation))]

    def _hosts(self, prep: int) -> list[Entity]:
        return [e for noun in self._parsed.having(prep, "pobj") for e in self._resolve(noun)]

    def _unseen(self, noun: int) -> list[Entity]:
        """The large place after a preposition that the parser has not seen to be one."""
        parsed = self._parsed
        if parsed.pos[noun] != "PROPN" or parsed.entity[noun] == "PERSON":
            return []
        start = noun
        while start > 0 and parsed.head[start - 1] == noun and parsed.dep[start - 1] == "compound":
            start -= 1
        place = self._entries.place(" ".join(parsed.text[start : noun + 1]))
        return [place] if place else []

    def _after(self, token: int, phrase: Phrase) -> Iterator[int]:
        """The prepositions after a noun; those within its name ("minister of defence") lead to the ones behind it."""
        parsed, core = self._parsed, phrase.core
        for prep in parsed.having(token, "prep"):
            if core is None or not core.start <= prep < core.end:
                yield prep
            elif (noun := parsed.child(prep, "pobj")) is not None and noun > token:
                yield from self._after(noun, phrase)
        for part in parsed.having(token, "appos"):
            if core is not None and token < part < core.end:
                yield from self._after(part, phrase)  # "secretary" and "general", as the parser takes them

    def _tells(self, owner: Entity, draft: Entity) -> bool:
        return bool(owner.country or owner.organisation or (draft.role and owner.sectors))

    def coordinated(self, token: int) -> Iterator[int]:
        """`token` and the heads joined to it by "and"."""
        seen = {token}
        while True:
            yield token
            following = self._parsed.child(token, "conj")
            if following is None or following in seen:
                return
            token = following
            seen.add(token)

    def crowd(self, token: int) -> list[Entity]:
        """Who makes up "a group of lawmakers", when the noun itself only counts them."""
        parsed = self._parsed
        if parsed.lemma[token] not in self._crowds:
            return []
        of = next((p for p in parsed.having(token, "prep") if parsed.lower[p] == "of"), None)
        noun = parsed.child(of, "pobj") if of is not None else None
        found = self._resolve(noun) if noun is not None else []
        single = parsed.lemma[token] in self._members and parsed.tag[token] in PLURAL
        return [e for e in found if e.kind != "state" and not (single and _is_body(e))]

    def counterpart(self, token: int, phrase: Phrase, draft: Entity) -> None:
        """Give "his Russian counterpart" the office of the one whose counterpart it is."""
        parsed = self._parsed
        word = next(
            (t for t in range(phrase.start, phrase.end) if parsed.lemma[t] in self._counterparts), None
        )
        if word is None:
            return
        for child in parsed.having(word, "poss") or phrase.possessors or parsed.having(token, "poss"):
            for other in self._resolve(child):
                if not draft.office or draft.role:
                    draft.office, draft.role = other.office or draft.office, False
                    draft.sectors = other.sectors or draft.sectors
        phrase.possessors = []


def _is_body(entity: Entity) -> bool:
    return not (entity.many or entity.plural or entity.human)
