"""Candidates of dragoman's reader with a careful reader's label. Kept by reference: the sentences stay where they are.

A row of data/*.jsonl is `{"from": [file, id], "sentence": [start, end], "trigger": [start, end], "source": ...,
"target": ..., "label": ..., "elsewhere": TYPE, "drafted": TYPE, "others": [[start, end], ...]}`: the file of --data
without its ending, the row's id, characters of its text, and of the sentence. The label is a type, or NONE where no
event stands at the trigger or its source or target is another one (then `elsewhere` is the type). `drafted` is what the
reader took it for (null: it had no trigger there), `others` are further actors of the sentence.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marks import Span, mark
from rows import Row

MANY_SIDED = ("AGREE", "COOPERATE", "SUPPORT")
"""Types of which several actors of a sentence are often as good a source or target."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate's document, its row, what the reader took it for, and the same with wrong sides."""

    document: str
    row: Row
    drafted: str | None
    wrong: tuple[Row, ...]


def read_judged(folder: Path, data: Path, seed: int = 0) -> list[Judged]:
    """Every judged candidate. Raises KeyError for a document that is not in `data`."""
    chance = random.Random(seed)
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    texts: dict[str, dict[str, str]] = {}
    judged = []
    for one in map(json.loads, lines):
        file, name = one["from"]
        if file not in texts:
            records = map(json.loads, (data / f"{file}.jsonl").read_text("utf-8").splitlines())
            texts[file] = {record["id"]: record["text"] for record in records}
        text = texts[file][name][slice(*one["sentence"])]
        parts = {"e": one["trigger"], "s": one["source"], "t": one["target"]}
        spans = {tag: tuple(span) for tag, span in parts.items() if span}
        row = Row(mark(text, spans), one["label"])
        judged.append(Judged(f"{file}/{name}", row, one["drafted"], tuple(_wrong(text, spans, one, chance))))
    return judged


def _wrong(text: str, spans: dict[str, Span], one: dict[str, Any], chance: random.Random) -> Iterator[Row]:
    """Of an event that is right, the same with another actor of the sentence as its source or target: none."""
    if one["label"] in ("NONE", *MANY_SIDED) or not one["others"]:
        return
    for tag in ("t", "s") if one["label"] != "CONSULT" else ("t",):
        if tag in spans:
            yield Row(mark(text, {**spans, tag: tuple(chance.choice(one["others"]))}), "NONE", 0.7)
