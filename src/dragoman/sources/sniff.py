"""What kind of source a stream is, told by how it begins; for standard input and files whose names don't say."""

from __future__ import annotations

import re
from typing import BinaryIO

from dragoman.sources.encoding import marked_encoding

_HEAD = 4096
_JSON_ROW = re.compile(r'\{\s*(?:"|\}|\Z)')
_TAG = re.compile(
    r"<(?:!doctype\s+html|!--|\?xml|(?:html|head|body|title|meta|link|script|style|main|article|section|div|p|h1)\b)",
    re.IGNORECASE,
)


def kind_of(stream: BinaryIO) -> tuple[str, bytes]:
    """("text", "html" or "jsonl", the bytes it took to tell). Reads lines up to the first that is not blank."""
    head = b""
    while len(head) < _HEAD:
        line = stream.readline(_HEAD - len(head))
        head += line
        if not line or line.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe\x00"):
            break
    # In UTF-16 the line ends between the two bytes of its line end.
    start = head.decode(marked_encoding(head) or "utf-8", errors="replace").strip("\ufeff\ufffd \t\r\n")
    if _JSON_ROW.match(start):
        return "jsonl", head
    if _TAG.match(start):
        return "html", head
    return "text", head
