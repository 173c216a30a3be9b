"""The logical dump: the same content, the same lines, whatever the order, the clock and the engine."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import ModuleType

from dragoman import Ledger, Report
from dragoman.ledger import dump, schema

ROOT = Path(__file__).parents[2]


def benchmark(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


CANNED = benchmark("canned")

TEXTS = [
    "Ministers of France and Russia met in Oslo. Norway accused Chile of an attack that killed 12 soldiers. "
    "China and India met in Lima.",
    "Peru thanked Norway on Monday for 40 doctors. Chile and Peru said that Russia had called.",
    "China accused India of firing across the border. India and China have met 3 times since.",
]


def filled(place: str | Path, texts: Sequence[str] = TEXTS) -> str:
    reports = [Report(text, date(2009, 5, 12), source="a.jsonl") for text in texts]
    with Ledger(place) as ledger:
        assert ledger.add(map(CANNED.canned, reports)) == len(texts)
        return ledger.digest()


def test_every_table_and_row_is_in_it(ledger_place: str) -> None:
    filled(ledger_place)
    with Ledger(ledger_place) as ledger, ledger.store.reading() as connection:
        lines = list(dump.lines(connection))
        tables = {line.split()[0] for line in lines}
        assert {"reports", "copies", "readings", "events", "event_actors", "claims", "contacts"} <= tables
        assert tables <= set(schema.metadata.tables)
        for table in schema.metadata.tables.values():
            count = len(connection.execute(table.select()).all())
            assert count == sum(line.startswith(f"{table.name} ") for line in lines), table.name


def test_no_key_and_no_moment_is_in_it(ledger_place: str) -> None:
    filled(ledger_place)
    with Ledger(ledger_place) as ledger, ledger.store.reading() as connection:
        text = "\n".join(dump.lines(connection))
    assert '"key": ' not in text
    assert '"recorded_at": ' not in text
    assert '"reading_key": "' in text


def test_the_order_of_writing_is_not_in_it(ledger_place: str, tmp_path: Path) -> None:
    assert filled(ledger_place) == filled(tmp_path / "other.db", TEXTS[::-1])


def test_other_content_is_told(tmp_path: Path) -> None:
    digests = {filled(tmp_path / f"{n}.db", TEXTS[:n]) for n in range(4)}
    assert len(digests) == 4
