#!/usr/bin/env python3
"""Write into the README what `dragoman read` prints today.

    .venv/bin/python scripts/readme.py             fill README.md
    .venv/bin/python scripts/readme.py --check     only tell, by exit status 1, whether it is out of date

The block between `<!-- summary -->` and `<!-- end -->` is filled with the beginning of what `make run` prints. The
marker may name another call and another number of lines (0 for all):

    <!-- summary: dragoman read examples/other.txt --published 2020-01-01 / 20 -->
"""

from __future__ import annotations

import argparse
import io
import re
import shlex
import sys
from contextlib import redirect_stdout
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
LINES = 30
BLOCK = re.compile(
    r"(?P<begin><!-- summary(?:: (?P<call>.+?)(?: / (?P<lines>\d+))?)? -->\n).*?(?P<end><!-- end -->)",
    re.DOTALL,
)


def main() -> None:
    """Fill the README, or check it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args().check
    old = README.read_text(encoding="utf-8")
    new = filled(old)
    if check:
        sys.exit(old != new)
    README.write_text(new, encoding="utf-8")
    print(f"{README.name}: {'the same as before' if old == new else 'filled anew'}")


def filled(text: str) -> str:
    """The README's text with every block of its kind filled anew. Raises ValueError when it has none."""
    new, count = BLOCK.subn(_block, text)
    if count == 0:
        raise ValueError(f"{README.name} has no <!-- summary --> ... <!-- end -->")
    return new


def _block(found: re.Match[str]) -> str:
    call = shlex.split(found["call"] or run_target())
    lines = printed(call[1:]).rstrip("\n").split("\n")
    most = int(found["lines"] or LINES)
    if 0 < most < len(lines):
        lines = [*lines[:most], "..."]
    shown = "\n".join(line.rstrip() for line in [f"$ {shlex.join(call)}", *lines])
    return f"{found['begin']}```text\n{shown}\n```\n{found['end']}"


def run_target() -> str:
    """The call of `make run`."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = re.search(r"^run:.*\n\t@?\S*/(dragoman read .+)$", makefile, re.MULTILINE)
    if recipe is None:
        raise ValueError("the Makefile's run target calls no dragoman read")
    return recipe[1]


def printed(arguments: list[str]) -> str:
    """What `dragoman` prints in a pipe."""
    from dragoman.cli.main import main as dragoman

    out, before = io.StringIO(), sys.argv
    sys.argv = ["dragoman", *(str(ROOT / a) if (ROOT / a).is_file() else a for a in arguments)]
    try:
        with redirect_stdout(out):
            dragoman()
    except SystemExit as end:
        if end.code:
            raise ValueError(f"dragoman {shlex.join(arguments)} ends with {end.code}") from end
    finally:
        sys.argv = before
    return out.getvalue()


if __name__ == "__main__":
    main()
