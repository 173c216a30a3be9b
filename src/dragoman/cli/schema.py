"""`dragoman schema`: the JSON schema of what `read --json` prints."""

from __future__ import annotations

import json

import typer

from dragoman.records import json_schema


def schema() -> None:
    """Print the JSON schema of one line of `dragoman read --json`."""
    typer.echo(json.dumps(json_schema(), indent=2))
