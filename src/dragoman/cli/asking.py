"""What the commands that ask a ledger have in common: which ledger, and an answer as table, JSON or CSV."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from dragoman.cli.output import output
from dragoman.cli.plain import escaped, visible

if TYPE_CHECKING:
    from rich.text import Text

    from dragoman.ledger import Answer, Ledger

LedgerPlace = Annotated[
    str,
    typer.Option(
        "--ledger",
        metavar="LEDGER",
        help="The ledger: a file, or postgresql://user@host/database (dragoman.db in this folder without it).",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a row, a line each.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV with a heading.")]
AsOf = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Answer as the ledger stood at the end of this day (YYYY-MM-DD, UTC)."),
]
DEFAULT_LEDGER = "dragoman.db"

WIDTH, WIDEST = 100, 140
"""Columns of a table: in a pipe, and the most on a terminal."""

Cells = Sequence["Text | str"]


@contextmanager
def opened(place: str) -> Iterator[Ledger]:
    """The ledger to ask. One that is not there is an empty one, which is said on stderr; no file is made."""
    from dragoman.ledger import Ledger

    with Ledger(place, make=False) as ledger:
        if ledger.store.missing:
            print(
                f"dragoman: there is no ledger {visible(place)} yet; `dragoman ingest` makes it",
                file=sys.stderr,
            )
        yield ledger


def show(
    answer: Answer[Any],
    heads: Sequence[str],
    cells: Callable[[Any], Cells],
    *,
    title: str,
    as_json: bool,
    as_csv: bool,
    nothing: str = "Nothing of the kind in the ledger.",
) -> None:
    """Print an answer: as JSON lines, as CSV, or for people a table whose row `cells(row)` stands under `heads`.

    The last column takes the room that is left. `nothing` is said, for people, of an answer without rows.
    """
    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv exclude each other")
    with output(None) as target:
        if as_json:
            for line in answer.to_json_lines():
                target.write(escaped(line) + "\n")
        elif as_csv:
            answer.write_csv(target)
        elif answer:
            _table(target, title, heads, [cells(row) for row in answer])
        else:
            target.write(f"{title}\n\n{nothing}\n")
        target.flush()


def _table(target: TextIO, title: str, heads: Sequence[str], rows: Sequence[Cells]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=target, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console = Console(
            file=target, highlight=False, markup=False, emoji=False, width=WIDTH, color_system=None
        )
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="bold cyan")
    for number, head in enumerate(heads):
        last = number == len(heads) - 1
        table.add_column(head, overflow="fold" if last else "ellipsis", ratio=1 if last else None)
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(visible(cell)) for cell in row))
    console.print(Text(title, style="bold"))
    console.print(table, width=min(console.width, WIDEST))
