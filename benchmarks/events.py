#!/usr/bin/env python3
"""How right are the records of annotated reports?

    .venv/bin/python benchmarks/events.py --data DATA.jsonl --gold GOLD.jsonl --scorer score_records.py [--out FILE]

DATA holds reports ("id", "text", "published"), GOLD the records that a careful reader makes of them, SCORER the script
that compares the two. Prints its figures, and the share of right events by the confidence that the reader gave them.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import ModuleType

import dragoman
from read import load

SHARED = Path(__file__).parents[1] / ".." / "shared"


def main() -> None:
    """Read, score and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=SHARED / "data" / "newswire_dev.jsonl")
    parser.add_argument("--gold", type=Path, default=SHARED / "data" / "newswire_dev.gold.jsonl")
    parser.add_argument("--scorer", type=Path, default=SHARED / "tools" / "score_records.py")
    parser.add_argument("--out", type=Path, default=None, help="keep the records there")
    args = parser.parse_args()
    out = args.out or Path(tempfile.mkdtemp()) / "records.jsonl"
    with out.open("w", encoding="utf-8") as file:
        for record in dragoman.Reader().read_many(load(args.data)):
            file.write(record.to_json() + "\n")
    subprocess.run([sys.executable, str(args.scorer), str(args.gold), str(out)], check=True)
    bands(script(args.scorer), args.gold, out)


def script(path: Path) -> ModuleType:
    """The scorer as a module."""
    spec = importlib.util.spec_from_file_location("scorer", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path}: not a Python script")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bands(scorer: ModuleType, gold: Path, out: Path) -> None:
    """Print how many events of each band of confidence are right."""
    right, wrong = Counter(), Counter()
    with out.open(encoding="utf-8") as lines:
        system = [json.loads(line) for line in lines]
    for article in scorer.load(gold):
        record = scorer.find(system, article["id"]) or {}
        pairs, _, extra = scorer.pair(article["events"], record.get("events") or [], scorer.match_event)
        right.update(band(event) for _, event in pairs)
        wrong.update(band(event) for event in extra)
    for name in sorted({*right, *wrong}):
        events = right[name] + wrong[name]
        print(f"confidence {name}: {right[name]} of {events} events right ({right[name] / events:.0%})")


def band(event: dict[str, float]) -> str:
    """The band of an event's confidence: "0.5-0.6"."""
    low = int(event["confidence"] * 10) / 10
    return f"{low:.1f}-{low + 0.1:.1f}"


if __name__ == "__main__":
    main()
