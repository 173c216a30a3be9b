"""How long had two sides not been in touch? The silences that a report states, each tied to the contact that ended it.

"Their first talks since May 1999", "the first visit in 20 years", "for the first time since 1990", "after a 13-month
break", "have had no contact since 1994".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta
from typing import Any

from dragoman.reading.parse import Parsed
from dragoman.records import StatedGap, Time

_MONTHS = {"Y": 12, "DE": 120, "CE": 1200, "M": 1}
_DAYS = {"W": 7, "D": 1}
_NEAR = 12
"""Tokens after "since" within which its date stands ("since diplomatic ties were cut in 2011")."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A gap that the report states. `words` are the tokens that the contact which ended it may be told by; `denied`
    when there has been no contact to this day, `ended` when there "had been" none until then. `retold` when the gap's
    own words are for a contact told before."""

    token: int
    words: frozenset[int]
    gap: StatedGap
    denied: bool = False
    retold: bool = False
    ended: bool = False


class GapFinder:
    """Finds the stated gaps of one report. `lists` is the table of contacts.toml."""

    def __init__(self, parsed: Parsed, times: Sequence[Time], lists: Mapping[str, Any]) -> None:
        self._parsed = parsed
        self._times = sorted(times, key=lambda t: t.span.start)
        gap = lists["gap"]
        self._first = frozenset(gap["first"])
        self._highest = frozenset(gap["highest"])
        self._since = frozenset(gap["since"])
        self._spans = frozenset(gap["span"])
        self._after = frozenset(gap["after"])
        self._silence = frozenset(gap["silence"])
        self._no = frozenset(gap["no"])
        self._nouns = frozenset(gap["nouns"])
        self._had = frozenset(gap["had"])

    def find(self) -> Iterator[Silence]:
        """The silences in text order."""
        parsed = self._parsed
        for token, word in enumerate(parsed.lower):
            if word in self._first or self._is_highest(token):
                if (gap := self._of_first(token)) is not None:
                    yield Silence(token, frozenset(self._told_by(token)), gap, retold=True)
            elif word in self._since:
                if (found := self._of_no(token)) is not None:
                    yield found
            elif word in self._silence and (gap := self._of_silence(token)) is not None:
                yield Silence(token, frozenset(parsed.ancestors(token)), gap)

    def _of_first(self, first: int) -> StatedGap | None:
        """The gap after a "first": "since" and a date, or "in" and a duration, before the next clause of its own."""
        parsed = self._parsed
        noun = parsed.head[first]
        ranked = parsed.lower[first] in self._highest
        if not ranked and parsed.lemma[noun] not in self._nouns and first + 1 < len(parsed):
            following = parsed.lower[first + 1]
            if following not in (*self._since, *self._spans, "by", "of", "between", "to", "such"):
                return None
        end = parsed.sentences[parsed.sentence[first]].end
        for token in range(first + 1, end):
            word = parsed.lower[token]
            if word in self._since:
                return self._dated(first, token, end)
            if word in self._spans:
                time = self._time_at(token + 1, end, 1)
                if time is not None and (earlier := self._before(time)):
                    return StatedGap(earlier, self._text(first, time))
        return None

    def _is_highest(self, token: int) -> bool:
        """Whether a rank is said to be the highest: "the most senior", "the highest-level"."""
        parsed = self._parsed
        if parsed.lower[token] not in self._highest:
            return False
        return parsed.lower[token].startswith("highest") or any(
            parsed.lower[c] == "most" for c in parsed.children[token]
        )

    def _dated(self, first: int, since: int, end: int) -> StatedGap | None:
        time = self._time_at(since + 1, end, _NEAR)
        if time is None or time.start is None:
            return None
        return StatedGap(_stated(time), self._text(first, time))

    def _told_by(self, first: int) -> Iterator[int]:
        """The words by which the contact of a "first" may be told: what it qualifies, and what that belongs to."""
        parsed = self._parsed
        yield parsed.head[first]
        yield from parsed.ancestors(parsed.head[first])
        noun = parsed.head[first]
        for verb in (first, noun):
            head = parsed.head[verb]
            if parsed.dep[verb] in ("attr", "dobj", "appos"):
                yield from parsed.having(head, "nsubj")
        yield from parsed.having(noun, "relcl", "acl")

    def _of_no(self, since: int) -> Silence | None:
        """ "No contact since 1994": a negation in the clause that "since" belongs to."""
        parsed = self._parsed
        clause = [parsed.head[since], *parsed.ancestors(parsed.head[since])]
        words = {c for v in clause[:3] for c in (v, *parsed.children[v])}
        no = [
            w
            for w in words
            if parsed.lower[w] in self._no or any(parsed.lower[c] == "no" for c in parsed.children[w])
        ]
        if not no:
            return None
        end = parsed.sentences[parsed.sentence[since]].end
        time = self._time_at(since + 1, end, _NEAR)
        if time is None or time.start is None:
            return None
        start = min(no)
        start = min([start, *(c for c in parsed.children[start] if parsed.lower[c] == "no")])
        if start > since:
            return None
        gap = StatedGap(_stated(time), self._text(start, time))
        ended = any(parsed.lower[w] in self._had and parsed.dep[w] == "aux" for w in words)
        return Silence(since, frozenset(words), gap, denied=True, ended=ended)

    def _of_silence(self, noun: int) -> StatedGap | None:
        """ "After a 13-month hiatus", "after a gap of three years"."""
        parsed = self._parsed
        low, high = parsed.subtree(noun)
        before = parsed.head[noun]
        if not ({parsed.lower[before], parsed.lemma[before]} & self._after):
            return None
        for time in self._times:
            if parsed.start[low] <= time.span.start < parsed.end[high - 1] and (
                earlier := self._before(time)
            ):
                text = parsed.report.text[parsed.start[low] : max(parsed.end[noun], time.span.end)]
                return StatedGap(earlier, text)
        return None

    def _time_at(self, token: int, end: int, reach: int) -> Time | None:
        """The first time expression that starts within `reach` tokens of `token`, in its sentence."""
        if token >= end:
            return None
        low, high = self._parsed.start[token], self._parsed.end[min(token + reach, end) - 1]
        return next((t for t in self._times if low <= t.span.start < high), None)

    def _text(self, first: int, until: Time) -> str:
        return self._parsed.report.text[self._parsed.start[first] : until.span.end]

    def _before(self, duration: Time) -> str | None:
        """The date a duration ("P20Y", "P3M", "P2DE") before publication, as exact as the duration's own unit."""
        published = self._parsed.report.published
        value = duration.value
        unit = value.lstrip("P0123456789.")
        number = value[1 : len(value) - len(unit)]
        if published is None or not value.startswith("P") or not number:
            return None
        count = float(number)
        if unit in _DAYS:
            try:
                return (published - timedelta(days=count * _DAYS[unit])).isoformat()
            except OverflowError:
                return None
        if unit not in _MONTHS:
            return None
        month = published.year * 12 + published.month - 1 - round(count * _MONTHS[unit])
        if month < 12:
            return None
        return f"{month // 12:04d}" if unit != "M" else f"{month // 12:04d}-{month % 12 + 1:02d}"


def _stated(time: Time) -> str:
    """The earlier date in ISO form, as exact as the report has it."""
    start: Date | None = time.start
    if start is None:
        return time.value
    return {"year": f"{start:%Y}", "month": f"{start:%Y-%m}"}.get(time.precision, start.isoformat())
