"""Train a pair classifier in stages, each over its own rows, and write the weights after each stage.

A row may carry a gold label, a teacher's probabilities or both; the loss is the weighted mean of the row losses.
Batches hold rows of like length, so that little is padded.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from model import PairModel, batch, hard_loss, logits_of, restore, save
from rows import Row, encode
from score import report
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F


@dataclass(frozen=True, slots=True)
class Stage:
    """A pass over some rows: `epochs` may be a fraction. The rate warms up and falls to `end_rate` x `rate`."""

    name: str
    rows: Sequence[Row]
    epochs: float
    rate: float
    size: int = 16
    warm: float = 0.1
    end_rate: float = 0.0
    smoothing: float = 0.1
    # Share of a soft row's loss that its gold label, if any, gets.
    gold_share: float = 0.5
    temperature: float = 2.0


def diary(folder: Path) -> Callable[[str], None]:
    """What prints a line with the time and adds it to `folder`/log."""

    def log(line: str) -> None:
        line = f"{time.strftime('%H:%M:%S')} {line}"
        print(line, flush=True)
        with (folder / "log").open("a", encoding="utf-8") as book:
            book.write(line + "\n")

    return log


def run(
    model: PairModel,
    tokenizer: Tokenizer,
    stages: Sequence[Stage],
    held: Sequence[Row],
    out: Path,
    seed: int = 0,
    layer_decay: float = 0.95,
    frozen: int = 0,
    log: Callable[[str], None] = print,
) -> dict[str, float]:
    """Train through the stages; after each, score the held-back rows (if any) and save to `out/NAME.pt`.

    A stage whose file is there already is not run again.

    The word and place vectors and the lowest `frozen` layers do not move, which saves a quarter of
    the time on CPUs.
    """
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    scores: dict[str, float] = {}
    held_ids = [encode(row, tokenizer) for row in held]
    for stage in stages:
        path = out / f"{stage.name}.pt"
        if path.exists():
            model.load_state_dict(restore(path).state_dict())
            log(f"{stage.name} was there already")
            continue
        started = time.monotonic()
        _run_stage(model, tokenizer, stage, seed, _groups(model, stage.rate, layer_decay, frozen), log)
        if held:
            probabilities = logits_of(model, held_ids).softmax(1)
            scores = report([str(row.label) for row in held], probabilities)
            log(f"{stage.name} held back " + " ".join(f"{k} {v:.4f}" for k, v in scores.items()))
        log(f"{stage.name} took {time.monotonic() - started:.0f} s")
        save(model, path, stage=stage.name, seed=seed, **scores)
    return scores


def _run_stage(
    model: PairModel,
    tokenizer: Tokenizer,
    stage: Stage,
    seed: int,
    groups: list[dict[str, Any]],
    log: Callable[[str], None],
) -> None:
    ids = [encode(row, tokenizer) for row in stage.rows]
    shuffler = random.Random(f"{seed}{stage.name}")
    steps = max(1, round(stage.epochs * len(ids) / stage.size))
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98), eps=1e-6, fused=True)
    base = [group["lr"] for group in optimiser.param_groups]
    started, total, seen = time.monotonic(), 0.0, 0
    model.train()
    for step, chosen in zip(range(steps), _batches(ids, stage.size, shuffler), strict=False):
        share = _rate(step / steps, stage.warm, stage.end_rate)
        for group, rate in zip(optimiser.param_groups, base, strict=True):
            group["lr"] = rate * share
        rows = [stage.rows[i] for i in chosen]
        logits = model(*batch([ids[i] for i in chosen], model.encoder.shape.pad))
        weights = torch.tensor([row.weight for row in rows])
        loss = (_losses(logits, rows, stage) * weights).sum() / len(rows)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        total, seen = total + float(loss.detach()), seen + len(rows)
        if (step + 1) % 20 == 0 or step + 1 == steps:
            pace = seen / (time.monotonic() - started)
            log(f"{stage.name} {step + 1}/{steps} loss {total / 20:.4f} {pace:.2f} rows/s")
            total = 0.0


def _losses(logits: Tensor, rows: Sequence[Row], stage: Stage) -> Tensor:
    losses = torch.zeros(len(rows))
    hard = [i for i, row in enumerate(rows) if row.label is not None]
    soft = [i for i, row in enumerate(rows) if row.scores is not None]
    if hard:
        share = torch.tensor([1.0 if rows[i].scores is None else stage.gold_share for i in hard])
        losses = losses.index_add(
            0,
            torch.tensor(hard),
            share * hard_loss(logits[hard], [str(rows[i].label) for i in hard], stage.smoothing),
        )
    if soft:
        share = torch.tensor([1.0 if rows[i].label is None else 1 - stage.gold_share for i in soft])
        heat = stage.temperature
        teacher = torch.tensor([rows[i].scores for i in soft]).clamp(min=1e-6).log()
        student = F.log_softmax(logits[soft] / heat, 1)
        apart = F.kl_div(student, F.log_softmax(teacher / heat, 1), reduction="none", log_target=True).sum(1)
        losses = losses.index_add(0, torch.tensor(soft), share * apart * heat * heat)
    return losses


def _rate(done: float, warm: float, end: float) -> float:
    if done < warm:
        return max(done / warm, 0.02)
    return end + (1 - end) * (1 - done) / (1 - warm)


def _groups(model: PairModel, rate: float, layer_decay: float, frozen: int) -> list[dict[str, Any]]:
    """Parameters with their rates: lower layers learn more slowly, the head ten times as fast, word and
    place vectors not at all."""
    encoder = model.encoder
    groups: list[dict[str, Any]] = [{"params": list(model.head.parameters()), "lr": 10 * rate}]
    depth = len(encoder.layers)
    still = [encoder.words, encoder.places, *([encoder.norm] if frozen else []), *encoder.layers[:frozen]]
    for part in still:
        part.requires_grad_(False)
    for number, layer in list(enumerate(encoder.layers))[frozen:]:
        groups.append({"params": list(layer.parameters()), "lr": rate * layer_decay ** (depth - 1 - number)})
    rest: list[Tensor] = [] if frozen else list(encoder.norm.parameters())
    if encoder.relative is not None:
        # The bias is shared by all layers; with some of them frozen it would still have to be followed down.
        encoder.relative.requires_grad_(not frozen)
        rest += [] if frozen else [encoder.relative.weight]
    return [*groups, {"params": rest, "lr": rate * layer_decay**depth}] if rest else groups


def _batches(ids: Sequence[list[int]], size: int, shuffler: random.Random) -> Iterator[list[int]]:
    """Endless batches: each epoch in a new order, rows of like length together."""
    while True:
        order = list(range(len(ids)))
        shuffler.shuffle(order)
        chunk = size * 12
        batches = []
        for start in range(0, len(order), chunk):
            near = sorted(order[start : start + chunk], key=lambda i: len(ids[i]))
            batches += [near[i : i + size] for i in range(0, len(near), size)]
        shuffler.shuffle(batches)
        yield from batches
