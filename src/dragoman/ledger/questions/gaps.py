"""Is it true that there had been no contact since then? A stated gap, held against what the ledger knows.

A gap speaks of contacts like its own: of the same level where it has one, and of the channel that its words name ("the
first visit since"). One like it, by another report, on days between the stated date and the contact, contradicts the
gap. One that may be like it, or may have been on such a day, leaves it open. Else the gap agrees when the ledger has
a contact on the stated date, or has reports on the two sides both from before its end and from the time between.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date as Date
from functools import cache
from typing import Any, NamedTuple

from dragoman.ledger.questions.contact_rows import GapCheck
from dragoman.reading.tables import load_toml

_STATED = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_IN_PERSON = frozenset({"meeting", "talks", "summit", "visit"})
_ANY_CHANNEL = frozenset({*_IN_PERSON, "phone", "video", "letter"})
_CLAIMED: Mapping[str, frozenset[str]] = {"meeting": _IN_PERSON, "talks": _ANY_CHANNEL}
"""Channels that a "first meeting" and "first talks" speak of; "first visit" and the like speak of that one alone."""


class Known(NamedTuple):
    """A contact that a gap is held against; the days from `start` to `end` are those that it may have been on.

    `dated` is false where no report gives its date; then the day is that of the first report.
    """

    id: str
    start: Date
    end: Date
    channel: str
    level: str | None
    rank: str | None
    reports: frozenset[str]
    dated: bool = True


class Stated(NamedTuple):
    """A gap as reports state it, and the reports that do."""

    stated: str
    words: str
    reports: frozenset[str]


def check(gap: Stated, contact: Known | None, others: Sequence[Known], published: Sequence[Date]) -> GapCheck:
    """What the ledger says to a gap of `contact` (None when it has no day).

    `others` are the pair's contacts that happened, the earliest first; `published` the days, sorted, on which reports
    on the pair were published.
    """
    earlier = interval(gap.stated)
    if contact is None or earlier is None or earlier[0] >= contact.start:
        return _answer(gap, "unknown", None, "the two dates can't be put in order")
    first, last = earlier
    others = [o for o in others if o.id != contact.id and not o.reports <= gap.reports]
    claimed = _channels(gap.words)
    like = [o for o in others if o.channel in claimed and _may_be_of_level(o, contact)]
    between = [o for o in like if last < o.start < contact.start]
    sure = [o for o in between if o.dated and o.end < contact.start and _is_of_level(o, contact)]
    if sure:
        return _answer(gap, "contradicted", sure[-1], f"there was one on {_days(sure[-1])}")
    if between:
        by = between[-1]
        told = "level" if by.dated and by.end < contact.start else "exact day"
        return _answer(
            gap, "unknown", by, f"one on {_days(by)} may be such a contact: its {told} is not told"
        )
    there = [o for o in like if o.dated and o.start <= last and o.end >= first]
    if there:
        by = there[-1]
        return _answer(gap, "agrees", by, f"it has that contact, on {_days(by)}, and none between")
    return _by_coverage(gap, last, contact.start, published)


def interval(stated: str) -> tuple[Date, Date] | None:
    """The first and the last day of an ISO day, month or year; None where it is none."""
    found = _STATED.fullmatch(stated)
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            return Date(year, month, day), Date(year, month, day)
        if month:
            return Date(year, month, 1), Date(year, month, calendar.monthrange(year, month)[1])
        return Date(year, 1, 1), Date(year, 12, 31)
    except ValueError:
        return None


def _by_coverage(gap: Stated, last: Date, contact: Date, published: Sequence[Date]) -> GapCheck:
    """What to say where the ledger has no contact from the stated date on."""
    if not published or published[0] > last:
        since = f"its first report on the two is of {published[0]}" if published else "it has no dated report"
        return _answer(gap, "unknown", None, f"the ledger does not reach back: {since}")
    before = bisect_right(published, last)
    between = bisect_left(published, contact) - before
    if not between:
        return _answer(gap, "unknown", None, "the ledger has no report on the two from the time between")
    reports = "1 report" if between == 1 else f"{between} reports"
    return _answer(gap, "agrees", None, f"{reports} on the two from the time between tell of no such contact")


def _answer(gap: Stated, found: Any, by: Known | None, why: str) -> GapCheck:
    return GapCheck(gap.stated, gap.words, found, by.id if by else None, by.start if by else None, why)


def _is_of_level(other: Known, contact: Known) -> bool:
    """Whether the other contact is surely of the level that the gap speaks of; without a level it speaks of all."""
    return contact.level is None or other.level == contact.level or contact.level == other.rank


def _may_be_of_level(other: Known, contact: Known) -> bool:
    return _is_of_level(other, contact) or other.level is None or other.level == contact.rank


def _days(one: Known) -> str:
    return f"{one.start}" if one.start == one.end else f"{one.start} to {one.end}"


def _channels(words: str) -> frozenset[str]:
    """The channels that the gap's words speak of."""
    named = _words()
    of_words = {
        channel
        for word in re.findall(r"[a-z-]+", words.lower())
        for form in (word, word.removesuffix("s"))
        if (channel := named.get(form))
    }
    told = next((channel for channel in _rank() if channel in of_words), "talks")
    return _CLAIMED.get(told, frozenset({told}))


@cache
def _words() -> dict[str, str]:
    channels = load_toml("contacts.toml")["channels"]
    lists = {name: words for name, words in channels.items() if name in _ANY_CHANNEL}
    return {word: name for name, words in lists.items() for word in words} | dict(channels["by"])


@cache
def _rank() -> tuple[str, ...]:
    return tuple(load_toml("contacts.toml")["families"]["rank"])
