"""`python -m dragoman.ledger.schema [PAGE]` prints the tables of a ledger as Markdown, or renews them in the page."""

from __future__ import annotations

import sys
from pathlib import Path

from dragoman.ledger.schema.page import START, page_part


def main(arguments: list[str]) -> int:
    """Exit status: 0 done, 1 a page that has no such part."""
    if not arguments:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        sys.stdout.write(page_part())
        return 0
    path = Path(arguments[0])
    before, found, _ = path.read_text(encoding="utf-8").partition(START)
    if not found:
        print(f"{path}: the line is missing after which the tables stand: {START}", file=sys.stderr)
        return 1
    path.write_text(before + page_part(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
