"""Precision, recall, F1 and calibration: the arithmetic of scoring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BANDS = 10
"""Bands of probability in a reliability table."""


@dataclass(frozen=True, slots=True)
class Score:
    """How much was found of what there is.

    `right` were found, `missed` were not, `extra` were found and are none. `granted` were found and are right, though
    missing them would have cost nothing (records that one careful reader listed and another did not).
    """

    right: int
    missed: int
    extra: int
    granted: int = 0

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 when nothing was found."""
        found = self.right + self.granted + self.extra
        return (self.right + self.granted) / found if found else 1.0

    @property
    def recall(self) -> float:
        """The share of what there is that was found; 1 when there is nothing."""
        gold = self.right + self.missed
        return self.right / gold if gold else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def gold(self) -> int:
        """How many there are."""
        return self.right + self.missed

    def __add__(self, other: Score) -> Score:
        return Score(
            self.right + other.right,
            self.missed + other.missed,
            self.extra + other.extra,
            self.granted + other.granted,
        )


def by_label(gold: Sequence[str], said: Sequence[str]) -> dict[str, Score]:
    """The score of each label that `gold` holds, in alphabetical order. Both sequences are of the same length."""
    right = Counter(g for g, s in zip(gold, said, strict=True) if g == s)
    of_gold, of_said = Counter(gold), Counter(said)
    return {
        label: Score(right[label], of_gold[label] - right[label], of_said[label] - right[label])
        for label in sorted(of_gold)
    }


def macro_f1(scores: Mapping[str, Score]) -> float:
    """The mean F1 of the labels, each counting alike; 0 without any."""
    return sum(score.f1 for score in scores.values()) / len(scores) if scores else 0.0


@dataclass(frozen=True, slots=True)
class Band:
    """Answers given with a probability from `low` to `high`: how many, how many right, and their mean probability."""

    low: float
    high: float
    answers: int
    right: int
    mean: float


def reliability(chances: Sequence[float], right: Sequence[bool]) -> list[Band]:
    """Whether answers given with 70 % are right seven times in ten: a row a band of probability that holds any."""
    rows = []
    for number in range(BANDS):
        low, high = number / BANDS, (number + 1) / BANDS
        inside = [
            (chance, hit)
            for chance, hit in zip(chances, right, strict=True)
            if low <= chance < high or (chance >= 1.0 and number == BANDS - 1)
        ]
        if inside:
            mean = sum(chance for chance, _ in inside) / len(inside)
            rows.append(Band(low, high, len(inside), sum(hit for _, hit in inside), mean))
    return rows


def calibration_error(bands: Sequence[Band]) -> float:
    """Expected calibration error (Guo et al. 2017): how far, on average, the probability is from the share right."""
    answers = sum(band.answers for band in bands)
    if not answers:
        return 0.0
    return sum(abs(band.mean * band.answers - band.right) for band in bands) / answers
