"""Every format, compared with what is kept in golden: the first lines as they are, the whole by its SHA-256.

A change shows here as a difference to review. When it is meant, write the files anew and look at them:

    .venv/bin/python -m pytest tests/exchange/test_golden.py --update-golden
    git diff tests/exchange/golden
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dragoman import __version__
from dragoman.exchange import FORMATS, export
from dragoman.ledger.store import Store

Fill = Callable[[Store], None]
HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
SHOWN = {"plover": 6, "jsonl": 2, "parquet": 46}
"""Lines that are kept, where not 40."""


def exported(store: Store, folder: Path) -> dict[str, str]:
    """What each file of each format holds, the version aside. Parquet as the JSON of its rows."""
    from pyarrow import dataset

    found = {}
    for name, form in FORMATS.items():
        out = folder / name
        export(store, form, out, evidence=name in ("polecat", "gdelt2"))
        if form.folder is not None:
            table = dataset.dataset(out, partitioning="hive").to_table().sort_by("id")
            rows = [json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in table.to_pylist()]
            found[name] = f"{table.schema.to_string(show_schema_metadata=False)}\n{''.join(rows)}"
            continue
        for part in form.beside:
            path = folder / (f"{name}.{part}" if part else name)
            found[path.name] = path.read_text(encoding="utf-8").replace(__version__, "VERSION")
    return found


def kept(found: dict[str, str]) -> dict[str, str]:
    """The files of golden."""
    heads = {
        name: "".join(text.splitlines(keepends=True)[: SHOWN.get(name, 40)]) for name, text in found.items()
    }
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in found.items()}
    return heads | {"digests.json": json.dumps(digests, indent=1) + "\n"}


def test_exports_are_as_kept(
    ledger_place: str, fill: Fill, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    store = Store(ledger_place)
    fill(store)
    folder = tmp_path / "out"
    folder.mkdir()
    made = kept(exported(store, folder))
    store.close()
    if request.config.getoption("--update-golden"):
        for name, text in made.items():
            (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")
    assert {path.name for path in GOLDEN.iterdir()} == set(made)
    for name, text in made.items():
        assert (GOLDEN / name).read_bytes().decode() == text, name
