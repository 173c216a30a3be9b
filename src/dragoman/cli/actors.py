"""`dragoman actors`: whom a phrase names, and a newer roster of people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from dragoman.cli.options import day_of, reader_of
from dragoman.cli.output import output
from dragoman.cli.plain import PlainCommand, escaped, visible

if TYPE_CHECKING:
    from dragoman.records import Actor

app = typer.Typer(
    help="Tell whom a phrase names, and bring the roster of people up to date.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_FIELDS = ("country", "sectors", "name", "office", "organisation", "kind")


@app.callback()
def _group() -> None:
    pass


@app.command("resolve", cls=PlainCommand)
def resolve(
    texts: Annotated[
        list[str], typer.Argument(metavar="TEXT...", help="Noun phrases: 'the French defence minister'.")
    ],
    date: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="The day (YYYY-MM-DD) on which they are said: who held which office then."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a phrase, a line each, instead of a table.")
    ] = False,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Your own data file: it extends or overrides the shipped file of its name. May be repeated.",
        ),
    ] = None,
) -> None:
    """Tell whom phrases name: country, sectors, name, office.

    A phrase that names no actor is told as such, and is no error.

    \b
    Examples:
      dragoman actors resolve "Peruvian navy" "opposition lawmakers"
      dragoman actors resolve "Annan" --date 2003-05-01 --json
    """
    day = day_of(date, "--date")
    reader = reader_of(None, data or [])
    with output(None) as target:
        rows = [(text, reader.resolve_actor(text, day)) for text in texts]
        if as_json:
            for _, actor in rows:
                target.write(escaped(json.dumps(_as_object(actor), ensure_ascii=False)) + "\n")
        else:
            _table(rows, target)
        target.flush()


def _as_object(actor: Actor | None) -> dict[str, object]:
    """The actor as JSON; all fields are null where there is none."""
    return {field: getattr(actor, field) if actor else None for field in _FIELDS}


def _table(rows: list[tuple[str, Actor | None]], target: TextIO) -> None:
    """One line a phrase, in columns as wide as they need."""
    cells = [("phrase", "country", "sectors", "kind", "name", "office")]
    for text, actor in rows:
        if actor is None:
            cells.append((text, "no actor", "", "", "", ""))
        else:
            whose = actor.country or actor.organisation or "-"
            sectors = " ".join(actor.sectors) or "-"
            cells.append((text, whose, sectors, actor.kind, actor.name, actor.office or "-"))
    widths = [max(len(visible(row[column])) for row in cells) for column in range(len(cells[0]))]
    for row in cells:
        line = "  ".join(visible(cell).ljust(width) for cell, width in zip(row, widths, strict=True))
        target.write(line.rstrip() + "\n")
