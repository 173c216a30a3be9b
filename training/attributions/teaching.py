"""Train the attribution model over its rows, perhaps beside a teacher."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from annotated import Row
from network import CUE_LABELS, NONE, PART_LABELS, AttributionModel, collate, labels
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F


@dataclass(frozen=True, slots=True)
class Soft:
    """What a teacher believes of a row: the chances of its tokens' labels as cues [tokens, labels], and as parts beside
    each place [places, tokens, labels]."""

    cues: NDArray[np.float32]
    parts: NDArray[np.float32]


USUAL = 30
"""Tokens of a passage, about."""


def run(
    model: AttributionModel,
    rows: Sequence[Row],
    epochs: float,
    rate: float,
    *,
    soft: Sequence[Soft] | None = None,
    size: int = 16,
    warm: float = 0.06,
    seed: int = 1,
    log: Callable[[str], None] = print,
) -> None:
    """Train in place, with `soft` beside the annotations.

    The rate warms up and falls to nothing; the heads and classes learn five times as fast as the encoder, whose words
    and places stay.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    steps = max(1, round(epochs * len(rows) / size))
    encoder = model.told.encoder
    for table in (encoder.words, encoder.places):
        table.weight.requires_grad_(False)
    old = {id(p) for p in encoder.parameters()}
    new = [p for p in model.parameters() if id(p) not in old]
    groups: list[dict[str, Any]] = [
        {"params": [p for p in encoder.parameters() if p.requires_grad], "lr": rate},
        {"params": new, "lr": 5 * rate},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98), eps=1e-6, fused=True)
    base = [group["lr"] for group in groups]
    started, sums, seen = time.monotonic(), [0.0, 0.0], 0
    model.train()
    for step, chosen in zip(range(steps), _batches(rows, size, chance), strict=False):
        done = step / steps
        share = done / warm if done < warm else (1 - done) / (1 - warm)
        for group, own in zip(optimiser.param_groups, base, strict=True):
            group["lr"] = own * max(share, 0.01)
        taken = [rows[i] for i in chosen]
        cue, part = losses(model, taken, [soft[i] for i in chosen] if soft is not None else None)
        optimiser.zero_grad(set_to_none=True)
        (cue + part).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        sums = [sums[0] + float(cue.detach()), sums[1] + float(part.detach())]
        seen += len(taken)
        if (step + 1) % 50 == 0 or step + 1 == steps:
            pace = seen / (time.monotonic() - started)
            log(f"{step + 1}/{steps} cues {sums[0] / 50:.4f} parts {sums[1] / 50:.4f} {pace:.1f} rows/s")
            sums = [0.0, 0.0]
    model.eval()


def soften(rows: Sequence[Row], teacher: AttributionModel, size: int = 32) -> list[Soft]:
    """What the teacher believes of each row, in the order of the rows."""
    teacher.eval()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids))
    out: dict[int, Soft] = {}
    with torch.inference_mode():
        for start in range(0, len(order), size):
            chosen = order[start : start + size]
            cues, parts = teacher(collate([rows[i] for i in chosen], teacher.told.encoder.shape.pad))
            done = 0
            for place, i in enumerate(chosen):
                row, tokens = rows[i], len(rows[i].first)
                own = parts[done : done + len(row.places), :tokens]
                out[i] = Soft(cues[place, :tokens].softmax(-1).numpy(), own.softmax(-1).numpy())
                done += len(row.places)
    return [out[i] for i in range(len(rows))]


def losses(
    model: AttributionModel, rows: Sequence[Row], soft: Sequence[Soft] | None = None
) -> tuple[Tensor, Tensor]:
    """The losses of cues and of parts: against the annotations, with `soft` half against what a teacher believes.

    Each is a sum over the tokens, a row, in units of USUAL tokens: a mean would count those of long passages less.
    """
    batch = collate(rows, model.told.encoder.shape.pad)
    most = batch.first.shape[1]
    told: Sequence[Tensor | None] = (None, None)
    if soft is not None:
        told = (
            _stacked([one.cues for one in soft], most, CUE_LABELS),
            _stacked([part for one in soft for part in one.parts], most, PART_LABELS),
        )
    scale = USUAL * len(rows)
    cue, part = (
        _loss(own, right, other) / scale
        for own, right, other in zip(model(batch), labels(rows, most), told, strict=True)
    )
    return cue, part


def _loss(own: Tensor, right: Tensor, told: Tensor | None) -> Tensor:
    """Logits [..., tokens, labels] against labels and, perhaps, probabilities, which are 0 beyond the last token."""
    hard = F.cross_entropy(own.flatten(0, 1), right.flatten(), ignore_index=NONE, reduction="sum")
    if told is None:
        return hard
    return 0.5 * hard - 0.5 * (told * own.log_softmax(-1)).sum()


def _stacked(chances: Sequence[NDArray[np.float32]], longest: int, width: int) -> Tensor:
    out = torch.zeros((len(chances), longest, width))
    for i, one in enumerate(chances):
        out[i, : len(one)] = torch.from_numpy(one)
    return out


def _batches(rows: Sequence[Row], size: int, chance: random.Random) -> Iterator[list[int]]:
    """Numbers of rows, batch by batch, those of like length together, without end."""
    while True:
        order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids) * chance.uniform(0.9, 1.1))
        batches = [order[i : i + size] for i in range(0, len(order), size)]
        chance.shuffle(batches)
        yield from batches
