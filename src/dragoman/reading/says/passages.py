"""What does the attribution model see? A report in passages, each word with what syntax and the rules say of it.

A passage is a paragraph, or the sentences of a long one that fit together. Of 19,831 attributions of PolNeAR's
training articles 99.2 % lie within one paragraph; the rest are long quotations, so a paragraph that ends with a colon
or within a quotation goes together with the next, and one that opens with a dash ("- A voter in Ohio") with the one
before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dragoman.reading.parse import Parsed
from dragoman.reading.says.found import Found
from dragoman.reading.says.quotes import DASHES, Quotation

Numbers = NDArray[np.int64]

LONGEST = 256
"""Tokens of a passage at most."""
WORD_FEATURES = ("tag", "dep", "entity", "quote", "rule", "rule cue")
"""What is said of each word by itself."""
PAIR_FEATURES = ("distance", "path", "rule", "quote")
"""What is said of a word beside a cue."""
STEPS = (1, 2, 3, 4, 5, 7, 9, 12, 16, 22, 32, 48, 64)
"""Where the classes of distance end, in tokens; nearer ones tell more."""
_UP = 3
"""Governors of the cue that a path tells apart."""
_RULE_SOURCE, _RULE_CUE, _RULE_CONTENT = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Labels:
    """The names of the classes, in the order of their numbers; 0 stands for any other."""

    tags: Mapping[str, int]
    deps: Mapping[str, int]
    entities: Mapping[str, int]

    @classmethod
    def of(cls, tags: Sequence[str], deps: Sequence[str], entities: Sequence[str]) -> Labels:
        """The numbers of these names, from 1."""
        return cls(*({name: i for i, name in enumerate(names, 1)} for names in (tags, deps, entities)))

    def sizes(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """How many classes each of WORD_FEATURES and each of PAIR_FEATURES has."""
        paths = (_UP + 1) * (len(self.deps) + 1) + 4
        words = (len(self.tags) + 1, len(self.deps) + 1, 2 * len(self.entities) + 2, 3, 4, 2)
        return words, (2 * len(STEPS) + 3, paths, 5, 6)


@dataclass(frozen=True, slots=True)
class Passage:
    """Tokens `start` to `end` (exclusive) of a report; `words` has a row for each of WORD_FEATURES."""

    start: int
    end: int
    words: Numbers

    def __len__(self) -> int:
        return self.end - self.start


class Passages:
    """The passages of one report; `found` is what the rules found in it, `quotes` are its quotations."""

    def __init__(
        self, parsed: Parsed, found: Sequence[Found], quotes: Sequence[Quotation], labels: Labels
    ) -> None:
        self.parsed = parsed
        self.labels = labels
        size = len(parsed)
        self._quote = [-1] * size
        for number, quote in enumerate(quotes):
            for token in parsed.tokens_in(quote.start, quote.end):
                self._quote[token] = number
        self._open = frozenset(number for number, quote in enumerate(quotes) if not quote.closed)
        self._own: dict[int, Found] = {}
        self._rule = np.zeros(size, dtype=np.int64)
        self._cue = np.zeros(size, dtype=np.int64)
        for one in found:
            for low, high in one.pieces:
                tokens = parsed.tokens_in(low, high)
                self._rule[tokens.start : tokens.stop] = _RULE_CONTENT
        for one in found:
            if one.source is not None:
                self._rule[slice(*one.source)] = _RULE_SOURCE
            self._rule[slice(*one.cue)] = _RULE_CUE
            self._cue[slice(*one.cue)] = 1
            for token in (*range(*one.cue), one.head):
                self._own[token] = one

    def __iter__(self) -> Iterator[Passage]:
        """The passages in order; no token is in two, none is left out."""
        start = end = 0
        paragraph = -1
        for sentence in self.parsed.sentences:
            goes_on = sentence.paragraph == paragraph or self._runs_on(end, sentence.start)
            if not (goes_on and sentence.end - start <= LONGEST):
                yield from self._cut(start, end)
                start = sentence.start
            paragraph = sentence.paragraph
            end = sentence.end
        yield from self._cut(start, end)

    def _runs_on(self, end: int, start: int) -> bool:
        """Whether the paragraph that ends before token `end` introduces the one from `start`, or is its quotation."""
        if end == 0:
            return False
        text = self.parsed.text
        return text[end - 1] == ":" or text[start] in DASHES or self._quote[end - 1] in self._open

    def _cut(self, start: int, end: int) -> Iterator[Passage]:
        for low in range(start, end, LONGEST):
            high = min(low + LONGEST, end)
            yield Passage(low, high, self._words(low, high))

    def _words(self, start: int, end: int) -> Numbers:
        parsed, labels = self.parsed, self.labels
        tags, deps, entities = labels.tags, labels.deps, labels.entities
        here = range(start, end)
        quote = self._quote
        return np.array(
            [
                [tags.get(parsed.tag[t], 0) for t in here],
                [deps.get(parsed.dep[t], 0) for t in here],
                [2 * entities.get(parsed.entity[t], 0) + parsed.begins[t] for t in here],
                [0 if quote[t] < 0 else 1 + (t == 0 or quote[t - 1] != quote[t]) for t in here],
                self._rule[start:end],
                self._cue[start:end],
            ],
            dtype=np.int64,
        )

    def speaks(self, passage: Passage, heads: Iterable[int]) -> bool:
        """Whether one of these cues stands in a passage, or a quotation."""
        quoted = passage.words[WORD_FEATURES.index("quote")].any()
        return bool(quoted) or any(passage.start <= head < passage.end for head in heads)

    def pairs(self, passage: Passage, cue: tuple[int, int]) -> Numbers:
        """Of each word of the passage beside a cue (tokens from and to): a row for each of PAIR_FEATURES."""
        start, end = passage.start, passage.end
        here = np.arange(start, end)
        away = np.where(here < cue[0], here - cue[0], np.where(here >= cue[1], here - cue[1] + 1, 0))
        near = np.searchsorted(STEPS, np.abs(away)) + 1
        distance = np.where(away == 0, 0, np.where(away < 0, near, near + len(STEPS) + 1))
        return np.array(
            [distance, self._paths(passage, cue), self._ruled(passage, cue), self._quoted(passage, cue)]
        )

    def _paths(self, passage: Passage, cue: tuple[int, int]) -> list[int]:
        """Which branch a word hangs on: of the cue's head, or of the first, second, ... governor above it."""
        parsed = self.parsed
        head = next((t for t in range(*cue) if not cue[0] <= parsed.head[t] < cue[1]), cue[0])
        if parsed.head[head] == cue[0] - 1 and parsed.dep[head] == "pobj":
            head = cue[0]
        above = {token: min(step, _UP) for step, token in enumerate((head, *parsed.ancestors(head)))}
        width = len(self.labels.deps) + 1
        own = parsed.sentence[head]
        last = (_UP + 1) * width
        result: list[int] = []
        for token in range(passage.start, passage.end):
            if parsed.sentence[token] != own:
                result.append(last + 2 + (token > head))
            elif token in above:
                result.append(last + (above[token] > 0))
            else:
                branch = token
                while parsed.head[branch] not in above:
                    branch = parsed.head[branch]
                step = above[parsed.head[branch]]
                result.append(step * width + self.labels.deps.get(parsed.dep[branch], 0))
        return result

    def _ruled(self, passage: Passage, cue: tuple[int, int]) -> Numbers:
        """What the rules take a word for in the attribution of this very cue; 4 where they found none there."""
        result = np.zeros(len(passage), dtype=np.int64)
        own = next((self._own[t] for t in range(*cue) if t in self._own), None)
        if own is None:
            result[:] = 4
            return result
        spans = [(self.parsed.tokens_in(low, high), _RULE_CONTENT) for low, high in own.pieces]
        spans.append((range(*own.cue), _RULE_CUE))
        if own.source is not None:
            spans.append((range(*own.source), _RULE_SOURCE))
        for tokens, kind in spans:
            result[max(tokens.start - passage.start, 0) : max(tokens.stop - passage.start, 0)] = kind
        return result

    def _quoted(self, passage: Passage, cue: tuple[int, int]) -> list[int]:
        """No quotation, the cue's own, the one next before it, the one next after, one farther off."""
        quote = self._quote
        own = quote[cue[0]]
        before = next(
            (quote[t] for t in range(cue[0], passage.start - 1, -1) if quote[t] not in (-1, own)), -2
        )
        after = next((quote[t] for t in range(cue[1], passage.end) if quote[t] not in (-1, own)), -2)
        kinds = {-1: 0, before: 2, after: 3, own: 1 if own >= 0 else 0}
        return [kinds.get(quote[t], 4) for t in range(passage.start, passage.end)]
