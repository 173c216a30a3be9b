"""Whose is a noun that several names stand before: "Greek and Turkish ministers", "British and EU envoys"?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from dragoman.gazetteer import Gazetteer
from dragoman.gazetteer.communities import Community
from dragoman.gazetteer.countries import NameEntry
from dragoman.gazetteer.groups import Group
from dragoman.gazetteer.organisations import Organisation
from dragoman.reading.parse import Parsed
from dragoman.reading.who.entries import country_of
from dragoman.reading.who.names import Named, NameIndex

_LINKS = frozenset({"and", "or", "-", ",", "/", "&"})
_AGAINST = frozenset({"pro", "anti", "non", "trans", "pan"})
_BEFORE_NOUN = frozenset({"amod", "compound", "nmod", "npadvmod"})
_MOST_NESTED = 4


class Sides:
    """Reads the names before the nouns of one report."""

    def __init__(
        self, parsed: Parsed, gazetteer: Gazetteer, names: NameIndex, lists: Mapping[str, Any]
    ) -> None:
        self._parsed = parsed
        self._gazetteer = gazetteer
        self._names = names
        self._halves = frozenset(lists["halves"]["words"])
        self._giving = frozenset(lists["hyphens"]["giving"])
        after = lists["named_after"]
        self._things = frozenset(after["things"])
        self._pacts = frozenset(after["pacts"])
        self._lands = frozenset(after["lands"])
        self._once = frozenset(after["once"])
        self._formerly = frozenset(after["formerly"])

    def countries(self, modifiers: list[Named]) -> list[str]:
        """The countries of the adjectives and names before a noun; none of "pro-Iranian", "US-backed"."""
        found: list[str] = []
        last: Named | None = None
        for named in modifiers:
            entry = named.entry
            if not isinstance(entry, (NameEntry, Community)) or not self.is_own(named):
                continue
            if self.names_a_thing(named.start, named.end, town=False):
                continue
            country = entry.alpha3 if isinstance(entry, NameEntry) else country_of(entry)
            if country is None or (isinstance(entry, Community) and found):
                continue
            joined = last is not None and set(self._parsed.text[last.end : named.start]) <= _LINKS
            if not found or (joined and country not in found):
                found.extend(c for c in (self._other_half(named), country) if c and c not in found)
                last = named
        return found

    def leading(self, start: int, end: int) -> str | None:
        """The country in a word that the parser leaves whole: "U.S.-led"."""
        for word in self._parsed.text[start:end]:
            name, _, tied = word.rpartition("-")
            known = self._gazetteer.countries.name_lookup(name) if name and tied in self._giving else None
            if known is not None:
                return known.alpha3
        return None

    def names_a_thing(self, start: int, end: int, town: bool) -> bool:
        """Whether the name in tokens `start` to `end` is that of a thing: "U.S. dollars", "the Kyoto protocol".

        A pact bears the name of the `town` where it was made, a colony or "former Soviet" state that of its ruler.
        """
        parsed, head = self._parsed, end - 1
        if town and parsed.dep[head] == "pobj" and parsed.lower[parsed.head[head]] == "of":
            return parsed.lemma[parsed.head[parsed.head[head]]].lower() in self._pacts
        for _ in range(_MOST_NESTED):
            above = parsed.head[head]
            if parsed.dep[head] not in _BEFORE_NOUN or above <= head:
                break
            head = above
            noun = parsed.lemma[head].lower()
            if noun in self._things or (town and noun in self._pacts) or noun in self._once:
                return True
            if noun in self._lands and start > 0 and parsed.lower[start - 1].strip("-") in self._formerly:
                return True
        return False

    def _other_half(self, named: Named) -> str | None:
        """The country of which only the first word stands there: "North" in "North and South Korean"."""
        text, at = self._parsed.text, named.start
        own, *land = text[at : named.end]
        if not land or at < 2 or text[at - 1] != "and" or not {own, text[at - 2]} <= self._halves:
            return None
        other = self._gazetteer.countries.name_lookup(" ".join((text[at - 2], *land)))
        return other.alpha3 if other is not None else None

    def bodies(self, modifiers: list[Named]) -> Iterator[Organisation | Group]:
        """The organisations and groups before a noun that "and" joins with another side."""
        sides = [n for n in modifiers if isinstance(n.entry, (Organisation, Group, NameEntry, Community))]
        for one, other in pairwise(sides):
            if self._parsed.text[one.end : other.start] == ["and"]:
                for entry in (one.entry, other.entry):
                    if isinstance(entry, (Organisation, Group)):
                        yield entry

    def is_own(self, named: Named) -> bool:
        """Whether a name tells whose the noun after it is, which a hyphen may deny: "anti-Syrian", "US-backed"."""
        parsed = self._parsed
        if named.end + 1 < len(parsed) and parsed.text[named.end] == "-":
            tied = parsed.lower[named.end + 1]
            if tied not in self._giving and self._names.covering(named.end + 1) is None:
                return False
        before = named.start - 1
        return not (before > 0 and parsed.text[before] == "-" and parsed.lower[before - 1] in _AGAINST)


def word_pairs(words: list[str]) -> Iterator[str]:
    """Two words and one at each place: "Latin American" before "American"."""
    for at, word in enumerate(words):
        yield f"{word} {words[at + 1]}" if at + 1 < len(words) else word
        yield word
