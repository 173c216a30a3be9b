"""To which country do actors belong of whom the report does not say it?

Unnamed police, officials and victims are those of the country that the report plays in; forces are those of the state
that sends or speaks of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dragoman.reading.where.find import PlaceIndex
from dragoman.reading.who.coreference import Entity
from dragoman.reading.who.entries import EntryReader
from dragoman.reading.who.phrases import Phrase
from dragoman.reading.who.pronouns import Pronouns
from dragoman.reading.who.walk import Resolve, Walk

_CIVILIANS = ("CVL",)
_UNDERGOES = ("nsubjpass", "dobj")


class Homes:
    """Finds the countries of those whose country nothing tells; `setting` (alpha-3) is where the report plays."""

    def __init__(
        self,
        walk: Walk,
        lists: Mapping[str, Any],
        setting: str | None,
        places: PlaceIndex,
        entries: EntryReader,
        pronouns: Pronouns,
        resolve: Resolve,
    ) -> None:
        self._parsed = walk.parsed
        self._registry = walk.registry
        self._entries = entries
        self._pronouns = pronouns
        self._resolve = resolve
        self._setting = setting
        self._sending = frozenset(lists["sending"]["verbs"])
        self._abroad = frozenset(lists["foreign"]["sectors"])
        self._countries: dict[int, list[tuple[int, str]]] = {}
        for at, country, _ in places.named:
            if self._parsed.dep[at] == "compound" and self._parsed.pos[self._parsed.head[at]] == "NOUN":
                continue  # "the Helsinki agreement" is in force elsewhere.
            self._countries.setdefault(self._paragraph(at), []).append((at, country))

    def settle(self, draft: Entity, token: int, phrase: Phrase) -> None:
        """Give `draft` the country of its senders, or of where the report plays, if it can be from there."""
        if draft.country or draft.organisation or phrase.foreign:
            return
        if draft.kind == "force" and not draft.named:
            draft.country = self._sender(token, draft)
            if draft.country or draft.organisation:
                return
        local = not phrase.weak or draft.sectors == _CIVILIANS
        of_state = draft.kind in ("office", "force") or (draft.kind == "person" and draft.office is not None)
        if local and (not draft.named or of_state):
            draft.local = True
            draft.country = self._here(token)
            self._entries.finish(draft, self._parsed.lemma[token], False)

    def settle_all(self) -> None:
        """Once all is read: people of whom a report says nothing else are mostly locals, victims and bystanders."""
        main = self._registry.main_country() if self._setting is None else None
        for entity in self._registry.entities:
            if entity.local and not entity.country:
                entity.country = main
            full = entity.kind == "person" and entity.named and " " in entity.name
            known = entity.country or entity.organisation or self._abroad & set(entity.sectors)
            if full and not known and (entity.office or not self._is_abroad(entity.first)):
                entity.country = self._setting

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
        before = {country for at, country in here if at < token}
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
