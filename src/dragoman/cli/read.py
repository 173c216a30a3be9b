"""`dragoman read`: reports in, their records out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from dragoman.cli.options import DataFiles, day_of, reader_of
from dragoman.cli.output import output
from dragoman.cli.plain import escaped
from dragoman.cli.progress import Progress
from dragoman.cli.warnings import Warnings
from dragoman.errors import DragomanError, InputError
from dragoman.records import Record, Report

if TYPE_CHECKING:
    from dragoman.cli.summary import Summary
    from dragoman.engines import Reader


def read(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Reports: .txt, .html, .jsonl, .csv, .tsv, .parquet, .xml, .rss, .atom, .warc(.gz), .wacz or .eml "
            "files, folders of them, http(s) addresses, or - for standard input.",
        ),
    ],
    published: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Publication date (YYYY-MM-DD) of reports that carry none."),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print one JSON object a report, a line each, instead of a summary."),
    ] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write to this file instead of standard output.")
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, metavar="N", help="Read in so many processes side by side (1 without it).")
    ] = 1,
    data: DataFiles = None,
    learn: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Learn who holds which office, use it for the reports that follow, and keep it in this file.",
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Parse with this spaCy model instead of the shipped one."),
    ] = None,
) -> None:
    """Read reports and print their records.

    A record tells who did what to whom, who says so, how many were hurt, and
    when two governments spoke, each with the words of the report that say it.

    \b
    Examples:
      dragoman read report.txt --published 2024-04-04
      dragoman read folder/ more.jsonl page.html --json --out records.jsonl
      cat report.txt | dragoman read - --json

    \b
    Exit status:
      0  done
      1  some inputs failed, each named on stderr; the others are done
      2  wrong usage
    """
    day = day_of(published, "--published")
    if learn is not None and out is not None and learn.resolve() == out.resolve():
        raise typer.BadParameter(f"{learn} is where the records go", param_hint="--learn")
    reader = reader_of(model, data or [], learn)
    with output(out, files) as target, Progress() as progress:
        if learn is not None and workers > 1:
            progress.say("dragoman: --learn reads the reports in their order, in one process.")
        try:
            failed = _read_all(reader, _reports(files, day), target, progress, as_json, workers)
        finally:
            # Also when the work is broken off: what was learned so far holds.
            reader.save_learned()
    if failed:
        raise typer.Exit(1)


def _reports(files: list[str], published: Date | None) -> Iterator[Report | InputError]:
    from dragoman.sources import read_sources

    return read_sources(files, published=published)


def _read_all(
    reader: Reader,
    items: Iterable[Report | InputError],
    target: TextIO,
    progress: Progress,
    as_json: bool,
    workers: int,
) -> int:
    """Print the record of every report; returns how many inputs failed, each of which was told."""
    failed: list[DragomanError] = []

    def fail(error: DragomanError) -> None:
        failed.append(error)
        progress.say(f"dragoman: {error}")

    def good() -> Iterator[Report]:
        for item in items:
            if isinstance(item, InputError):
                fail(item)
            else:
                yield item

    warnings = Warnings(progress.say)
    printer = _Printer(target, as_json)
    with closing(reader.outcomes(good(), workers)) as outcomes:
        for outcome in outcomes:
            if isinstance(outcome, DragomanError):
                fail(outcome)
                continue
            progress.advance()
            warnings.tell(outcome)
            if target.isatty():
                progress.hide()
            printer.show(outcome)
    warnings.count()
    return len(failed)


class _Printer:
    """Prints records on `target` as they come: JSON, or the summary for people."""

    def __init__(self, target: TextIO, as_json: bool) -> None:
        self._target = target
        self._summary: Summary | None = None
        if not as_json:
            from dragoman.cli.summary import Summary

            self._summary = Summary(target)

    def show(self, record: Record) -> None:
        """Print one record, at once."""
        if self._summary is None:
            self._target.write(escaped(record.to_json()) + "\n")
        else:
            self._summary.show(record)
        self._target.flush()
