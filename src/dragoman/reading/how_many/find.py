"""How many? The figures of a report: dead, injured, missing, detained, displaced, crowds, troops, money, others.

A figure is a number and what it counts. What it measures follows from the noun ("144 fatalities", "200 troops"),
from a word of state ("12 dead") or from the verb that governs the noun ("killed six Israelis", "1,200 people fled");
the deed outweighs the noun ("four hostages were killed" are dead). `data/figures.toml` holds every word of it and says
what is no figure: ages, dates, shares, distances, votes, "the two rebels" named before.

Bounds: "at least 144" is 144 to none, "up to 30" is 0 to 30, "dozens" is 24 to none, "about 100" is 100 to 100 and
approximate. A number that the report gives twice is one figure, at its first mention.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from dragoman.reading.how_many.counting import (
    LONGEST_PHRASE,
    is_countable,
    is_definite,
    is_rate,
    is_share,
    is_thing,
    is_time,
    noun_of,
    state_after,
)
from dragoman.reading.how_many.deeds import Deed, Deeds
from dragoman.reading.how_many.figure_rules import FILE, Rules
from dragoman.reading.how_many.money import amount
from dragoman.reading.how_many.number_words import NumberWords
from dragoman.reading.how_many.numerals import Quantity, quantities
from dragoman.reading.parse import Parsed, Sentence
from dragoman.reading.tables import OwnFile, load_toml, own_files
from dragoman.records import Figure, Measure

_ARTICLES = frozenset({"a", "an", "another"})
_SINGLE = frozenset({"dead", "injured", "missing"})
"""Measures of one unnamed person; that a suspect was arrested is an event, hardly a figure."""
_HARM = _SINGLE | {"detained"}
"""Measures that are figures however small the number."""
_OF_THEM = (("of", "them"), ("of", "whom"), ("among", "them"))
_GENERIC = frozenset({"people", "others", "persons", "civilians", "victims", "more"})
"""Units that may stand for any other ("12 soldiers died", later "the 12 people killed")."""


@dataclass(frozen=True, slots=True)
class _Count:
    """A figure in the making: tokens `start` to `end` (exclusive), and the token that is counted."""

    start: int
    end: int
    token: int
    measure: str
    low: float | None
    high: float | None
    approximate: bool
    unit: str | None
    definite: bool = False


def figures(parsed: Parsed, extra: Sequence[Path] = ()) -> list[Figure]:
    """The figures of a report in text order, with ids "f1", "f2", ... and no event.

    `extra` are the user's own data files; one named figures.toml is laid over the shipped one. Raises DataFileError
    when that is malformed.
    """
    counter = _counter(extra)
    kept: list[_Count] = []
    for sentence in parsed.sentences:
        for count in counter.in_sentence(parsed, sentence):
            if not any(_is_repeated(count, earlier) for earlier in kept):
                kept.append(count)
    return [_figure(parsed, count, number) for number, count in enumerate(kept, start=1)]


def counted(parsed: Parsed, figure: Figure, extra: Sequence[Path] = ()) -> int:
    """The token that `figure` counts: a noun ("fatalities"), or the verb or adjective when the number stands alone
    ("killing three"). `figure` must come from `figures` of the same report."""
    inside = parsed.tokens_in(figure.start, figure.end)
    if not inside:
        raise ValueError(f"{figure.text!r} is no figure of this report")
    sentence = parsed.sentences[parsed.sentence[inside[0]]]
    for count in _counter(extra).in_sentence(parsed, sentence):
        if (count.start, count.end) == (inside[0], inside[-1] + 1) and count.measure == figure.measure:
            return count.token
    return inside[-1]


def _figure(parsed: Parsed, count: _Count, number: int) -> Figure:
    span = parsed.span(count.start, count.end)
    return Figure(
        text=span.text,
        start=span.start,
        end=span.end,
        id=f"f{number}",
        measure=cast(Measure, count.measure),
        low=count.low,
        high=count.high,
        approximate=count.approximate,
        unit=count.unit,
    )


def _is_repeated(count: _Count, earlier: _Count) -> bool:
    """Whether the report gave the same number of the same people before."""
    if (count.measure, count.low, count.high) != (earlier.measure, earlier.low, earlier.high):
        return False
    return count.unit == earlier.unit or count.definite or bool({count.unit, earlier.unit} & _GENERIC)


def _unit(parsed: Parsed, noun: int) -> str:
    """The noun as a name of what is counted: its capital is kept unless the sentence gave it."""
    return parsed.lower[noun] if parsed.opens[noun] else parsed.text[noun]


def _counter(extra: Sequence[Path]) -> _Counter:
    return _counter_of(own_files(FILE, extra))


@cache
def _counter_of(own: tuple[OwnFile, ...]) -> _Counter:
    return _Counter(load_toml(FILE, [file.path for file in own]))


class _Counter:
    """The rules of figures.toml, ready to be applied to sentences."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._words = NumberWords(table)
        self._rules = Rules(table)

    def in_sentence(self, parsed: Parsed, sentence: Sentence) -> list[_Count]:
        """What is counted in one sentence, in text order, none overlapping another."""
        deeds = Deeds(parsed, self._rules)
        found: list[_Count] = []
        money_until = -1
        for quantity in quantities(parsed, self._words, sentence.start, sentence.end):
            money = amount(parsed, self._rules, quantity, sentence)
            if money is not None:
                # "five million rupees (143,000 dollars)": the second is the first again.
                if quantity.start - money_until > 1 or parsed.text[quantity.start - 1] != "(":
                    found.append(_made(quantity, money.end, money.end - 1, "money", money.currency))
                money_until = money.end
            elif not (quantity.currency or quantity.decimal or is_share(parsed, quantity, sentence)):
                count = self._count(parsed, deeds, quantity, sentence)
                if count is None and found and deeds.takes_up(quantity.head):
                    before = found[-1]
                    count = _made(quantity, quantity.end, quantity.head, before.measure, before.unit or "")
                if count is not None and not self._is_taken_from(parsed, count, quantity, found):
                    found.append(count)
        found.extend(self._single(parsed, deeds, sentence))
        found.sort(key=lambda count: (count.start, -count.end))
        kept: list[_Count] = []
        for count in found:
            if not kept or count.start >= kept[-1].end:
                kept.append(count)
        return kept

    def _is_taken_from(
        self, parsed: Parsed, count: _Count, quantity: Quantity, found: Sequence[_Count]
    ) -> bool:
        """Whether the people are some of those just counted: "killed eight soldiers, beheading three of them"."""
        if self._rules.list_parts:
            return False
        taken = tuple(parsed.lower[quantity.end : quantity.end + 2]) in _OF_THEM
        return taken and any(earlier.measure == count.measure for earlier in found)

    def _count(self, parsed: Parsed, deeds: Deeds, quantity: Quantity, sentence: Sentence) -> _Count | None:
        """What a number other than money counts, if anything."""
        if quantity.hyphened is not None:
            return self._hyphened(parsed, quantity)
        state = state_after(parsed, self._rules, quantity, sentence)
        if state is not None:
            token, measure = state
            known = is_definite(parsed, self._rules, quantity) or quantity.year
            loose = quantity.low == 1 and measure not in _SINGLE
            return None if known or loose else _made(quantity, token + 1, token, measure, "people")
        noun = noun_of(parsed, quantity, sentence)
        if noun is not None:
            return self._with_noun(parsed, deeds, quantity, noun)
        return None if is_time(parsed, quantity) else self._alone(parsed, deeds, quantity)

    def _with_noun(self, parsed: Parsed, deeds: Deeds, quantity: Quantity, noun: int) -> _Count | None:
        """A number and its noun: what befell the people first, then what the noun is."""
        rules = self._rules
        if not is_countable(parsed, rules, quantity, noun) or is_rate(parsed, noun):
            return None
        deed = deeds.of(noun, people=rules.is_people(parsed, noun))
        if deed is not None and deed.part and not rules.list_parts:
            return None
        single = quantity.low == quantity.high == 1
        if single and deed is not None and _is_loose(parsed, quantity, deed):
            return None
        measure = deed.measure if deed else None
        if measure == "other" or (measure == "crowd" and parsed.lemma[noun] in rules.meeting):
            measure = None
        if measure is None and not single:
            measure = rules.of_noun(parsed, noun, deeds.governors(noun))
        definite = is_definite(parsed, rules, quantity)
        if measure in _HARM:
            if definite and not (deed and deed.own):
                return None
        else:
            size = _size(quantity)
            if size < rules.smallest or (definite and size <= rules.largest_definite):
                return None
            if measure is None and (definite or not is_thing(parsed, rules, quantity, noun)):
                return None
        return _made(quantity, noun + 1, noun, measure or "other", _unit(parsed, noun), definite)

    def _hyphened(self, parsed: Parsed, quantity: Quantity) -> _Count | None:
        """ "a 9,000-strong force", "its 464-seat majority"."""
        rules, word = self._rules, cast(int, quantity.hyphened)
        if parsed.lower[word] == "strong":
            noun = parsed.head[word]
            if not word < noun <= word + LONGEST_PHRASE:
                return None
            return _made(
                quantity, noun + 1, noun, rules.of_group(parsed, noun) or "other", _unit(parsed, noun)
            )
        if parsed.lower[word] in rules.hyphened and _size(quantity) >= rules.smallest:
            return _made(quantity, word + 1, word, "other", parsed.lower[word] + "s")
        return None

    def _alone(self, parsed: Parsed, deeds: Deeds, quantity: Quantity) -> _Count | None:
        """A number without a noun: "killing three", "the toll rose to 40", "thousands took to the streets"."""
        rules, token = self._rules, quantity.head
        while parsed.dep[token] in ("compound", "quantmod", "nummod"):
            if not quantity.start <= parsed.head[token] < quantity.end or parsed.head[token] == token:
                break
            token = parsed.head[token]
        small = _size(quantity) < rules.smallest
        running = deeds.running(token)
        if running is not None:
            noun, measure = running
            if measure == "other" and small:
                return None
            unit = "people" if measure in _HARM else _unit(parsed, deeds.members(noun))
            count = _made(quantity, quantity.end, noun, measure, unit)
            if deeds.passes(token) and count.low == count.high:
                count = replace(count, high=None)
            first = min([noun, *parsed.having(noun, "compound")])
            return replace(count, start=first) if 0 < token - noun <= LONGEST_PHRASE else count
        deed = deeds.of(token, people=True)
        if deed is None or deed.measure is None or (deed.part and not rules.list_parts):
            return None
        if small and deed.measure not in _HARM:
            return None
        if parsed.lower[quantity.number] == "one" and not deeds.is_argument(token):
            return None
        definite = is_definite(parsed, rules, quantity)
        if definite and not deed.own:
            return None
        return _made(quantity, quantity.end, deed.verb, deed.measure, "people", definite)

    def _single(self, parsed: Parsed, deeds: Deeds, sentence: Sentence) -> Iterator[_Count]:
        """One person, told with "a" or "another": "a soldier was killed", "killed one and wounded another"."""
        rules = self._rules
        for article in range(sentence.start, sentence.end):
            if parsed.lower[article] not in _ARTICLES:
                continue
            if article > sentence.start and parsed.lower[article - 1] == "not":
                continue
            noun = parsed.head[article]
            if parsed.lower[article] == "another" and parsed.dep[article] in ("dobj", "nsubjpass"):
                noun = article
            elif not (parsed.dep[article] == "det" and article < noun and self._may_be_victim(parsed, noun)):
                continue
            deed = deeds.of(noun, people=True)
            if deed is not None and deed.measure in _SINGLE and (not deed.part or rules.list_parts):
                unit = "people" if noun == article else _unit(parsed, noun)
                yield _Count(article, noun + 1, noun, deed.measure, 1, 1, False, unit)

    def _may_be_victim(self, parsed: Parsed, noun: int) -> bool:
        """Whether the noun is one unnamed person, and not only says who a named one was."""
        if parsed.tag[noun] in ("NNS", "NNPS") or parsed.dep[noun] in ("appos", "attr"):
            return False
        return parsed.lemma[noun] not in self._rules.never_single and self._rules.is_people(parsed, noun)


def _size(quantity: Quantity) -> float:
    return max(quantity.low or 0, quantity.high or 0)


def _is_loose(parsed: Parsed, quantity: Quantity, deed: Deed) -> bool:
    """Whether "one" is picked from known people ("one of the men arrested") or only named with the deed."""
    after = quantity.end
    picked = parsed.lower[after - 1] == "of" or (after < len(parsed) and parsed.lower[after] == "of")
    return (picked and deed.own) or (deed.measure == "detained" and parsed.tag[deed.verb].startswith("N"))


def _made(
    quantity: Quantity, end: int, token: int, measure: str, unit: str, definite: bool = False
) -> _Count:
    return _Count(
        quantity.start, end, token, measure, quantity.low, quantity.high, quantity.approximate, unit, definite
    )
