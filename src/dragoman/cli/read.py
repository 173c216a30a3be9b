"""`dragoman read`: reports in, their records out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date as Date
from pathlib import Path
from typing import Annotated, TextIO

import typer

from dragoman.errors import BadDate, InputError
from dragoman.records import Record, Report


def read(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="Reports: .txt, .html, .jsonl, folders, or - for standard input."
        ),
    ],
    published: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Publication date (YYYY-MM-DD) of reports that carry none."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a report, a line each.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write there instead of to standard output.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, metavar="N", help="Processes that read side by side.")] = 1,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", help="Your own data file, which extends or overrides the shipped one of its name."
        ),
    ] = None,
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="Another spaCy model for the parse.")
    ] = None,
) -> None:
    """Read reports and print their records.

    Exit status: 0 done; 1 some inputs failed, each named on stderr, the others are done; 2 wrong usage.
    """
    day = _date(published)
    missing = [str(path) for path in data or () if not path.is_file()]
    if missing:
        raise typer.BadParameter(f"no such data file: {', '.join(missing)}", param_hint="--data")
    failed: list[InputError] = []
    with ExitStack() as stack:
        target = _target(out, stack)
        _read_all(files, day, target, as_json, workers, tuple(data or ()), model, failed)
    if failed:
        raise typer.Exit(1)


def _read_all(
    files: list[str],
    published: Date | None,
    target: TextIO,
    as_json: bool,
    workers: int,
    data: tuple[Path, ...],
    model: str | None,
    failed: list[InputError],
) -> None:
    # Imported here, so that --help and wrong usage answer at once.
    from dragoman.cli.progress import Progress
    from dragoman.cli.summary import Summary
    from dragoman.engines import Reader
    from dragoman.sources import read_sources

    reader = Reader(model, data) if model else Reader(data=data)
    with Progress() as progress:

        def reports() -> Iterator[Report]:
            for item in read_sources(files, published=published):
                if isinstance(item, InputError):
                    failed.append(item)
                    progress.say(f"dragoman: {item}")
                else:
                    yield item

        printer = Summary(target)
        for record in reader.read_many(reports(), workers=workers):
            progress.advance(len(record.report.text))
            for warning in record.warnings:
                progress.say(f"dragoman: {record.report.source or 'report'}: {warning}")
            _print(record, target, printer if not as_json else None)


def _print(record: Record, target: TextIO, printer: Summary | None) -> None:  # type: ignore[name-defined]  # noqa: F821
    if printer is not None:
        printer.show(record)
    else:
        target.write(record.to_json() + "\n")
    target.flush()


def _date(published: str | None) -> Date | None:
    from dragoman.sources import publication_date

    if published is None:
        return None
    try:
        return publication_date(published)
    except BadDate as error:
        raise typer.BadParameter(str(error), param_hint="--published") from error


def _target(out: Path | None, stack: ExitStack) -> TextIO:
    if out is None:
        return sys.stdout
    try:
        return stack.enter_context(out.open("w", encoding="utf-8"))
    except OSError as error:
        raise typer.BadParameter(f"can't write {out}: {error.strerror}", param_hint="--out") from error
