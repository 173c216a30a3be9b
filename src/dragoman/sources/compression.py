"""What is compressed, made whole again, and never more of it than may be: a small file can hold a very large one."""

from __future__ import annotations

import zlib
from typing import BinaryIO

from dragoman.errors import BrokenFile, TooLarge

GZIP_MAGIC = b"\x1f\x8b"
_PIECE = 1 << 16
_GZIP = 31  # zlib's window bits for gzip with its header
_ZLIB = 15
_DEFLATE = -15


class BrokenOff(BrokenFile):
    """A stream that ends, or makes no sense from here on: nothing after it can be read."""


def decoded_body(body: bytes, codings: str, *, limit: int, where: str) -> bytes:
    """A body without its HTTP content codings: gzip and deflate, as `codings` lists them.

    Raises TooLarge when more than `limit` bytes come out, BrokenFile for another coding or a broken body.
    """
    for coding in reversed([name.strip().lower() for name in codings.split(",") if name.strip()]):
        match coding.removeprefix("x-"):
            case "identity":
                continue
            case "gzip":
                # Archives say so of pages that they keep uncompressed.
                if body.startswith(GZIP_MAGIC):
                    body = _inflated(body, _GZIP, limit, where)
            case "deflate":
                # Two formats go by this name; the first byte of the proper one has 8 in its lower half.
                body = _inflated(body, _ZLIB if body[:1] and body[0] & 15 == 8 else _DEFLATE, limit, where)
            case _:
                raise BrokenFile(
                    f"its bytes are coded as {coding[:40]}, which dragoman can't undo", where=where
                )
    if len(body) > limit:
        raise too_large(limit, where)
    return body


def too_large(limit: int, where: str) -> TooLarge:
    """More came out than one report may have."""
    return TooLarge(f"it has more than {limit:,} bytes, the limit for one report", where=where)


def _inflated(data: bytes, form: int, limit: int, where: str) -> bytes:
    inflate = zlib.decompressobj(form)
    try:
        found = inflate.decompress(data, limit + 1)
    except zlib.error as error:
        raise BrokenFile("its compressed bytes are broken", where=where) from error
    if len(found) > limit:
        raise too_large(limit, where)
    if not inflate.eof:
        raise BrokenFile("its compressed bytes end too early", where=where)
    return found


class Unzipped:
    """A stream of bytes behind gzip, one member after the other, or as it is when it does not begin like gzip.

    Reads give at most 64 KiB. Raises BrokenOff when the gzip breaks off or is broken, or a line is longer than a
    header's may be.
    """

    def __init__(self, stream: BinaryIO, *, where: str, line_limit: int = _PIECE) -> None:
        self._stream = stream
        self._where = where
        self._line_limit = line_limit
        self._raw = stream.read(len(GZIP_MAGIC))
        self._zipped = self._raw == GZIP_MAGIC
        self._between = True
        self._inflate = zlib.decompressobj(_GZIP)
        self._ready = b""
        self._at = 0

    def read(self, size: int = _PIECE) -> bytes:
        """Up to `size` bytes; none at the end."""
        if self._at >= len(self._ready):
            self._ready, self._at = self._piece(), 0
        found = self._ready[self._at : self._at + min(size, _PIECE)]
        self._at += len(found)
        return found

    def readline(self, size: int | None = None) -> bytes:
        """A line with its end, or what there is at the end of the stream."""
        line = b""
        while not line.endswith(b"\n"):
            if self._at >= len(self._ready):
                self._ready, self._at = self._piece(), 0
            if not self._ready:
                break
            end = self._ready.find(b"\n", self._at) + 1 or len(self._ready)
            if size is not None:
                end = min(end, self._at + size - len(line))
            line += self._ready[self._at : end]
            self._at = end
            if len(line) > self._line_limit:
                raise BrokenOff("a line is longer than any header", where=self._where)
            if size is not None and len(line) >= size:
                break
        return line

    def _piece(self) -> bytes:
        if not self._zipped:
            found, self._raw = self._raw, b""
            return found or self._stream.read(_PIECE)
        while True:
            if self._between:
                # Nothing but zeros may stand between two members or after the last.
                self._raw = self._raw.lstrip(b"\0")
            self._raw = self._raw or self._stream.read(_PIECE)
            ended = not self._raw
            if ended and self._between:
                return b""
            if self._between and self._raw.startswith(b"\0"):
                continue
            try:
                found = self._inflate.decompress(self._raw, _PIECE)
            except zlib.error as error:
                raise BrokenOff(f"the gzip archive is broken ({error})", where=self._where) from error
            self._between = self._inflate.eof
            if self._between:
                self._raw = self._inflate.unused_data
                self._inflate = zlib.decompressobj(_GZIP)
            else:
                self._raw = self._inflate.unconsumed_tail
            if found:
                return found
            if ended:
                raise BrokenOff("the gzip archive ends too early; it was not saved whole", where=self._where)
