"""Marks in a sentence: <s> source </s>, <t> target </t>, <e> trigger </e>. And which documents are held back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

Span = tuple[int, ...]
_TAGS = re.compile(r"(</?[ste]>)")


def plain(marked: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """The sentence without its marks, and where they stood."""
    text = ""
    edges: dict[str, int] = {}
    for piece in _TAGS.split(marked):
        if _TAGS.fullmatch(piece):
            edges[piece] = len(text)
        else:
            text += piece
    return text, {tag: (edges[f"<{tag}>"], edges[f"</{tag}>"]) for tag in "ste" if f"<{tag}>" in edges}


def mark(text: str, spans: Mapping[str, Span]) -> str:
    """The sentence with its marks; of two that open at one place the longer opens first."""
    edges = []
    for tag, (start, end) in spans.items():
        edges += [(start, 1, -end, f"<{tag}>"), (end, 0, -start, f"</{tag}>")]
    for place, _, _, marker in sorted(edges, reverse=True):
        text = text[:place] + marker + text[place:]
    return text


HELD = 5
"""One document in so many is held back."""


def held(document: str) -> bool:
    """Whether the document ("file/id") is held back."""
    return hashlib.sha256(document.encode()).digest()[0] % HELD == 0
