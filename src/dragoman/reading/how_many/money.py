"""Which numbers are amounts of money, and in which currency? A part of how_many."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.reading.how_many.figure_rules import Rules
from dragoman.reading.how_many.numerals import Quantity
from dragoman.reading.parse import Parsed, Sentence

_NATION_WORDS = 3
"""Words at most from the number to the currency: "Hong Kong dollars"."""
_SMALLEST_LOAN = 1000
"""From this value on a currency may qualify another noun ("a 5 million euro loan", not "five euro countries")."""
_SMALLEST_POUND = 100_000
"""From this value on "-pound" is money ("a 5-million-pound deal"), below it is a weight ("a 500-pound bomb")."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money that ends before token `end`; `currency` is an ISO 4217 code."""

    end: int
    currency: str


def amount(parsed: Parsed, rules: Rules, quantity: Quantity, sentence: Sentence) -> Amount | None:
    """The amount that the number says, or None when it is no money or only the price of a unit."""
    code, end = quantity.currency, quantity.end
    at = quantity.hyphened if quantity.hyphened is not None else end
    at += quantity.vague and at < sentence.end and parsed.lower[at] == "of"
    word = _currency_word(parsed, rules, at, sentence)
    if word is not None and (code is None or word == at):
        modifies = parsed.dep[word] in ("compound", "nmod") and parsed.head[word] > word
        if modifies and code is None and quantity.hyphened is None and (quantity.low or 0) < _SMALLEST_LOAN:
            return None
        nation = " ".join([*parsed.lower[at:word], parsed.lemma[word]])
        code = code or rules.national.get(nation) or rules.currencies[parsed.lemma[word]]
        end = word + 1
    if code is None or _is_price(parsed, rules, end, sentence):
        return None
    if (
        quantity.currency is None
        and parsed.lemma[end - 1] == "pound"
        and _is_weight(parsed, quantity, end, sentence)
    ):
        return None
    if (quantity.low or 0) < rules.smallest_sum and _is_rate(parsed, rules, quantity, end):
        return None
    return Amount(end, code)


def _currency_word(parsed: Parsed, rules: Rules, at: int, sentence: Sentence) -> int | None:
    for word in range(at, min(at + _NATION_WORDS, sentence.end)):
        if parsed.lemma[word] in rules.currencies:
            return word if parsed.tag[word].startswith("N") else None
        if parsed.pos[word] not in ("ADJ", "PROPN", "NOUN"):
            return None
    return None


def _is_weight(parsed: Parsed, quantity: Quantity, end: int, sentence: Sentence) -> bool:
    """Pounds that are weighed: "50 pounds of explosives", "a 500-pound bomb"."""
    if quantity.hyphened is not None and (quantity.low or 0) < _SMALLEST_POUND:
        return True
    weighed = parsed.lemma[parsed.head[end - 1]] in ("weigh", "heavy")
    return weighed or (end < sentence.end and parsed.lower[end] == "of")


def _is_rate(parsed: Parsed, rules: Rules, quantity: Quantity, end: int) -> bool:
    """What a price rose or fell by or to: "fell by two dollars", "closed 40 dollars lower"."""
    token = end - 1 if quantity.currency is None else quantity.head
    for _ in range(4):
        head = parsed.head[token]
        if parsed.dep[token] not in ("pobj", "npadvmod", "dobj", "prep", "advmod", "nummod") or head == token:
            return False
        if parsed.lemma[head] in rules.rate_verbs and parsed.pos[head] == "VERB":
            return True
        token = head
    return False


def _is_price(parsed: Parsed, rules: Rules, at: int, sentence: Sentence) -> bool:
    """ "75 dollars a barrel", "a $20-a-barrel price"."""
    if at + 2 >= sentence.end:
        return False
    at += parsed.text[at] == "-"
    return (
        parsed.lower[at] in ("a", "an", "per", "the", "/", "each")
        and parsed.lemma[at + 1] in rules.price_units
    )
