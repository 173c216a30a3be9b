"""Does a text say what a known one says, in its words? Compared word by word, and never against what numbers say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from dragoman.ledger.wording import Wording, tables, triples
from dragoman.reading.tables import load_toml

# Set on tests/ledger/cases/copies.jsonl by hand; `pytest tests/ledger/test_duplicates.py -s` prints its scores again.
MOST_NEW = 0.25
"""Share of a copy's words that the known text need not have: a publisher's lines that data/copies.toml doesn't know."""

SHORT = 30
"""Words of a text so short that one other word makes another report of it ("France thanked Chile", "... Peru")."""

_JOINED = 2
"""Words in common between two changes that are still read as one: "12 people" for "at least 15 people"."""

_CUT, _CUT_TIMES = 25, 2
"""The rest of a text was cut off when it is longer than so many words, and so many times what stands in its place."""

_MOST_WORDS = 8_000
"""Words compared one by one; the memory that this takes grows with their square (16 MB)."""

_ALIKE = 0.6
"""How alike two spellings of a name are (0 to 1): "Gaddafi" and "Qadhafi", "Kosovo" and "Kosova"."""


class Verdict(NamedTuple):
    """Whether it is a copy, how alike the two are (Jaccard of word triples, 0 to 1), and what spoke against it."""

    copy: bool
    likeness: float
    against: str = ""


def compared(known: Wording, new: Wording) -> Verdict:
    """Whether `new` is a copy of `known`: nearly nothing in it is new, and nothing says otherwise.

    A copy may be cut as short as its publisher likes. What goes on where the known text ended is no copy: it would
    take what it adds out of the record. An update that changes a toll, a text of the same form about another day or
    with other names, and a sentence turned round by a "not" are reports of their own.
    """
    one, other = triples(known.words), triples(new.words)
    likeness = len(one & other) / len(one | other)
    if known.words == new.words:
        return Verdict(True, likeness)
    if len(new.words) < SHORT:
        return Verdict(False, likeness, "too short to be told apart from a text about something else")
    if len(one & other) < (1 - 2 * MOST_NEW) * len(other):
        return Verdict(False, likeness, "other words")
    changes = list(_changes(known.words, new.words))
    novel = sum(change.new_end - change.new_start for change in changes)
    if novel > MOST_NEW * len(new.words):
        return Verdict(False, likeness, f"{novel} of {len(new.words)} words are new")
    for change in changes:
        left_out = change.end - change.start
        if change.end == len(known.words) and left_out > max(
            _CUT, _CUT_TIMES * (change.new_end - change.new_start)
        ):
            # The publisher's own lines stand where the rest was cut off; the two don't speak of the same.
            continue
        against = _contradiction(
            _side(known, change.start, change.end), _side(new, change.new_start, change.new_end)
        )
        if against:
            return Verdict(False, likeness, against)
    return Verdict(True, likeness)


class _Change(NamedTuple):
    """Words `start` to `end` of the known text that the new one replaces by its words `new_start` to `new_end`."""

    start: int
    end: int
    new_start: int
    new_end: int


def _changes(known: Sequence[str], new: Sequence[str]) -> Iterator[_Change]:
    from rapidfuzz.distance import Levenshtein

    known, new = known[:_MOST_WORDS], new[:_MOST_WORDS]
    at: _Change | None = None
    for step in Levenshtein.opcodes(known, new):
        if step.tag == "equal":
            continue
        here = _Change(step.src_start, step.src_end, step.dest_start, step.dest_end)
        if at is not None and here.start - at.end <= _JOINED and here.new_start - at.new_end <= _JOINED:
            at = _Change(at.start, here.end, at.new_start, here.new_end)
            continue
        if at is not None:
            yield at
        at = here
    if at is not None:
        yield at


class _Side(NamedTuple):
    """One side of a change: its words in lower case and the names among them."""

    words: tuple[str, ...]
    names: tuple[str, ...]


def _side(told: Wording, start: int, end: int) -> _Side:
    words = told.words[start:end]
    rules = _rules()
    names = tuple(
        word
        for word, shown, opens in zip(words, told.shown[start:end], told.opens[start:end], strict=True)
        if shown[0].isupper()
        and word not in rules.agencies
        and word not in rules.calendar
        and not (opens and word in rules.openers)
    )
    return _Side(words, names)


