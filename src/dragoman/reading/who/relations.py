"""Who is meant by what an actor is to another or to the scene: "his host", "its neighbour", "the visiting minister",
"the Norwegian", "the pair", "the attackers"? `data/who.toml` ("relations") holds the words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dragoman.gazetteer.communities import Community
from dragoman.gazetteer.countries import NameEntry
from dragoman.reading.who.coreference import Entity
from dragoman.reading.who.entries import country_of
from dragoman.reading.who.phrases import PLURAL, Phrase
from dragoman.reading.who.walk import Resolve, Walk

_HUMANS = ("person", "office")
_RULERS = ("person", "office", "state")
_PAIR = 2
_ARTICLE_AND_NOUN = 2


class Relations:
    """Resolves the nouns of one report that say no more than how an actor stands to another.

    `together` tells the actors named side by side before a token.
    """

    def __init__(
        self, walk: Walk, lists: Mapping[str, Any], together: Callable[[int], list[Entity]], resolve: Resolve
    ) -> None:
        self._parsed = walk.parsed
        self._registry = walk.registry
        self._together = together
        self._resolve = resolve
        words = lists["relations"]
        self._neighbours = frozenset(words["neighbours"])
        self._hosts = frozenset(words["hosts"])
        self._guests = frozenset(words["guests"])
        self._visiting = frozenset(words["visiting"])
        self._pairs = frozenset(words["pairs"])
        self._doers = frozenset(words["doers"])
        self._armed = frozenset(words["doer_sectors"])
        self._members = frozenset(words["members"])
        self._rebels = frozenset(words["member_sectors"])
        self._many_or_one = tuple(words["many_or_one"])

    def meant(self, token: int, phrase: Phrase) -> list[Entity]:
        """The actors that the phrase headed by `token` means by such a word; none where it holds none."""
        parsed = self._parsed
        lemma, sentence = parsed.lemma[token], parsed.sentence[token]
        plural = parsed.tag[token] in PLURAL
        if phrase.possessors:
            if lemma in self._neighbours and not plural:
                return self._other(phrase, ("state",), only=True)
            return self._other(phrase, _RULERS) if lemma in self._hosts else []
        if parsed.lower[phrase.start] != "the":
            return []
        if lemma in self._pairs and parsed.child(token, "prep") is None:
            together = self._together(token)
            if len(together) == _PAIR and all(e.human for e in together):
                return together
            return self._registry.recent(_HUMANS, _PAIR, token)
        if plural:
            known = self._registry.several(self._armed, sentence) if lemma in self._doers else None
            if lemma in self._members and phrase.end - phrase.start <= _ARTICLE_AND_NOUN:
                known = (
                    self._registry.only_group(self._rebels, sentence)
                    if not parsed.having(token, "prep")
                    else None
                )
        elif lemma in self._guests:
            known = self._registry.guest("leader") or self._registry.guest("official")
        elif not phrase.country and not self._visiting.isdisjoint(parsed.lower[phrase.start : token]):
            known = self._registry.guest(lemma)
        else:
            known = self._citizen(token, phrase)
        return [known] if known is not None else []

    def _other(self, phrase: Phrase, kinds: tuple[str, ...], only: bool = False) -> list[Entity]:
        """The other side beside the owner of "his host"; with `only`, when no third one is near."""
        owners = [e for p in phrase.possessors for e in self._resolve(p)]
        if len(owners) != 1:
            return []
        sentence = self._parsed.sentence[phrase.start]
        found = self._registry.others(owners[0], kinds, sentence)
        found = [e for e in found if e.human] or found
        if only and len({e.country for e in found}) > 1:
            return []
        return found[-1:]

    def _citizen(self, token: int, phrase: Phrase) -> Entity | None:
        """The person whom "the Norwegian" and "the Dutchman" mean, once a person of that country was named."""
        core = phrase.core
        if core is None or phrase.end - phrase.start > _ARTICLE_AND_NOUN:
            return None
        entry = core.entry
        if isinstance(entry, NameEntry):
            country = entry.alpha3 if entry.kind in ("adjective", "people") else None
        else:
            country = country_of(entry) if isinstance(entry, Community) else None
        if country is None or self._parsed.lower[token].endswith(self._many_or_one):
            return None
        return self._registry.citizen(country, self._parsed.sentence[token])
