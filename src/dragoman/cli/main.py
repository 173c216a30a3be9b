"""`dragoman`: the commands, and what becomes of an error."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from dragoman._version import __version__
from dragoman.cli import actors, correct, evaluate, read, schema
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
app.command("schema", cls=PlainCommand)(schema.schema)
app.add_typer(actors.app, name="actors")
app.add_typer(correct.app, name="correct")
app.add_typer(evaluate.app, name="evaluate")


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
