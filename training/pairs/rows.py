"""What the pair classifier is trained and scored on: rows of a sentence with marked source and target, and a type.

Three kinds of files give rows, all JSONL with a `marked` sentence (`<s>..</s>` round the source, `<t>..</t>` round
the target; either may be missing):

- PLV: `type` is one of 15, where YIELD stands for CONCEDE or RETREAT;
- our own (`data/*.jsonl` beside this file): `type` is one of the 16 PLOVER types or NONE;
- soft rows, written by `distil.py`: `scores`, the teacher's probability of each label.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from encoders import MARKERS
from tokenizers import Tokenizer

TYPES = [
    *("AGREE", "CONSULT", "SUPPORT", "CONCEDE"),
    *("RETREAT", "COOPERATE", "AID", "REQUEST"),
    *("ACCUSE", "REJECT", "THREATEN", "PROTEST"),
    *("SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
]
LABELS = [*TYPES, "NONE"]
YIELD = ("CONCEDE", "RETREAT")
# What A does with B, B does with A.
EITHER_WAY = ("AGREE", "CONSULT", "COOPERATE", "NONE")
QUADS = {
    "verbal cooperation": ("AGREE", "CONSULT", "SUPPORT"),
    "material cooperation": ("COOPERATE", "AID", "YIELD"),
    "verbal conflict": ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    "material conflict": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
# Tokens a row may have; 99 % of the PLV rows have fewer than 100. Longer sentences keep what is near the markers.
MAX_TOKENS = 128
HELD_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Row:
    """A marked sentence and what is known of its type: a label, or the teacher's probabilities, or both."""

    marked: str
    label: str | None
    weight: float = 1.0
    scores: tuple[float, ...] | None = None


def read(path: Path, weight: float = 1.0) -> list[Row]:
    """The rows of one JSONL file. Raises ValueError for a label that does not exist or a row with neither marker."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        label, scores = record.get("type"), record.get("scores")
        if label is not None and label not in LABELS and label != "YIELD":
            raise ValueError(f"{path.name}: no label {label!r}")
        if not any(record["marked"].count(marker) == 1 for marker in ("<s>", "<t>")):
            raise ValueError(f"{path.name}: neither source nor target in {record['marked']!r}")
        rows.append(Row(record["marked"], label, weight, tuple(scores) if scores else None))
    return rows


def read_own(folder: Path, weight: float = 1.0) -> list[Row]:
    """Every row of our own sentences, without repetitions."""
    rows = {row.marked: row for path in sorted(folder.glob("*.jsonl")) for row in read(path, weight)}
    return list(rows.values())


def hold_back(rows: list[Row], share: float = HELD_SHARE, seed: int = 0) -> tuple[list[Row], list[Row]]:
    """Split the rows in two, the second with about `share` of each label, always the same for the same rows.

    Rows of one sentence stay together.
    """
    groups: dict[str, dict[str, list[Row]]] = defaultdict(dict)
    home: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: row.marked):
        text = plain(row.marked)
        label = home.setdefault(text, str(row.label))
        groups[label].setdefault(text, []).append(row)
    kept: list[Row] = []
    held: list[Row] = []
    for label in sorted(groups):
        texts = list(groups[label].values())
        random.Random(f"{seed}{label}").shuffle(texts)
        cut = round(len(texts) * share)
        held += [row for text in texts[:cut] for row in text]
        kept += [row for text in texts[cut:] for row in text]
    return kept, held


def turned(rows: list[Row]) -> list[Row]:
    """Rows with source and target exchanged, which makes them NONE: for types that go one way, and labels known."""
    swap = {"<s>": "<t>", "</s>": "</t>", "<t>": "<s>", "</t>": "</s>"}
    one_way = [
        row
        for row in rows
        if row.label not in (None, *EITHER_WAY) and "<t>" in row.marked and "<s>" in row.marked
    ]
    return [
        Row(re.sub("</?[st]>", lambda found: swap[found[0]], row.marked), "NONE", row.weight)
        for row in one_way
    ]


def plain(marked: str) -> str:
    """The sentence without its markers."""
    for marker in MARKERS:
        marked = marked.replace(marker, "")
    return marked


def encode(row: Row, tokenizer: Tokenizer) -> list[int]:
    """The row's word ids, at most MAX_TOKENS, with the markers as single tokens."""
    text = row.marked
    for marker, token in MARKERS.items():
        text = text.replace(marker, f" {token} ")
    ids: list[int] = tokenizer.encode(text).ids
    if len(ids) <= MAX_TOKENS:
        return ids
    markers = {tokenizer.token_to_id(token) for token in MARKERS.values()}
    places = [place for place, token in enumerate(ids) if token in markers]
    room = MAX_TOKENS - 2
    start = max(1, min((places[0] + places[-1] - room) // 2, len(ids) - 1 - room))
    return [ids[0], *ids[start : start + room], ids[-1]]
