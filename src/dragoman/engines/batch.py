"""A batch of reports: what each became, its record or the error that kept it from one."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from dragoman.errors import DataFileError, ModelError, ReadingError
from dragoman.records import Record, Report

ReadMany = Callable[[Iterable[Report]], Iterator[Record]]


def read_batch(read_many: ReadMany, batch: Sequence[Report]) -> Iterator[Record | ReadingError]:
    """The outcome of each report of the batch, in order.

    Reports are read together, which is faster. Where that fails, those that are left are read one by one, so that
    only the report at fault is lost. Raises ModelError and DataFileError: without its model and tables nothing can
    be read.
    """
    done = 0
    try:
        for record in read_many(batch):
            yield record
            done += 1
    except (ModelError, DataFileError):
        raise
    except Exception:
        for report in batch[done:]:
            yield _alone(read_many, report)


def _alone(read_many: ReadMany, report: Report) -> Record | ReadingError:
    try:
        (record,) = read_many([report])
        return record
    except (ModelError, DataFileError):
        raise
    except Exception as error:
        name = " ".join(filter(None, [report.source, f"({report.id})" if report.id else ""]))
        return ReadingError(f"reading failed: {_described(error)}", where=name or report.sha256[:16])


def _described(error: Exception) -> str:
    """The error and where it arose: all that is left of its traceback when it comes out of another process."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(last.filename).name}, line {last.lineno})"
