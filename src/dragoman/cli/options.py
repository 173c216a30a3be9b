"""What several commands take alike: a day, a reader with the user's own data files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.errors import BadDate, DataFileError

if TYPE_CHECKING:
    from dragoman.engines import Reader

DataFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--data",
        metavar="FILE",
        help="Your own data file: it extends or overrides the shipped file of its name. May be repeated.",
    ),
]
"""The option for a user's own data files."""


def reader_of(model: str | None, data: Sequence[Path], learn: Path | None = None) -> Reader:
    """A reader; a data file that it refuses, or one to learn into that is malformed, is wrong usage."""
    # Imported when it is needed, like all that takes its time, so that --help and wrong usage answer at once.
    from dragoman.engines import Reader
    from dragoman.reading.parse import DEFAULT_MODEL

    option = "--data"
    try:
        reader = Reader(model or DEFAULT_MODEL, data, learn)
        option = "--learn"
        if learn is not None and not learn.resolve().parent.is_dir():
            raise DataFileError("there is no such folder", where=str(learn), next_step="Make it first.")
        _ = reader.learned
    except DataFileError as error:
        place = f"{error.where}:{error.line}" if error.line else error.where
        raise typer.BadParameter(f"{place}: {error.what}. {error.next_step}", param_hint=option) from error
    return reader


def day_of(text: str | None, option: str) -> Date | None:
    """The day that an option names; what is none is wrong usage."""
    from dragoman.sources import publication_date

    if text is None:
        return None
    try:
        day = publication_date(text)
    except BadDate as error:
        raise typer.BadParameter(f"{error.what}. {error.next_step}", param_hint=option) from error
    if day is None:
        raise typer.BadParameter(f"it is empty. {BadDate.next_step}", param_hint=option)
    return day
