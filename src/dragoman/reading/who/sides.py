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

    def countries(self, modifiers: list[Named]) -> list[str]:
        """The countries of the adjectives and names before a noun; none of "pro-Iranian", "US-backed"."""
        found: list[str] = []
        last: Named | None = None
        for named in modifiers:
            entry = named.entry
            if not isinstance(entry, (NameEntry, Community)) or not self.is_own(named):
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
