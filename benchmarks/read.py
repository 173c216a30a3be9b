#!/usr/bin/env python3
"""How fast does the reader read, and what does it cost beside the bare parse?

    .venv/bin/python benchmarks/read.py [--data ../shared/data/polnear_dev.jsonl] [--limit N] [--repeat N]

DATA is JSONL with "text" and, where known, "id" and "published" or "date". Prints reports and words a second in one
process and in two, peak memory, and the ratio of reading to spaCy's bare parse of the same texts in one process.
--repeat reads the texts several times over: memory must not grow with the stream.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import spacy

import dragoman
from dragoman.reading.parse import DEFAULT_MODEL
from dragoman.sources import publication_date

DEFAULT_DATA = Path(__file__).parents[1] / ".." / "shared" / "data" / "polnear_dev.jsonl"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--limit", type=int, default=None, help="read only so many reports")
    parser.add_argument("--repeat", type=int, default=1, help="read the texts so many times over")
    args = parser.parse_args()
    reports = load(args.data)[: args.limit] * args.repeat
    if not reports:
        sys.exit(f"{args.data}: there is no report in it")
    words = sum(len(report.text.split()) for report in reports)
    print(f"{len(reports)} reports, {words:,} words from {args.data.name}")
    print(
        f"Python {platform.python_version()}, spaCy {spacy.__version__}, {DEFAULT_MODEL}, {os.cpu_count()} cores"
    )

    def show(what: str, seconds: float) -> None:
        print(
            f"{what:44s} {len(reports) / seconds:8.1f} reports/s {words / seconds:10,.0f} words/s {seconds:8.1f} s"
        )

    # The reader goes first: the peak of its memory can't be told apart later.
    start = time.perf_counter()
    reader = dragoman.Reader()
    reader.read(reports[0])
    print(f"{'models and tables loaded in':44s} {time.perf_counter() - start:8.1f} s")
    alone = timed(lambda: sum(len(record.events) for record in reader.read_many(reports)))
    show("dragoman, one process", alone)
    memory = peak(resource.RUSAGE_SELF)
    two = timed(lambda: sum(len(record.events) for record in reader.read_many(reports, workers=2)))
    show("dragoman, two processes (with their start)", two)

    nlp = spacy.load(DEFAULT_MODEL)
    list(nlp.pipe(report.text for report in reports[:4]))
    bare = timed(lambda: sum(len(doc) for doc in nlp.pipe(report.text for report in reports)))
    show("bare spaCy parse, one process", bare)
    print(f"{'reading / bare parse':44s} {alone / bare:8.2f} times")
    print(
        f"{'peak memory':44s} {memory:8.0f} MB in one process, {peak(resource.RUSAGE_CHILDREN):.0f} MB in a worker"
    )


def load(path: Path) -> list[dragoman.Report]:
    """The reports of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    days = [publication_date(row.get("published") or row.get("date")) for row in rows]
    return [
        dragoman.Report(row["text"], day, str(row.get("id") or ""))
        for row, day in zip(rows, days, strict=True)
    ]


def timed(work: Callable[[], int]) -> float:
    """Seconds that the work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak(whose: int) -> float:
    """Peak memory in MB: of this process, or of the largest child that has ended."""
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(whose).ru_maxrss / unit


if __name__ == "__main__":
    main()
