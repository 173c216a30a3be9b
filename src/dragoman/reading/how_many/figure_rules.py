"""The lists of figures.toml that turn words into measures, made ready for looking up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dragoman.errors import DataFileError
from dragoman.reading.parse import Parsed

MEASURES = ("dead", "injured", "missing", "detained", "displaced", "crowd", "troops", "money", "other")
"""Measures in the order in which one outweighs another ("arrested and killed" are dead)."""

RANK = {measure: rank for rank, measure in enumerate(MEASURES)}
"""The order of the measures as numbers, the weightiest 0."""

FILE = "figures.toml"

OBJECT = "object"
SUBJECT = "subject"


def _words(table: Mapping[str, Any], *keys: str) -> frozenset[str]:
    """The list of words under `keys`; raises DataFileError when it is none."""
    value: object = table
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise DataFileError(f"{'.'.join(keys)} is no list of words", where=FILE)
    return frozenset(value)


def _codes(table: Mapping[str, Any], *keys: str) -> dict[str, str]:
    """The table of words under `keys`; raises DataFileError when it is none."""
    value: object = table
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not all(isinstance(code, str) for code in value.values()):
        raise DataFileError(f"{'.'.join(keys)} is no table of words", where=FILE)
    return dict(value)


def _number(table: Mapping[str, Any], section: str, key: str) -> float:
    value = table[section].get(key)
    if not isinstance(value, int | float):
        raise DataFileError(f"{section}.{key} is no number", where=FILE)
    return float(value)


def _measure_of(table: Mapping[str, Any], *keys: str) -> dict[str, str]:
    """Each word under `keys` and the measure it is listed under."""
    inner: Any = table
    for key in keys:
        inner = inner.get(key, {})
    return {
        word: measure for measure in MEASURES if measure in inner for word in _words(table, *keys, measure)
    }


class Rules:
    """The lists of figures.toml that turn words into measures. Raises DataFileError when one is malformed."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.list_parts = table.get("list_parts") is True
        self.nouns = _measure_of(table, "nouns")
        self.states = _measure_of(table, "states")
        self.state_phrases = {
            tuple(phrase.split()): measure for phrase, measure in _measure_of(table, "state_phrases").items()
        }
        self.deeds = _measure_of(table, "deeds")
        self.sizes = _measure_of(table, "sizes")
        self.verbs: dict[str, dict[str, str]] = {OBJECT: {}, SUBJECT: {}}
        for measure in MEASURES:
            for role in table["verbs"].get(measure, ()):
                if role not in self.verbs:
                    raise DataFileError(f"verbs.{measure}.{role} is neither object nor subject", where=FILE)
                for key in _words(table, "verbs", measure, role):
                    self.verbs[role].setdefault(key, measure)
        self.verb_heads = {key.split()[0] for role in self.verbs.values() for key in role if key}
        self.people_only = _words(table, "verbs_of_people_only", "verbs")
        self.telling = _words(table, "telling", "verbs")
        self.open = _words(table, "telling", "open")
        self.conditions = _words(table, "telling", "conditions")
        self.people = _words(table, "people", "nouns")
        self.meeting = _words(table, "people", "meeting")
        self.collective = _words(table, "people", "collective")
        self.never_single = _words(table, "people", "never_single")
        self.units = _words(table, "never", "units")
        self.never = self.units | _words(table, "never", "nouns")
        self.animals = _words(table, "never", "animals")
        self.quantifiers = _words(table, "quantifiers", "nouns")
        self.tolls = _words(table, "tolls", "nouns")
        self.toll_dead = _words(table, "tolls", "dead")
        self.toll_verbs = _words(table, "tolls", "verbs")
        self.toll_estimates = _words(table, "tolls", "estimates")
        self.toll_floors = _words(table, "tolls", "floors")
        self.toll_references = _words(table, "tolls", "references")
        self.toll_claims = _words(table, "tolls", "claims")
        self.toll_mentions = _words(table, "tolls", "mentions")
        self.toll_prepositions = _words(table, "tolls", "prepositions")
        self.change = _words(table, "change", "verbs")
        self.bodies = _words(table, "bodies", "nouns")
        self.body_verbs = _words(table, "bodies", "verbs")
        self.hyphened = _words(table, "other", "hyphened")
        self.definite_words = _words(table, "definite", "words")
        self.smallest = _number(table, "other", "smallest")
        self.largest_definite = _number(table, "definite", "largest")
        self.currencies = _codes(table, "money", "words")
        self.national = _codes(table, "money", "national")
        self.rate_verbs = _words(table, "money", "rates", "verbs")
        self.smallest_sum = _number(table["money"], "rates", "smallest_sum")
        self.price_units = _words(table, "money", "prices", "units")

    def is_people(self, parsed: Parsed, noun: int) -> bool:
        """Whether the noun names people: by the list, by its ending, or as a nationality."""
        lemma, lower = parsed.lemma[noun], parsed.lower[noun]
        if (
            lemma in self.people
            or lower in self.people
            or (parsed.tag[noun] == "NNPS" and lower.removesuffix("s") in self.people)
            or lower.endswith(("men", "women", "people", "children"))
        ):
            return True
        return parsed.entity[noun] == "NORP" and parsed.pos[noun] in ("PROPN", "NOUN", "ADJ")

    def is_never(self, parsed: Parsed, noun: int) -> bool:
        """Whether a number of these is no figure."""
        return (
            parsed.lemma[noun] in self.never
            or parsed.lower[noun] in self.never
            or parsed.lemma[noun] in self.animals
        )

    def of_noun(self, parsed: Parsed, noun: int, governors: Iterable[int]) -> str | None:
        """What the noun measures; `governors` are the verbs that it depends on."""
        measure = self.nouns.get(parsed.lemma[noun]) or self.nouns.get(parsed.lower[noun])
        if measure is None and parsed.lemma[noun] in self.bodies:
            return "dead" if any(parsed.lemma[v] in self.body_verbs for v in governors) else None
        if measure == "detained" and parsed.lemma[noun] == "arrest" and parsed.tag[noun] not in ("NNS", "NN"):
            return None
        return measure

    def of_group(self, parsed: Parsed, noun: int) -> str | None:
        """What the size of a group measures ("force" is troops, "police force" other)."""
        for child in parsed.children[noun]:
            if parsed.dep[child] in ("compound", "amod", "nmod"):
                measure = self.nouns.get(parsed.lemma[child])
                if measure:
                    return measure
                if child < noun and parsed.lemma[child] in self.people:
                    return "other"
        for child in parsed.children[noun]:
            if parsed.dep[child] == "prep" and parsed.lower[child] == "of":
                inner = parsed.child(child, "pobj")
                if inner is not None:
                    return self.nouns.get(parsed.lemma[inner]) or (
                        "other" if self.is_people(parsed, inner) else None
                    )
        return self.sizes.get(parsed.lemma[noun]) or self.nouns.get(parsed.lemma[noun])
