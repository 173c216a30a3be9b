"""Who is named? Noun phrases of a report resolved to actors: name, country, sectors, office.

A phrase is read from its head outwards: what the gazetteer knows of its words, the modifiers and possessors that tell
its country, the title before a name, the apposition after it. Then it joins the actor that the report named before,
or is a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dragoman.gazetteer import Gazetteer
from dragoman.reading.parse import Parsed
from dragoman.reading.where.find import PlaceIndex
from dragoman.reading.who.belonging import Belonging
from dragoman.reading.who.coreference import MAIN_SUBJECT, PLAIN, SUBJECT, Entity, Registry
from dragoman.reading.who.entries import EntryReader
from dragoman.reading.who.homes import Homes
from dragoman.reading.who.joining import Joiner
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.reading.who.names import Named, NameIndex, find_names
from dragoman.reading.who.nouns import Nouns
from dragoman.reading.who.phrases import PhraseReader
from dragoman.reading.who.pronouns import Pronouns
from dragoman.reading.who.walk import Walk
from dragoman.records import Actor

_ARGUMENTS = frozenset(
    [
        "nsubj",
        "nsubjpass",
        "dobj",
        "pobj",
        "poss",
        "conj",
        "agent",
        "appos",
        "attr",
        "dative",
        "ROOT",
        "oprd",
        "nmod",
    ]
)
_INSIDE = frozenset(["compound", "amod", "nmod", "nummod", "det", "quantmod", "npadvmod"])
_NOUNS = frozenset({"NOUN", "PROPN"})
_NOMINAL = _NOUNS | {"ADJ", "NUM"}
_DETERMINERS = frozenset({"the", "a", "an", "this", "that", "his", "her", "its", "their", "our", "my"})
_HEADS = frozenset({"NOUN", "PROPN", "PRON"})
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
    names = find_names(
        parsed,
        gazetteer,
        setting,
        lists["regions"]["names"],
        lists["no_actor"]["meetings"],
        lists["misspelt"]["never"],
    )
    entries = EntryReader(gazetteer, lists)
    reader = PhraseReader(parsed, gazetteer, lists, names, places, entries)
    return Mentions(_Finder(parsed, lists, setting, places, names, reader, entries).run())


def frame(text: str) -> str:
    """Words before a phrase that let the parser see what the phrase alone does not show: that it is a noun phrase."""
    first = text.split(maxsplit=1)[0].lower() if text.strip() else ""
    return "They spoke of " if first in _DETERMINERS else "They spoke of several "


def is_phrase(parsed: Parsed) -> bool:
    """Whether the parser takes a text for a noun phrase; it takes "Basque separatists" for a sentence with a verb."""
    first = parsed.sentences[0] if parsed.sentences else None
    if first is None:
        return True
    if len(parsed.sentences) > 1:
        return False
    roots = [t for t in range(first.start, first.end) if parsed.head[t] == t]
    return all(parsed.pos[t] in _HEADS and parsed.child(t, "nsubj") is None for t in roots)


def whole(parsed: Parsed, found: Mentions, begins: int = 0) -> Actor | None:
    """The actor that a noun phrase as a whole names, which begins at token `begins`; None when it names none.

    "French wine" names no actor, though France is mentioned in it.
    """
    if not parsed.sentences:
        return None
    words = {t for t in range(begins, len(parsed)) if parsed.pos[t] not in ("DET", "PUNCT", "SPACE")}
    named = [m for m in found if m.head >= begins]
    covering = [m for m in named if words <= set(range(m.start, m.end))]
    if covering:
        governing = (m for m in covering if parsed.head[m.head] == m.head or parsed.head[m.head] < begins)
        return next(governing, covering[0]).actor
    named = [m for m in named if not m.modifies]
    for root in range(begins, parsed.sentences[0].end):
        governed = parsed.head[root] != root and parsed.head[root] >= begins
        if not governed and parsed.pos[root] in _HEADS:
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
        self._parsed = parsed
        self._names = names
        self._places = places
        self._reader = reader
        self._entries = entries
        self._depth = 0
        self._walk = walk = Walk(parsed, Registry(lists))
        self._registry = walk.registry
        belonging = Belonging(walk, lists, entries, self.resolve)
        self._pronouns = Pronouns(walk, lists, self.resolve)
        self._homes = Homes(walk, lists, setting, places, names, entries, self._pronouns, self.resolve)
        joiner = Joiner(walk, lists, reader, entries, belonging, self._homes, self._pronouns.never)
        self._nouns = Nouns(walk, lists, reader, entries, belonging, self._pronouns, joiner, self.resolve)

    def run(self) -> Iterator[Mention]:
        """All mentions: the phrases that name actors, then the names that only qualify another noun."""
        for token in range(len(self._parsed)):
            if self._is_nominal(token):
                self.resolve(token)
        self._homes.settle_all()
        for token, entities in self._walk.found.items():
            phrase = self._walk.phrases[token]
            place = self._reader.is_place(phrase.core, token)
            for entity in entities:
                yield Mention(
                    phrase.start,
                    phrase.end,
                    token,
                    entity.number,
                    self._actor(entity, phrase.start, phrase.end),
                    weak=token in self._walk.weak,
                    place=place,
                    named=entity.named,
                )
        yield from self._here()
        for start, end, draft, place in self._qualifiers():
            entity = self._registry.enter(draft, self._entries.keys(draft))
            actor = self._actor(entity, start, end)
            yield Mention(
                start, end, end - 1, entity.number, actor, modifies=True, place=place, named=entity.named
            )

    def _here(self) -> Iterator[Mention]:
        """ "Here" is in the state that the report's dateline names."""
        dateline = self._places.dateline
        state = self._entries.state(dateline.country) if dateline and dateline.country else None
        if state is None:
            return
        for token in range(len(self._parsed)):
            if self._parsed.lower[token] == "here" and self._parsed.pos[token] == "ADV":
                entity = self._registry.enter(state, self._entries.keys(state))
                actor = self._actor(entity, token, token + 1)
                yield Mention(
                    token,
                    token + 1,
                    token,
                    entity.number,
                    actor,
                    weak=True,
                    modifies=True,
                    place=True,
                    named=True,
                )

    def _led(self) -> Iterator[tuple[int, int, Entity]]:
        """The states in words that the parser leaves whole: "U.S.-led"."""
        for token in range(len(self._parsed)):
            if self._parsed.lower[token].endswith("-led"):
                state = self._entries.state(self._reader.led_by(token) or "")
                if state is not None:
                    yield token, token + 1, state

    def _qualifiers(self) -> Iterator[tuple[int, int, Entity, bool]]:
        """Names before another noun: first and last+1 token, whom they name, and whether as a place."""
        taken = {id(self._walk.phrases[token].core) for token in self._walk.found}
        for named in self._names.all:
            if id(named) in taken or named.end - 1 in self._walk.found or self._reader.names_a_thing(named):
                continue
            draft = self._entries.actor(named.entry, self._parsed.lemma[named.end - 1])
            if draft.named:
                first = named.start + (
                    named.end - named.start > 1 and self._parsed.lower[named.start] == "the"
                )
                yield first, named.end, draft, self._reader.is_place(named, named.end - 1)
        for start, end, state in self._led():
            yield start, end, state, False
        for start, end, draft in self._reader.towns():
            if end - 1 not in self._walk.found:
                yield start, end, draft, True

    def _actor(self, entity: Entity, start: int, end: int) -> Actor:
        span = self._parsed.span(start, end)
        name = entity.name
        if (
            not entity.named
            and entity.kind != "state"
            and entity.organisation
            and entity.organisation not in name
        ):
            name = f"{entity.organisation} {name}"
        return Actor(
            span.text,
            span.start,
            span.end,
            name=name,
            kind=self._entries.shown_kind(entity),
            country=entity.country,
            sectors=self._entries.coded(entity),
            office=entity.office,
            organisation=entity.organisation,
        )

    def _is_nominal(self, token: int) -> bool:
        parsed = self._parsed
        if token in self._pronouns:
            return True
        pos = parsed.pos[token]
        if pos not in _NOMINAL:
            return False
        named = self._names.covering(token)
        if named is not None and token != self._head_of(named):
            return False  # "Affairs" in "Minister of Foreign Affairs"
        if pos in _NOUNS:
            return parsed.dep[token] not in _INSIDE or parsed.pos[parsed.head[token]] not in _NOUNS
        return (pos == "NUM" or named is not None) and parsed.dep[token] in _ARGUMENTS

    def _head_of(self, named: Named) -> int:
        """The token of a name that governs the others; the last, where the parser took the name apart."""
        inside = range(named.start, named.end)
        heads = [t for t in inside if self._parsed.head[t] not in inside or self._parsed.head[t] == t]
        return heads[-1] if heads else named.end - 1

    def resolve(self, token: int) -> list[Entity]:
        """The actors that the phrase headed by `token` means; none, one, or several ("the two leaders")."""
        if token in self._walk.found:
            return self._walk.found[token]
        if token in self._walk.phrases or self._depth > _MOST_NESTED:
            return []
        parsed = self._parsed
        phrase = self._reader.read(token)
        self._walk.phrases[token] = phrase
        self._depth += 1
        entities = (
            self._pronouns.meant(token) if token in self._pronouns else self._nouns.meant(token, phrase)
        )
        self._depth -= 1
        if entities:
            self._walk.found[token] = entities
            for entity in entities:
                self._registry.see(entity, token, parsed.sentence[token], self._rank(token))
        return entities

    def _rank(self, token: int) -> int:
        """How much an actor stands out where it is named."""
        parsed = self._parsed
        while parsed.dep[token] in ("conj", "appos") and parsed.head[token] != token:
            token = parsed.head[token]
        if parsed.dep[token] not in ("nsubj", "nsubjpass"):
            return PLAIN
        verb = parsed.head[token]
        return MAIN_SUBJECT if parsed.dep[verb] == "ROOT" else SUBJECT
