"""Where reports come from: text and HTML files, JSONL, folders and standard input; one file a kind.

`read_source` yields reports and errors in input order and raises neither: a file that can't be read takes nothing but
itself out of a batch.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date as Date
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from dragoman.errors import InputError, UnknownKind
from dragoman.records import Report
from dragoman.sources.dates import publication_date
from dragoman.sources.folder import files_in
from dragoman.sources.html import read_html
from dragoman.sources.jsonl import read_jsonl
from dragoman.sources.sniff import kind_of
from dragoman.sources.streams import Rewound, open_file, shown, unreadable
from dragoman.sources.text import read_text

__all__ = ["KINDS", "STDIN", "publication_date", "read_source", "read_sources"]

STDIN = "-"

KINDS = {
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
"""Which kind of source reads a file, by the end of its name in lower case."""

T = TypeVar("T")
Reading = Callable[..., Iterator[Report | InputError]]
_READERS: dict[str, Reading] = {"text": read_text, "html": read_html, "jsonl": read_jsonl}


def read_source(
    path: str | os.PathLike[str], *, published: Date | None = None, stdin: BinaryIO | None = None
) -> Iterator[Report | InputError]:
    """The reports of a file, a folder or, for "-", standard input, with what could not be read in its place.

    `published` is the date of a report that carries none. A file whose name has no ending, a pipe and standard input
    are told apart by how they begin. Rows of JSONL are read one at a time, however many there are. `stdin` stands in
    for the process's own. Yields InputError instead of raising it.
    """
    if path == STDIN:
        yield from _guarded(Path(STDIN), partial(_sniffed, stdin or sys.stdin.buffer, STDIN, published))
        return
    yield from _guarded(Path(path), partial(_path, Path(path), published))


def read_sources(
    paths: Iterable[str | os.PathLike[str]], *, published: Date | None = None, stdin: BinaryIO | None = None
) -> Iterator[Report | InputError]:
    """`read_source` of each path in turn."""
    for path in paths:
        yield from read_source(path, published=published, stdin=stdin)


def _guarded(path: Path, items: Callable[[], Iterator[T]]) -> Iterator[T | InputError]:
    """The items, and last, as an item, the error that ended them early."""
    try:
        yield from items()
    except InputError as error:
        yield error
    except OSError as error:
        yield unreadable(path, error)


def _path(path: Path, published: Date | None) -> Iterator[Report | InputError]:
    if not path.is_dir():
        yield from _file(path, published)
        return
    for found in files_in(path):
        if isinstance(found, InputError):
            yield found
        else:
            yield from _guarded(found, partial(_file, found, published))


def _file(path: Path, published: Date | None) -> Iterator[Report | InputError]:
    suffix = path.suffix.lower()
    if suffix and suffix not in KINDS:
        open_file(path).close()  # a file that is not there is said to be so first
        raise UnknownKind(f"no source reads {suffix} files", where=shown(path))
    with open_file(path) as stream:
        if suffix:
            yield from _READERS[KINDS[suffix]](stream, source=shown(path), published=published)
        else:
            yield from _sniffed(stream, shown(path), published)


def _sniffed(stream: BinaryIO, source: str, published: Date | None) -> Iterator[Report | InputError]:
    kind, head = kind_of(stream)
    whole = cast(BinaryIO, io.BufferedReader(Rewound(head, stream)))
    yield from _READERS[kind](whole, source=source, published=published)
