"""Which words are numbers, and between which bounds do they lie? The lower half of how_many.

A number is read as newspapers write it: "2,700", "1.5 million", "twenty-five", "half a dozen", "several hundred",
"60 to 70", "between 20 and 25", with what qualifies it ("at least", "up to", "or more"). Dates, times, ages, shares,
labels ("Flight 103") and scores ("3-1") are passed over. `data/figures.toml` holds the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from dragoman.reading.how_many.number_words import NumberWords
from dragoman.reading.parse import Parsed

_DIGITS = re.compile(r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)([a-z]{1,3})?", re.IGNORECASE)
_DASHES = frozenset("-–—‑‒")
_YEARS = range(1800, 2100)
_LONGEST_NUMBER = 18
"""Digits. A longer row of digits is a code, and its value would not fit a float exactly."""

# Words that qualify a number only when the parser does not take them for an ordinary preposition ("over 20 hostages"
# in "talks over 20 hostages").
_ALSO_PREPOSITIONS = frozenset({"over", "about", "around", "under", "above", "near"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """Tokens `start` to `end` (exclusive) that say a number between `low` and `high` (None: no bound).

    `number` is the first token of the number itself, after what qualifies it; `head` is its last, which the syntax
    hangs on. `currency` is an ISO 4217 code when a sign stands before it. `hyphened` is the token that a hyphen ties
    to it ("seat" in "464-seat"). `year` is True for four plain digits that may be a year.
    """

    start: int
    end: int
    number: int
    head: int
    low: float | None
    high: float | None
    approximate: bool = False
    vague: bool = False
    currency: str | None = None
    hyphened: int | None = None
    year: bool = False
    decimal: bool = False


@dataclass(frozen=True, slots=True)
class _Number:
    end: int
    value: float
    vague: bool = False
    rough: bool = False
    scale: float = 1
    year: bool = False
    decimal: bool = False


def quantities(parsed: Parsed, words: NumberWords, start: int, end: int) -> Iterator[Quantity]:
    """The numbers among tokens `start` to `end` (exclusive) of one sentence, in text order, none inside another."""
    token = start
    while token < end:
        if not words.may_open(parsed, token) and not _article_opens(parsed, words, token, end):
            token += 1
            continue
        found = _quantity(parsed, words, token, start, end)
        if found is None:
            token += 1
            continue
        quantity, after = found
        if quantity is not None:
            yield quantity
        token = max(after, token + 1)


def _article_opens(parsed: Parsed, words: NumberWords, token: int, end: int) -> bool:
    if parsed.lower[token] != "a" or token + 1 >= end:
        return False
    following = parsed.lower[token + 1]
    if any(tuple(parsed.lower[token : token + len(phrase)]) == phrase for phrase in words.shares):
        return True
    return following in words.scales or (following in ("few", "couple", "number", "handful", "pair"))


def _quantity(
    parsed: Parsed, words: NumberWords, token: int, start: int, end: int
) -> tuple[Quantity | None, int] | None:
    """The number that begins at `token` and the token to go on from; no Quantity when it is one that counts nothing."""
    first = _number(parsed, words, token, end)
    if first is None:
        return None
    low: float | None = first.value
    high: float | None = None if first.vague else first.value
    last, head = first, first.end - 1
    second = _range_end(parsed, words, token, first, start, end)
    opened = token
    if second is not None:
        between = token > start and parsed.lower[token - 1] == "between"
        opened = token - 1 if between else token
        if first.scale == 1 and second.scale > 1 and first.value * second.scale < second.value:
            low = first.value * second.scale
        last, high, head = second, second.value, second.end - 1
        if low is None or low >= high:
            return None, second.end
    if _is_label(parsed, words, token, last.end, start, end):
        return None, last.end
    quantity = Quantity(
        start=opened,
        end=last.end,
        number=token,
        head=head,
        low=low,
        high=high,
        approximate=first.rough or last.rough,
        vague=first.vague,
        year=first.year and second is None,
        decimal=last.decimal,
    )
    quantity = _with_currency(parsed, words, quantity, start)
    quantity = _qualified(parsed, words, quantity, start, end)
    after = quantity.end
    if after + 1 < end and parsed.text[after] in _DASHES and _touching(parsed, after - 1, after):
        if not _touching(parsed, after, after + 1):
            return None, after + 1
        quantity = replace(quantity, hyphened=after + 1)
        after += 2
    return quantity, after


def _touching(parsed: Parsed, left: int, right: int) -> bool:
    return parsed.end[left] == parsed.start[right]


def _number(parsed: Parsed, words: NumberWords, token: int, end: int) -> _Number | None:
    """One number, exact or vague, that begins at `token`."""
    lower = parsed.lower
    for phrase, value in words.vague.get(lower[token], ()):
        size = len(phrase)
        if tuple(lower[token : token + size]) == phrase and token + size <= end:
            after = token + size
            if after < end and (scale := words.scales.get(lower[after])) is not None and value < 12:
                return _Number(after + 1, value * scale, vague=True, scale=scale)
            return _Number(after, value, vague=True)
    match = _DIGITS.fullmatch(parsed.text[token])
    if match:
        return _from_digits(parsed, words, token, end, match)
    return _from_words(parsed, words, token, end)


def _from_digits(
    parsed: Parsed, words: NumberWords, token: int, end: int, match: re.Match[str]
) -> _Number | None:
    digits = match[1].replace(",", "")
    if len(digits) > _LONGEST_NUMBER:
        return None
    after, scale = token + 1, 1.0
    if match[2]:
        own = words.short_scales.get(match[2].lower())
        if own is None:
            return None
        scale = own
    elif after < end:
        following = parsed.lower[after]
        if following in words.short_scales and _touching(parsed, token, after):
            scale, after = words.short_scales[following], after + 1
        else:
            if after + 1 < end and parsed.text[after] in _DASHES and parsed.lower[after + 1] in words.scales:
                after += 1
            while after < end and (factor := words.scales.get(parsed.lower[after])) is not None:
                scale, after = scale * factor, after + 1
    year = (
        scale == 1
        and "." not in digits
        and "," not in match[1]
        and len(digits) == 4
        and int(digits) in _YEARS
    )
    decimal = scale == 1 and "." in digits
    return _Number(after, float(Decimal(digits) * Decimal(scale)), scale=scale, year=year, decimal=decimal)


def _from_words(parsed: Parsed, words: NumberWords, token: int, end: int) -> _Number | None:
    """A number in words: "twenty-five", "a hundred", "two hundred and fifty thousand", "half a dozen"."""
    lower = parsed.lower
    share, at, rough = 1.0, token, False
    for phrase, part in words.shares.items():
        size = len(phrase)
        if tuple(lower[at : at + size]) == phrase and at + size < end and lower[at + size] in words.scales:
            share, at, rough = part, at + size - 1, True
            break
    total, current, seen, scale = 0.0, 0.0, False, 1.0
    if lower[at] in ("a", "an") and at + 1 < end and lower[at + 1] in words.scales:
        current, seen, rough, at = 1.0, True, True, at + 1
    begin = at
    while at < end:
        word = lower[at]
        if word in words.units:
            value = words.units[word]
            if seen and not (value < 10 and current % 100 >= 20) and not (value < 100 and current % 100 == 0):
                break
            if seen and current and current % 10 and value:
                break
            current, seen, at = current + value, True, at + 1
        elif word in words.scales:
            factor = words.scales[word]
            if not seen:
                return None
            rough = rough or word == "dozen"
            if factor < 1000:
                current *= factor
            else:
                total, current = total + current * factor, 0.0
            scale, at = factor, at + 1
        elif (
            _joins_number(word, current, scale, at > begin) and at + 1 < end and lower[at + 1] in words.units
        ):
            at += 1
        else:
            break
    if not seen or at == token:
        return None
    return _Number(at, (total + current) * share, rough=rough, scale=scale)


def _joins_number(word: str, current: float, scale: float, inside: bool) -> bool:
    """Whether the word may stand inside a number: "twenty-five", "two hundred and fifty"."""
    if word in _DASHES:
        return inside and current % 100 >= 20 and current % 10 == 0
    return word == "and" and inside and scale >= 100


def _range_end(
    parsed: Parsed, words: NumberWords, token: int, first: _Number, start: int, end: int
) -> _Number | None:
    """The second number of "20 to 25", "20-25", "two or three", "between 20 and 25"."""
    at = first.end
    if first.vague or at + 1 >= end:
        return None
    joiner = parsed.lower[at]
    before = parsed.lower[token - 1] if token > start else ""
    if joiner == "and":
        if before != "between":
            return None
    elif joiner in ("to", "or"):
        if before == "from":
            return None
    elif joiner not in _DASHES:
        return None
    following = at + 1
    if parsed.text[following] in words.symbols and following + 1 < end:
        following += 1
    if not (parsed.text[following][0].isdigit() or parsed.lower[following] in words.units):
        return None
    second = _number(parsed, words, following, end)
    if (
        second is None
        or second.vague
        or (joiner == "or" and second.value > 3 * first.value * max(second.scale, 1))
    ):
        return None
    return second


def _is_label(parsed: Parsed, words: NumberWords, token: int, after: int, start: int, end: int) -> bool:
    """Whether the number names, dates or orders something rather than counting it."""
    if after < end:
        following = parsed.lower[after]
        if following in words.followers and not (following == "to" and _opens_infinitive(parsed, after, end)):
            return True
        if following in ("/", ":") or (
            parsed.text[after] in _DASHES and after + 1 < end and parsed.text[after + 1][0].isdigit()
        ):
            return True
    if token == start:
        return False
    before = token - 1
    if parsed.lower[token] == "one" and parsed.lower[before] in words.no_one:
        return True
    if parsed.text[before] in ("/", ":", "#") and _touching(parsed, before, token):
        return True
    if parsed.text[before] in _DASHES and _touching(parsed, before, token):
        return True
    return (
        parsed.text[token][0].isdigit()
        and parsed.lower[before] in words.labels
        and not _is_modal(parsed, before)
    )


def _is_modal(parsed: Parsed, token: int) -> bool:
    """The verb "may", not the month; a preposition, not a label."""
    return parsed.lower[token] == "may" and parsed.text[token] == "may"


def _opens_infinitive(parsed: Parsed, token: int, end: int) -> bool:
    """ "to" after a number that is no score ("3 to 1"): "forced 200 to flee", "gave 20 to the men"."""
    return token + 1 >= end or not parsed.text[token + 1][0].isdigit()


def _with_currency(parsed: Parsed, words: NumberWords, quantity: Quantity, start: int) -> Quantity:
    before = quantity.number - 1
    if before >= start and (code := words.symbols.get(parsed.text[before])):
        return replace(quantity, start=min(before, quantity.start), currency=code)
    return quantity


def _qualified(parsed: Parsed, words: NumberWords, quantity: Quantity, start: int, end: int) -> Quantity:
    """The number with the words before and after it that move its bounds."""
    low, high, approximate = quantity.low, quantity.high, quantity.approximate
    first, after = quantity.start, quantity.end
    moved = False
    while first > start and (match := _phrase_before(parsed, words, first, start)):
        size, effect = match
        first -= size
        if not moved and effect in ("floor", "ceiling"):
            low, high = words.bounds(effect, low, high)
            moved = True
        approximate = approximate or effect == "about"
    for phrase, effect in words.after.get(parsed.lower[after], ()) if after < end else ():
        if tuple(parsed.lower[after : after + len(phrase)]) == phrase and after + len(phrase) <= end:
            after += len(phrase)
            low, high = words.bounds(effect, low, high)
            approximate = approximate or effect == "about"
            break
    return replace(quantity, start=first, end=after, low=low, high=high, approximate=approximate)


def _phrase_before(parsed: Parsed, words: NumberWords, first: int, start: int) -> tuple[int, str] | None:
    for phrase, effect in words.before.get(parsed.lower[first - 1], ()):
        size = len(phrase)
        if first - size < start or tuple(parsed.lower[first - size : first]) != phrase:
            continue
        if size == 1 and phrase[0] in _ALSO_PREPOSITIONS and _is_preposition(parsed, first - 1, start):
            continue
        return size, effect
    return None


def _is_preposition(parsed: Parsed, token: int, start: int) -> bool:
    """Whether the parser hangs a noun phrase on the word, and the word before could carry it ("talks over ...")."""
    return (
        parsed.dep[token] == "prep" and token > start and parsed.pos[token - 1] in ("NOUN", "PROPN", "PRON")
    )
