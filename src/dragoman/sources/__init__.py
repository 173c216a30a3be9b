"""Where reports come from: files, folders, archives, feeds, the web and standard input; one file a kind.

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
from dragoman.sources.address import foreign_scheme, is_address
from dragoman.sources.csv import read_csv
from dragoman.sources.dates import publication_date
from dragoman.sources.eml import read_eml
from dragoman.sources.feed import read_feed
from dragoman.sources.fetch import Fetched, Fetcher, Validators, fetch
from dragoman.sources.folder import expand, files_in
from dragoman.sources.html import read_html
from dragoman.sources.jsonl import read_jsonl
from dragoman.sources.parquet import read_parquet
from dragoman.sources.sniff import kind_of
from dragoman.sources.streams import STDIN, Rewound, open_file, shown, source_digest, unreadable
from dragoman.sources.text import read_text
from dragoman.sources.wacz import read_wacz
from dragoman.sources.warc import read_warc
from dragoman.sources.web import fetched_reports, read_address

__all__ = [
    "KINDS",
    "STDIN",
    "Fetched",
    "Fetcher",
    "Validators",
    "expand",
    "fetch",
    "fetched_reports",
    "publication_date",
    "read_source",
    "read_sources",
    "source_digest",
]

KINDS = {
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
    ".rdf": "feed",
    ".warc": "warc",
    ".warc.gz": "warc",
    ".wacz": "wacz",
    ".eml": "eml",
}
"""Which kind of source reads a file, by the end of its name in lower case."""

T = TypeVar("T")
Reading = Callable[..., Iterator[Report | InputError]]
_READERS: dict[str, Reading] = {
    "text": read_text,
    "html": read_html,
    "jsonl": read_jsonl,
    "csv": read_csv,
    "parquet": read_parquet,
    "feed": read_feed,
    "warc": read_warc,
    "wacz": read_wacz,
    "eml": read_eml,
}


def read_source(
    path: str | os.PathLike[str],
    *,
    published: Date | None = None,
    stdin: BinaryIO | None = None,
    fetcher: Fetcher | None = None,
) -> Iterator[Report | InputError]:
    """The reports of a file, a folder, an address or, for "-", standard input; what could not be read in its place.

    `published` is the date of a report that carries none. A file whose name has no ending, a pipe and standard input
    are told apart by how they begin. Rows, pages and entries are read one at a time, however many there are. `stdin`
    stands in for the process's own. `fetcher` fetches what an "http://" or "https://" address names; give the same one
    for all addresses of a run, since it is what waits between two requests to one host. Yields InputError instead of
    raising it.
    """
    if path == STDIN:
        yield from _guarded(Path(STDIN), partial(_sniffed, stdin or sys.stdin.buffer, STDIN, published))
    elif is_address(path):
        yield from _guarded(Path(path), partial(read_address, str(path), published, fetcher))
    else:
        yield from _guarded(Path(path), partial(_path, Path(path), os.fspath(path), published))


def read_sources(
    paths: Iterable[str | os.PathLike[str]],
    *,
    published: Date | None = None,
    stdin: BinaryIO | None = None,
    fetcher: Fetcher | None = None,
) -> Iterator[Report | InputError]:
    """`read_source` of each path in turn, with one fetcher for all addresses among them."""
    fetcher = fetcher or Fetcher()
    for path in paths:
        yield from read_source(path, published=published, stdin=stdin, fetcher=fetcher)


def _guarded(path: Path, items: Callable[[], Iterator[T]]) -> Iterator[T | InputError]:
    """The items, and last, as an item, the error that ended them early."""
    try:
        yield from items()
    except InputError as error:
        yield error
    except OSError as error:
        yield unreadable(path, error)


def _path(path: Path, given: str, published: Date | None) -> Iterator[Report | InputError]:
    if not path.is_dir():
        if (scheme := foreign_scheme(given)) and not path.exists():
            raise UnknownKind(
                f"nothing is fetched by {scheme}://",
                where=shown(given),
                next_step="dragoman fetches http:// and https:// only.",
            )
        yield from _file(path, published)
        return
    for found in files_in(path):
        if isinstance(found, InputError):
            yield found
        else:
            yield from _guarded(found, partial(_file, found, published))


def _file(path: Path, published: Date | None) -> Iterator[Report | InputError]:
    suffix = _ending(path)
    if suffix and suffix not in KINDS:
        open_file(path).close()  # a file that is not there is said to be so first
        raise UnknownKind(f"no source reads {suffix} files", where=shown(path))
    with open_file(path) as stream:
        if suffix:
            yield from _READERS[KINDS[suffix]](stream, source=shown(path), published=published)
        else:
            yield from _sniffed(stream, shown(path), published)


def _ending(path: Path) -> str:
    """The end of the name that tells the kind, in lower case: ".warc.gz" is one."""
    endings = "".join(path.suffixes[-2:]).lower()
    return endings if endings in KINDS else path.suffix.lower()


def _sniffed(stream: BinaryIO, source: str, published: Date | None) -> Iterator[Report | InputError]:
    kind, head = kind_of(stream)
    whole = cast(BinaryIO, io.BufferedReader(Rewound(head, stream)))
    yield from _READERS[kind](whole, source=source, published=published)
