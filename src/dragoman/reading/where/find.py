"""Where? The places that a report names, and the country that it plays in.

Where an event happened is told in `events`. `data/places.toml` holds the words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from dragoman.reading.parse import Parsed
from dragoman.reading.tables import OwnFile, load_toml, own_files
from dragoman.reading.where.place_choice import Geography
from dragoman.reading.where.place_names import PlaceFinder, PlaceMention
from dragoman.reading.where.place_rules import FILE, PlaceRules
from dragoman.records import Place

_INTO_NAMES = frozenset({"compound", "nmod", "poss", "appos", "conj", "amod"})


class PlaceIndex:
    """The places of one report: by the token that heads the name, and in text order."""

    def __init__(
        self, mentions: Sequence[PlaceMention], named: Sequence[tuple[int, str, str]], rules: PlaceRules
    ) -> None:
        self.mentions = tuple(mentions)
        self.named = tuple(named)
        self.rules = rules
        self._by_head = {mention.head: mention for mention in reversed(self.mentions)}

    def __len__(self) -> int:
        return len(self.mentions)

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(self._by_head))

    def __getitem__(self, token: int) -> Place:
        return self._by_head[token].place

    def __contains__(self, token: object) -> bool:
        return token in self._by_head

    def get(self, token: int) -> PlaceMention | None:
        """The mention whose head is `token`."""
        return self._by_head.get(token)

    @property
    def dateline(self) -> Place | None:
        """Where the report says that it was written."""
        return next((m.place for m in self.mentions if m.dateline), None)


OPENING = 6
"""Sentences at the top of a report among which its first full one is: headline, byline and dateline come before."""


def places(parsed: Parsed, gazetteer: Geography, extra: Sequence[Path] = ()) -> PlaceIndex:
    """The places that a report names.

    `extra` are the user's own data files; one named places.toml is laid over the shipped one. Raises DataFileError
    when that is malformed.
    """
    rules = _rules(own_files(FILE, extra))
    finder = PlaceFinder(parsed, gazetteer, rules)
    return PlaceIndex(finder.find(), finder.named, rules)


@cache
def _rules(own: tuple[OwnFile, ...]) -> PlaceRules:
    return PlaceRules(load_toml(FILE, [file.path for file in own]))


def setting(parsed: Parsed, places: PlaceIndex) -> str | None:
    """The actor country (alpha-3) that the report plays in, or None when it names no country.

    Weighed are the dateline, the places where things happen, the countries named, those of the first paragraphs most,
    and whose is the first sentence's subject. It serves as the country of "police" or "the government" where nothing
    else tells it.
    """
    rules = places.rules
    score: dict[str, float] = defaultdict(float)
    weights = rules.setting
    for token, named, kind in places.named:
        weight = weights["adjective" if kind in ("adjective", "people") else "name"]
        score[named] += weight * _of_paragraph(parsed, token, rules)
    for mention in places.mentions:
        country = mention.country
        if country is None:
            continue
        if mention.dateline:
            score[country] += weights["dateline"] * rules.paragraphs[0]
        elif _is_located(parsed, mention, rules):
            score[country] += weights["place"] * _of_paragraph(parsed, mention.head, rules)
        elif mention.kind != "country":
            score[country] += weights["name"] * _of_paragraph(parsed, mention.head, rules)
    opening = _opening(parsed, places) or (places.dateline.country if places.dateline else None)
    if opening is not None:
        score[opening] += weights["subject"]
    return max(score, key=lambda country: score[country]) if score else None


def _opening(parsed: Parsed, places: PlaceIndex) -> str | None:
    """The first country in the first subject of the first sentence that has a verb: what the report is about."""
    for sentence in parsed.sentences[:OPENING]:
        tokens = range(sentence.start, sentence.end)
        verb = next((t for t in tokens if parsed.head[t] == t), sentence.start)
        subject = next((t for t in tokens if parsed.dep[t] in ("nsubj", "nsubjpass")), None)
        if subject is None or parsed.pos[verb] not in ("VERB", "AUX"):
            continue
        acting = parsed.head[subject]
        if places.rules.away & {parsed.lemma[t] for t in (acting, *parsed.having(acting, "dobj"))}:
            # "The Chinese premier arrived for a visit": whoever travels is not at home there.
            return None
        low, high = parsed.subtree(subject)
        named = [(token, country) for token, country, _ in places.named if low <= token < high]
        named += [
            (m.head, m.country)
            for m in places.mentions
            if m.country and low <= m.head < high and not m.dateline
        ]
        return min(named)[1] if named else None
    return None


def _of_paragraph(parsed: Parsed, token: int, rules: PlaceRules) -> float:
    paragraph = parsed.sentences[parsed.sentence[token]].paragraph
    return rules.paragraphs[min(paragraph, len(rules.paragraphs) - 1)]


def _is_located(parsed: Parsed, mention: PlaceMention, rules: PlaceRules) -> bool:
    """Whether something is said to be there: the name depends on a locative preposition."""
    token = mention.head
    for _ in range(4):
        head = parsed.head[token]
        if head == token:
            return False
        if parsed.dep[token] == "pobj" and parsed.lower[head] in rules.locative:
            return True
        if parsed.dep[token] not in ("pobj", "prep", *_INTO_NAMES):
            return False
        token = head
    return False
