"""Charts drawn into the file that a command's --plot names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from dragoman.ledger.charts import Chart


def check_ending(path: Path) -> None:
    """Raises typer.BadParameter when the file's ending names no kind of chart."""
    from dragoman.ledger.charts import ENDINGS

    if path.suffix.lower() not in ENDINGS:
        raise typer.BadParameter(f"{path} ends in none of {', '.join(ENDINGS)}", param_hint="--plot")


def write(chart: Chart, path: Path) -> None:
    """Draw the chart into a file, of the kind that its ending names.

    Raises typer.BadParameter for another ending, OutputError when the file can't be written.
    """
    check_ending(path)
    chart.save(path)
