"""Which noun does a number count, and is it a number of new people or things at all? A part of how_many."""

from __future__ import annotations

from dragoman.reading.how_many.figure_rules import Rules
from dragoman.reading.how_many.numerals import Quantity
from dragoman.reading.parse import Parsed, Sentence

LONGEST_PHRASE = 8
"""Tokens at most between a number and the noun it counts."""

_NOMINAL = frozenset({"NOUN", "PROPN"})
_IN_NOUN_PHRASE = frozenset({"ADJ", "NOUN", "PROPN", "NUM"})
_OF_A_NOUN = frozenset(
    {"nummod", "quantmod", "compound", "amod", "nmod", "predet", "det", "npadvmod", "advmod"}
)
_TIMES = frozenset({"DATE", "TIME", "PERCENT", "ORDINAL"})
_NO_THINGS = frozenset({"GPE", "LOC", "EVENT", "WORK_OF_ART", "LAW", "PRODUCT", "LANGUAGE"})
_DETERMINERS = frozenset({"DT", "PRP$", "PDT"})
_LARGEST_SAMPLE = 100
"""Up to this value the number after "of" or "in" may be the whole of a share ("eight of 10 voters")."""


def noun_of(parsed: Parsed, quantity: Quantity, sentence: Sentence) -> int | None:
    """The noun that the number counts; None when the number stands alone."""
    after = quantity.end
    for of in (after, after - 1):
        if of < sentence.end and parsed.lower[of] == "of":
            return _object_of(parsed, of, sentence)
    token = quantity.head
    for _ in range(4):
        if parsed.dep[token] not in _OF_A_NOUN or not quantity.start <= token < after:
            break
        token = parsed.head[token]
    if after <= token < min(after + LONGEST_PHRASE, sentence.end) and parsed.tag[token].startswith("N"):
        between = range(after, token)
        if all(parsed.pos[t] not in ("VERB", "AUX", "ADP") or parsed.head[t] == token for t in between):
            return token
    return _last_noun(parsed, after, sentence)


def _object_of(parsed: Parsed, of: int, sentence: Sentence) -> int | None:
    noun = parsed.child(of, "pobj")
    if noun is None or noun >= sentence.end or noun - of > LONGEST_PHRASE:
        return _last_noun(parsed, of + 1, sentence)
    return noun if parsed.tag[noun].startswith("N") else None


def _last_noun(parsed: Parsed, at: int, sentence: Sentence) -> int | None:
    """The last of the row of nouns and adjectives that begins at `at`."""
    noun = None
    for token in range(at, min(at + LONGEST_PHRASE, sentence.end)):
        if parsed.pos[token] in _NOMINAL:
            noun = token
        elif noun is not None or (parsed.pos[token] != "ADJ" and parsed.text[token] != "-"):
            break
    return noun if noun is not None and parsed.tag[noun].startswith("N") else None


def state_after(
    parsed: Parsed, rules: Rules, quantity: Quantity, sentence: Sentence
) -> tuple[int, str] | None:
    """The word of state right after a bare number ("12 dead", "400 still missing") and what it measures."""
    at = quantity.end
    while at < sentence.end and at - quantity.end < 3:
        if parsed.pos[at] != "ADV" and parsed.lower[at] not in ("others", "more", "other"):
            break
        at += 1
    for phrase, kind in rules.state_phrases.items():
        if tuple(parsed.lower[at : min(at + len(phrase), sentence.end)]) == phrase:
            return at + len(phrase) - 1, kind
    if at >= sentence.end or (measure := rules.states.get(parsed.lower[at])) is None:
        return None
    if parsed.child(at, "dobj") is not None:
        return None
    noun = parsed.head[at]
    qualifies = noun > at and parsed.dep[at] in ("amod", "compound") and parsed.pos[noun] in _NOMINAL
    if qualifies and all(parsed.pos[t] in _IN_NOUN_PHRASE for t in range(at + 1, noun)):
        return None  # "12 wounded soldiers": the noun is counted.
    return at, measure


def is_definite(parsed: Parsed, rules: Rules, quantity: Quantity) -> bool:
    """Whether "the", "his" or a genitive before the number says that the people are known already."""
    before = quantity.start - 1
    if before < 0 or parsed.opens[quantity.start] or parsed.lower[quantity.start] == "all":
        return False
    if parsed.lower[before] in rules.definite_words and parsed.tag[before] in _DETERMINERS:
        return True
    return parsed.tag[before] == "POS"


def is_countable(parsed: Parsed, rules: Rules, quantity: Quantity, noun: int) -> bool:
    """Whether the noun can be counted by the number: a plural that is no measure, no date, no share."""
    if (
        parsed.lemma[noun] in rules.currencies
        or rules.is_never(parsed, noun)
        or _is_date(parsed, rules, quantity, noun)
    ):
        return False
    if quantity.end < len(parsed) and parsed.lemma[quantity.end] in rules.units:
        return False
    if quantity.year and not rules.is_people(parsed, noun):
        return False
    if quantity.low == quantity.high == 1:
        return True
    many = parsed.tag[noun] in ("NNS", "NNPS") or parsed.lemma[noun] in rules.collective
    return many or parsed.entity[noun] == "NORP"


def is_rate(parsed: Parsed, noun: int) -> bool:
    """Whether it happens again and again: "one child every 30 seconds"."""
    return parsed.lower[noun + 1 : noun + 2] == ["every"]


def is_thing(parsed: Parsed, rules: Rules, quantity: Quantity, noun: int) -> bool:
    """Whether the noun names things or people that may be counted as "other"."""
    types = parsed.entity[noun] == "PRODUCT" and parsed.tag[noun] in ("NNS", "NNPS")  # "36 F-16s"
    if (
        noun < quantity.head
        or (parsed.entity[noun] in _NO_THINGS and not types)
        or not parsed.text[noun][-1].isalpha()
    ):
        return False
    return parsed.pos[noun] != "PROPN" or rules.is_people(parsed, noun)


def is_time(parsed: Parsed, quantity: Quantity) -> bool:
    """Whether the number is a date, an hour, a share or an order."""
    return quantity.year or parsed.entity[quantity.head] in _TIMES


def is_share(parsed: Parsed, quantity: Quantity, sentence: Sentence) -> bool:
    """The second number of "eight of 10 voters", "one in five people"."""
    before = quantity.start - 1
    return (
        before > sentence.start
        and quantity.start == quantity.number
        and (quantity.low or 0) <= _LARGEST_SAMPLE
        and parsed.lower[before] in ("of", "in", "out")
        and parsed.pos[before - 1] == "NUM"
        and not parsed.lower[before - 1].endswith("s")
    )


def _is_date(parsed: Parsed, rules: Rules, quantity: Quantity, noun: int) -> bool:
    if parsed.entity[noun] in _TIMES:
        return True
    return parsed.entity[quantity.head] in _TIMES and not rules.is_people(parsed, noun)
