"""The set-up script, as far as it goes without a network: what it says when it can't go on."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OLD = '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.18" && exit 0\nexit 1\n'
NAMES = ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python")

pytestmark = pytest.mark.skipif(shutil.which("sh") is None, reason="needs a POSIX shell")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in a folder with a space and a quote in its name."""
    folder = tmp_path / "a user's folder"
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


def set_up(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "scripts/set-up.sh", *arguments],
        cwd=checkout,
        env={**os.environ, "PYTHON": "", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_python_that_will_do(checkout: Path, tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / "bin").mkdir(exist_ok=True)
        (tmp_path / "bin" / name).write_text(OLD)
        (tmp_path / "bin" / name).chmod(0o755)
    run = set_up(checkout, "run", PATH=f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    assert run.returncode == 1
    assert "dragoman needs Python 3.11 or newer; found Python 3.9.18" in run.stderr
    assert "make run PYTHON=" in run.stderr
    assert not (checkout / ".venv").exists()


def test_the_python_named_will_not_do(checkout: Path) -> None:
    run = set_up(checkout, "run", PYTHON="/no/such/python")
    assert run.returncode == 1
    assert "PYTHON=/no/such/python is no Python 3.11 or newer" in run.stderr


def test_wrong_word(checkout: Path) -> None:
    run = set_up(checkout, "everything")
    assert run.returncode == 2
    assert "say run or dev" in run.stderr


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_make_alone_says_what_there_is() -> None:
    run = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("run", "test", "lint", "types", "check", "bench", "lock", "clean"):
        assert f"make {target} " in run.stdout
