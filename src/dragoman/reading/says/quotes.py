"""Which words stand in quotation marks? The quotations of a report, as character offsets.

A mark opens or closes by what stands beside it, so straight, curly and mixed-up marks are read alike. A quotation may
run on over paragraphs: each further paragraph opens with a mark and only the last one closes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from dragoman.reading.parse import paragraphs

_MARK = re.compile(r"[“”„‟«»\"]|''|``")
MARKS = frozenset({'"', "“", "”", "''"})
"""Tokens that are quotation marks."""
DASHES = frozenset({"-", "--", "–", "—", "―"})
"""Tokens between a quotation and the name of who says it."""
_OPENERS = "“„«``"
_BEFORE_OPENING = "([{-–—/'‘"
_AFTER_CLOSING = ".,;:?!)]}-–—/…'’"
_MIN_UNCLOSED = 20
"""Characters a quotation without a closing mark must run to; a shorter one is an inch sign or a slip."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Characters `start` to `end` with their marks; `closed` is False where the closing mark is missing."""

    start: int
    end: int
    closed: bool = True


def quotations(text: str) -> list[Quotation]:
    """The outermost quotations of `text`, in order; none reaches over the end of a paragraph."""
    marks = [(m.start(), m.end()) for m in _MARK.finditer(text)]
    if not marks:
        return []
    found: list[Quotation] = []
    blocks = paragraphs(text)
    starts = [start for start, _ in blocks]
    by_block: dict[int, list[tuple[int, int]]] = {}
    for mark in marks:
        by_block.setdefault(bisect_right(starts, mark[0]) - 1, []).append(mark)
    for block, own in by_block.items():
        if block >= 0:
            runs_on = block + 1 < len(blocks) and _MARK.match(text, blocks[block + 1][0]) is not None
            found.extend(_in_paragraph(text, blocks[block], own, runs_on))
    return found


def _in_paragraph(
    text: str, block: tuple[int, int], marks: list[tuple[int, int]], runs_on: bool
) -> list[Quotation]:
    first, last = block
    found: list[Quotation] = []
    opened: int | None = None
    for start, end in marks:
        before = text[start - 1 : start] if start > first else ""
        after = text[end : end + 1] if end < last else ""
        may_open = not before or before.isspace() or before in _BEFORE_OPENING
        may_close = not after or after.isspace() or after in _AFTER_CLOSING
        if opened is None:
            if may_open or text[start:end] in _OPENERS:
                opened = start
        elif not (may_open and not may_close):
            found.append(Quotation(opened, end))
            opened = None
        elif text[start:end] in _OPENERS or text[start:end] == '"':
            opened = start
    led = opened is not None and (opened == first or text[opened - 2 : opened - 1] in ",:")
    if opened is not None and last - opened >= _MIN_UNCLOSED and (led or runs_on):
        found.append(Quotation(opened, last, closed=False))
    return found
