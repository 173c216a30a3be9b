"""Killed at any moment and started again, an ingest ends with the ledger of an undisturbed run."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]


def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("kills", ROOT / "benchmarks" / "kills.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_ten_kills_leave_no_trace(tmp_path: Path) -> None:
    kills, ledgers, expected, disturbed, again = benchmark().canned_kills(tmp_path, 10, reports=60)
    assert kills == 10
    assert ledgers >= 1
    assert expected == disturbed == again
