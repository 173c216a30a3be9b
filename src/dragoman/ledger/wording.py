"""The words of a text as near copies are compared by: without headline, byline, dateline and credits.

What a publisher puts around an agency's text, and which words change what it says, stands in data/copies.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from dragoman.reading.datelines import dateline

_FILE = Path(__file__).with_name("data") / "copies.toml"

_EDGE = 6
"""Lines at the top and at the end among which headline, byline, dateline and credits are looked for."""

_CREDIT = 12
"""Words of the longest byline."""

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_ENDS = (".", "!", "?", '."', ".”", "!”", "?”", '?"', '!"', ".'", ".’")


class Wording(NamedTuple):
    """The words of a text in lower case (`words`), as they are written (`shown`), and which open a sentence."""

    words: tuple[str, ...]
    shown: tuple[str, ...]
    opens: tuple[bool, ...]


def wording(text: str) -> Wording:
    """The words of the text that tell something; all of them where everything looks like furniture."""
    found = list(_words(_body(text)))
    if not found:
        found = list(_words(text.splitlines()))
    return Wording(
        tuple(word.lower().replace("’", "'") for word, _ in found),
        tuple(word for word, _ in found),
        tuple(opens for _, opens in found),
    )


def triples(words: Sequence[str]) -> set[str]:
    """Every three words that follow one another; a text of less is one."""
    if len(words) < 3:
        return {" ".join(words)}
    return {" ".join(words[at : at + 3]) for at in range(len(words) - 2)}


@cache
def tables() -> Mapping[str, Any]:
    """data/copies.toml."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _body(text: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    kept = []
    heading = True
    for number, line in enumerate(lines):
        at_edge = number < _EDGE or number >= len(lines) - _EDGE
        if at_edge and _is_furniture(line):
            continue
        if heading and number < min(_EDGE, len(lines) - 1) and _is_headline(line):
            continue
        heading = False
        if number < _EDGE and (found := dateline(line, 0)) is not None:
            line = line[found.end() :]
        kept.append(line)
    return kept


def _is_furniture(line: str) -> bool:
    rules = tables()["furniture"]
    length, folded = len(line.split()), line.lower()
    if length <= rules["longest_line"] and any(words in folded for words in rules["lines"]):
        return True
    return (
        length <= _CREDIT
        and not line.endswith(_SENTENCE_ENDS)
        and folded.startswith(tuple(rules["openings"]))
    )


def _is_headline(line: str) -> bool:
    most = tables()["furniture"]["headline_words"]
    return len(line.split()) <= most and not line.endswith((*_SENTENCE_ENDS, ",", ";", ":"))


def _words(lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Each word, and whether a sentence opens with it."""
    for line in lines:
        last = 0
        for found in _WORD.finditer(line):
            between = line[last : found.start()]
            yield found[0], last == 0 or any(mark in between for mark in (". ", "! ", "? ", '" ', "” "))
            last = found.end()
