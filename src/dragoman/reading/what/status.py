"""Did it happen? Planned, requested, threatened, denied, hypothetical or habitual, from the words around a trigger.

The words that govern the trigger are read from the inside out: "refused to rule out sending troops" starts as sending
(happened), becomes denied by "rule out", hypothetical by "refused". A word counts only in the way it governs: "called
for talks" requests them, "called the talks a failure" does not. The words and their ways are in data/status.toml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Date
from typing import Any

from dragoman.reading.parse import Parsed
from dragoman.reading.what.clauses import Clauses, by_word
from dragoman.reading.what.status_words import StatusWords, apply
from dragoman.records import DateRange, Status

_MAX_STEPS = 10
_NOUNS = frozenset({"NOUN", "PROPN"})
_OBJECTS = frozenset({"dobj", "nsubjpass", "attr", "dative"})
_SUBJECTS = ("nsubj", "nsubjpass")
_COMPLEMENTS = ("noun", "a noun", "to", "doing")
_DECIDING = frozenset({"planned", "threatened", "hypothetical", "denied"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_Step = tuple[int, tuple[str, ...], Status | None]
"""A governor, the ways in which it governs what is below it, and what the step itself says, whatever the word."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The status of an event and whether words called it off ("cancelled the visit"); `words` are the tokens that
    decided it."""

    status: Status
    cancelled: bool
    words: tuple[int, ...]


def future(status: Status, date: DateRange, published: Date | None) -> Status:
    """The status once the date is known: what lies wholly after publication can't have happened, so it is planned.

    A date of `precision` "year" counts only when the year lies ahead as a whole. Unknown dates change nothing.
    """
    if published is None or date.start is None or status not in ("happened", "habitual"):
        return status
    return "planned" if date.start > published else status


class StatusReader:
    """Reads statuses in one report. `lists` is the table of `data/status.toml`."""

    def __init__(self, parsed: Parsed, lists: Mapping[str, Any]) -> None:
        self._parsed = parsed
        self._words = StatusWords(parsed, lists)
        self._clauses = Clauses(parsed, self._words, lists)
        self._without = frozenset(lists["operators"]["without"])
        self._scheduled = frozenset(lists["adjectives"]["after"])
        self._adjectives = by_word({k: v for k, v in lists["adjectives"].items() if k != "after"})
        purpose = lists["purpose"]
        self._motion = frozenset(purpose["motion"])
        self._ahead = frozenset(purpose["ahead"])
        self._begun = frozenset(purpose["begun"])
        self._arrived = frozenset(purpose["arrived"])
        self._occurring = frozenset(lists["occurring"]["verbs"])
        self._parts = frozenset(lists["occurring"]["parts"])
        self._performed = {verb: frozenset(nouns) for verb, nouns in lists["performed"].items()}
        self._schedules = frozenset(lists["future"]["schedules"])
        self._cancelled = frozenset(lists["cancelled"]["words"])
        self._planning = frozenset(lists["future"]["triggers"])

    # The questions

    def read(self, trigger: int, light: int | None) -> Reading:
        """The status of the event at token `trigger`, `light` being the verb that carries a noun, if any."""
        parsed = self._parsed
        status: Status = "planned" if parsed.lemma[trigger] in self._planning else "happened"
        cancelled = False
        decided: list[int] = [] if status == "happened" else [trigger]
        below: int | None = None
        if parsed.pos[trigger] in _NOUNS:
            for word, effect in self._said_of_noun(trigger):
                status, cancelled = effect, cancelled or parsed.lower[word] in self._cancelled
                decided.append(word)
        for token, ways, changes in self._path(trigger, light):
            changed = status
            if ways:
                lemma = self._words.lemma(token)
                effect_of = self._words.effect(token, ways)
                if effect_of == "undone":
                    changed = status if self._clauses.is_negated(token, below) else apply("denied", status)
                    if changed != status:
                        decided.append(token)
                    status, below = self._clauses.modal(token, changed, None, negation=False), token
                    continue
                if effect_of is not None:
                    changed = apply(effect_of, status)
                    cancelled = cancelled or (effect_of == "denied" and lemma in self._cancelled)
            if changes is not None:
                changed = apply(changes, changed)
            changed = self._clauses.read(token, changed, below, own=token in (trigger, light))
            if changed != status:
                decided.append(token)
                status = changed
            below = token
        return Reading(status, cancelled and status == "denied", tuple(decided))

    def is_operator(self, token: int) -> bool:
        """Whether the word decides the status of what it governs ("plan", "offer", "rule out")."""
        return self._words.effect(token, _COMPLEMENTS) in _DECIDING

    # What governs what

    def _path(self, trigger: int, light: int | None) -> Iterator[_Step]:
        """The trigger and its governors up to the main verb."""
        yield trigger, (), None
        token = trigger
        for _ in range(_MAX_STEPS):
            step = self._step(token, light)
            if step is None:
                return
            head, ways, changes = step
            if head == token:
                return
            yield head, ways, changes
            if changes is not None:
                return
            token = head

    def _step(self, token: int, light: int | None) -> _Step | None:
        """The governor of `token`, how it governs, and what this step alone says; None when nothing above matters."""
        parsed = self._parsed
        dep, head = parsed.dep[token], parsed.head[token]
        if head == token:
            return None
        if dep == "conj":
            return (head, (), None) if self._shares_clause(token, head) else None
        if parsed.pos[token] in _NOUNS or dep in _OBJECTS or dep in ("pobj", "nsubj", "compound"):
            return self._noun_step(token, dep, head, light)
        ways = self._clauses.ways(token, dep, head)
        if dep == "prep" and self._reaches(head, (parsed.lower[token],)):
            return head, (parsed.lower[token],), None
        if dep == "pcomp":
            return self._after_preposition(token, head)
        if dep in ("xcomp", "ccomp", "acl", "acomp", "advcl") and ways:
            if self._reaches(head, ways):
                return head, ways, None
            if dep == "xcomp" or (dep in ("advcl", "ccomp") and "to" in ways and self._clauses.does_by(head)):
                return head, (), None
        if dep == "acl" and parsed.pos[head] in _NOUNS and parsed.tag[token] in ("VBD", "VBN", "VBZ", "VBP"):
            # "reports that troops had crossed": what is done to the reports is done to what they say.
            return (head, (), None) if parsed.child(token, "mark") is not None else None
        return None

    def _noun_step(self, noun: int, dep: str, head: int, light: int | None) -> _Step | None:
        parsed = self._parsed
        if dep == "pobj":
            return self._after_preposition(noun, head, light)
        if dep == "compound":
            return (head, ("of", "noun"), None) if self._reaches(head, ("of",)) else None
        if dep in _OBJECTS:
            ways = ("noun",) if self._is_definite(noun) else ("noun", "a noun")
            if any(parsed.child(c, "mark") is not None for c in parsed.having(noun, "acl")):
                ways = (*ways, "said")
            if dep == "nsubjpass" and (undone := self._undone_later(head)) is not None:
                return undone, ("noun",), None
            if head == light or parsed.lemma[head] == "be":
                spoken = parsed.lemma[noun] in self._performed.get(parsed.lemma[head], ())
                return head, () if spoken else ways, None
            if self._reaches(head, ways):
                spoken = parsed.lemma[noun] in self._performed.get(parsed.lemma[head], ())
                return None if spoken else (head, ways, None)
            return (head, (), None) if self._words.passes(head, ways) else None
        if dep == "nsubj":
            if (undone := self._undone_later(head)) is not None:
                return undone, ("noun",), None
            if head == light or self._words.lemma(head) in self._occurring:
                state = parsed.child(head, "acomp")
                ways = ("noun",)
                if state is not None and (effect := self._words.effect(state, ways)) not in (None, "undone"):
                    return head, (), effect  # type: ignore[return-value]
                if state is None or head == light:
                    return head, (), None
            small = parsed.head[head]
            if (
                parsed.dep[head] == "ccomp"
                and self._is_small_clause(head)
                and self._reaches(small, ("noun",))
            ):
                return small, ("noun",), None
        return None

    def _undone_later(self, verb: int) -> int | None:
        """The verb joined to this one that calls their subject off: "was to open on Monday but was cancelled"."""
        parsed = self._parsed
        verbs = [verb, *parsed.having(verb, "xcomp")] if parsed.lemma[verb] == "be" else [verb]
        for other in (o for v in verbs for o in parsed.having(v, "conj")):
            passive = parsed.child(other, "auxpass") is not None and parsed.child(other, *_SUBJECTS) is None
            if passive and self._words.lemma(other) in self._cancelled:
                return other
        return None

    def _after_preposition(self, token: int, preposition: int, light: int | None = None) -> _Step | None:
        """From what stands after a preposition to the word that the preposition hangs on."""
        parsed = self._parsed
        word, above = parsed.lower[preposition], parsed.head[preposition]
        if word in self._without or (word == "of" and parsed.lower[above] in self._without):
            return preposition, (), "denied"
        if word == "of" and parsed.lower[above] in self._ahead:
            return preposition, (), "planned"
        if above == preposition:
            return None
        ways = (word, "doing") if parsed.dep[token] == "pcomp" and word == "from" else (word,)
        if parsed.pos[above] == "ADP" and parsed.lower[above] in ("out", "off", "on", "down"):
            ways = (f"{parsed.lower[above]} {word}", word)
            above = parsed.head[above]
        if self._reaches(above, ways):
            return above, ways, None
        if above == light or word == "including" or self._words.passes(above, ways):
            return above, (), None
        if word == "of" and parsed.lemma[above] in self._parts:
            return above, (), None
        if parsed.pos[token] in _NOUNS and parsed.pos[above] in ("VERB", "AUX"):
            if word == "for" and self._words.lemma(above) in self._motion and not self._is_definite(token):
                begun = parsed.lemma[above] in self._arrived and parsed.lemma[token] in self._begun
                return above, (), None if begun else "planned"
            if word in ("at", "during", "in", "before", "on") and self._lies_ahead(above):
                return above, (), "planned"
        return None

    def _shares_clause(self, token: int, head: int) -> bool:
        """Whether a conjunct stands under the same words as its head: "will meet the king and visit the museum"."""
        parsed = self._parsed
        if parsed.pos[token] in _NOUNS:
            return parsed.pos[head] in _NOUNS
        if parsed.child(token, "nsubj", "nsubjpass", "aux", "auxpass", "expl") is not None:
            return False
        return parsed.tag[token] == parsed.tag[head] or (
            parsed.tag[token] == "VB" and parsed.tag[head] == "VBP"
        )

    def _is_small_clause(self, verb: int) -> bool:
        """Whether a clause is no clause of its own: "wants the attack stopped", "saw talks begin"."""
        parsed = self._parsed
        return parsed.child(verb, "aux", "mark") is None and parsed.tag[verb] in ("VB", "VBN", "VBG")

    def _is_definite(self, noun: int) -> bool:
        parsed = self._parsed
        return any(
            parsed.dep[c] == "poss" or (parsed.dep[c] == "det" and parsed.lower[c] in _DEFINITE)
            for c in parsed.children[noun]
        )

    # What words say

    def _said_of_noun(self, noun: int) -> Iterator[tuple[int, Status]]:
        parsed = self._parsed
        for child in parsed.children[noun]:
            dep = parsed.dep[child]
            if dep in ("amod", "compound", "det") and child < noun:
                word = parsed.lower[child]
                if word == "no" or (word == "neither" and dep == "det"):
                    yield child, "denied"
                elif word in self._adjectives:
                    yield child, self._adjectives[word]
            elif dep in ("acl", "relcl", "amod") and child > noun and parsed.lemma[child] in self._scheduled:
                scheduled = parsed.tag[child] in ("VBN", "JJ", "IN") and not self._clauses.is_negated(child)
                if scheduled:
                    yield child, "planned"

    def _reaches(self, head: int, ways: tuple[str, ...]) -> bool:
        return self._words.effect(head, ways) is not None

    def _lies_ahead(self, verb: int) -> bool:
        """Whether the clause is planned as a whole, so that the occasions it names lie ahead too."""
        for token, ways, _ in self._path(verb, None):
            if ways and self._word_says(token, ways) == "planned":
                return True
            if self._is_finite(token) and self._clauses.read(token, "happened", token) == "planned":
                return True
        return False

    def _is_finite(self, verb: int) -> bool:
        """Whether the clause is no infinitive, or one after "is to"."""
        parsed = self._parsed
        infinitive = any(parsed.lower[c] == "to" for c in parsed.having(verb, "aux"))
        return not infinitive or parsed.lemma[parsed.head[verb]] == "be"

    def _word_says(self, token: int, ways: tuple[str, ...]) -> Status:
        effect = self._words.effect(token, ways) if ways else None
        return (
            "planned" if effect == "planned" and self._parsed.lemma[token] in self._schedules else "happened"
        )
