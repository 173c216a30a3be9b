"""`dragoman`: the commands, and what becomes of an error."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from dragoman._version import __version__
from dragoman.cli import (
    actors,
    claims,
    contacts,
    correct,
    evaluate,
    events,
    export,
    figures,
    import_,
    incidents,
    ingest,
    positions,
    read,
    schema,
    search,
    silences,
    timeline,
    watch,
)
from dragoman.cli.plain import PlainCommand, visible
from dragoman.errors import DragomanError

FAILED = 1
"""Exit status: some inputs failed, each named on stderr; the others are done. Wrong usage is typer's own 2."""

app = typer.Typer(
    name="dragoman",
    help="Read news reports and keep the record of who did what to whom, who says so and who disputes it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("read", cls=PlainCommand)(read.read)
app.command("ingest", cls=PlainCommand)(ingest.ingest)
app.command("watch", cls=PlainCommand)(watch.watch)
app.command("export", cls=PlainCommand)(export.export)
app.command("import", cls=PlainCommand)(import_.import_)
app.command("schema", cls=PlainCommand)(schema.schema)
app.command("claims", cls=PlainCommand)(claims.claims)
app.command("events", cls=PlainCommand)(events.events)
app.command("contacts", cls=PlainCommand)(contacts.contacts)
app.command("silences", cls=PlainCommand)(silences.silences)
app.command("timeline", cls=PlainCommand)(timeline.timeline)
app.command("search", cls=PlainCommand)(search.search)
app.command("figures", cls=PlainCommand)(figures.figures)
app.command("positions", cls=PlainCommand)(positions.positions)
app.add_typer(actors.app, name="actors")
app.add_typer(correct.app, name="correct")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(incidents.app, name="incidents")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dragoman {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line and exit. An error of ours is one line on stderr; a closed pipe ends quietly."""
    try:
        app(prog_name="dragoman")
    except DragomanError as error:
        print(f"dragoman: {visible(str(error))}", file=sys.stderr)
        sys.exit(FAILED)
