"""Is it so? Lexicon and syntax find events, the learned model reads each again, and what all say is weighed.

What speaks for an event and what against it has a weight, in log-odds, learned from annotated reports
(training/events); the sum is the event's belief, which stands in its record as its confidence.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dragoman.reading.pair_model import NONE, YIELDING, PairModel
from dragoman.reading.parse import Parsed
from dragoman.reading.what.draft import Draft, sides
from dragoman.reading.who.mention import Mention
from dragoman.records import Pair

_LEAST = 1e-4
"""Probabilities nearer to 0 or 1 than this are no better known."""
_TOLD = frozenset({"happened", "habitual"})
_USUAL, _FEW = 2 / 3, 3
"""The part that a side has in a report's other events (0.63 in our own reports), and how many others outweigh it."""


class EventModel(PairModel):
    """The model that reads a sentence with trigger, source and target marked, and the weights that go with it."""

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """The weight of each piece of evidence, in log-odds. Raises ModelError when belief.json is missing or unfit."""
        return self._json("belief.json", dict[str, float])

    def read(self, pairs: Sequence[Pair]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How likely each label is, [pairs, labels], and the states of the encoder, [pairs, width]."""
        if not pairs:
            return np.zeros((0, len(self.labels))), np.zeros((0, 0))
        found = [self._outputs(pair, ["logits", "states"]) for pair in pairs]
        logits, states = (np.concatenate(rows).astype(np.float64) for rows in zip(*found, strict=True))
        return self._odds(logits), states


class Judge:
    """Judges the drafts of one report."""

    def __init__(self, parsed: Parsed, model: EventModel) -> None:
        self._parsed = parsed
        self._model = model

    def weigh(self, drafts: Sequence[Draft]) -> None:
        """Give each event its evidence and its belief: how likely it is right, 0 to 1."""
        rows, states = self._model.read([self.pair(draft) for draft in drafts])
        parts = _parts(drafts)
        for draft, row, state, part in zip(drafts, rows.tolist(), states, parts, strict=True):
            draft.state = state
            chances = dict(zip(self._model.labels, row, strict=True))
            own = sum(chances[type_] for type_ in (YIELDING if draft.type in YIELDING else (draft.type,)))
            event = 1 - chances[NONE]
            draft.why.append(f"the model gives {draft.type} {own:.2f}, some event {event:.2f}")
            draft.evidence = {
                "always": 1.0,
                "model: this type": _log_odds(own),
                "model: an event": _log_odds(event),
                "part of its sides in the report": part,
                **dict.fromkeys((*_open_sides(draft), *self._how_told(draft)), 1.0),
            }
            draft.belief = self._belief(draft.evidence)

    def _how_told(self, draft: Draft) -> Iterator[str]:
        """Whether it is told as news: in the simple past, as something that happened, with sides of its own syntax."""
        if self._parsed.tag[draft.token if draft.light is None else draft.light] == "VBD":
            yield "in the simple past"
        if draft.inferred:
            yield "a side inferred"
        if draft.status.status not in _TOLD:
            yield "did not happen"

    def _belief(self, evidence: Mapping[str, float]) -> float:
        weights = self._model.weights
        total = sum(weights.get(name, 0.0) * value for name, value in evidence.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def pair(self, draft: Draft) -> Pair:
        """The draft's sentence with its trigger and the first source and target that stand in it."""
        sentence = self._parsed.sentence_span(self._parsed.sentence[draft.token])
        start, end = self._parsed.start[draft.token], self._parsed.end[draft.token]
        source, target = (self._marked(draft, side) for side in (draft.sources, draft.targets))
        return Pair(sentence.text, source, target, (start - sentence.start, end - sentence.start))

    def _marked(self, draft: Draft, side: Sequence[Mention]) -> tuple[int, int] | None:
        parsed = self._parsed
        sentence = parsed.sentences[parsed.sentence[draft.token]]
        offset = parsed.sentence_span(sentence.index).start
        for mention in side:
            if sentence.start <= mention.start and mention.end <= sentence.end:
                return parsed.start[mention.start] - offset, parsed.end[mention.end - 1] - offset
        return None


def _open_sides(draft: Draft) -> Iterator[str]:
    """What syntax and lexicon left open: a side that nobody is, or somebody of no known country or organisation."""
    for side, mentions in (("source", draft.sources), ("target", draft.targets)):
        if not mentions:
            yield f"no {side}"
        elif not any(m.takes_a_side for m in mentions):
            yield f"{side} of no side"


def _parts(drafts: Sequence[Draft]) -> list[float]:
    """For each event how large a part its two sides have in the report's other events, 0 to 1; nobody has none.

    A side's part is the share of the other events in which it stands, drawn towards the usual part where they are few.
    Bystanders that syntax takes for a source or target seldom stand in another.
    """
    taking = [(set(sides(d.sources)), set(sides(d.targets))) for d in drafts]
    everybody = [one | other for one, other in taking]
    parts = []
    for number, both in enumerate(taking):
        others = [e for i, e in enumerate(everybody) if i != number]
        found = [_part(side, others) for side in both if side]
        parts.append(sum(found) / len(both))
    return parts


def _part(side: Set[str], others: Sequence[Set[str]]) -> float:
    return (sum(bool(side & other) for other in others) + _USUAL * _FEW) / (len(others) + _FEW)


def _log_odds(chance: float) -> float:
    chance = min(max(chance, _LEAST), 1 - _LEAST)
    return math.log(chance / (1 - chance))
