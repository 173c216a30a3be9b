"""`dragoman schema`: the JSON schema of what `read --json` prints."""

from __future__ import annotations

import json

from dragoman.cli.output import output
from dragoman.records import json_schema


def schema() -> None:
    """Print the JSON schema of one line of `dragoman read --json`."""
    with output(None) as target:
        target.write(json.dumps(json_schema(), indent=2) + "\n")
        target.flush()
