"""Macro-F1 by type and by quad class, the way PLV is scored: CONCEDE and RETREAT count as YIELD, NONE is no answer."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from rows import LABELS, QUADS, TYPES, YIELD
from torch import Tensor

QUAD_OF = {name: quad for quad, names in QUADS.items() for name in names}


def choose(probabilities: Tensor, allow_none: bool = False) -> list[str]:
    """The likeliest PLV label of each row [batch, labels], CONCEDE and RETREAT summed as YIELD."""
    names = [name for name in LABELS if name not in YIELD and (allow_none or name != "NONE")]
    columns = [probabilities[:, LABELS.index(name)] for name in names]
    columns.append(probabilities[:, [LABELS.index(name) for name in YIELD]].sum(1))
    names.append("YIELD")
    return [names[int(i)] for i in torch.stack(columns, 1).argmax(1)]


def merged(label: str) -> str:
    """The label with CONCEDE and RETREAT as YIELD."""
    return "YIELD" if label in YIELD else label


def macro_f1(gold: Sequence[str], found: Sequence[str]) -> tuple[float, dict[str, float]]:
    """The mean over the gold labels of F1, and each label's."""
    scores = {}
    for label in sorted(set(gold)):
        hits = sum(g == f == label for g, f in zip(gold, found, strict=True))
        size = list(gold).count(label) + list(found).count(label)
        scores[label] = 2 * hits / size
    return sum(scores.values()) / len(scores), scores


def report(gold: Sequence[str], probabilities: Tensor) -> dict[str, float]:
    """Macro-F1 by type, by quad class and share right, of rows labelled with types (no NONE)."""
    gold = [merged(label) for label in gold]
    found = choose(probabilities)
    by_quad = macro_f1([QUAD_OF[g] for g in gold], [QUAD_OF[f] for f in found])[0]
    right = sum(g == f for g, f in zip(gold, found, strict=True)) / len(gold)
    return {"type": macro_f1(gold, found)[0], "quad": by_quad, "right": right}


def reliability(gold: Sequence[str], probabilities: Tensor, bins: int = 10) -> list[tuple[float, float, int]]:
    """For each tenth of the likeliest label's probability: its mean, the share right and the rows in it."""
    indices = torch.tensor([LABELS.index(label) if label in LABELS else -1 for label in gold])
    pooled = probabilities.clone()
    concede, retreat = (LABELS.index(name) for name in YIELD)
    pooled[:, concede] += pooled[:, retreat]
    pooled[:, retreat] = 0
    either = torch.tensor([merged(label) == "YIELD" for label in gold])
    indices = torch.where(either, torch.tensor(concede), indices)
    best, chosen = pooled.max(1)
    table = []
    for low in range(bins):
        inside = (best > low / bins) & (best <= (low + 1) / bins)
        if inside.any():
            share = (chosen[inside] == indices[inside]).float().mean()
            table.append((float(best[inside].mean()), float(share), int(inside.sum())))
    return table


assert set(QUAD_OF) | set(YIELD) == {*TYPES, "YIELD"}
