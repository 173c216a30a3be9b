"""Events as CSV in UTF-8, with a heading; for spreadsheets with a byte mark and without formulas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from dragoman.exchange import rows
from dragoman.exchange.columns import guarded, lines, text, write
from dragoman.exchange.evidence import EVIDENCE
from dragoman.exchange.format import Format, Job
from dragoman.exchange.table import COLUMNS

BYTE_MARK = "\ufeff"
"""What tells Excel that a file is UTF-8."""


def _write(job: Job, files: Sequence[TextIO]) -> None:
    columns = COLUMNS + (EVIDENCE if job.evidence else ())
    if job.excel:
        files[0].write(BYTE_MARK)
    found = rows.events(job.connection, job.selection)
    write(files[0], lines(columns, found, separator=",", shown=guarded if job.excel else text))
    job.leave_other_records()


FORMAT = Format(
    "csv",
    "Events in our own columns: comma-separated, with a heading; a row an event.",
    {"csv": COLUMNS},
    _write,
)
