"""`python -m dragoman.codebook [FILE.toml ...]` prints the codebook and the user's changes as Markdown."""

from __future__ import annotations

import sys
from pathlib import Path

from dragoman.codebook.loader import load
from dragoman.codebook.page import page
from dragoman.errors import DragomanError


def main(arguments: list[str]) -> int:
    """Exit status: 0 done, 1 a file that makes no sense (named on stderr)."""
    try:
        text = page(load([Path(argument) for argument in arguments]))
    except DragomanError as error:
        print(error, file=sys.stderr)
        return 1
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
