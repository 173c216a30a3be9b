#!/usr/bin/env python3
"""How fast does the reader read, and what does it cost beside the bare parse?

    .venv/bin/python benchmarks/read.py --data ../shared/data/polnear_dev.jsonl [--limit N]

DATA is JSONL with "text" and, where known, "published" or "date". Prints reports and words a second in one process and
in two, peak memory, and the ratio of reading to spaCy's bare parse of the same texts in the same process.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import spacy

import dragoman
from dragoman.reading.parse import DEFAULT_MODEL

DEFAULT_DATA = Path(__file__).parents[1] / ".." / "shared" / "data" / "polnear_dev.jsonl"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--limit", type=int, default=None, help="read only so many reports")
    parser.add_argument("--repeat", type=int, default=1, help="read the texts so many times over (memory over a stream)")
    args = parser.parse_args()
    reports = load(args.data)[: args.limit] * args.repeat
    words = sum(len(report.text.split()) for report in reports)
    print(f"{len(reports)} reports, {words:,} words from {args.data.name}")

    nlp = spacy.load(DEFAULT_MODEL)
    list(nlp.pipe(report.text for report in reports[:4]))
    bare = timed(lambda: sum(len(doc) for doc in nlp.pipe(report.text for report in reports)))
    show("bare spaCy parse, one process", len(reports), words, bare)

    reader = dragoman.Reader()
    reader.read(reports[0])
    alone = timed(lambda: sum(len(record.events) for record in reader.read_many(reports)))
    show("dragoman, one process", len(reports), words, alone)
    two = timed(lambda: sum(len(record.events) for record in reader.read_many(reports, workers=2)))
    show("dragoman, two processes (with their start)", len(reports), words, two)
    print(f"{'reading / bare parse':44s} {alone / bare:8.2f} times")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'peak memory':44s} {own:8.0f} MB in the first process, {child:.0f} MB in the larger worker")


def load(path: Path) -> list[dragoman.Report]:
    """The reports of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    days = [row.get("published") or row.get("date") for row in rows]
    return [
        dragoman.Report(row["text"], date.fromisoformat(day[:10]) if day else None, row["id"])
        for row, day in zip(rows, days, strict=True)
    ]


def timed(work: Callable[[], int]) -> float:
    """Seconds that the work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def show(what: str, reports: int, words: int, seconds: float) -> None:
    """One row of the result."""
    print(f"{what:44s} {reports / seconds:8.1f} reports/s {words / seconds:10,.0f} words/s {seconds:8.1f} s")


if __name__ == "__main__":
    main()
