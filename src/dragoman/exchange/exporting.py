"""Hand the ledger on: one format, to one place, and what was left out."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from dragoman.codebook import load
from dragoman.exchange import placing
from dragoman.exchange.format import Format, Job
from dragoman.exchange.left_out import LeftOut
from dragoman.exchange.selection import Selection
from dragoman.ledger.questions.filters import EventFilters
from dragoman.ledger.store import Store


def export(
    store: Store,
    form: Format,
    out: Path | TextIO,
    filters: EventFilters | None = None,
    *,
    evidence: bool = False,
    excel: bool = False,
) -> LeftOut:
    """Write a ledger, or what the filters leave of it, in a format; gives what is left out.

    `out` is a path (a folder for Parquet), or an open text file for a format of one file. `evidence` adds the columns
    of evidence.py, `excel` a byte mark and guarded formulas (CSV). The ledger is seen as it stands at the start,
    however long it takes. Raises LedgerError for a filter that makes no sense, OutputError when the place can't be
    written; what was there before is then as it was.
    """
    with store.reading() as connection:
        job = Job(connection, Selection(connection, filters), load(), evidence, excel)
        if not isinstance(out, Path):
            assert form.write is not None, "formats of several files go to a path"
            form.write(job, [out])
        elif form.folder is not None:
            with placing.folder(out) as place:
                form.folder(job, place)
        else:
            assert form.write is not None, "a format writes files or a folder"
            with placing.files([placing.beside(out, name) for name in form.beside]) as files:
                form.write(job, files)
        return job.left
