"""What stands before the first element of an XML document: the declaration, comments, a document type."""

from __future__ import annotations

import re

_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_BLANK = re.compile(r"[\ufeff\s]*")
# No feed's document type is longer; one that is was made to be looked through for long.
_LONGEST_DOCTYPE = 32_768
# Within a document type: what is quoted, comments, instructions, and what opens and closes it.
_IN_DOCTYPE = re.compile(r"\"[^\"]*\"|'[^']*'|<!--.*?-->|<\?.*?\?>|[\[\]<>]", re.DOTALL)


def root_start(text: str) -> int | None:
    """Where the first element begins; None when the text is no XML so far, or ends before it."""
    at = 0
    while True:
        blank = _BLANK.match(text, at)
        at = blank.end() if blank else at
        if text.startswith("<?", at):
            at = _after(text, "?>", at)
        elif text.startswith("<!--", at):
            at = _after(text, "-->", at)
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            at = _after_doctype(text, at + 9)
        else:
            return at if _ROOT.match(text, at) else None
        if at < 0:
            return None


def root_name(text: str) -> str | None:
    """The name of the first element, without its namespace's prefix and in lower case; None as in `root_start`."""
    at = root_start(text)
    match = _ROOT.match(text, at) if at is not None else None
    return match[1].split(":")[-1].lower() if match else None


def _after(text: str, end: str, at: int) -> int:
    found = text.find(end, at)
    return found + len(end) if found >= 0 else -1


def _after_doctype(text: str, at: int) -> int:
    depth = 1
    for match in _IN_DOCTYPE.finditer(text, at, at + _LONGEST_DOCTYPE):
        mark = match[0]
        depth += (mark == "<") - (mark == ">")
        if depth == 0:
            return match.end()
    return -1
