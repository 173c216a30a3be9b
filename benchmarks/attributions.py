"""Run the reader's attributions over articles and write them for a scorer of PolNeAR-style files.

    python benchmarks/attributions.py --data polnear_dev.jsonl --out system.jsonl [--pieces]

Each row of --data has "id" and "text". The output has a row an article: {"id", "attributions": [{"cue", "content",
"source"}]} with spans as [start, end] in characters, or null. --pieces writes a content that its cue interrupts as
several spans, as PolNeAR does, in place of one from its first to its last word.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dragoman.reading import says
from dragoman.reading.parse import Parsed, Parser
from dragoman.reading.says.cues import load_cues
from dragoman.records import Report


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def attributions(parsed: Parsed, pieces: bool) -> list[dict[str, Any]]:
    """The attributions of an article as the scorer reads them."""
    if pieces:
        return [
            {
                "cue": _characters(parsed, found.cue),
                "content": [list(piece) for piece in found.pieces],
                "source": _characters(parsed, found.source) if found.source is not None else None,
            }
            for found in says.find(parsed, load_cues())
        ]
    return [
        {
            "cue": [a.cue.start, a.cue.end],
            "content": [a.content.start, a.content.end],
            "source": [a.source.start, a.source.end] if a.source is not None else None,
        }
        for a in says.attributions(parsed)
    ]


def _characters(parsed: Parsed, tokens: tuple[int, int]) -> list[int]:
    span = parsed.span(*tokens)
    return [span.start, span.end]


def main() -> None:
    """Read, write, and print how long the stage took next to the parse."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--pieces", action="store_true")
    chosen = options.parse_args()
    articles = list(rows(chosen.data))
    began = time.perf_counter()
    parsed = list(Parser().parse_many(Report(row["text"], id=row["id"]) for row in articles))
    parse_seconds = time.perf_counter() - began
    began = time.perf_counter()
    found = [attributions(one, chosen.pieces) for one in parsed]
    seconds = time.perf_counter() - began
    with chosen.out.open("w", encoding="utf-8") as out:
        for row, own in zip(articles, found, strict=True):
            out.write(json.dumps({"id": row["id"], "attributions": own}) + "\n")
    tokens = sum(map(len, parsed))
    print(f"{len(articles)} articles, {tokens} tokens, {sum(map(len, found))} attributions")
    print(
        f"parse {parse_seconds:.1f} s, attributions {seconds:.2f} s ({1e6 * seconds / tokens:.1f} microseconds a token)"
    )


if __name__ == "__main__":
    main()
