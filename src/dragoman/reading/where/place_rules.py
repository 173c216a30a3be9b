"""The lists of places.toml, made ready for looking up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dragoman.errors import DataFileError

FILE = "places.toml"


class PlaceRules:
    """The lists of places.toml. Raises DataFileError when one is missing or malformed."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table
        self.locative = self._words("locative")
        self.only_before_a_site = self._words("only_before_a_site")
        self.sites = self._words("sites")
        self.abroad = self._words("abroad")
        self.about = self._words("about", "verbs")
        self.residents = self._words("residents", "nouns")
        self.local = self._words("local", "nouns")
        self.speaking = self._words("about", "speaking")
        self.carrying = self._words("carrying", "verbs")
        self.directions = self._words("directions")
        self.regions = self._words("regions")
        self.first_level = self._words("first_level")
        self.going = self._words("going", "words")
        self.going_prepositions = self._words("going", "prepositions")
        self.leaving = self._words("leaving", "words")
        self.leaving_prepositions = self._words("leaving", "prepositions")
        self.meanwhile = self._words("meanwhile")
        self.elsewhere = self._words("elsewhere")
        self.between_parties = self._words("between_parties")
        self.joints = self._words("joints")
        self.settled = self._words("settled")
        self.distances = self._words("distances")
        self.no_names = self._words("no_names") | self.directions | self.regions | self.sites
        self.there = self._words("there", "verbs")
        self.there_only = self._words("there", "places_only")
        self.hitting = self._words("there", "hitting")
        self.against = self._words("against", "nouns")
        self.against_prepositions = self._words("against", "prepositions")
        self.labels = self._words("labels")
        weight = self._numbers("weight")
        self.named_country = weight["named_country"]
        self.region = weight["region"]
        self.beside_capital = weight["beside_capital"]
        self.other_spelling = weight["other_spelling"]
        self.hinted_country = weight["hinted_country"]
        self.alone = weight["alone"]
        self.named_capital = weight["named_capital"]
        setting = dict(self._at("setting"))
        self.away = frozenset(setting.pop("away", ()))
        self.paragraphs = tuple(float(x) for x in setting.pop("paragraphs", ()))
        if not self.paragraphs:
            raise DataFileError("setting.paragraphs has no weights", where=FILE)
        self.setting = {key: float(value) for key, value in setting.items()}
        self.namesakes: dict[str, str] = dict(self._at("namesakes"))
        self.small_capitals: dict[str, str] = dict(self._at("small_capitals"))

    def _at(self, *keys: str) -> Any:
        value: Any = self._table
        for key in keys:
            value = value.get(key) if isinstance(value, Mapping) else None
        if value is None:
            raise DataFileError(f"{'.'.join(keys)} is missing", where=FILE)
        return value

    def _words(self, *keys: str) -> frozenset[str]:
        value = self._at(*keys)
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise DataFileError(f"{'.'.join(keys)} is no list of words", where=FILE)
        return frozenset(value)

    def _numbers(self, *keys: str) -> dict[str, float]:
        value = self._at(*keys)
        if not isinstance(value, Mapping) or not all(isinstance(x, int | float) for x in value.values()):
            raise DataFileError(f"{'.'.join(keys)} is no table of numbers", where=FILE)
        return {key: float(x) for key, x in value.items()}
