"""Where records are written: standard output or a file; what can't be written is told in one line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import typer

from dragoman.errors import OutputError


@contextmanager
def output(out: Path | None, inputs: Sequence[str] = ()) -> Iterator[TextIO]:
    """The stream to write to: the file `out`, or standard output when it is None. Always UTF-8.

    Raises typer.BadParameter when the file can't be opened or is, or lies in, one of the `inputs`; OutputError when
    writing fails. A reader of the output that goes away is no error here: BrokenPipeError comes through.
    """
    name = str(out) if out else "standard output"
    try:
        if out is None:
            yield _standard_output()
        else:
            _refuse_input(out, inputs)
            with _opened(out) as file:
                yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        if out is None:
            _silence_standard_output()
        raise OutputError(f"can't write: {(error.strerror or str(error)).lower()}", where=name) from error


def _standard_output() -> TextIO:
    # Python's own type allows None: a program may be started with its standard output closed.
    stream: TextIO | None = sys.stdout
    if stream is None:
        raise OutputError("it is closed", where="standard output", next_step="Send it to a file or a pipe.")
    if not stream.isatty() and hasattr(stream, "reconfigure"):
        # JSON is UTF-8 by its standard, and a summary in a file is not bound to what the terminal can show.
        stream.reconfigure(encoding="utf-8", newline="\n")
    elif hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
    return stream


def _opened(out: Path) -> TextIO:
    try:
        return out.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise typer.BadParameter(
            f"can't write {out}: {(error.strerror or str(error)).lower()}", param_hint="--out"
        ) from error


def _refuse_input(out: Path, inputs: Sequence[str]) -> None:
    """Opening the file to write would empty it before it is read."""
    for name in inputs:
        path = Path(name)
        if path.is_dir() and path.resolve() in out.resolve().parents:
            raise typer.BadParameter(f"{out} lies in {path}, which is being read", param_hint="--out")
        if path.is_file() and out.exists() and path.samefile(out):
            raise typer.BadParameter(f"{out} is being read", param_hint="--out")


def _silence_standard_output() -> None:
    """Python flushes standard output once more when it ends, and would fail again, with a message of its own."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, sys.stdout.fileno())
    except (OSError, ValueError):
        pass  # It has no descriptor of its own, so nothing is flushed to one.
    finally:
        os.close(nothing)
