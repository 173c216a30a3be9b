"""Which type for a given pair of actors? The learned model's probabilities, as codes."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.errors import SpanError
from dragoman.reading.pair_model import NONE, YIELDING, PairModel
from dragoman.records import Pair, PairCode


def check(marked: Sequence[Pair]) -> None:
    """Raises SpanError, naming the pair by its number from 0, for a mark that holds no words of the pair's text."""
    for number, pair in enumerate(marked):
        for name, span in (("source", pair.source), ("target", pair.target)):
            if span is None:
                continue
            start, end = span
            if not 0 <= start < end <= len(pair.text) or not pair.text[start:end].strip():
                size = len(pair.text)
                raise SpanError(
                    f"the {name} {start}:{end} holds no words of its text ({size} characters)",
                    where=f"pair {number}",
                )


def classify(marked: Sequence[Pair], model: PairModel) -> list[PairCode]:
    """The code of each pair, in order. That nothing happened is no answer: the pair is said to be one of an event."""
    return [
        _code({label: chance for label, chance in zip(model.labels, row, strict=True) if label != NONE})
        for row in model.chances(marked).tolist()
    ]


def _code(chances: dict[str, float]) -> PairCode:
    total = sum(chances.values())
    scores = {type_: chance / total for type_, chance in chances.items()}
    yielding = sum(scores[type_] for type_ in YIELDING)
    best = max(scores, key=lambda type_: scores[type_])
    if yielding >= scores[best]:
        # Two halves that lose apart win together.
        best = max(YIELDING, key=lambda type_: scores[type_])
    return PairCode(best, scores)
