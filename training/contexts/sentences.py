"""The sentences that the model of contexts learns from: our own with their contexts, others with cues for labels."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dragoman.codebook import Codebook

NONE = "none"
_BREAK = re.compile(r"(?<=[.!?])[\"']?\s+(?=[\"A-Z])")
_MARK = re.compile(r"</?[ste]>")
_TOKEN = re.compile(r"[a-z0-9]+(?:[-'][a-z0-9]+)*")
_LENGTH = (40, 400)
"""Characters of a sentence that is no heading and no run-on."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence, what it must have, and what it may have besides."""

    text: str
    contexts: frozenset[str]
    also: frozenset[str]


def read_near(path: Path) -> dict[str, frozenset[str]]:
    """Which contexts lie near which, both ways."""
    near: dict[str, set[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        first, colon, others = line.partition(":")
        if colon and not line.startswith("#"):
            for other in others.split():
                near.setdefault(first, set()).add(other)
                near.setdefault(other, set()).add(first)
    return {context: frozenset(others) for context, others in near.items()}


def read_own(folder: Path, near: Mapping[str, frozenset[str]]) -> list[Labelled]:
    """Our own sentences. `= context` heads those of one context, `+ context :: sentence` has a second one."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        heading = NONE
        for line in filter(None, map(str.strip, path.read_text("utf-8").splitlines())):
            if line.startswith("= "):
                heading = line[2:]
                continue
            more, sides, text = line.removeprefix("+").partition(" :: ")
            labels = {heading, *(more.split() if sides else ())} - {NONE}
            found.append(labelled(text if sides else line, labels, near))
    return found


def labelled(text: str, labels: Iterable[str], near: Mapping[str, frozenset[str]]) -> Labelled:
    """A sentence with its contexts; those near them are left open."""
    own = frozenset(labels)
    return Labelled(text, own, frozenset().union(*(near.get(c, frozenset()) for c in own)) - own)


def read_others(folder: Path, names: Iterable[str]) -> list[str]:
    """The sentences of the files of --data, each once."""
    found: dict[str, None] = {}
    for name in names:
        for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines():
            one = json.loads(line)
            text = _MARK.sub("", one.get("text") or one.get("marked") or "").replace("\n", " ")
            found |= dict.fromkeys(s for s in _BREAK.split(text) if _LENGTH[0] < len(s) < _LENGTH[1])
    return list(found)


class CueLabels:
    """Labels by the codebook's cues, without a parse: roughly what ContextFinder finds."""

    def __init__(self, book: Codebook, weak: Iterable[str]) -> None:
        self._weak = frozenset(weak)
        self._cues: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        for context in book.contexts.values():
            for cue in context.cues:
                self._cues.setdefault(_stems(cue), []).append((context.name, cue))
        self._longest = max(map(len, self._cues))

    def __call__(self, text: str) -> tuple[frozenset[str], frozenset[str], str]:
        """The contexts that cues prove, those that they only hint at, and the sentence without the cues' words."""
        stems = _stems(text)
        cues: dict[str, set[str]] = {}
        used: set[int] = set()
        for at, length, found in self._matches(stems):
            used |= set(range(at, at + length))
            for context, cue in found:
                cues.setdefault(context, set()).add(cue)
        proven = frozenset(c for c, own in cues.items() if len(own) > 1 or not own <= self._weak)
        tokens = _TOKEN.findall(text.lower())
        return proven, frozenset(cues) - proven, " ".join(t for i, t in enumerate(tokens) if i not in used)

    def _matches(self, stems: tuple[str, ...]) -> Iterator[tuple[int, int, list[tuple[str, str]]]]:
        at = 0
        while at < len(stems):
            lengths = range(min(self._longest, len(stems) - at), 0, -1)
            length = next((n for n in lengths if stems[at : at + n] in self._cues), 0)
            if length:
                yield at, length, self._cues[stems[at : at + length]]
            at += max(length, 1)


def _stems(text: str) -> tuple[str, ...]:
    return tuple(_stem(token.removesuffix("'s")) for token in _TOKEN.findall(text.lower()))


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
