"""What several commands take alike: a day, a reader with the user's own data files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from dragoman.errors import BadDate, DataFileError

if TYPE_CHECKING:
    from dragoman.engines import Reader


def reader_of(model: str | None, data: Sequence[Path]) -> Reader:
    """A reader; a data file that it refuses is wrong usage."""
    # Imported when it is needed, like all that takes its time, so that --help and wrong usage answer at once.
    from dragoman.engines import Reader

    try:
        return Reader(model, data) if model else Reader(data=data)
    except DataFileError as error:
        raise typer.BadParameter(
            f"{error.where}: {error.what}. {error.next_step}", param_hint="--data"
        ) from error


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
