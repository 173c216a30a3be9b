"""The README's examples do what they say; so do those of docs/python.md."""

from __future__ import annotations

import importlib.util
import io
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer

from dragoman.cli.main import app

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {page.name: page.read_text(encoding="utf-8") for page in PAGES}
README = TEXTS["README.md"]
# The examples of ledger.md need a ledger: tests/ledger/test_schema.py makes one and runs them.
PYTHON = [
    (name, code)
    for name, text in TEXTS.items()
    if name != "ledger.md"
    for code in re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)
]


def shell_lines() -> Iterator[tuple[str, str]]:
    """The lines of the pages' indented and fenced blocks that call make or dragoman, `#` and what follows left out."""
    for page, text in TEXTS.items():
        blocks = re.findall(r"^(?: {4}.*\n)+|^```(?:sh|shell|console)\n.*?^```$", text, re.M | re.S)
        for line in "".join(blocks).splitlines():
            words = line.strip().removeprefix("$ ").split("  #")[0]
            if re.match(r"(make|(\S*/)?dragoman|cat .*\| *dragoman) ", words) and "..." not in words:
                yield page, words


def expected(code: str) -> list[str]:
    """The comments that stand on the lines after a print, which are what it prints."""
    lines, found, printing = code.splitlines(), [], False
    for line in map(str.strip, lines):
        if line.startswith("# ") and printing:
            found.append(line.removeprefix("# "))
        else:
            printing = line.startswith("print(")
    return found


def test_there_are_examples() -> None:
    assert {"README.md", "python.md"} <= {name for name, _ in PYTHON}
    assert len(list(shell_lines())) >= 5


@pytest.mark.parametrize(("name", "code"), PYTHON, ids=[f"{name}-{n}" for n, (name, _) in enumerate(PYTHON)])
def test_python_examples_run_and_print_what_they_say(name: str, code: str) -> None:
    out = io.StringIO()
    with redirect_stdout(out):
        exec(compile(code, name, "exec"), {"__name__": "example"})
    assert out.getvalue().splitlines() == expected(code)


@pytest.mark.parametrize(("page", "line"), list(shell_lines()))
def test_shell_examples_are_commands(page: str, line: str) -> None:
    words = shlex.split(line.split("|")[-1].split(">")[0])
    if words[0] == "make":
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        targets = [word for word in words[1:] if "=" not in word]
        assert all(re.search(rf"^{target}:", makefile, re.M) for target in targets)
        return
    arguments = words[1:]
    if arguments and not arguments[0].startswith(("-", "[")):
        commands: Any = typer.main.get_command(app)
        assert arguments[0] in commands.commands, f"{page}: no such command: {line}"
        if not any(word.startswith("[") or word.isupper() for word in arguments):
            commands.commands[arguments[0]].make_context(arguments[0], arguments[1:])


@pytest.fixture(scope="module")
def filler() -> ModuleType:
    """scripts/readme.py"""
    spec = importlib.util.spec_from_file_location("readme", ROOT / "scripts" / "readme.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_readme_shows_what_is_printed(filler: ModuleType) -> None:
    assert filler.filled(README) == README, "run .venv/bin/python scripts/readme.py"


def test_the_filler_notices_a_change(filler: ModuleType) -> None:
    changed = re.sub(r"(?m)^WHAT HAPPENED", "WHAT HAPPENS", filler.filled(README))
    assert filler.filled(changed) != changed


@pytest.mark.parametrize(
    ("marker", "lines"), [("dragoman read {} --published 2020-03-04 / 2", 2), ("dragoman read {} / 0", None)]
)
def test_the_filler_reads_what_the_marker_names(
    filler: ModuleType, tmp_path: Path, marker: str, lines: int | None
) -> None:
    sample = tmp_path / "sample.txt"
    sample.write_text("Chile condemned Norway on Sunday.\n")
    text = f"before\n<!-- summary: {marker.format(sample)} -->\nold\n<!-- end -->\nafter\n"
    shown = filler.filled(text).splitlines()
    assert shown[3] == f"$ {marker.format(sample).split(' / ')[0]}"
    assert shown[4] == "sample.txt"
    assert shown[-3:] == ["```", "<!-- end -->", "after"]
    assert "old" not in shown
    if lines:
        assert len(shown) == 4 + lines + 4
    assert sys.argv[0] != "dragoman"


def test_the_filler_wants_its_marker(filler: ModuleType) -> None:
    with pytest.raises(ValueError, match="has no <!-- summary -->"):
        filler.filled("# No block\n")
