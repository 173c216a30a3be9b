"""What is an event about? PLOVER contexts, by the codebook's cue words in the event's sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from dragoman.codebook import Codebook
from dragoman.gazetteer.names import Names
from dragoman.reading.parse import Parsed

MOST = 3
"""Contexts given to one event; the codebook means several a paragraph, but rarely more."""


class ContextFinder:
    """Knows the cues of all contexts; made once, used for every report."""

    def __init__(self, book: Codebook) -> None:
        self._cues: Names[str] = Names(
            (cue, context.name) for context in book.contexts.values() for cue in context.cues
        )

    def of_sentence(self, parsed: Parsed, index: int) -> tuple[str, ...]:
        """The contexts of a sentence, the one with most cues first; empty when no cue stands there."""
        sentence = parsed.sentences[index]
        counts: Counter[str] = Counter()
        for words in (
            parsed.lemma[sentence.start : sentence.end],
            parsed.lower[sentence.start : sentence.end],
        ):
            found = {(at, c) for at in range(len(words)) for c in self._at(words, at)}
            counts |= Counter(context for _, context in found)
        return tuple(context for context, _ in counts.most_common(MOST))

    def _at(self, words: list[str], position: int) -> Iterable[str]:
        match = self._cues.longest(words, position)
        return match[1] if match else ()
