"""When did it happen? The date of one event, from the times that hang on its trigger in the parse.

From the trigger and from the time one walks up the parse to where they meet. Each step costs a little, and some
steps are barred: out of a reported clause, through "since" or "after", from an attack to the verb that condemns it.
The cheapest time is the event's; where every way is barred the event has no date.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from dragoman.reading.parse import Parsed
from dragoman.reading.when.around import Around
from dragoman.reading.when.words import TimeWords, time_words
from dragoman.records import UNDATED, DateRange, Time

_VERBAL = ("VERB", "AUX")
_OWN = ("poss", "compound", "nummod", "amod", "nmod")
"""How a time hangs on a noun that it alone dates: "Monday's attack", "the Aug. 15 accord"."""
_NOMINAL_LINKS = frozenset(
    {"dobj", "pobj", "prep", "nsubj", "nsubjpass", "attr", "oprd", "agent", "appos", "dative"}
)
_JOINTS = frozenset({"-", "–", "—", "to", "through", "until", "till"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_RANGE = frozenset({"from", "to", "until", "till", "between", "through"})
_BARRED = None

# Costs of a step, tuned by hand on the 28 development reports of newswire_dev (AFP and Xinhua, 1997 to 2006).
_STEP = 1.0
_WIDE_STEP = 2.0
_LOOSE_STEP = 3.0


def event_date(parsed: Parsed, times: Sequence[Time], trigger: int, extra: Sequence[Path] = ()) -> DateRange:
    """The date of the event whose trigger is token `trigger`; UNDATED when the report names none for it.

    `times` are the report's, as `when.times` gives them. A time behind "since" or "after" is a bound and no date; a
    time that hangs on a verb of speech dates the saying, not what is said. "3-5 May" gives the whole range.
    """
    words = time_words(extra)
    finder = _Finder(parsed, words)
    sentence = parsed.sentences[parsed.sentence[trigger]]
    first, last = parsed.start[sentence.start], parsed.end[sentence.end - 1]
    at = bisect_left(times, first, key=lambda time: time.span.start)
    near: list[Time] = []
    while at < len(times) and times[at].span.start < last:
        near.append(times[at])
        at += 1
    best: tuple[float, int, int] | None = None
    for number, time in enumerate(near):
        if time.start is None:
            continue
        ranged = any(_joined(parsed, *pair) for pair in pairwise(near[max(0, number - 1) : number + 2]))
        cost = finder.cost(time, trigger, ranged)
        if cost is not None:
            choice = (cost, abs(time.span.start - parsed.start[trigger]), number)
            best = min(best, choice) if best else choice
    return _range(parsed, near, best[2]) if best else UNDATED


def _range(parsed: Parsed, near: Sequence[Time], number: int) -> DateRange:
    """The chosen time, widened to the other end when it is one end of a range."""
    first = last = near[number]
    if number + 1 < len(near) and _joined(parsed, near[number], near[number + 1]):
        last = near[number + 1]
    elif number and _joined(parsed, near[number - 1], near[number]):
        first = near[number - 1]
    text = parsed.report.text[first.span.start : last.span.end]
    if first.start is None or last.end is None or first.start > last.end:
        time = near[number]
        return DateRange(time.start, time.end, time.precision, time.span.text)
    return DateRange(first.start, last.end, first.precision if first is last else last.precision, text)


def _joined(parsed: Parsed, first: Time, second: Time) -> bool:
    """Whether two times are the ends of one range: "3 to 5 May", "Saturday and Sunday"."""
    if first.end is None or second.start is None or first.precision != second.precision:
        return False
    between = parsed.report.text[first.span.end : second.span.start].strip().lower()
    return between in _JOINTS or (between in ("and", "&") and 0 < (second.start - first.end).days <= 1)


class _Finder:
    """Finds what it costs to walk from a time to a trigger."""

    def __init__(self, parsed: Parsed, words: TimeWords) -> None:
        self._parsed = parsed
        self._around = Around(parsed, words)
        self._bounds = words.sets["event.bounds"]
        self._holding = words.sets["event.holding_verbs"]
        self._speech = words.sets["event.speech_verbs"]
        self._voicing = words.sets["event.voicing_verbs"]
        self._openings = words.sets["event.openings"]
        self._same_time = words.sets["event.same_time_prepositions"]
        self._future = words.sets["tense.future_words"]

    def cost(self, time: Time, trigger: int, ranged: bool) -> float | None:
        """The cost of dating `trigger` by `time`; None when that is barred. `ranged`: one end of "from 3 to 5 May"."""
        parsed = self._parsed
        first, last = self._around.tokens(time.span.start, time.span.end)
        if first <= trigger < last:
            return None
        inside = self._when_clause(first, last, trigger)
        if inside is not None:
            return inside
        chain = self._dated(time, first, last, ranged)
        if chain is None:
            return None
        governor, own = chain
        if own and governor != trigger:
            return None
        up = [trigger, *parsed.ancestors(trigger)]
        down = [governor, *parsed.ancestors(governor)]
        meet = next((token for token in up if token in down), None)
        if meet is None:
            return None
        coarse = time.precision in ("month", "year")
        total = 0.0
        for token in up[: up.index(meet)]:
            step = self._up(token, coarse, own=token == trigger)
            if step is None:
                return None
            total += step
        for token in down[: down.index(meet)]:
            step = self._down(token, trigger)
            if step is None:
                return None
            total += step
        return total

    def _when_clause(self, first: int, last: int, trigger: int) -> float | None:
        """The cost inside a clause that tells what happened at the time: "in 2006, when they plan to withdraw"."""
        parsed = self._parsed
        total = _STEP
        for token in (trigger, *parsed.ancestors(trigger)):
            if first <= parsed.head[token] < last:
                clause = parsed.dep[token] in ("relcl", "advcl") and not first <= token < last
                when = any(parsed.lower[c] == "when" for c in parsed.having(token, "advmod"))
                return total if clause and when else None
            step = self._up(token, coarse=False, own=token == trigger)
            if step is None:
                return None
            total += step
        return None

    def _dated(self, time: Time, first: int, last: int, ranged: bool) -> tuple[int, bool] | None:
        """The word that the time hangs on, past its prepositions, and whether it is a noun that it alone dates.

        None when a preposition makes it a bound, or the time stands alone.
        """
        parsed = self._parsed
        head = self._around.head(time.span.start, time.span.end)
        if head is None:
            return None
        bare = not first or parsed.pos[first - 1] != "ADP" or parsed.lower[first - 1] not in self._bounds
        if last < len(parsed) and parsed.tag[last] in _FINITE and bare and not parsed.opens[last]:
            # "backed by the police this week launched": the parser gives the week to "backed".
            return (parsed.head[last] if parsed.dep[last] in ("aux", "auxpass") else last), False
        token = head
        own = parsed.dep[head] in _OWN
        while True:
            governor = parsed.head[token]
            if governor == token:
                return None
            lower = parsed.lower[governor]
            if (
                lower in self._bounds
                and parsed.pos[governor] not in _VERBAL
                and not (ranged and lower in _RANGE)
            ):
                return None
            conjoined = parsed.dep[token] in ("conj", "appos") and parsed.entity[governor] in ("DATE", "TIME")
            linking = parsed.pos[governor] in ("ADP", "SCONJ", "PART") or lower in self._openings
            if not conjoined and not linking:
                return governor, own
            token = governor

    def _up(self, token: int, coarse: bool, own: bool = False) -> float | None:
        """The step from a token on the trigger's side to its governor; `coarse` for a month or a year.

        `own`: the token is the trigger itself.
        """
        parsed = self._parsed
        dep, governor = parsed.dep[token], parsed.head[token]
        if dep == "conj":
            return self._conjunct(token)
        if dep == "advcl":
            return self._clause(token, main_dated=True)
        if dep == "xcomp":
            return _STEP if parsed.lemma[governor] in self._holding else _BARRED
        if dep == "ccomp":  # "In late 2003 they said they had killed him"
            return _LOOSE_STEP if coarse and parsed.lemma[governor] in self._speech else _BARRED
        if dep == "acl":
            return _LOOSE_STEP
        if dep == "prep" and parsed.pos[governor] in _VERBAL:
            return _STEP if parsed.lower[token] in self._same_time else _BARRED
        if dep in ("dobj", "dative") and parsed.pos[governor] in _VERBAL:
            held = parsed.lemma[governor] in self._holding or (
                own and parsed.lemma[governor] in self._voicing
            )
            return _STEP if held else _BARRED
        return _STEP if dep in _NOMINAL_LINKS else _BARRED

    def _conjunct(self, token: int) -> float | None:
        """From one of two joined words to the other, unless their tenses differ."""
        parsed = self._parsed
        other = parsed.head[token]
        if parsed.pos[token] not in _VERBAL or parsed.pos[other] not in _VERBAL:
            return _STEP
        own, its = self._around.tense(token), self._around.tense(other)
        return _STEP if own is None or its is None or (own < 0) == (its < 0) else _BARRED

    def _clause(self, token: int, main_dated: bool) -> float | None:
        """Between an adverbial clause and its main clause: "dismissing it as a myth" happened when the main verb did.

        Behind "as" and "while" both happen at once; "when" and "where" say too little.
        """
        parsed = self._parsed
        markers = {parsed.lower[c] for c in parsed.having(token, "mark", "advmod", "prep")}
        if markers & self._bounds:
            return _BARRED
        if parsed.tag[token] == "VBG" and not parsed.having(token, "aux"):
            return _WIDE_STEP
        if markers & {"as", "while"} and self._conjunct(token) is not None:
            return _LOOSE_STEP
        if main_dated and parsed.tag[token] == "VB":
            return _LOOSE_STEP
        return _BARRED

    def _down(self, token: int, trigger: int) -> float | None:
        """The step from a token on the time's side to its governor."""
        parsed = self._parsed
        dep, governor = parsed.dep[token], parsed.head[token]
        if dep in ("acl", "relcl"):
            holds = parsed.lemma[token] in self._holding
            if governor == trigger:
                return _STEP if dep == "acl" or holds else _BARRED
            if dep == "relcl" and holds and parsed.pos[trigger] == "NOUN":
                return _LOOSE_STEP  # "a meeting of the group, which is being held": the parser asks the group
            # "The ministers, meeting in Brussels on Tuesday, failed to agree"
            subject = parsed.dep[governor] == "nsubj" and parsed.head[governor] == trigger
            return _WIDE_STEP if subject and dep == "acl" and parsed.tag[token] == "VBG" else _BARRED
        if dep == "prep" and parsed.lower[token] in self._bounds:
            return _BARRED
        if dep in _NOMINAL_LINKS:
            return _STEP
        if dep == "advcl":
            return self._clause(token, main_dated=False)
        if dep == "xcomp":
            return _LOOSE_STEP if parsed.lemma[governor] in self._future | self._holding else _BARRED
        return _LOOSE_STEP if dep == "conj" and self._conjunct(token) is not None else _BARRED
