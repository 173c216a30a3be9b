"""Teach a smaller encoder: label unmarked-up pairs with a teacher's probabilities, and start a student from the
teacher's own layers."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from encoders import Encoder
from model import PairModel, logits_of
from rows import LABELS, Row, encode
from tokenizers import Tokenizer
from torch.nn import functional as F

# How many of the teacher's twelve layers the student keeps (six make 67 MB in int8), and on how many rows the choice is
# made.
STUDENT_LAYERS = 6
CHOICE_ROWS = 24
# Pairs that the teacher calls NONE teach little after the first few hundred.
NONE_SHARE = 0.3


def soften(rows: Sequence[Row], teachers: Sequence[PairModel], tokenizer: Tokenizer) -> list[Row]:
    """The rows with the mean of the teachers' probabilities as `scores`."""
    ids = [encode(row, tokenizer) for row in rows]
    mean = torch.stack([logits_of(teacher, ids).softmax(1) for teacher in teachers]).mean(0)
    return [replace(row, scores=tuple(scores.tolist())) for row, scores in zip(rows, mean, strict=True)]


def mean_scores(old: Sequence[Row], new: Sequence[Row], number: int) -> list[Row]:
    """The old rows with the running mean of `number` teachers' probabilities, the last of them in `new`."""
    rows = []
    for before, after in zip(old, new, strict=True):
        pairs = zip(before.scores or (), after.scores or (), strict=True)
        rows.append(replace(before, scores=tuple(((number - 1) * a + b) / number for a, b in pairs)))
    return rows


def write(path: Path, rows: Sequence[Row]) -> None:
    """Write soft rows in the form that `rows.read` reads."""
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            scores = [round(score, 5) for score in row.scores or ()]
            out.write(json.dumps({"marked": row.marked, "type": row.label, "scores": scores}) + "\n")


def thin_none(rows: Sequence[Row], share: float = NONE_SHARE, seed: int = 0) -> list[Row]:
    """Soft rows with at most `share` of them mostly NONE."""
    none = LABELS.index("NONE")
    empty = [row for row in rows if row.scores and row.scores[none] > 0.5]
    full = [row for row in rows if not (row.scores and row.scores[none] > 0.5)]
    room = round(len(full) * share / (1 - share))
    random.Random(seed).shuffle(empty)
    return full + empty[:room]


def choose_layers(
    teacher: PairModel, rows: Sequence[Row], tokenizer: Tokenizer, number: int = STUDENT_LAYERS
) -> list[int]:
    """The layers to keep: one by one, the layer goes without which the answers move least (mean KL divergence from
    the teacher's answers to CHOICE_ROWS of the rows)."""
    chosen = random.Random(0).sample(list(rows), min(CHOICE_ROWS, len(rows)))
    ids = [encode(row, tokenizer) for row in chosen]
    target = logits_of(teacher, ids).log_softmax(1)
    kept = list(range(len(teacher.encoder.layers)))
    while len(kept) > number:
        moves = []
        for layer in kept:
            smaller = student_of(teacher, [other for other in kept if other != layer])
            answers = logits_of(smaller, ids).log_softmax(1)
            moves.append((float(F.kl_div(answers, target, reduction="batchmean", log_target=True)), layer))
        kept.remove(min(moves)[1])
    return kept


def student_of(teacher: PairModel, kept: Sequence[int]) -> PairModel:
    """A student with the teacher's head, vectors and the layers numbered in `kept`."""
    student = PairModel(Encoder(teacher.encoder.shape), teacher.marks)
    student.load_state_dict(teacher.state_dict())
    student.encoder.keep_layers(list(kept))
    return student


def read_candidates(path: Path) -> list[Row]:
    """The unlabelled pairs that `candidates.py` wrote."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Row(json.loads(line)["marked"], None) for line in lines]
