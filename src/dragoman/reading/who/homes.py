"""To which country do actors belong of whom the report does not say it?

Unnamed police, officials and victims are those of the country that the report plays in; forces are those of the state
that sends or speaks of them. Whoever deals with the officials of a state as with strangers is of another: of "the
foreign minister summoned the Russian ambassador" Russia is not the minister's country.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from dragoman.gazetteer.offices import Office
from dragoman.reading.where.find import PlaceIndex
from dragoman.reading.who.coreference import Entity
from dragoman.reading.who.entries import EntryReader
from dragoman.reading.who.names import NameIndex
from dragoman.reading.who.phrases import Phrase
from dragoman.reading.who.pronouns import Pronouns
from dragoman.reading.who.walk import Resolve, Walk

_CIVILIANS = ("CVL",)
_UNDERGOES = ("nsubjpass", "dobj")
_VERBAL = frozenset({"VERB", "AUX"})
_BEFORE_NOUN = frozenset({"amod", "compound", "nmod", "poss"})
_STATESMEN = frozenset({"heads of state", "heads of government", "ministers", "envoys"})
_DEALING = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "dative", "agent"})
_PLACED = frozenset({"in", "near", "outside"})


class Homes:
    """Finds the countries of those whose country nothing tells; `setting` (alpha-3) is where the report plays."""

    def __init__(
        self,
        walk: Walk,
        lists: Mapping[str, Any],
        setting: str | None,
        places: PlaceIndex,
        names: NameIndex,
        entries: EntryReader,
        pronouns: Pronouns,
        resolve: Resolve,
    ) -> None:
        self._parsed = walk.parsed
        self._registry = walk.registry
        self._entries = entries
        self._pronouns = pronouns
        self._resolve = resolve
        self._names = names
        self._strangers = frozenset(lists["foreign"]["nouns"])
        self._sending = frozenset(lists["sending"]["verbs"])
        self._abroad = frozenset(lists["foreign"]["sectors"])
        self._statesmen = frozenset(lists["visiting_statesmen"]["nouns"])
        self._authorities = frozenset(lists["authorities"]["nouns"])
        self._citizens = frozenset(lists["authorities"]["citizens"])
        self._countries: dict[int, list[tuple[int, str]]] = {}
        for at, country, _ in places.named:
            if self._parsed.dep[at] == "compound" and self._parsed.pos[self._parsed.head[at]] == "NOUN":
                continue  # "the Helsinki agreement" is in force elsewhere.
            self._countries.setdefault(self._paragraph(at), []).append((at, country))
        self._elsewhere: set[str] = set()
        self._dateline = places.dateline.country if places.dateline else None
        located = {
            m.country
            for m in places.mentions
            if not m.dateline and self._parsed.lower[self._parsed.head[m.head]] in _PLACED
        }
        strange = {country for at, country, _ in places.named if self._is_of_stranger(at)}
        self._named = Counter(country for _, country, _ in places.named)
        self._setting = setting if setting in located else self._unless_strange(setting, strange)
        if self._setting is None and setting is not None:
            self._setting = self._most_named(strange)

    def settle(self, draft: Entity, token: int, phrase: Phrase) -> None:
        """Give `draft` the country of its senders, or of where the report plays, if it can be from there."""
        if draft.country or draft.organisation or phrase.foreign or self._comes_from_elsewhere(draft):
            return
        if draft.kind == "force" and not draft.named:
            draft.country = self._sender(token, draft)
            if draft.country or draft.organisation:
                return
        local = not phrase.weak or draft.sectors == _CIVILIANS
        of_state = draft.kind in ("office", "force") or (draft.kind == "person" and draft.office is not None)
        if local and (not draft.named or of_state):
            draft.local = True
            here = self._of_its_citizens(token, phrase, draft) or self._here(token)
            facing = self._facing(token) if of_state and draft.human and here else set()
            draft.country = self._unless_strange(here, facing)
            if draft.country is None and self._dateline is None:
                draft.country = self._most_named(self._elsewhere | facing)
            if draft.country != here and here == self._setting:
                self._setting = draft.country
            self._entries.finish(draft, self._parsed.lemma[token], False)

    def _of_its_citizens(self, token: int, phrase: Phrase, draft: Entity) -> str | None:
        """The country of those in whose clause "the government" stands, when they are citizens: "farmers of Canada
        urged the government"."""
        if (
            draft.name not in self._authorities
            or not phrase.definite
            or phrase.modifiers
            or phrase.possessors
        ):
            return None
        verb = self._verb_of(token)
        subject = self._pronouns.subject_of(verb) if verb is not None else None
        if subject is None or subject == token or self._parsed.dep[token] not in _DEALING:
            return None
        who = self._resolve(subject)
        citizens = len(who) == 1 and bool(who[0].country) and set(who[0].sectors[:1]) <= self._citizens
        return who[0].country if citizens and who[0].kind != "state" else None

    def settle_all(self) -> None:
        """Once all is read: people of whom a report says nothing else are mostly locals, victims and bystanders."""
        main = self._registry.main_country() if self._setting is None else None
        main = None if main in self._elsewhere else main
        for entity in self._registry.entities:
            if entity.local and not entity.country:
                entity.country = main
            full = entity.kind == "person" and entity.named and " " in entity.name
            known = bool(entity.country or entity.organisation or self._abroad & set(entity.sectors))
            known = known or self._comes_from_elsewhere(entity)
            if full and not known and (entity.office or not self._is_abroad(entity.first)):
                entity.country = self._setting

    def _most_named(self, strange: Collection[str]) -> str | None:
        """The country named most often that is no stranger, if it is named more than once."""
        others = [c for c, times in self._named.most_common() if c not in strange and times > 1]
        return others[0] if others else None

    def _comes_from_elsewhere(self, entity: Entity) -> bool:
        """Whether somebody's title says that his task leads him abroad: "mediator", "peace envoy"."""
        return entity.title.rpartition(" ")[2] in self._strangers

    def _unless_strange(self, country: str | None, strange: Collection[str]) -> str | None:
        """The country, unless the report deals with it as with a stranger; then that of the dateline, if any."""
        if country is None or country not in strange or country == self._dateline:
            return country
        self._elsewhere.add(country)
        return self._dateline

    def _is_of_stranger(self, token: int) -> bool:
        """Whether a country's name stands before a noun for those who come from elsewhere: "Norwegian mediators"."""
        parsed = self._parsed
        return parsed.dep[token] in _BEFORE_NOUN and parsed.lemma[parsed.head[token]] in self._strangers

    def _facing(self, token: int) -> set[str]:
        """The states with whose officials an actor deals in his own clause, or which he visits or speaks to."""
        parsed = self._parsed
        verb = self._verb_of(token)
        if verb is None or parsed.dep[token] not in _DEALING:
            return set()
        low, high = parsed.subtree(token)
        return {
            country
            for at, country in self._countries.get(self._paragraph(token), ())
            if not low <= at < high
            and parsed.sentence[at] == parsed.sentence[token]
            and self._verb_of(at) == verb
            and self._is_statesman(at)
        }

    def _is_statesman(self, token: int) -> bool:
        """Whether a country's name stands for its government or before one of its statesmen."""
        parsed, head = self._parsed, token
        while parsed.dep[head] in _BEFORE_NOUN and parsed.head[head] != head:
            head = parsed.head[head]
        if head == token:
            return parsed.dep[head] in _DEALING and not (
                parsed.dep[head] == "pobj" and parsed.lower[parsed.head[head]] in _PLACED
            )
        offices = (n.entry for n in self._names.within(token, head + 1) if isinstance(n.entry, Office))
        known = self._strangers | self._statesmen
        return parsed.lemma[head] in known or any(o.level in _STATESMEN for o in offices)

    def _verb_of(self, token: int) -> int | None:
        return next((a for a in self._parsed.ancestors(token) if self._parsed.pos[a] in _VERBAL), None)

    def _is_abroad(self, token: int) -> bool:
        """Whether the sentence that names somebody first speaks of other countries only; victims are locals even so."""
        if token < 0 or self._parsed.dep[token] in _UNDERGOES:
            return False
        sentence = self._parsed.sentences[self._parsed.sentence[token]]
        named = {
            c for at, c in self._countries.get(sentence.paragraph, ()) if sentence.start <= at < sentence.end
        }
        return bool(named) and self._setting not in named

    def _here(self, token: int) -> str | None:
        """The country that a sentence plays in: the report's, unless its paragraph names only one other until there."""
        here = self._countries.get(self._paragraph(token), ())
        before = {country for at, country in here if at < token and country not in self._elsewhere}
        if len(before) != 1 or self._setting in before:
            return self._setting
        sayer = self._pronouns.sayer(token)
        return before.pop() if sayer is None or sayer.country not in before else self._setting

    def _paragraph(self, token: int) -> int:
        return self._parsed.sentences[self._parsed.sentence[token]].paragraph

    def _sender(self, token: int, draft: Entity) -> str | None:
        """The country of forces that their own side sends, withdraws or speaks of."""
        parsed = self._parsed
        verb = parsed.head[token]
        if parsed.dep[token] == "dobj" and parsed.lemma[verb] in self._sending:
            subject = self._pronouns.subject_of(verb)
            owners = self._resolve(subject) if subject is not None and subject != token else []
            if len(owners) == 1 and "GOV" in owners[0].sectors:
                draft.organisation = owners[0].organisation if owners[0].country is None else None
                return owners[0].country
        if "MIL" in draft.sectors:
            sayer = self._pronouns.sayer(token)
            return sayer.country if sayer is not None and "MIL" in sayer.sectors else None
        return None
