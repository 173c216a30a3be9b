"""Bytes to text: which encoding a file is in, and whether it is text at all.

The order of trust: a byte order mark, UTF-8 (which other encodings hardly ever pass for), the charset that the file
declares, and last a guess. Every step is strict: no character is replaced to make an encoding fit.
"""

from __future__ import annotations

import codecs
import re

from dragoman.errors import EmptyInput, NotText, UnreadableText

# The longer marks come first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# How files of well-known binary kinds begin.
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
)

# Browsers read these names as windows-1252 (the Encoding Standard of the web), and so are pages written.
_WEB_NAMES = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
}

# Letters, quotes, dashes and signs that Western texts write beyond ASCII, as windows-1252 decodes them.
_WESTERN = re.compile(r"[À-ÖØ-öø-ÿŠšŽžŒœŸ‘’‚“”„–—…•€£¥§©®°±²³´·¹º»«¼½¾¿¡ª™‹›\u00a0\u00ad\u00a2]")

_ASCII = bytes(range(128))
# Escape counts as text here: it switches alphabets in old Japanese and Korean encodings.
_NO_CONTROL = b"\t\n\x0b\x0c\r\x1b" + bytes(range(32, 127)) + bytes(range(128, 256))

# Tabs, line ends and form feeds belong to text; other control characters do not. U+0085 is a line end.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")

# More control characters than one in a hundred, and it is a binary file that happens to decode.
_MAX_CONTROL_SHARE = 0.01
# One high byte in eight is more than any Western language writes; Cyrillic and Greek texts are mostly high bytes.
_MAX_WESTERN_SHARE = 0.125
# A guess looks at this many bytes; what it says must then hold for all of them.
_GUESS_BYTES = 32_768


def decode(data: bytes, *, where: str, declared: str | None = None) -> str:
    """The text of `data`, a whole file; `declared` is the charset that the file names for itself.

    Line ends become "\\n" and a byte order mark goes, as Python's own text files have it. A stray control character
    becomes a space, one for one, so that offsets stay what they are. All else is left as it stands.

    Raises EmptyInput, NotText for a binary file, UnreadableText when no encoding fits.
    """
    if not data.strip(b" \t\r\n\x0b\x0c"):
        raise EmptyInput(
            "the file is empty" if not data else "the file holds nothing but blanks", where=where
        )
    refuse_binary(data, where=where)
    text = _decoded(data, where, declared)
    if not text.strip():
        raise EmptyInput("the text is empty", where=where)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    strays = len(_CONTROL.findall(text))
    if strays > _MAX_CONTROL_SHARE * len(text):
        raise NotText("this is a binary file, not text", where=where)
    return _CONTROL.sub(" ", text) if strays else text


def refuse_binary(data: bytes, *, where: str) -> None:
    """Raise NotText when `data`, the whole of a file or its first bytes, is of a binary kind."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise NotText(f"this is {kind}, not text", where=where)
    if not wide_encoding(data) and len(data.translate(None, _NO_CONTROL)) > _MAX_CONTROL_SHARE * len(data):
        raise NotText("this is a binary file, not text", where=where)


def western(data: bytes) -> str | None:
    """The text of windows-1252 bytes, or None.

    They are taken for that when few are beyond ASCII and each of those stands for something that Western texts write.
    """
    high = data.translate(None, _ASCII)
    if len(high) > _MAX_WESTERN_SHARE * len(data):
        return None
    try:
        letters = high.decode("cp1252")
        return data.decode("cp1252") if len(_WESTERN.findall(letters)) == len(letters) else None
    except UnicodeDecodeError:
        return None


def marked_encoding(head: bytes) -> str | None:
    """The encoding that a byte order mark at the start of `head` gives away, or None."""
    return next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)


def wide_encoding(head: bytes) -> str | None:
    """The encoding that a mark gives away, or UTF-16 that lost its mark; None for what may be UTF-8."""
    return marked_encoding(head) or _unmarked_utf16(head)


def _decoded(data: bytes, where: str, declared: str | None) -> str:
    marked = wide_encoding(data)
    if marked:
        try:
            return data.decode(marked)
        except UnicodeDecodeError as error:
            raise _broken(data, error, marked.removesuffix("-sig"), where) from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        not_utf8 = error
    if name := _python_name(declared):
        try:
            return data.decode(name)
        except (UnicodeError, LookupError):
            pass  # pages declare wrongly often enough; what their bytes show counts
    # Characters of several bytes that are whole up to the very last one: UTF-8, cut off.
    if _cut_off(data, not_utf8) and not data[: not_utf8.start].isascii():
        raise _broken(data, not_utf8, "utf-8", where)
    text = western(data) or _guess(data)
    if text is None:
        raise _broken(data, not_utf8, "utf-8", where)
    return text


def _broken(data: bytes, error: UnicodeDecodeError, encoding: str, where: str) -> UnreadableText:
    if _cut_off(data, error):
        return UnreadableText(
            "the file ends in the middle of a character; it was not saved whole",
            where=where,
            next_step="Fetch or copy it again.",
        )
    line = data.count(b"\n", 0, error.start) + 1
    return UnreadableText(
        f"byte {error.start} (0x{data[error.start]:02x}) is no {encoding.upper()}, and no other encoding fits",
        where=where,
        line=line,
    )


def _cut_off(data: bytes, error: UnicodeDecodeError) -> bool:
    return error.end >= len(data) and error.reason in ("unexpected end of data", "truncated data")


def _python_name(declared: str | None) -> str | None:
    """The name under which Python knows the declared charset, or None when it knows none."""
    if not declared:
        return None
    name = declared.strip().strip("\"'").lower()
    try:
        # A charset of two bytes a character can't have been declared in bytes that read as ASCII so far.
        return (
            None if name.startswith(("utf-16", "utf-32")) else codecs.lookup(_WEB_NAMES.get(name, name)).name
        )
    except LookupError:
        return None


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 that lost its mark: in Latin text every second byte is zero, and those bytes only."""
    sample = data[:4096]
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if half >= 4 and odd > 0.6 * half and even == 0:
        return "utf-16-le"
    if half >= 4 and even > 0.6 * half and odd == 0:
        return "utf-16-be"
    return None


def _guess(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    sample = data if len(data) <= _GUESS_BYTES else data[:_GUESS_BYTES].rsplit(b"\n", 1)[0]
    for match in from_bytes(sample):
        try:
            return data.decode(match.encoding)
        except UnicodeDecodeError:
            continue
    return None
