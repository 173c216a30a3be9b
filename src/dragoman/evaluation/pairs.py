"""How often is the type of a given pair right?

A row of labelled data is a sentence with a source and a target and the PLOVER type between them. CONCEDE and RETREAT
count as one type, YIELD, for data that label it so (PLV, Hu et al. 2024, and CAMEO's own root code).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any

from dragoman.errors import BadRow, EmptyInput, NotFound
from dragoman.evaluation.scores import Band, Score, by_label, calibration_error, macro_f1, reliability
from dragoman.reading.pair_model import YIELDING
from dragoman.records import Pair, PairCode

YIELD = "YIELD"
_QUAD_OF_YIELD = "material cooperation"
_NEXT_STEP = (
    'A row has "marked" (<s>source</s>, <t>target</t>) or "text", "source" and "target" ([start, end]), '
    'and the "type".'
)


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A pair and the type that a coder gave it; `type` may be YIELD."""

    pair: Pair
    type: str


@dataclass(frozen=True, slots=True)
class PairScores:
    """How right the types are. `wrong` holds each wrong pair with the type that was said, in the data's order."""

    by_type: Mapping[str, Score]
    by_quad: Mapping[str, Score]
    accuracy: float
    bands: Sequence[Band]
    wrong: Sequence[tuple[LabelledPair, str]] = field(repr=False)

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the types."""
        return macro_f1(self.by_type)

    @property
    def quad_macro_f1(self) -> float:
        """Mean F1 of the quad classes."""
        return macro_f1(self.by_quad)

    @property
    def calibration_error(self) -> float:
        """How far the probability of the answer is from the share of answers that are right, on average."""
        return calibration_error(self.bands)


def load_pairs(path: str | PathLike[str], types: Collection[str]) -> list[LabelledPair]:
    """The labelled pairs of a JSONL file, each of one of `types`.

    Raises NotFound, EmptyInput or BadRow (with the line).
    """
    file = Path(path)
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise NotFound("there is no such file", where=str(file)) from None
    except UnicodeDecodeError as error:
        raise BadRow("it is not in UTF-8", where=str(file), next_step=_NEXT_STEP) from error
    pairs = [
        _labelled(line, number, str(file), types)
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]
    if not pairs:
        raise EmptyInput("there is no row in it", where=str(file))
    return pairs


def _labelled(line: str, number: int, where: str, types: Collection[str]) -> LabelledPair:
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            raise ValueError("it is no object")
        pair = Pair.marked(row["marked"]) if "marked" in row else _offsets(row)
        type_ = row["type"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadRow(
            f"the row holds no labelled pair ({error})", where=where, line=number, next_step=_NEXT_STEP
        ) from error
    if type_ not in types:
        known = ", ".join(types)
        raise BadRow(f"{type_!r} is no type", where=where, line=number, next_step=f"The types are {known}.")
    return LabelledPair(pair, type_)


def _offsets(row: Mapping[str, Any]) -> Pair:
    source, target = (tuple(row[side]) if row.get(side) else None for side in ("source", "target"))
    for edge in (source, target):
        if edge is not None and (len(edge) != 2 or not all(isinstance(offset, int) for offset in edge)):
            raise ValueError("a side is [start, end]")
    return Pair(row["text"], source, target)


def score_pairs(
    pairs: Sequence[LabelledPair], codes: Sequence[PairCode], quads: Mapping[str, str]
) -> PairScores:
    """Compare what was said of the pairs with their labels. Both are of the same length and order.

    `quads` gives each type's quad class; without any, classes are not scored.
    """
    merged = any(pair.type == YIELD for pair in pairs)
    gold = [pair.type for pair in pairs]
    said: list[str] = []
    chances: list[float] = []
    for code in codes:
        if merged and code.type in YIELDING:
            said.append(YIELD)
            chances.append(sum(code.scores.get(type_, 0.0) for type_ in YIELDING))
        else:
            said.append(code.type)
            chances.append(code.scores[code.type])
    classes = {**quads, YIELD: _QUAD_OF_YIELD}
    hits = [g == s for g, s in zip(gold, said, strict=True)]
    return PairScores(
        by_type=by_label(gold, said),
        by_quad=by_label([classes[g] for g in gold], [classes[s] for s in said]) if quads else {},
        accuracy=sum(hits) / len(hits) if hits else 0.0,
        bands=reliability(chances, hits),
        wrong=[(pair, s) for pair, s, hit in zip(pairs, said, hits, strict=True) if not hit],
    )
