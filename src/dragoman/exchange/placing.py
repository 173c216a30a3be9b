"""Where an export goes: it is written beside its place, and moved there when it is whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from dragoman.errors import OutputError


def beside(out: Path, name: str) -> Path:
    """The place of a second file: "events.csv" and "mentions" give "events.mentions.csv"; no name, the place itself."""
    return out.with_name(f"{out.stem}.{name}{out.suffix}") if name else out


@contextmanager
def files(places: Sequence[Path]) -> Iterator[list[TextIO]]:
    """Text files (UTF-8) that come to their places when the block ends well; else nothing is left of them.

    Raises OutputError when they can't be written.
    """
    with _told(places[0]), ExitStack() as stack:
        made: list[tuple[Path, TextIO]] = []
        stack.callback(_drop, made)
        for place in places:
            number, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=".part", dir=place.parent)
            # Files made for one's own eyes only would surprise; this is as any new file is.
            os.chmod(name, 0o666 & ~_umask())
            file = stack.enter_context(os.fdopen(number, "w", encoding="utf-8", newline="\n"))
            made.append((Path(name), file))
        yield [file for _, file in made]
        for _, done in made:
            done.close()
        for place, (part, _) in zip(places, made, strict=True):
            os.replace(part, place)


@contextmanager
def folder(place: Path) -> Iterator[Path]:
    """An empty folder that comes to its place when the block ends well; else nothing is left of it.

    Raises OutputError when it can't be written, or when something is in its place already.
    """
    if place.exists() and not (place.is_dir() and not any(place.iterdir())):
        raise OutputError("it is there already", where=str(place), next_step="Give the name of a new folder.")
    with _told(place):
        part = Path(tempfile.mkdtemp(prefix=f".{place.name}.", suffix=".part", dir=place.absolute().parent))
        try:
            os.chmod(part, 0o777 & ~_umask())
            yield part
            os.replace(part, place)
        finally:
            shutil.rmtree(part, ignore_errors=True)


@contextmanager
def _told(place: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(
            f"can't write: {(error.strerror or str(error)).lower()}", where=str(place)
        ) from error


def _drop(made: Sequence[tuple[Path, TextIO]]) -> None:
    for part, file in made:
        file.close()
        part.unlink(missing_ok=True)


def _umask() -> int:
    # It can only be asked by setting it.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
