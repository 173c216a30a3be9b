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
"""Sentences over which a day carries; of 3 to 8 the best on the 28 reports of newswire_dev."""
_LINE = frozenset({"conj", "ccomp", "xcomp", "parataxis", "dobj", "pobj", "prep", "nsubjpass", "nsubj"})
_ON_OCCASION = frozenset({"during", "in", "at"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_QUOTES = frozenset({'"', "``", "''", "“", "”"})


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as far as its date goes: its trigger, the date found so far, and who takes part.

    `type` and `status` are the record's. `parties` are whatever names an actor throughout the report.
    """

    token: int
    date: DateRange
    type: str
    status: str
    parties: Collection[object]


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
        self._dated_nouns: dict[str, list[int]] | None = None
        self._days: dict[int, DateRange | None] = {}
        self._told: dict[int, list[Happening]] = {}
        for event in events:
            if event.status == "happened" and event.date.start and event.date.precision == "day":
                self._told.setdefault(parsed.sentence[event.token], []).append(event)

    def carried(self, event: Happening) -> DateRange | None:
        """The date that the report carries to this event."""
        parsed = self._parsed
        occasion = self._occasion(event)
        if occasion is not None:
            return occasion
        speaks = event.type in self._spoken
        if event.status != "happened" and not (speaks and event.status == "habitual"):
            return None
        verb = self._clause(event.token)
        if verb is None:
            return None
        number = parsed.sentence[event.token]
        saying = self._saying(verb)
        apart = saying is not None and saying != verb
        if saying is not None and speaks and not (apart and self._is_past(verb)):
            own = self._day_of(saying)
            if own is not None:
                return own
        if apart and saying is not None and saying > verb and not self._is_quoted(verb):
            apart = False  # "Police arrested five men, officials said"
        if apart:
            # "he said that they had attacked": told by a witness, of another day as like as not
            if not speaks or self._is_past(verb):
                return None
        elif not self._is_simple_past(verb) or event.status != "happened":
            return None
        if self._has_days(number, looking_back=True):
            return None
        wanted = set(event.parties)
        for before in range(number - 1, max(-1, number - 1 - _REACH), -1):
            day = self._day(before)
            if day is not None:
                sentence = parsed.sentences[before]
                return day if wanted & set(self._named(sentence.start, sentence.end)) else None
        return None

    def _occasion(self, event: Happening) -> DateRange | None:
        """The date of an occasion told before that the event belongs to: "two rebels died during the assault"."""
        parsed = self._parsed
        if event.status not in ("happened", "planned") or self._has_days(parsed.sentence[event.token]):
            return None
        if (own := self._told_before(event.token)) is not None:
            return own
        for token in (event.token, parsed.head[event.token]):
            if token != event.token and parsed.pos[token] not in ("VERB", "AUX"):
                continue
            for preposition in parsed.having(token, "prep"):
                if parsed.lower[preposition] in _ON_OCCASION:
                    for noun in parsed.having(preposition, "pobj"):
                        date = self._told_before(noun)
                        if date is not None:
                            return date
        return None

    def _told_before(self, noun: int) -> DateRange | None:
        """The date of the last noun before that "the assault" takes up."""
        parsed = self._parsed
        definite = any(parsed.lower[c] in _DEFINITE for c in parsed.having(noun, "det")) or parsed.having(
            noun, "poss"
        )
        if parsed.pos[noun] != "NOUN" or not definite:
            return None
        for before in reversed(self._nouns().get(parsed.lemma[noun], ())):
            if before < noun:
                date = event_date(parsed, self._times, before, self._extra)
                if date.precision == "day":
                    return date
        return None

    def _nouns(self) -> dict[str, list[int]]:
        """The nouns of the sentences that name a time, by lemma."""
        if self._dated_nouns is None:
            self._dated_nouns = {}
            for number, sentence in enumerate(self._parsed.sentences):
                if self._has_days(number):
                    for token in range(sentence.start, sentence.end):
                        if self._parsed.pos[token] == "NOUN":
                            self._dated_nouns.setdefault(self._parsed.lemma[token], []).append(token)
        return self._dated_nouns

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

    def _is_quoted(self, token: int) -> bool:
        """Whether the token stands inside quotation marks that its sentence opens."""
        parsed = self._parsed
        start = parsed.sentences[parsed.sentence[token]].start
        return sum(parsed.text[t] in _QUOTES for t in range(start, token)) % 2 == 1

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
