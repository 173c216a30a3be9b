"""Data goes one way through the house: the contract in pyproject.toml holds, and it would notice a breach."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from importlinter import cli
from importlinter.api import read_configuration

ROOT = Path(__file__).parents[1]
# From the top of the house down.
HOUSE = ["records", "errors", "codebook", "gazetteer", "sources", "reading"]
HOUSE += ["ledger", "exchange", "engines", "evaluation", "web", "cli"]


def test_imports_go_one_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "src"))
    status = cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == cli.EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_the_contract_is_the_order_of_the_house() -> None:
    (contract,) = read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]
    layers = [layer.strip("()") for layer in contract["layers"]]
    # Records raise errors, so these two stand the other way round.
    assert layers[::-1] == ["errors", "records", *HOUSE[2:]]


def test_a_breach_is_noticed(tmp_path: Path) -> None:
    package = tmp_path / "dragoman"
    package.mkdir()
    for name in ("__init__", "records", "errors", "cli"):
        (package / f"{name}.py").touch()
    (package / "records.py").write_text("def late():\n    import dragoman.cli\n")
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from importlinter import cli; sys.exit(cli.lint_imports(sys.argv[1], no_cache=True))",
            str(ROOT / "pyproject.toml"),
        ],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == cli.EXIT_STATUS_ERROR
    assert "dragoman.records -> dragoman.cli" in run.stdout
