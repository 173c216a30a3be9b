"""A WACZ web archive is a zip of WARC archives, under `archive/`; its pages are read in the order of their names."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date as Date
from typing import BinaryIO, cast

from dragoman.errors import BrokenFile, EmptyInput, InputError
from dragoman.records import Report
from dragoman.sources.streams import seekable
from dragoman.sources.warc import no_page, warc_reports

MAGIC = b"PK\x03\x04"
_ENDINGS = (".warc", ".warc.gz")


def read_wacz(
    stream: BinaryIO, *, source: str, published: Date | None = None
) -> Iterator[Report | InputError]:
    """The pages of the archives within; `published` is the date of those that carry none.

    Raises BrokenFile for what is no zip, EmptyInput when there is no page in it.
    """
    with seekable(stream, where=source) as whole:
        try:
            archive = zipfile.ZipFile(whole)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
            if not whole.seek(0) and not whole.read(1):
                raise EmptyInput("the file is empty", where=source) from error
            raise BrokenFile(f"this is no WACZ archive, or not whole: {error}", where=source) from error
        with archive:
            names = sorted(name for name in archive.namelist() if name.lower().endswith(_ENDINGS))
            if not names:
                raise BrokenFile("this zip archive holds no WARC, so it is no WACZ", where=source)
            some = False
            for name in names:
                for item in _within(archive, name, source, published):
                    some = True
                    yield item
            if not some:
                raise no_page(source)


def _within(
    archive: zipfile.ZipFile, name: str, source: str, published: Date | None
) -> Iterator[Report | InputError]:
    """The pages of one archive within, and last what ended it early; the next archive is read all the same."""
    try:
        with archive.open(name) as member:
            yield from warc_reports(cast(BinaryIO, member), source=source, published=published)
    except InputError as error:
        yield error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        # RuntimeError is what zipfile says of a member with a password.
        yield BrokenFile(f"{name} within the archive can't be read: {error}", where=source)
