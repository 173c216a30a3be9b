"""Whether the other side of a contact stands in the words themselves, where syntax did not give it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dragoman.reading.parse import Parsed
from dragoman.reading.what.draft import Draft
from dragoman.reading.who.mention import Mention, Mentions

_NEAR = 3
"""Tokens after a verb within which the other side stands that the parser did not tie to it."""


class AtHand:
    """Judges the inferred sides of the contacts of one report. `lists` is the table of contacts.toml."""

    def __init__(self, parsed: Parsed, mentions: Mentions | None, lists: Mapping[str, Any]) -> None:
        self._parsed = parsed
        self._mentions = mentions
        self._taken_up = frozenset(lists["taken_up"]["words"])
        self._determiners = frozenset(lists["taken_up"]["determiners"])
        self._multilateral = frozenset(lists["sides"]["multilateral"])

    def holds(self, draft: Draft, visit: bool) -> bool:
        """Whether the inferred other side stands in the words for the first ("Greek and Turkish leaders") or right
        after the trigger; a place is a side only of a visit."""
        token, mentions = draft.token, self._mentions
        if not visit and self._takes_up(draft):
            return True
        for target in draft.targets:
            if self._is_topic(target):
                continue
            if 0 < target.start - token <= _NEAR and (visit or not target.place):
                return True
            if not target.place and token in list(self._parsed.ancestors(target.head))[:_NEAR]:
                return True  # "met with visiting Minister X", which the parser takes for a clause
            for source in draft.sources:
                if not visit and self._is_coordinated(source, target):
                    return True
                for same in mentions.of(source.entity) if mentions else [source]:
                    if same.start <= target.start and target.end <= same.end:
                        return True
        return False

    def _takes_up(self, draft: Draft) -> bool:
        """Whether it is "the meeting" with the one whom the source is in contact with anyway."""
        parsed, token = self._parsed, draft.token
        if (
            draft.light is not None
            or parsed.lemma[token] not in self._taken_up
            or parsed.dep[token] != "pobj"
        ):
            return False
        if parsed.pos[parsed.head[parsed.head[token]]] != "VERB":
            return False  # "the opening of the talks"
        named = any(parsed.lower[c] in self._determiners for c in parsed.having(token, "det"))
        return named and any(why.endswith("in contact with") for why in draft.inferred)

    def _is_topic(self, mention: Mention) -> bool:
        """Whether the name only qualifies a thing that is spoken about: "to discuss the UN probe"."""
        parsed = self._parsed
        noun = parsed.head[mention.head]
        if self._mentions is None or parsed.dep[mention.head] not in ("compound", "amod", "poss", "nmod"):
            return False
        occasion = parsed.lemma[noun] in self._multilateral
        return parsed.pos[noun] == "NOUN" and not occasion and self._mentions.covering(noun) is None

    def _is_coordinated(self, source: Mention, target: Mention) -> bool:
        """Whether the one phrase names both: "leaders of the EU and the African Union"."""
        low, high = self._parsed.subtree(source.head)
        return self._parsed.dep[target.head] == "conj" and low <= target.head < high
