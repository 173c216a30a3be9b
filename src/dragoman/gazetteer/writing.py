"""Writing a table of the gazetteer: the whole of it, or nothing."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from dragoman.errors import OutputError


def write_table(path: Path, comment: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Replace the file `path` by a table that `read_rows` reads back; `comment` is lines that begin with "#".

    Whatever happens, the file there is the old one or the new one, whole. Raises OutputError when it can't be written.
    """
    text = io.StringIO()
    text.write(comment)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([" ".join(field.split()) for field in row] for row in rows)
    _replace(path, text.getvalue())


def _replace(path: Path, text: str) -> None:
    temporary: str | None = None
    try:
        target = path.resolve()
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=target.parent, prefix=f".{target.name}.", delete=False
        ) as file:
            temporary = file.name
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        # A temporary file is its owner's alone; the table keeps the rights it had.
        os.chmod(temporary, target.stat().st_mode & 0o777 if target.exists() else 0o644)
        os.replace(temporary, target)
    except OSError as error:
        raise OutputError(
            f"can't write: {(error.strerror or str(error)).lower()}", where=str(path)
        ) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                os.unlink(temporary)
