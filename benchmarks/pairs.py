#!/usr/bin/env python3
"""How often is the type of a given pair right?

    .venv/bin/python benchmarks/pairs.py --data ../shared/data/plv_train.jsonl

DATA is JSONL with "text", "marked" (<s>source</s>, <t>target</t>) and "type"; CONCEDE and RETREAT count as YIELD, as in
PLV (Hu et al. 2024). Prints macro-F1 by type and each type's precision, recall and F1. --errors lists what was wrong.
--raw reads the bare sentences instead, told no pair, and prints how often an event of the right type stands between
actors whose words overlap the marked ones.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path

import dragoman

MERGED = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
DEFAULT_DATA = Path(__file__).parents[1] / ".." / "shared" / "data" / "plv_train.jsonl"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--raw", action="store_true", help="find the pair as well")
    parser.add_argument("--errors", action="store_true", help="list the pairs whose type is wrong")
    args = parser.parse_args()
    with args.data.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    pairs = [unmark(row["marked"]) for row in rows]
    if args.raw:
        raw(pairs, [row["type"] for row in rows])
        return
    codes = dragoman.Reader().classify_pairs(pairs)
    said = [MERGED.get(code.type, code.type) for code in codes]
    for row, type_ in zip(rows, said, strict=True):
        if args.errors and row["type"] != type_:
            print(f"{row['type']:10s} read as {type_:10s} {row['marked']}")
    report([row["type"] for row in rows], said)


def raw(pairs: list[dragoman.Pair], types: list[str]) -> None:
    """Print how often the right type is found on the right pair of the bare sentence."""
    records = dragoman.Reader().read_many(dragoman.Report(pair.text) for pair in pairs)
    right = sum(
        any(
            # A pair knows no status: planned cooperation is AGREE there (see docs/decisions.md).
            type_ in (MERGED.get(event.type, event.type), "AGREE" if event.status == "planned" else "")
            and overlaps(event.sources, pair.source)
            and overlaps(event.targets, pair.target)
            for event in record.events
        )
        for pair, type_, record in zip(pairs, types, records, strict=True)
    )
    print(f"right type on the right pair: {right} of {len(pairs)} sentences ({right / len(pairs):.1%})")


def overlaps(actors: tuple[dragoman.Actor, ...], marked: tuple[int, int] | None) -> bool:
    """Whether the words of one of the actors overlap the marked ones; a side that is not marked is not asked for."""
    return marked is None or any(a.start < marked[1] and marked[0] < a.end for a in actors)


def unmark(marked: str) -> dragoman.Pair:
    """The pair that a text with <s>, </s>, <t> and </t> marks."""
    text, spans = "", {}
    for piece in re.split(r"(</?[st]>)", marked):
        if match := re.fullmatch(r"<(/?)([st])>", piece):
            spans.setdefault(match[2], []).append(len(text))
        else:
            text += piece
    source, target = (tuple(spans[part][:2]) if part in spans else None for part in "st")
    return dragoman.Pair(text, source, target)


def report(gold: list[str], said: list[str]) -> None:
    """Print precision, recall and F1 of each type, and their mean."""
    hits, of_gold, of_said = Counter(), Counter(gold), Counter(said)
    hits.update(g for g, s in zip(gold, said, strict=True) if g == s)
    scores = []
    for type_ in sorted(of_gold):
        precision = hits[type_] / of_said[type_] if of_said[type_] else 0.0
        recall = hits[type_] / of_gold[type_]
        f1 = 2 * precision * recall / (precision + recall) if hits[type_] else 0.0
        scores.append(f1)
        print(
            f"{type_:10s} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  (gold {of_gold[type_]})"
        )
    print(
        f"accuracy {sum(hits.values()) / len(gold):.3f}  macro-F1 {sum(scores) / len(scores):.3f}  ({len(gold)} pairs)"
    )


if __name__ == "__main__":
    main()
