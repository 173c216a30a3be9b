"""Files as streams of bytes: opened with a clear word when they can't be, read no further than they may be."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from dragoman.errors import InputError, NotFound, TooLarge
from dragoman.sources.limits import MAX_PIPED

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STDIN = "-"
"""The path that stands for standard input."""

_PIECE = 1 << 20


def shown(path: str | os.PathLike[str]) -> str:
    """The path as text that can be printed and stored: a name that is no UTF-8 shows its odd bytes as U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def open_file(path: Path) -> BinaryIO:
    """The file, open for reading. Raises NotFound or InputError when it can't be opened."""
    try:
        return path.open("rb")
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> InputError:
    """What to tell the user when the system refuses to open or read `path`."""
    where = shown(path)
    match error:
        case FileNotFoundError() if path.is_symlink():
            return NotFound("the link points to nothing", where=where)
        case FileNotFoundError() | NotADirectoryError():
            return NotFound("there is no such file or folder", where=where)
        case PermissionError():
            return InputError(
                "permission denied",
                where=where,
                next_step="See who may read it (ls -l), or copy it to a place of your own.",
            )
        case _:
            reason = (error.strerror or str(error)).lower()
            return InputError(
                f"it can't be read: {reason}", where=where, next_step="Check the path and the disk."
            )


def read_all(stream: BinaryIO, limit: int, *, where: str) -> bytes:
    """All bytes of the stream. Raises TooLarge, having read no more than `limit` and one, when there are more."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise TooLarge(f"it has more than {limit:,} bytes, the limit for one report", where=where)
    return data


class Rewound(io.RawIOBase):
    """A stream with its first bytes put back: pipes can't seek."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        if self._head:
            piece, self._head = self._head[: len(view)], self._head[len(view) :]
        else:
            # One read that gives what is there, so that a slow pipe is followed line by line.
            read = getattr(self._rest, "read1", self._rest.read)
            piece = read(len(view))
        view[: len(piece)] = piece
        return len(piece)


@contextmanager
def seekable(stream: BinaryIO, *, where: str) -> Iterator[BinaryIO]:
    """The stream itself when one can move about in it, else a copy in a temporary file, which goes at the end.

    Raises TooLarge for what comes through a pipe and would fill the disk.
    """
    if stream.seekable():
        yield stream
        return
    import tempfile

    with tempfile.TemporaryFile() as copy:
        size = 0
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > MAX_PIPED:
                raise TooLarge(
                    f"more than {MAX_PIPED:,} bytes come through the pipe",
                    where=where,
                    next_step="Give it as a file.",
                )
            copy.write(piece)
        copy.seek(0)
        yield cast(BinaryIO, copy)


def source_digest(path: str | os.PathLike[str]) -> str | None:
    """SHA-256 of a file's bytes, 64 hex digits: the same digest, the same reports.

    None for standard input, an address, a folder, a pipe, and a file that can't be read: `read_source` says why.
    """
    if path == STDIN or not os.path.isfile(path):
        return None
    try:
        with open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
