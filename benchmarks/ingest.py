"""Ingest many reports, then all of them again: times, their ratio, and whether the second run changed anything.

    python benchmarks/ingest.py [--data FILE] [--limit 2000] [--workers N] [--canned] [--ledger URL]

DATA is JSONL that `dragoman ingest` takes (../shared/data/synthetic_stories.jsonl without it). --canned leaves reading
out (benchmarks/canned.py), so that what is timed is all the rest. Prints one line a run.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from canned import CannedReader
from dragoman import Ledger, Reader
from dragoman.engines.ingest import ingest

DATA = Path(__file__).parents[1] / ".." / "shared" / "data" / "synthetic_stories.jsonl"
LEAST_RATIO = 50
"""How many times faster the second run must be."""


def main() -> None:
    """Measure, print, and fail when the second run is slow or changes something."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--limit", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--canned", action="store_true", help="leave reading out")
    parser.add_argument("--ledger", help="URL of an empty PostgreSQL database (SQLite without it)")
    args = parser.parse_args()
    seconds, digests = [], []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.jsonl"
        with args.data.open(encoding="utf-8") as lines:
            path.write_text("".join(islice(lines, args.limit)), encoding="utf-8")
        with Ledger(args.ledger or str(Path(folder) / "ledger.db")) as ledger:
            for run in ("first", "second"):
                reader = CannedReader() if args.canned else Reader()
                start = time.perf_counter()
                tally = ingest([path], ledger.store, reader, workers=args.workers)
                seconds.append(time.perf_counter() - start)
                digests.append(ledger.digest())
                print(f"{run:7} {seconds[-1]:9.3f} s  {tally}  {digests[-1][:16]}", flush=True)
    ratio = seconds[0] / seconds[1]
    equal = digests[0] == digests[1]
    print(f"second run {ratio:,.0f} times faster; content {'the same' if equal else 'CHANGED'}")
    sys.exit(not (equal and ratio >= LEAST_RATIO))


if __name__ == "__main__":
    main()
