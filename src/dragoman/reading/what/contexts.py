"""What is an event about? PLOVER contexts, by the codebook's cue words in the event's sentence.

A cue that is rare and plain gives its context alone; a common or ambiguous one, listed in data/context_cues.toml,
needs a second cue of the same context beside it. Of cues that overlap the longest counts ("war crime" is no crime).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dragoman.codebook import Codebook
from dragoman.gazetteer.names import Names
from dragoman.reading.parse import Parsed
from dragoman.reading.tables import load_toml

MOST = 3
"""Contexts given to one event; the codebook means several a paragraph, but rarely more."""

_TELLING = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV", "X", "NUM"})
_NOMINAL = frozenset({"NOUN", "PROPN", "ADJ"})
_NAMES = frozenset({"PERSON"})
_Cue = tuple[str, str]
"""A context and the cue itself."""


class ContextFinder:
    """Knows the cues of all contexts; made once, used for every report. `lists` is the table of context_cues.toml."""

    def __init__(self, book: Codebook, lists: Mapping[str, Any] | None = None) -> None:
        lists = load_toml("context_cues.toml") if lists is None else lists
        self._cues: Names[_Cue] = Names(
            (cue, (context.name, cue)) for context in book.contexts.values() for cue in context.cues
        )
        self._weak = frozenset(lists["weak"]["words"])
        self._nouns = frozenset(lists["nouns"]["words"])
        pairs = [pair.split(" before ") for pair in lists["instead"]["pairs"]]
        self._instead = {first: [b for a, b in pairs if a == first] for first, _ in pairs}

    def of_sentence(self, parsed: Parsed, index: int) -> tuple[str, ...]:
        """The contexts of sentence `index`, the one with most cues first; empty when no cue proves one."""
        found = self._found(parsed, index)
        if not found:
            return ()
        cues: dict[str, set[str]] = {}
        for context, cue in found:
            cues.setdefault(context, set()).add(cue)
        proven = {c: own for c, own in cues.items() if len(own) > 1 or not own <= self._weak}
        for context in list(proven):
            for other in self._instead.get(context, ()):
                # Two that give way to each other: the one with fewer cues does.
                if context in proven and len(proven.get(other, ())) == 1:
                    del proven[other]
        ranked = sorted(proven, key=lambda c: -len(proven[c]))
        return tuple(ranked[:MOST])

    def _found(self, parsed: Parsed, index: int) -> list[_Cue]:
        """The cues of a sentence, each once, without those that lie inside a longer one."""
        sentence = parsed.sentences[index]
        start, end = sentence.start, sentence.end
        matches: list[tuple[int, int, _Cue]] = []
        for words in (parsed.lemma[start:end], parsed.lower[start:end]):
            for at in range(len(words)):
                if parsed.pos[start + at] not in _TELLING:
                    continue
                match = self._cues.longest(words, at)
                if match is not None:
                    matches.extend((-match[0], at, cue) for cue in match[1])
        if not matches:
            return []
        covered: dict[int, tuple[int, int]] = {}
        found: dict[_Cue, None] = {}
        for length, at, cue in sorted(matches):
            place = (at, -length)
            inside = {covered[t] for t in range(at, at - length) if t in covered}
            if inside - {place} or not self._counts(parsed, start + at, cue[1]):
                continue
            covered.update(dict.fromkeys(range(at, at - length), place))
            found[cue] = None
        return list(found)

    def _counts(self, parsed: Parsed, token: int, cue: str) -> bool:
        if cue in self._nouns and parsed.pos[token] not in _NOMINAL:
            return False
        return parsed.entity[token] not in _NAMES or parsed.pos[token] != "PROPN"