def _contradiction(known: _Side, new: _Side) -> str:
    """What the two sides say differently, in words; empty when one only says it otherwise, or says more."""
    rules = _rules()
    if not new.words or not known.words:
        # Words that were put in or left out: only a short "not" turns the sentence round.
        some = known.words or new.words
        turned = [word for word in some if word in rules.negations]
        return f"{turned[0]!r} stands in one alone" if turned and len(some) <= _TURNING else ""
    numbers = _numbers(known.words), _numbers(new.words)
    if all(numbers) and sorted(numbers[0]) != sorted(numbers[1]):
        return f"other numbers: {_told(numbers[0])} and {_told(numbers[1])}"
    days = [{rules.calendar[w] for w in side.words if w in rules.calendar} for side in (known, new)]
    if all(days) and days[0] != days[1]:
        return f"other days: {', '.join(sorted(days[0]))} and {', '.join(sorted(days[1]))}"
    if bool(rules.negations & {*known.words}) != bool(rules.negations & {*new.words}):
        return "one denies"
    for one, other in rules.opposites:
        sides = [(bool(one & {*side.words}), bool(other & {*side.words})) for side in (known, new)]
        if sides[0] != sides[1] and sides[0][0] == sides[1][1] and sides[0][1] == sides[1][0]:
            return "words of opposite meaning"
    if known.names and new.names and not _same_names(known.names, new.names):
        return f"other names: {' '.join(known.names)} and {' '.join(new.names)}"
    return ""


_TURNING = 3
"""Words of the longest passage that is put in or left out and turns a sentence round ("has not yet")."""


class _Rules(NamedTuple):
    agencies: frozenset[str]
    openers: frozenset[str]
    calendar: Mapping[str, str]
    ordinals: Mapping[str, float]
    negations: frozenset[str]
    opposites: tuple[tuple[frozenset[str], frozenset[str]], ...]
    units: Mapping[str, float]
    scales: Mapping[str, float]
    vague: Mapping[str, float]


@cache
def _rules() -> _Rules:
    own: Mapping[str, Any] = tables()
    numbers = load_toml("figures.toml")
    days = own["calendar"]
    return _Rules(
        frozenset(own["agencies"]["names"]),
        frozenset(own["openers"]["words"]),
        {word: word for word in (*days["weekdays"], *days["months"])} | days["short"],
        own["ordinals"] | own["none"],
        frozenset(own["negations"]["words"]),
        tuple((frozenset(pair["one"]), frozenset(pair["other"])) for pair in own["opposites"]),
        numbers["numbers"],
        numbers["scales"],
        {word: value for word, value in numbers["vague"].items() if " " not in word},
    )


def _same_names(known: Sequence[str], new: Sequence[str]) -> bool:
    """Whether a name of one side is one of the other's, perhaps spelt otherwise, or by its initials."""
    from rapidfuzz.distance import Indel

    if any(Indel.normalized_similarity(one, other) >= _ALIKE for one in known for other in new):
        return True
    initials = ["".join(name[0] for name in side) for side in (known, new)]
    written = ["".join(side) for side in (known, new)]
    return initials[0] == written[1] or initials[1] == written[0]


def _numbers(words: Sequence[str]) -> list[float]:
    """The numbers that the words say: "twenty-five" is 25, "1.5 million" 1,500,000, "dozens" 24, "third" 3."""
    rules = _rules()
    found: list[float] = []
    open_ = False
    for word in (part for whole in words for part in whole.split("-")):
        value = _value(word, rules)
        if word in rules.scales and open_:
            found[-1] *= rules.scales[word]
        elif value is None:
            open_ = False
        elif open_ and word in rules.units and found[-1] >= 20 and found[-1] % 10 == 0 and value < 10:
            found[-1] += value
        else:
            found.append(value)
            open_ = True
    return found


def _value(word: str, rules: _Rules) -> float | None:
    if word[:1].isdigit():
        try:
            return float(word.replace(",", ""))
        except ValueError:
            return float("".join(filter(str.isdecimal, word)))
    for table in (rules.units, rules.scales, rules.vague, rules.ordinals):
        if word in table:
            return float(table[word])
    return None


def _told(numbers: Sequence[float]) -> str:
    return ", ".join(f"{number:,g}" for number in numbers)
