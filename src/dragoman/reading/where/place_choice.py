"""Which place of this name does a report mean? A part of where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Protocol

from dragoman.gazetteer.countries import Countries, NameEntry
from dragoman.gazetteer.groups import Groups
from dragoman.gazetteer.places import Place as Entry
from dragoman.gazetteer.places import Places, place_key
from dragoman.reading.where.place_rules import PlaceRules
from dragoman.records import Place

_COUNTRY_KINDS = frozenset({"name", "former"})
_SMALLEST_NAMED = 100_000
"""People that a hand-written place of the gazetteer counts for: it has none, and is there because news names it."""


class Geography(Protocol):
    """What is needed of the gazetteer."""

    @property
    def countries(self) -> Countries: ...

    @property
    def places(self) -> Places: ...

    @property
    def groups(self) -> Groups: ...


class PlaceChooser:
    """Settles the names of one report by the countries it names."""

    def __init__(
        self, gazetteer: Geography, rules: PlaceRules, hints: Callable[[], Iterable[tuple[str, str]]]
    ) -> None:
        """`hints` gives the other names of the report that may tell its country, each with that country."""
        self._hints = hints
        self._hinted: set[tuple[str, str]] | None = None
        self._countries = gazetteer.countries
        self._places = gazetteer.places
        self._rules = rules
        self.named: list[tuple[int, str, str]] = []
        """Token, actor country and kind of every country named, adjectives and capitals among them."""
        self._count: Counter[str] = Counter()
        self._kinds: Counter[tuple[str, str]] = Counter()

    def add(self, token: int, entry: NameEntry) -> None:
        """Note that the report names a country at this token."""
        self.named.append((token, entry.alpha3, entry.kind))
        self._count[entry.alpha3] += 1
        self._kinds[entry.alpha3, entry.kind] += 1

    def drop(self, token: int) -> None:
        """Take back what was noted at this token: it names a region that is called like a country."""
        for row in [row for row in self.named if row[0] == token]:
            self.named.remove(row)
            self._count[row[1]] -= 1
            self._kinds[row[1], row[2]] -= 1

    def resolve(self, text: str, after: str, country: str, region: str) -> tuple[Place, str] | None:
        """The place of this name, and its kind. `country` and `region` are what the report says it lies in."""
        rules = self._rules
        entry = self._countries.name_lookup(text)
        candidates = self._places.lookup(text)
        is_area = after in rules.first_level and any(
            c.kind == "admin1" and self._count[c.coded_as] for c in candidates
        )
        if (
            entry is None
            and not is_area
            and (text.lower() in rules.no_names or (text.isupper() and len(text) < 4))
        ):
            return None
        if entry is not None and entry.kind in _COUNTRY_KINDS and not self._is_namesake(text, entry):
            own = self._countries.by_alpha3(entry.territory)
            if own is not None:
                return Place(
                    own.name, own.alpha3, None, own.latitude, own.longitude, own.geonames_id
                ), "country"
        candidates = self._fitting(candidates, after, country, region)
        if not candidates:
            if entry is not None and entry.kind in ("region", "capital"):
                return Place(text, entry.territory), "region"
            return None
        best = self._likeliest(text, candidates, entry)
        return record_of(best, text), best.kind

    def _is_namesake(self, text: str, entry: NameEntry) -> bool:
        """Whether a country's name more likely is that of a region elsewhere (places.toml, namesakes)."""
        other = self._rules.namesakes.get(text)
        if other is None or not self._count[other]:
            return False
        return not any(self._kinds[entry.alpha3, kind] for kind in ("adjective", "people", "capital"))

    def home(self, text: str) -> str:
        """The actor country that the name alone tells: no namesake abroad is near as large. "" when there is none."""
        candidates = self._places.lookup(text)
        if not candidates or place_key(text) in self._rules.no_names:
            return ""
        first = candidates[0]
        abroad = [c.population for c in candidates if c.coded_as != first.coded_as]
        return first.coded_as if first.population > self._rules.alone * max(abroad, default=0) else ""

    def _is_hinted(self, place: Entry, key: str) -> bool:
        """Whether another town or group that the report names is of the place's country."""
        if self._hinted is None:
            self._hinted = {(place_key(text), country) for text, country in self._hints()}
        return any(country == place.coded_as and text != key for text, country in self._hinted)

    def _is_named(self, place: Entry) -> bool:
        """Whether the report names the place's country by more than its capital."""
        return self._count[place.coded_as] > self._kinds[place.coded_as, "capital"]

    def _fitting(self, candidates: list[Entry], after: str, country: str, region: str) -> list[Entry]:
        if after in self._rules.first_level:
            candidates = [c for c in candidates if c.kind in ("admin1", "region")] or candidates
        if region:
            key = place_key(region)
            inside = [c for c in candidates if c.admin1 and place_key(c.admin1) == key and c.kind != "admin1"]
            inside = inside or [c for c in candidates if country and country in (c.alpha3, c.coded_as)]
            return inside or candidates
        return candidates

    def _likeliest(self, text: str, candidates: list[Entry], entry: NameEntry | None) -> Entry:
        rules, key = self._rules, place_key(text)
        several = len({place.coded_as for place in candidates}) > 1

        def weight(place: Entry) -> float:
            people = float(max(place.population, 1 if place.kind in ("city", "admin1") else _SMALLEST_NAMED))
            own = place_key(place.name)
            if own != key and own not in (f"{key} city", f"{key} strip"):
                people *= rules.other_spelling
            if place.kind == "admin1":
                people *= rules.region
            if rules.small_capitals.get(text) == place.alpha3 and self._is_named(place):
                return people * rules.named_capital
            own_capital = entry is not None and entry.kind == "capital" and entry.alpha3 == place.coded_as
            if self._is_named(place) if own_capital else self._count[place.coded_as]:
                people *= rules.named_country
            elif several and self._is_hinted(place, key):
                people *= rules.hinted_country
            return people

        best = max(candidates, key=weight)
        if entry is None or entry.kind != "capital":
            return best
        own = [c for c in candidates if c.alpha3 == entry.territory and c.kind == "city"]
        capital = next((c for c in own if place_key(c.name) == key), own[0] if own else None)
        if capital is None or best.coded_as == capital.coded_as:
            return capital or best
        # The capital's name alone is no evidence for its country.
        if (
            not self._is_named(capital)
            and self._count[best.coded_as]
            and best.population >= rules.beside_capital * capital.population
        ):
            return best
        return capital


def record_of(place: Entry, text: str) -> Place:
    """The record of a gazetteer entry, under the report's spelling where the gazetteer's has accents."""
    name = place.name if place.name.isascii() or text.isupper() else text
    return Place(
        name, place.alpha3 or None, place.admin1 or None, place.latitude, place.longitude, place.geonames_id
    )
