"""Many reports at once: order, bounds, errors, and pools that break or are left."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dragoman.engines import Reader
from dragoman.engines.pool import AHEAD, BATCH
from dragoman.errors import DragomanError, ModelError, ReadingError, WorkerError
from dragoman.reading import reader as reading
from dragoman.reading.parse import REPORTS_AT_ONCE
from dragoman.records import Record, Report

ROOT = Path(__file__).parents[2]
PUBLISHED = date(2020, 3, 4)

# No type checker would let it through; it stands for a report that trips a stage of reading.
BROKEN = Report(None, PUBLISHED, "broken", "rows.jsonl")  # type: ignore[arg-type]


def report(number: int) -> Report:
    text = f"Chile condemned Norway on Monday. It was attack number {number}; {number} people were killed."
    return Report(text, PUBLISHED, str(number))


class Stream:
    """Reports without end; counts how many were taken."""

    def __init__(self) -> None:
        self.taken = 0

    def __iter__(self) -> Iterator[Report]:
        while True:
            self.taken += 1
            yield report(self.taken)


def test_records_come_in_input_order(reader: Reader) -> None:
    reports = [report(n) for n in range(2 * BATCH + 5)]
    records = list(reader.read_many(reports))
    assert [record.report for record in records] == reports
    assert records[7] == reader.read(reports[7])


def test_no_reports_no_records(reader: Reader) -> None:
    assert list(reader.read_many([])) == []
    assert list(reader.read_many([], workers=2)) == []
    assert multiprocessing.active_children() == []


def test_a_stream_is_taken_as_it_is_needed(reader: Reader) -> None:
    stream = Stream()
    records = reader.read_many(stream)
    assert stream.taken == 0
    for _ in range(3 * BATCH):
        next(records)
        assert stream.taken <= 3 * BATCH + REPORTS_AT_ONCE
    records.close()  # type: ignore[attr-defined]


def test_fewer_than_one_worker(reader: Reader) -> None:
    for workers in (0, -1):
        with pytest.raises(ValueError, match="1 or more"):
            reader.read_many([], workers=workers)


def test_the_first_failure_ends_read_many(reader: Reader) -> None:
    records = reader.read_many([report(1), BROKEN, report(2)])
    assert next(records).report.id == "1"
    with pytest.raises(ReadingError) as failed:
        next(records)
    assert failed.value.code == "D502"
    assert str(failed.value).startswith("rows.jsonl (broken): reading failed: ")
    assert ".py, line " in str(failed.value)


def test_outcomes_go_on_past_a_failure(reader: Reader) -> None:
    reports = [report(1), BROKEN, report(2), *map(report, range(3, 2 * BATCH)), BROKEN]
    outcomes = list(reader.outcomes(reports))
    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, ReadingError)] == [
        1,
        len(reports) - 1,
    ]
    assert [outcome.report.id for outcome in outcomes if isinstance(outcome, Record)] == [
        str(n) for n in range(1, 2 * BATCH)
    ]


def test_a_failing_stage_takes_one_report(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    record = reading.Reader.record

    def failing(self: Any, parsed: Any) -> Record:
        if parsed.report.id in ("3", "20"):
            raise KeyError(parsed.report.id)
        return record(self, parsed)

    monkeypatch.setattr(reading.Reader, "record", failing)
    outcomes = list(reader.outcomes(map(report, range(24))))
    failed = {n: str(outcome) for n, outcome in enumerate(outcomes) if isinstance(outcome, ReadingError)}
    assert list(failed) == [3, 20]
    assert "reading failed: KeyError: '20'" in failed[20]


def test_an_error_of_the_caller_s_stream_is_the_caller_s(reader: Reader) -> None:
    def stream() -> Iterator[Report]:
        yield report(1)
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError, match="the source broke"):
        list(reader.read_many(stream()))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_missing_model_is_no_fault_of_a_report(workers: int) -> None:
    with pytest.raises(ModelError, match="no_such_model") as error:
        list(Reader("no_such_model").outcomes([report(1)], workers))
    assert error.value.code == "D301"
    assert multiprocessing.active_children() == []


# Pools. Each loads its models anew, so there are few of them, and each answers several questions.


def test_a_pool_reads_as_one_process_does(reader: Reader) -> None:
    count = 2 * AHEAD * BATCH + 3
    stream = Stream()

    def reports() -> Iterator[Report]:
        for number, one in zip(range(count), stream, strict=False):
            yield BROKEN if number == 5 else one

    pooled: list[Record | ReadingError] = []
    for outcome in reader.outcomes(reports(), workers=2):
        pooled.append(outcome)
        # What is under way, and the batches that are just given out.
        assert stream.taken <= len(pooled) + (2 * AHEAD + 1) * BATCH
    assert multiprocessing.active_children() == []
    alone = list(reader.outcomes([BROKEN if n == 5 else report(n + 1) for n in range(count)]))
    failed = pooled.pop(5)
    assert isinstance(failed, ReadingError)
    assert failed.where == "rows.jsonl (broken)"
    assert isinstance(alone.pop(5), ReadingError)
    assert pooled == alone


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
def test_a_killed_worker_is_told_and_nothing_hangs(reader: Reader) -> None:
    records = reader.read_many(Stream(), workers=2)
    next(records)
    for child in multiprocessing.active_children():
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
    with pytest.raises(WorkerError, match="a worker process ended before its work was done, after") as error:
        for _ in records:
            pass
    assert isinstance(error.value, DragomanError)
    assert error.value.code == "D501"
    assert "fewer workers" in str(error.value)
    assert multiprocessing.active_children() == []


SCRIPT = """
import itertools, multiprocessing
import dragoman

print("once")
taken = itertools.count()
reports = (dragoman.Report("Chile condemned Norway.", id=str(next(taken))) for _ in itertools.count())
for record in dragoman.Reader().read_many(reports, workers=2):
    if record.report.id == "20":
        assert multiprocessing.active_children()
        break
print(next(taken), len(multiprocessing.active_children()))
"""


def test_a_plain_script_needs_no_guard_and_may_leave_early(tmp_path: Path) -> None:
    """A script that a new process ran again would start workers of its own, and print twice."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    run = subprocess.run(
        [sys.executable, script], env=environment, capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    once, taken, workers = run.stdout.split()
    assert (once, workers) == ("once", "0")
    assert 20 < int(taken) <= (2 * AHEAD + 2) * BATCH
