"""What the commands that ask a ledger have in common: which ledger, and an answer as table, JSON or CSV."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date as Date
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TextIO

import msgspec
import typer
from msgspec import Struct

from dragoman.cli.output import output
from dragoman.cli.plain import escaped, visible

if TYPE_CHECKING:
    from rich.console import Console
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
WIDEST_LIST = 110
"""Columns of a list on a terminal, at most: longer lines are hard to read."""
_CLOSE = 1
"""Lines of an entry that need no empty line before the next one."""

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
    if as_json or as_csv:
        stream(answer.kind, answer, as_json=as_json, as_csv=as_csv)
        return
    with output(None) as target:
        if answer:
            _table(target, title, heads, [cells(row) for row in answer])
        else:
            target.write(f"{title}\n\n{nothing}\n")
        target.flush()


class Entry(NamedTuple):
    """A row for people: what stands at its left, such as the day, and its lines; `more` are parts of the same kind.

    Rows of one heading stand below it.
    """

    left: Text | str
    lines: Sequence[Text | str]
    heading: Text | str = ""
    more: Sequence[Entry] = ()


def show_list(
    answer: Answer[Any],
    entry: Callable[[Any], Entry],
    *,
    title: str,
    as_json: bool,
    as_csv: bool,
    nothing: str = "Nothing of the kind in the ledger.",
    note: str = "",
) -> None:
    """Print an answer: as JSON lines, as CSV, or for people a list whose entries have a line or more each.

    `note` is said below the list; `nothing`, for people, of an answer without rows.
    """
    if as_json or as_csv:
        stream(answer.kind, answer, as_json=as_json, as_csv=as_csv)
        return
    with output(None) as target:
        _list(target, title, [entry(row) for row in answer], note if answer else nothing)
        target.flush()


def stream(kind: type[Struct], rows: Iterable[Struct], *, as_json: bool, as_csv: bool) -> None:
    """Print rows as JSON lines or as CSV, each as soon as it is there."""
    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv exclude each other")
    from dragoman.ledger.answers import write_csv

    with output(None) as target:
        if as_csv:
            write_csv(kind, rows, _Harmless(target) if target.isatty() else target)
        else:
            for row in rows:
                target.write(escaped(msgspec.json.encode(row).decode()) + "\n")
        target.flush()


def day_of(option: str, words: str | None) -> Date | None:
    """The day that an option gives (YYYY-MM-DD). Raises typer.BadParameter for anything else."""
    if words is None:
        return None
    try:
        return Date.fromisoformat(words)
    except ValueError as error:
        raise typer.BadParameter(f"{words!r} is no day; write 2024-03-22", param_hint=option) from error


@contextmanager
def usage(option: str) -> Iterator[None]:
    """Make a LedgerError of the block wrong usage of this option: for checks of its value."""
    from dragoman.errors import LedgerError

    try:
        yield
    except LedgerError as error:
        raise typer.BadParameter(f"{error.what}. {error.next_step}".strip(), param_hint=option) from error


class _Harmless:
    """Writes to a terminal without what would steer it."""

    def __init__(self, target: TextIO) -> None:
        self._target = target

    def write(self, words: str) -> int:
        return self._target.write("\n".join(map(visible, words.split("\n"))))


def _console(target: TextIO) -> Console:
    from rich.console import Console

    console = Console(file=target, highlight=False, markup=False, emoji=False)
    if console.is_terminal:
        return console
    return Console(file=target, highlight=False, markup=False, emoji=False, width=WIDTH, color_system=None)


def _list(target: TextIO, title: str, entries: Sequence[Entry], note: str) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = _console(target)
    width = min(console.width, WIDEST_LIST)
    with console.capture() as shown:
        console.print(Text(visible(title), style="bold"), width=width)
        for heading, some in groupby(entries, lambda entry: entry.heading):
            console.print()
            if str(heading):
                console.print(_text(heading), width=width)
            table = Table.grid(padding=(0, 2, 0, 0))
            table.add_column(no_wrap=True)
            table.add_column(ratio=1)
            for place, entry in enumerate(part for whole in some for part in (whole, *whole.more)):
                if place and len(entry.lines) > _CLOSE:
                    table.add_row("", "")
                for number, line in enumerate(entry.lines):
                    table.add_row("" if number else _text(entry.left), _text(line))
            console.print(Padding(table, (0, 0, 0, 2)), width=width)
        if note:
            console.print(Text(f"\n{note}", style="dim"), width=width)
    for line in shown.get().splitlines():
        target.write(line.rstrip() + "\n")


def _text(words: Text | str) -> Text:
    from rich.text import Text

    return words if isinstance(words, Text) else Text(visible(words))


def _table(target: TextIO, title: str, heads: Sequence[str], rows: Sequence[Cells]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    console = _console(target)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="bold cyan")
    for number, head in enumerate(heads):
        last = number == len(heads) - 1
        table.add_column(head, overflow="fold" if last else "ellipsis", ratio=1 if last else None)
    for row in rows:
        table.add_row(*map(_text, row))
    console.print(Text(title, style="bold"))
    console.print(table, width=min(console.width, WIDEST))
