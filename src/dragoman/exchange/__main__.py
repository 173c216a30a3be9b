"""Write the tables of docs/exchange.md anew: python -m dragoman.exchange docs/exchange.md"""

from __future__ import annotations

import sys
from pathlib import Path

from dragoman.exchange.page import page


def main(arguments: list[str]) -> int:
    """Write the page; gives the exit status."""
    if len(arguments) != 1:
        print("usage: python -m dragoman.exchange docs/exchange.md", file=sys.stderr)
        return 2
    path = Path(arguments[0])
    path.write_text(page(path.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
