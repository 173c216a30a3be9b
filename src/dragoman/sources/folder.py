"""A folder is all the files in it, folders in it included, by name; hidden ones are left out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from dragoman.errors import EmptyInput, InputError
from dragoman.sources.address import is_address
from dragoman.sources.streams import STDIN, shown, unreadable


def files_in(folder: Path) -> Iterator[Path | InputError]:
    """The files under `folder`, sorted by name within each folder, and what kept one from being listed.

    A link that leads back to a folder above it is named and not followed. Raises EmptyInput when there is no file.
    """
    empty = True
    for found in _walk(folder, ()):
        empty = False
        yield found
    if empty:
        raise EmptyInput(
            "there is no file in the folder", where=shown(folder), next_step="Hidden files are left out."
        )


def _walk(folder: Path, above: tuple[tuple[int, int], ...]) -> Iterator[Path | InputError]:
    """`above` identifies the folders on the way down here: device and inode of each."""
    try:
        status = folder.stat()
        names = sorted(entry.name for entry in os.scandir(folder))
    except OSError as error:
        yield unreadable(folder, error)
        return
    identity = (status.st_dev, status.st_ino)
    if identity in above:
        yield InputError(
            "this link leads back to a folder above it",
            where=shown(folder),
            next_step="Its files are read once; remove it.",
        )
        return
    for name in names:
        if name.startswith("."):
            continue
        path = folder / name
        if path.is_dir():
            yield from _walk(path, (*above, identity))
        elif path.is_file() or not path.exists():
            yield path
        else:
            # Opening a pipe or a socket that nobody writes to would wait for ever.
            yield InputError(
                "this is no regular file", where=shown(path), next_step="Name it on its own to read from it."
            )


def expand(paths: Iterable[str | os.PathLike[str]]) -> Iterator[str | InputError]:
    """The single sources that the paths stand for: each file of a folder, in the order that a folder is read in.

    `read_source` of what this gives, one after the other, gives what `read_source` of the paths does. All that is no
    folder, standard input and addresses among it, is given as it is; what kept a file from being listed is given in
    its place.
    """
    for path in paths:
        given = os.fspath(path)
        if given == STDIN or is_address(given) or not os.path.isdir(given):
            yield given
            continue
        try:
            for found in files_in(Path(given)):
                yield found if isinstance(found, InputError) else os.fspath(found)
        except InputError as error:
            yield error
