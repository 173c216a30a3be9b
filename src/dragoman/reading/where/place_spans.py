"""Which words of a report may name a place? A part of where.

The parser's names, capitalised words after a locative preposition that it did not take for places, and names that the
words around them show to be places ("Enga province", "the village of Uzungecit").
"""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.reading.datelines import LINES, dateline
from dragoman.reading.parse import Parsed
from dragoman.reading.where.place_choice import Geography
from dragoman.reading.where.place_rules import PlaceRules
from dragoman.reading.where.unknown_places import shown_by_kind

_LABELS_OF_NAMES = frozenset({"GPE", "LOC", "FAC", "NORP", "ORG"})
LONGEST_NAME = 6
"""Tokens."""

# Labels of our own beside the parser's.
LOCATED = "located"
"""The label of a name that stands after "in" or the like."""
FOLLOWED = "followed"
"""The label of a name that the words around it show to be a place, whether the gazetteer knows it or not."""


@dataclass(frozen=True, slots=True)
class NameSpan:
    """Tokens `start` to `end` (exclusive) that may name a place, under the parser's label or one of ours."""

    start: int
    end: int
    label: str


class SpanFinder:
    """Finds the words that may name places in one report."""

    def __init__(self, parsed: Parsed, gazetteer: Geography, rules: PlaceRules) -> None:
        self._parsed = parsed
        self._countries = gazetteer.countries
        self._places = gazetteer.places
        self._rules = rules

    def dateline(self) -> list[NameSpan]:
        """The places of the dateline, which opens one of the first lines."""
        parsed = self._parsed
        for sentence in parsed.sentences[:LINES]:
            match = dateline(parsed.report.text, parsed.start[sentence.start])
            if match:
                return [
                    NameSpan(tokens[0], tokens[-1] + 1, "GPE")
                    for group in ("place", "in")
                    if match[group] and (tokens := parsed.tokens_in(*match.span(group)))
                ]
        return []

    def names(self) -> list[NameSpan]:
        """The parser's names, and capitalised words after a locative preposition that it did not take for places."""
        parsed = self._parsed
        spans: list[NameSpan] = []
        token, size, rules = 0, len(parsed), self._rules
        while token < size:
            label = parsed.entity[token]
            if self._announces_place(token) and (run := self._run_after(token)):
                spans.append(run)
                token = run.end
                continue
            if label not in rules.labels and (area := self._area(token)):
                spans.append(area)
                token = area.end
                continue
            if not label:
                token += 1
                continue
            end = token + 1
            while end < size and parsed.entity[end] == label and not parsed.begins[end]:
                end += 1
            if label in _LABELS_OF_NAMES:
                shown = label == "ORG" and end - token <= 2 and self._stands_for_place(token)
                spans.append(NameSpan(token, end, LOCATED if shown else label))
            elif label == "PERSON" and end - token == 1 and self._stands_for_place(token):
                spans.append(NameSpan(token, end, LOCATED))
            token = end
        return spans

    def _area(self, start: int) -> NameSpan | None:
        """A known region before the word for it, whatever stands before: "Papua New Guinea's Enga province"."""
        parsed, end = self._parsed, start
        while end < len(parsed) and parsed.pos[end] == "PROPN" and end - start < LONGEST_NAME:
            end += 1
        if end == start or end >= len(parsed) or parsed.lower[end] not in self._rules.first_level:
            return None
        known = self._places.lookup(
            self._parsed.report.text[self._parsed.start[start] : self._parsed.end[end - 1]]
        )
        return NameSpan(start, end, LOCATED) if any(p.kind == "admin1" for p in known) else None

    def _announces_place(self, token: int) -> bool:
        """Whether a name after this word is a place: a locative preposition, or "of" after "the town", "the port"."""
        parsed, rules = self._parsed, self._rules
        word = parsed.lower[token]
        if word == "of" and token > 0:
            before = parsed.lower[token - 1]
            return before in rules.regions or before in rules.sites or before in rules.residents
        if word == "to":  # "flew food to Maputo"
            return parsed.pos[token] == "ADP" and parsed.lemma[parsed.head[token]] in rules.going
        if word == "from":
            return parsed.lemma[parsed.head[token]] in rules.leaving
        return word in rules.locative

    def _stands_for_place(self, token: int) -> bool:
        """Whether syntax shows a name that the parser calls otherwise to be a place: "in Homs", "shelled Homs"."""
        parsed, rules = self._parsed, self._rules
        if token > 0 and parsed.lower[token - 1] in rules.locative:
            return parsed.lower[token - 1] not in rules.only_before_a_site
        if token > 0 and parsed.lower[token - 1] == "from":
            return self._announces_place(token - 1)
        verb = parsed.head[token]
        if parsed.dep[token] != "dobj" or parsed.lemma[verb] not in rules.there:
            return False
        hit = any(parsed.lemma[subject] in rules.hitting for subject in parsed.having(verb, "nsubj"))
        return hit or parsed.lemma[verb] in rules.there_only

    def _run_after(self, preposition: int) -> NameSpan | None:
        """The capitalised words that follow "in", "near the town of", ... and are no place to the parser."""
        parsed, rules = self._parsed, self._rules
        token, size = preposition + 1, len(parsed)
        while token < size and token - preposition < 5:
            word = parsed.lower[token]
            if word not in ("the", "of", "a") and word not in rules.directions and word not in rules.regions:
                break
            token += 1
        if token >= size or parsed.pos[token] != "PROPN":
            return None
        capital = self._countries.name_lookup(parsed.text[token])
        if parsed.lower[preposition] == "to" and not (capital and capital.kind == "capital"):
            labels: tuple[str, ...] = ("", "ORG")  # "returned to Clinton"
        else:
            labels = ("", "PERSON", "ORG", "NORP", "PRODUCT", "WORK_OF_ART")
        if parsed.entity[token] not in labels:
            return None
        end = token
        while (
            end < size and end - token < LONGEST_NAME and (parsed.pos[end] == "PROPN" or self._is_joint(end))
        ):
            if parsed.pos[end] != "PROPN":
                end += 1
                continue
            if not parsed.text[end][0].isupper() or parsed.sentence[end] != parsed.sentence[token]:
                break
            end += 1
        if end == token:
            return None
        text = parsed.report.text[parsed.start[token] : parsed.end[end - 1]]
        if self._places.lookup(text):
            return NameSpan(token, end, LOCATED)
        # "in Qaryat Zurub, Iraq": unknown, but what follows shows it to be a place.
        plain = parsed.lower[preposition] not in ("to", *rules.only_before_a_site)
        followed = plain and end + 1 < size and parsed.text[end] == "," and parsed.entity[end + 1] == "GPE"
        entry = self._countries.name_lookup(text)
        known = parsed.entity[token] == "NORP" or parsed.lower[token] in rules.no_names or entry is not None
        followed = followed or (not known and shown_by_kind(parsed, rules, token, end))
        return NameSpan(token, end, FOLLOWED) if followed else None

    def _is_joint(self, token: int) -> bool:
        """Whether the word stands inside a name of several words: "Santiago del Estero"."""
        parsed = self._parsed
        following = parsed.text[token + 1] if token + 1 < len(parsed) else ""
        return parsed.lower[token] in self._rules.joints and following[:1].isupper()

    def persons(self) -> set[str]:
        """The last words of full names of persons: such a word alone is the person again."""
        parsed = self._parsed
        found = set()
        for token in range(1, len(parsed)):
            if parsed.entity[token] == "PERSON" == parsed.entity[token - 1] and not parsed.begins[token]:
                found.add(parsed.text[token])
        return found
