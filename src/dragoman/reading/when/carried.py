"""A date carried from one sentence to the next: what a report goes on to tell happened on the day just spoken of.

"The two presidents met in Hanoi on Friday. They agreed to ...": nothing but the sentence before says when they agreed.
A date is carried only along the line of the story: to a main clause in the simple past (or to words of the same
speaker), from the nearest sentence before whose own main clause has a day, as long as both speak of the same actors
and no other time comes between. The day of publication is never taken.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from dragoman.reading.parse import Parsed
from dragoman.reading.when.around import Around
from dragoman.reading.when.event import event_date
from dragoman.reading.when.words import TimeWords, time_words
from dragoman.records import DateRange, Time

_REACH = 8
"""Sentences over which a day carries, by hand: further on, reports turn to the background."""
_LINE = frozenset({"conj", "ccomp", "xcomp", "parataxis", "dobj", "pobj", "prep", "nsubjpass", "nsubj"})
_NOUNS = ("NOUN", "PROPN")


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as far as its date goes: its trigger, the date found so far, and who takes part.

    `type` is PLOVER's; `past`: it is told to have happened. `parties` are whatever names an actor throughout the
    report.
    """

    token: int
    date: DateRange
    type: str
    parties: Collection[object]
    past: bool


def carried_dates(
    parsed: Parsed,
    times: Sequence[Time],
    events: Sequence[Happening],
    named: Callable[[int, int], Collection[object]],
    extra: Sequence[Path] = (),
) -> list[DateRange]:
    """The dates of `events`, in their order: their own where they have one, else the one carried to them, if any.

    `named` gives the parties that a range of tokens names. A carried date keeps the words and the precision of the
    time that it rests on.
    """
    if not times or all(event.date.start for event in events):
        return [event.date for event in events]
    story = _Story(parsed, times, events, named, time_words(extra), extra)
    return [event.date if event.date.start else story.carried(event) or event.date for event in events]


class _Story:
    """The line of the story: which sentence tells of which day."""

    def __init__(
        self,
        parsed: Parsed,
        times: Sequence[Time],
        events: Sequence[Happening],
        named: Callable[[int, int], Collection[object]],
        words: TimeWords,
        extra: Sequence[Path],
    ) -> None:
        self._parsed = parsed
        self._times = times
        self._named = named
        self._extra = extra
        self._around = Around(parsed, words)
        self._speech = words.sets["event.speech_verbs"]
        self._spoken = words.sets["event.spoken_types"]
        self._days: dict[int, DateRange | None] = {}
        self._told: dict[int, list[Happening]] = {}
        for event in events:
            if event.past and event.date.start and event.date.precision == "day":
                self._told.setdefault(parsed.sentence[event.token], []).append(event)

    def carried(self, event: Happening) -> DateRange | None:
        """The date that the report carries to this event."""
        parsed = self._parsed
        if not event.past:
            return None
        verb = self._clause(event.token)
        if verb is None:
            return None
        number = parsed.sentence[event.token]
        saying = self._saying(verb)
        if saying is not None and event.type in self._spoken and (saying == verb or not self._is_past(verb)):
            own = self._day_of(saying)
            if own is not None:
                return own
        if saying is None and not self._is_simple_past(verb):
            return None
        if saying is not None and saying != verb and self._is_past(verb):
            return None  # "he said that they had attacked": told by a witness, of another day as like as not
        if self._has_days(number, looking_back=True):
            return None
        wanted = set(event.parties)
        for before in range(number - 1, max(-1, number - 1 - _REACH), -1):
            day = self._day(before)
            if day is not None:
                sentence = parsed.sentences[before]
                return day if wanted & set(self._named(sentence.start, sentence.end)) else None
        return None

    def _clause(self, token: int) -> int | None:
        """The verb of the clause that tells of the event; None where it stands off the line of the story."""
        parsed = self._parsed
        while parsed.pos[token] not in ("VERB", "AUX"):
            if parsed.head[token] == token or parsed.dep[token] not in _LINE:
                return None
            token = parsed.head[token]
        verb = token
        while parsed.head[token] != token:
            if parsed.dep[token] not in ("conj", "ccomp", "xcomp", "parataxis"):
                return None
            token = parsed.head[token]
        return verb

    def _saying(self, verb: int) -> int | None:
        """The verb of saying that the clause depends on, or the verb itself."""
        parsed = self._parsed
        token = verb
        while True:
            if parsed.lemma[token] in self._speech:
                return token
            if parsed.head[token] == token:
                return None
            token = parsed.head[token]

    def _is_past(self, verb: int) -> bool:
        return self._around.tense(verb) == -1

    def _is_simple_past(self, verb: int) -> bool:
        """Whether the verb is a plain past: no perfect, no modal."""
        parsed = self._parsed
        token = verb
        while parsed.dep[token] in ("xcomp", "conj") and self._around.tense(token) is None:
            token = parsed.head[token]
        helpers = [parsed.lemma[c] for c in parsed.children[token] if parsed.dep[c] in ("aux", "auxpass")]
        if "have" in helpers:
            return False
        passive = any(parsed.tag[c] == "VBD" for c in parsed.having(token, "auxpass"))
        return parsed.tag[token] == "VBD" or passive

    def _has_days(self, number: int, looking_back: bool = False) -> bool:
        """Whether the sentence names a time of its own; `looking_back`: one that is not wholly to come."""
        published = self._parsed.report.published
        sentence = self._parsed.sentences[number]
        first, last = self._parsed.start[sentence.start], self._parsed.end[sentence.end - 1]
        at = bisect_left(self._times, first, key=lambda time: time.span.start)
        while at < len(self._times) and self._times[at].span.start < last:
            start = self._times[at].start
            if start is not None and not (looking_back and published and start > published):
                return True
            at += 1
        return False

    def _day_of(self, verb: int) -> DateRange | None:
        found = event_date(self._parsed, self._times, verb, self._extra)
        return found if self._is_past_day(found) else None

    def _is_past_day(self, date: DateRange) -> bool:
        """Whether it is one day, and not one after publication."""
        published = self._parsed.report.published
        if date.start is None or date.precision != "day" or date.start != date.end:
            return False
        return published is None or date.start <= published

    def _day(self, number: int) -> DateRange | None:
        """The day that the sentence's main clause tells of."""
        if number not in self._days:
            self._days[number] = self._find_day(number)
        return self._days[number]

    def _find_day(self, number: int) -> DateRange | None:
        if not self._has_days(number):
            return None
        parsed, sentence = self._parsed, self._parsed.sentences[number]
        for token in range(sentence.start, sentence.end):
            if parsed.dep[token] == "ROOT" and self._around.tense(token) == -1:
                found = self._day_of(token)
                if found is not None:
                    return found
        for event in self._told.get(number, ()):
            if self._is_past_day(event.date) and self._clause(event.token) is not None:
                return event.date
        return None
