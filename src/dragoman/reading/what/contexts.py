"""What is an event about? PLOVER contexts, by the codebook's cue words in the event's sentence and by a learned model.

A cue that is rare and plain gives its context alone; a common or ambiguous one, listed in data/context_cues.toml,
needs a second cue of the same context beside it, or other words that the model knows to go with it. Of cues that
overlap the longest counts ("war crime" is no crime). The model adds contexts that no cue names, where it is sure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.codebook import Codebook
from dragoman.gazetteer.names import Names
from dragoman.reading.parse import Parsed
from dragoman.reading.tables import load_toml
from dragoman.reading.what.context_model import ContextModel, table_words

MOST = 3
"""Contexts given to one event; the codebook means several a paragraph, but rarely more."""

_TELLING = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV", "X", "NUM"})
_NOMINAL = frozenset({"NOUN", "PROPN", "ADJ"})
_NAMES = frozenset({"PERSON"})
_Cue = tuple[str, str]
"""A context and the cue itself."""


class ContextFinder:
    """Knows the cues of all contexts; made once, used for every report. `lists` is the table of context_cues.toml.

    With a `model` it finds more than the cues name. A context that the codebook lacks is never given.
    """

    def __init__(
        self, book: Codebook, lists: Mapping[str, Any] | None = None, model: ContextModel | None = None
    ) -> None:
        self._model = model
        self._known = frozenset(book.contexts)
        lists = load_toml("context_cues.toml") if lists is None else lists
        self._cues: Names[_Cue] = Names(
            (cue, (context.name, cue)) for context in book.contexts.values() for cue in context.cues
        )
        self._weak = frozenset(lists["weak"]["words"])
        self._nouns = frozenset(lists["nouns"]["words"])
        pairs = [pair.split(" before ") for pair in lists["instead"]["pairs"]]
        self._instead = {first: [b for a, b in pairs if a == first] for first, _ in pairs}

    def of_sentence(
        self, parsed: Parsed, index: int, state: NDArray[np.float64] | None = None
    ) -> tuple[str, ...]:
        """The contexts of sentence `index`, the one with most cues first; empty when nothing proves one.

        `state` is what the event model made of the sentence (EventModel.read), if it read it.
        """
        cues = self._cues_of(parsed, index)
        proven = self._proven(cues)
        ranked = sorted(proven, key=lambda c: -len(proven[c]))
        if self._model is not None and len(ranked) < MOST:
            ranked += self._learned(self._model, parsed, index, cues, proven, state)
        return tuple(ranked[:MOST])

    def cues(self, parsed: Parsed, index: int) -> tuple[frozenset[str], frozenset[str]]:
        """The contexts that cues alone prove, and those at which they only hint (training/contexts asks)."""
        cues = self._cues_of(parsed, index)
        proven = frozenset(self._proven(cues))
        return proven, frozenset(cues) - proven

    def _proven(self, cues: Mapping[str, set[str]]) -> dict[str, set[str]]:
        proven = {c: own for c, own in cues.items() if len(own) > 1 or not own <= self._weak}
        for context in list(proven):
            for other in self._instead.get(context, ()):
                # Two that give way to each other: the one with fewer cues does.
                if context in proven and len(proven.get(other, ())) == 1:
                    del proven[other]
        return proven

    def _learned(
        self,
        model: ContextModel,
        parsed: Parsed,
        index: int,
        cues: Mapping[str, set[str]],
        proven: Mapping[str, set[str]],
        state: NDArray[np.float64] | None,
    ) -> list[str]:
        """What the model adds, the likeliest first."""
        spelled = list(table_words(parsed.sentence_span(index).text))
        weak = {word for c, own in cues.items() if c not in proven for cue in own for word in cue.split()}
        # What a weak cue is worth the lists say: the model hears only the words around it.
        around = model.by_words(word for word in spelled if word not in weak and word.rstrip("s") not in weak)
        chances = around if state is None else model.by_both(spelled, state)
        least = model.about.words if state is None else model.about.both
        usual = least.beside if proven else least.alone
        sure = {
            c: around[c] if c in cues else chance
            for c, chance in chances.items()
            if (around[c] >= model.about.words.cue if c in cues else chance >= usual)
        }
        added = (c for c in sure if c in self._known and c not in proven)
        gone = {other for c in proven for other in self._instead.get(c, ())}
        return sorted((c for c in added if c not in gone), key=lambda c: -sure[c])

    def _cues_of(self, parsed: Parsed, index: int) -> dict[str, set[str]]:
        cues: dict[str, set[str]] = {}
        for context, cue in self._found(parsed, index):
            cues.setdefault(context, set()).add(cue)
        return cues

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
