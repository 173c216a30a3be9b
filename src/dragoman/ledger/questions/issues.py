"""Which issues are the same? By their words without order and inflection, then by what the wordings mean."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.gazetteer import countries, organisations
from dragoman.ledger.sentences import SentenceModel

DATA = Path(__file__).parents[1] / "data" / "issues.toml"
_NAMING = ("name", "adjective", "people", "former")
"""Kinds of country names that an issue may use for the country."""
_LONGEST_NAME = 4
_LEAST_STEM = 3


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as words: `key` is the same for wordings that differ in order, articles and inflection alone.

    `named` are the countries, organisations and other names in it, `numbers` its numbers, `turned` tells whether a word
    turns it round ("lifting").
    """

    words: str
    key: str
    named: frozenset[str]
    numbers: frozenset[str]
    turned: bool


def lists() -> Mapping[str, Any]:
    """The table issues.toml."""
    return _lists()


def issue(words: str) -> Issue:
    """The issue that the words name."""
    told = _lists()["issues"]
    tokens = _tokens(words)
    names: list[str] = []
    codes: list[str] = []
    stems: list[str] = []
    place = 0
    while place < len(tokens):
        code, length = _name(tokens, place)
        if code:
            names.append(code)
            codes += [code] if _countries().by_alpha3(code) else []
            stems.append(code)
        elif tokens[place].casefold() not in told["little"]:
            stems.append(_stem(tokens[place].casefold()))
            if tokens[place][0].isupper():
                names.append(stems[-1])
        place += length
    # Of two countries it matters who does it to whom.
    key = stems if len(set(codes)) > 1 else sorted(set(stems))
    turned = any(token.casefold() in told["turning"] for token in tokens)
    numbers = frozenset(stem for stem in stems if stem in told["numbers"] or stem.isdigit())
    return Issue(" ".join(words.split()), " ".join(key), frozenset(names), numbers, turned)


def groups(issues: Sequence[Issue], model: SentenceModel) -> list[list[int]]:
    """The places of the issues that are the same, each in one group; it depends on the set of issues alone.

    `issues` have different keys. Two groups are joined when every wording of one is near every wording of the other.
    """
    order = sorted(range(len(issues)), key=lambda place: issues[place].key)
    told = [issues[place] for place in order]
    likeness = _likeness(told, model)
    least = float(_lists()["issues"]["least_likeness"])
    group_of = list(range(len(told)))
    members = {place: [place] for place in group_of}
    ones, others = np.nonzero(np.triu(likeness >= least, 1))
    for one, other in sorted(
        zip(ones.tolist(), others.tolist(), strict=True), key=lambda p: (-likeness[p], p)
    ):
        low, high = sorted((group_of[one], group_of[other]))
        if low == high or likeness[np.ix_(members[low], members[high])].min() < least:
            continue
        members[low] += members.pop(high)
        for place in members[low]:
            group_of[place] = low
    return [sorted(order[place] for place in some) for some in members.values()]


def same(one: Issue, other: Issue, model: SentenceModel) -> bool:
    """Whether two issues are the same."""
    return one.key == other.key or bool(
        _likeness([one, other], model)[0, 1] >= float(_lists()["issues"]["least_likeness"])
    )


def near(asked: Issue, issues: Sequence[Issue], model: SentenceModel) -> list[int]:
    """The places of the issues that a reader who asks for `asked` means: the same one, or one that has its words."""
    wanted = set(asked.key.split())
    found = {place for place, one in enumerate(issues) if wanted <= set(one.key.split())}
    if rest := [place for place in range(len(issues)) if place not in found]:
        likeness = _likeness([asked, *(issues[place] for place in rest)], model)[0, 1:]
        least = float(_lists()["issues"]["least_likeness"])
        found |= {place for place, near in zip(rest, likeness, strict=True) if near >= least}
    return sorted(found)


def _likeness(issues: Sequence[Issue], model: SentenceModel) -> NDArray[np.float32]:
    """How alike the wordings are, [issues, issues]; -1 for two that can't be the same."""
    likeness = np.full((len(issues), len(issues)), -1, dtype=np.float32)
    pairs = [
        (row, column)
        for row, one in enumerate(issues)
        for column, other in enumerate(issues[:row])
        if not _apart(one, other)
    ]
    # The model takes milliseconds for each wording, and seconds to begin: it reads none that stands alone.
    read = sorted({place for pair in pairs for place in pair})
    if not read:
        return likeness
    of = {place: number for number, place in enumerate(read)}
    vectors = model.vectors([" ".join(_plain(issues[place].words)) for place in read])
    alike = vectors @ vectors.T
    for row, column in pairs:
        likeness[row, column] = likeness[column, row] = alike[of[row], of[column]]
    return likeness


def _apart(one: Issue, other: Issue) -> bool:
    """Whether two issues can't be the same: each names somebody whom the other doesn't, or their numbers differ."""
    names = not (one.named <= other.named or other.named <= one.named)
    return names or one.turned != other.turned or one.numbers != other.numbers


def _plain(words: str) -> list[str]:
    little = ("a", "an", "the")
    return [word for word in words.lower().split() if word not in little]


def _name(tokens: Sequence[str], place: int) -> tuple[str, int]:
    """The country or organisation that stands here, and how many words name it; ("", 1) for none."""
    for length in range(min(_LONGEST_NAME, len(tokens) - place), 0, -1):
        words = " ".join(tokens[place : place + length])
        if not (words[0].isupper() and tokens[place + length - 1][0].isupper()):
            continue
        entry = _countries().name_lookup(words)
        if entry is not None and entry.kind in _NAMING:
            return entry.alpha3, length
        organisation = _organisations().find(words)
        if organisation is not None and organisation.code:
            return organisation.code, length
    return "", 1


def _tokens(words: str) -> list[str]:
    bare = "".join(c for c in unicodedata.normalize("NFD", words) if not unicodedata.combining(c))
    joined = re.sub(r"(?<=\w)[-‑](?=\w)", " ", bare)
    return re.findall(r"[^\W_]+(?:\.[^\W_]\b)*", re.sub(r"['’]s\b", "", joined))


def _stem(word: str) -> str:
    """The word without an ending of number."""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            return (
                word
                if ending == "s" and word.endswith(("ss", "us", "is"))
                else word[: -len(ending)] + instead
            )
    return word


@cache
def _lists() -> Mapping[str, Any]:
    with DATA.open("rb") as file:
        return tomllib.load(file)


@cache
def _countries() -> countries.Countries:
    return countries.load()


@cache
def _organisations() -> organisations.Organisations:
    return organisations.load()
