"""Finding names and phrases in a row of words: one index for organisations, groups, offices, nouns and people.

How an entry is written in its data file says how it is matched, in every file alike:

- written without capitals ("foreign minister") it matches in any case;
- written with capitals ("Labour") it needs a capital in the report, or it is an ordinary word;
- written all in capitals ("WHO", "IS", "PM") it needs all its letters in capitals.

Dots, hyphens, apostrophes and accents don't count: "U.N." is "UN", "al-Qaeda" is "al Qaeda"; "-isation" is
"-ization". A leading "the" is passed over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")

_NO_DECOMPOSITION = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        "&": " and ",
        ".": None,
    }
)
KEPT = 16_384
"""Words and names whose pieces are kept at hand: more than a day's news has, few enough for a stream without end."""
_THE = frozenset({"the", "The", "THE"})
_FINAL_S = re.compile(r"['’]s?$")
_BRITISH = re.compile(r"is(ations?|ational)$")
_BETWEEN_WORDS = re.compile(r"[\s\-‐‑‒–—―_/'’‘`´ʻʼ\"“”,;:()\[\]]+")


@lru_cache(maxsize=KEPT)
def pieces(word: str) -> tuple[str, ...]:
    """The folded parts of `word`: lower case, no accents or dots, cut at hyphens and apostrophes; may be empty."""
    if word.isascii() and word.isalnum():
        return (word.lower(),)
    folded = word.casefold().translate(_NO_DECOMPOSITION)
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return tuple(part for part in _BETWEEN_WORDS.split(bare) if part)


@lru_cache(maxsize=KEPT)
def _keys(word: str) -> tuple[str, ...]:
    """The pieces as the tree of names keeps them: British and American endings are one."""
    return tuple(_BRITISH.sub(r"iz\1", part) for part in pieces(word))


@lru_cache(maxsize=KEPT)
def fold(text: str) -> str:
    """`text` as the index compares it, words parted by one space, without a leading "the" or a final "'s"."""
    parts = [part for word in _FINAL_S.sub("", text.strip()).split() for part in pieces(word)]
    return " ".join(parts[1:] if len(parts) > 1 and parts[0] == "the" else parts)


def opening(words: Sequence[str], start: int = 0) -> str | None:
    """The piece with which a name that begins at `words[start]` begins, as `Names.openings` holds it; None for none."""
    first = start + (start < len(words) and words[start] in _THE)
    keys = _keys(words[first]) if first < len(words) else ()
    return keys[0] if keys else None


def plurals(phrase: str) -> tuple[str, ...]:
    """The regular plurals of an English noun phrase that holds one actor ("chief of staff": "chiefs of staff").

    A phrase whose head already ends in "s" has none. An adjective after the noun makes two forms ("secretaries
    general", "secretary generals"), since newspapers write both.
    """
    words = phrase.split()
    cut = next(
        (i for i, w in enumerate(words) if i and (w in _AFTER_THE_HEAD or w.startswith("d'"))), len(words)
    )
    heads = [cut - 1]
    if cut == len(words) > 1 and words[-1] in ("general", "elect", "designate"):
        heads.insert(0, cut - 2)
    return tuple(
        " ".join([*words[:i], _plural_word(words[i]), *words[i + 1 :]])
        for i in heads
        if not words[i].endswith("s")
    )


_AFTER_THE_HEAD = frozenset({"of", "for", "to", "in", "at", "on", "without", "from", "with", "by", "who"})
_HYPHENED_TAILS = frozenset({"general", "elect", "designate", "in-chief", "at-large", "in-office"})


def _plural_word(word: str) -> str:
    """The plural of one word; a hyphened title takes it in its first part ("presidents-elect")."""
    stem, _, tail = word.partition("-")
    if tail in _HYPHENED_TAILS:
        return f"{_plural_word(stem)}-{tail}"
    if word.endswith(("man", "Man")) and word not in ("german", "roman", "human", "shaman", "talisman"):
        return word[:-2] + "en"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


class _Node(Generic[T]):
    """A place in the tree of pieces: where each next piece leads, and what ends here."""

    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node[T]] = {}
        self.ends: list[tuple[int, T]] = []


@lru_cache(maxsize=KEPT)
def _capitals(text: str) -> int:
    """0 when `text` has no capital, 1 when it has some, 2 when all its letters are capitals."""
    letters = [c for c in text if c.isalpha()]
    if not any(c.isupper() for c in letters):
        return 0
    return 2 if all(c.isupper() for c in letters) else 1


class OfCountry(Protocol):
    """What belongs to a country, or to none in particular."""

    @property
    def country(self) -> str | None:
        """Alpha-3 code, or None."""


C = TypeVar("C", bound=OfCountry)


def for_country(values: Sequence[C], country: str | None) -> C | None:
    """The one of several bearers of a name that is meant where `country` is spoken of.

    That country's own; else the one of no country; else the first, if all are of one country; else None, for
    who can tell.
    """
    for value in values:
        if country and value.country == country:
            return value
    for value in values:
        if value.country is None:
            return value
    return values[0] if len({value.country for value in values}) == 1 else None


class Names(Generic[T]):
    """A tree of names, each leading to one value or, where a name is ambiguous, to several in file order."""

    def __init__(self, entries: Iterable[tuple[str, T]] = ()) -> None:
        self._root: _Node[T] = _Node()
        for name, value in entries:
            self.add(name, value)

    @property
    def openings(self) -> AbstractSet[str]:
        """The pieces with which the names begin; most words of a report begin none."""
        return self._root.next.keys()

    def add(self, name: str, value: T) -> None:
        """Enter `value` under `name`. A name that folds to nothing is passed over."""
        parts = fold(name).split()
        if not parts:
            return
        node = self._root
        for part in (key for word in parts for key in _keys(word)):
            node = node.next.setdefault(part, _Node())
        entry = (_capitals(name), value)
        if entry not in node.ends:
            node.ends.append(entry)

    def matches(self, words: Sequence[str], start: int = 0) -> Iterator[tuple[int, tuple[T, ...]]]:
        """All names that begin at `words[start]`, shortest first: how many words each takes, and its values.

        `words` are the report's words as they stand; hyphens may be words of their own.
        """
        return self._from(words, start) if opening(words, start) in self._root.next else iter(())

    def _from(self, words: Sequence[str], start: int) -> Iterator[tuple[int, tuple[T, ...]]]:
        first = start + (words[start] in _THE)
        node: _Node[T] | None = self._root
        for at in range(first, len(words)):
            parts = _keys(words[at])
            for part in parts:
                node = node.next.get(part) if node else None
            if node is None:
                return
            if parts and node.ends:
                capitals = _capitals("".join(words[first : at + 1]))
                values = tuple(value for need, value in node.ends if need <= capitals)
                if values:
                    yield at + 1 - start, values

    def longest(self, words: Sequence[str], start: int = 0) -> tuple[int, tuple[T, ...]] | None:
        """The longest name that begins at `words[start]`: how many words it takes, and its values; or None."""
        if opening(words, start) not in self._root.next:
            return None
        longest: tuple[int, tuple[T, ...]] | None = None
        for match in self._from(words, start):
            longest = match
        return longest

    def find(self, text: str) -> tuple[T, ...]:
        """The values of the name that is the whole of `text`; empty when there is none."""
        words = _FINAL_S.sub("", text.strip()).split()
        match = self.longest(words)
        return match[1] if match and match[0] == len(words) else ()
