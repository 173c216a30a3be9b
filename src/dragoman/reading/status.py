"""Did it happen? Planned, requested, threatened, denied, hypothetical or habitual, from the words around a trigger.

The words that govern the trigger are read from the inside out: "refused to rule out sending troops" starts as sending
(happened), becomes denied by "rule out", hypothetical by "refused". A word counts only in the way it governs: "called
for talks" requests them, "called the talks a failure" does not. The words and their ways are in data/status.toml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Date
from typing import Any

from dragoman.reading.parse import Parsed
from dragoman.records import DateRange, Status

_MAX_STEPS = 10
_EFFECTS: tuple[Status, ...] = ("denied", "requested", "threatened", "planned", "hypothetical", "habitual")
_NOUNS = frozenset({"NOUN", "PROPN"})
_OBJECTS = frozenset({"dobj", "nsubjpass", "attr", "dative"})
_STRUCTURAL = frozenset({"noun", "a noun", "to", "X to", "doing", "that", "would", "should"})
_OF_NOUNS = _STRUCTURAL | {"of", "for", "to", "on", "about"}
_SUBJECTS = ("nsubj", "nsubjpass")
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_ANY = "*"
_NOT_DONE: Mapping[Status, Status] = {"denied": "hypothetical", "hypothetical": "denied"}
_OPEN_TO_EFFECT = frozenset({"happened", "planned", "habitual"})


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
        operators = lists["operators"]
        self._operators: dict[tuple[str, str], Status] = {}
        for effect in _EFFECTS:
            for key in _keys(operators[effect]):
                self._operators.setdefault(key, effect)
        self._undone = frozenset(_keys(operators["undone"]))
        self._without = frozenset(operators["without"])
        self._modals = _by_word(lists["modals"])
        after = frozenset(lists["adjectives"]["after"])
        self._scheduled = after
        self._adjectives = _by_word({k: v for k, v in lists["adjectives"].items() if k != "after"})
        self._negations = frozenset(lists["negation"]["words"])
        self._nobody = frozenset(lists["negation"]["nobody"])
        self._not_really = frozenset(lists["negation"]["not_really"])
        self._habits = frozenset(lists["habitual"]["adverbs"])
        self._every = frozenset(lists["habitual"]["every"])
        self._going_on = frozenset(lists["habitual"]["verbs"])
        self._spoken = frozenset(lists["habitual"]["spoken"])
        self._conditions = frozenset(lists["conditions"]["marks"])
        self._not_yet = frozenset(lists["conditions"]["not_yet"])
        purpose = lists["purpose"]
        self._purpose: Status = purpose["status"]
        self._purpose_done = frozenset(purpose["done"])
        self._rank = frozenset(purpose["rank"])
        self._motion = frozenset(purpose["motion"])
        self._ahead = frozenset(purpose["ahead"])
        self._begun = frozenset(purpose["begun"])
        self._arrived = frozenset(purpose["arrived"])
        self._occurring = frozenset(lists["occurring"]["verbs"])
        self._through = frozenset(_keys(lists["occurring"]["through"]))
        self._parts = frozenset(lists["occurring"]["parts"])
        self._performed = {verb: frozenset(nouns) for verb, nouns in lists["performed"].items()}
        self._soon = frozenset(lists["future"]["words"])
        self._schedules = frozenset(lists["future"]["schedules"])
        self._next = frozenset(lists["future"]["next"])
        self._cancelled = frozenset(lists["cancelled"]["words"])

    # The questions

    def read(self, trigger: int, light: int | None) -> Reading:
        """The status of the event at token `trigger`, `light` being the verb that carries a noun, if any."""
        parsed = self._parsed
        status: Status = "happened"
        cancelled = False
        decided: list[int] = []
        below: int | None = None
        if parsed.pos[trigger] in _NOUNS:
            for word, effect in self._said_of_noun(trigger):
                status, cancelled = effect, cancelled or parsed.lower[word] in self._cancelled
                decided.append(word)
        for token, frames, changes in self._path(trigger, light):
            changed = status
            if frames:
                lemma = self._lemma(token)
                effect_of = self._effect(token, frames)
                if effect_of == "undone":
                    changed = status if self._is_negated(token, below) else _apply("denied", status)
                    if changed != status:
                        decided.append(token)
                    status, below = self._modal(token, changed, None, negation=False), token
                    continue
                if effect_of is not None:
                    changed = _apply(effect_of, status)
                    cancelled = cancelled or (effect_of == "denied" and lemma in self._cancelled)
            if changes is not None:
                changed = _apply(changes, changed)
            changed = self._by_clause(token, changed, below, own=token in (trigger, light))
            if changed != status:
                decided.append(token)
                status = changed
            below = token
        return Reading(status, cancelled and status == "denied", tuple(decided))

    def is_operator(self, token: int) -> bool:
        """Whether the word decides the status of what it governs ("plan", "offer", "rule out")."""
        return self._effect(token, ("noun", "a noun", "to", "doing")) in ("planned", "threatened", "hypothetical", "denied")

    # What governs what

    def _path(self, trigger: int, light: int | None) -> Iterator[tuple[int, tuple[str, ...], Status | None]]:
        """The trigger and its governors up to the main verb, each with the ways in which it governs what is below it.

        The third entry is what the step itself says, whatever the word ("arrived for talks").
        """
        parsed = self._parsed
        yield trigger, (), None
        token = trigger
        for _ in range(_MAX_STEPS):
            step = self._step(token, light)
            if step is None:
                return
            head, frames, changes = step
            if head == token:
                return
            yield head, frames, changes
            if changes is not None:
                return
            token = head

    def _step(self, token: int, light: int | None) -> tuple[int, tuple[str, ...], Status | None] | None:
        """The governor of `token`, how it governs, and what this step alone says; None when nothing above matters."""
        parsed = self._parsed
        dep, head = parsed.dep[token], parsed.head[token]
        if head == token:
            return None
        if dep == "conj":
            return (head, (), None) if self._shares_clause(token, head) else None
        if parsed.pos[token] in _NOUNS or dep in _OBJECTS or dep in ("pobj", "nsubj", "compound"):
            return self._noun_step(token, dep, head, light)
        frames = self._clause_frames(token, dep, head)
        if dep == "prep" and self._reaches(head, (parsed.lower[token],)):
            return head, (parsed.lower[token],), None
        if dep == "pcomp":
            return self._after_preposition(token, head)
        if dep in ("xcomp", "ccomp", "acl", "acomp", "advcl") and frames:
            if self._reaches(head, frames):
                return head, frames, None
            if dep == "xcomp" or (dep in ("advcl", "ccomp") and "to" in frames and self._does_by(head)):
                return head, (), None
        if dep == "acl" and parsed.pos[head] in _NOUNS and parsed.tag[token] in ("VBD", "VBN", "VBZ", "VBP"):
            # "reports that troops had crossed": what is done to the reports is done to what they say.
            return (head, (), None) if parsed.child(token, "mark") is not None else None
        return None

    def _noun_step(
        self, noun: int, dep: str, head: int, light: int | None
    ) -> tuple[int, tuple[str, ...], Status | None] | None:
        parsed = self._parsed
        if dep == "pobj":
            return self._after_preposition(noun, head, light)
        if dep == "compound":
            return (head, ("of", "noun"), None) if self._reaches(head, ("of",)) else None
        if dep in _OBJECTS:
            frames = ("noun",) if self._is_definite(noun) else ("noun", "a noun")
            if any(parsed.child(c, "mark") is not None for c in parsed.having(noun, "acl")):
                frames = (*frames, "said")
            if dep == "nsubjpass" and (undone := self._undone_later(head)) is not None:
                return undone, ("noun",), None
            if head == light or parsed.lemma[head] == "be":
                spoken = parsed.lemma[noun] in self._performed.get(parsed.lemma[head], ())
                return head, () if spoken else frames, None
            if self._reaches(head, frames):
                spoken = parsed.lemma[noun] in self._performed.get(parsed.lemma[head], ())
                return None if spoken else (head, frames, None)
            return (head, (), None) if self._passes(head, frames) else None
        if dep == "nsubj":
            if (undone := self._undone_later(head)) is not None:
                return undone, ("noun",), None
            if head == light or self._lemma(head) in self._occurring:
                state = parsed.child(head, "acomp")
                frames = ("noun",)
                if state is not None and (effect := self._effect(state, frames)) not in (None, "undone"):
                    return head, (), effect  # type: ignore[return-value]
                if state is None or head == light:
                    return head, (), None
            small = parsed.head[head]
            if parsed.dep[head] == "ccomp" and self._is_small_clause(head) and self._reaches(small, ("noun",)):
                return small, ("noun",), None
        return None

    def _undone_later(self, verb: int) -> int | None:
        """The verb joined to this one that calls their subject off: "was to open on Monday but was cancelled"."""
        parsed = self._parsed
        verbs = [verb, *parsed.having(verb, "xcomp")] if parsed.lemma[verb] == "be" else [verb]
        for other in (o for v in verbs for o in parsed.having(v, "conj")):
            if parsed.child(other, "auxpass") is not None and parsed.child(other, *_SUBJECTS) is None:
                if self._lemma(other) in self._cancelled:
                    return other
        return None

    def _after_preposition(
        self, token: int, preposition: int, light: int | None = None
    ) -> tuple[int, tuple[str, ...], Status | None] | None:
        """From what stands after a preposition to the word that the preposition hangs on."""
        parsed = self._parsed
        word, above = parsed.lower[preposition], parsed.head[preposition]
        if word in self._without or (word == "of" and parsed.lower[above] in self._without):
            return preposition, (), "denied"
        if word == "of" and parsed.lower[above] in self._ahead:
            return preposition, (), "planned"
        if above == preposition:
            return None
        frames = (word, "doing") if parsed.dep[token] == "pcomp" and word == "from" else (word,)
        if parsed.pos[above] == "ADP" and parsed.lower[above] in ("out", "off", "on", "down"):
            frames = (f"{parsed.lower[above]} {word}", word)
            above = parsed.head[above]
        if self._reaches(above, frames):
            return above, frames, None
        if above == light or word == "including" or self._passes(above, frames):
            return above, (), None
        if word == "of" and parsed.lemma[above] in self._parts:
            return above, (), None
        if parsed.pos[token] in _NOUNS and parsed.pos[above] in ("VERB", "AUX"):
            if word == "for" and self._lemma(above) in self._motion and not self._is_definite(token):
                begun = parsed.lemma[above] in self._arrived and parsed.lemma[token] in self._begun
                return above, (), None if begun else "planned"
            if word in ("at", "during", "in", "before", "on") and self._lies_ahead(above):
                return above, (), "planned"
        return None

    def _clause_frames(self, verb: int, dep: str, head: int) -> tuple[str, ...]:
        """The ways in which `head` may govern the clause of `verb`."""
        parsed = self._parsed
        auxiliaries = [parsed.lower[c] for c in parsed.having(verb, "aux", "auxpass")]
        if "to" in auxiliaries:
            other = parsed.child(verb, *_SUBJECTS) is not None
            if not other and dep in ("xcomp", "advcl", "ccomp") and parsed.pos[head] == "VERB":
                thing = parsed.child(head, "dobj", "dative")
                other = (thing is not None and thing < verb) or parsed.child(head, "nsubjpass", "auxpass") is not None
                other = other or (parsed.tag[head] == "VBN" and parsed.dep[head] in ("acl", "amod"))
                if not other and any(head < p < verb for p in parsed.having(head, "prep")):
                    return ("to", "X to")
            return ("X to",) if other else ("to",)
        if parsed.tag[verb] == "VBG" and not auxiliaries:
            return ("doing",)
        if dep == "acomp":
            return ("noun",)
        if dep not in ("ccomp", "acl"):
            return ()
        if any(word in self._modals for word in auxiliaries):
            asks = any(self._modals.get(word) == "requested" for word in auxiliaries)
            return ("should", "that") if asks else ("would", "that")
        subject = parsed.child(verb, *_SUBJECTS)
        bare = parsed.tag[verb] == "VB" or (parsed.tag[verb] == "VBP" and not auxiliaries)
        if subject is not None and bare and (parsed.tag[verb] == "VB" or parsed.tag[subject] in ("NN", "NNP")):
            return ("should", "that")
        return ("that",)

    def _shares_clause(self, token: int, head: int) -> bool:
        """Whether a conjunct stands under the same words as its head: "will meet the king and visit the museum"."""
        parsed = self._parsed
        if parsed.pos[token] in _NOUNS:
            return parsed.pos[head] in _NOUNS
        if parsed.child(token, "nsubj", "nsubjpass", "aux", "auxpass", "expl") is not None:
            return False
        return parsed.tag[token] == parsed.tag[head] or (parsed.tag[token] == "VB" and parsed.tag[head] == "VBP")

    def _does_by(self, head: int) -> bool:
        return self._lemma(head) in self._purpose_done or self._parsed.lemma[head] in self._purpose_done

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
                if parsed.tag[child] in ("VBN", "JJ", "IN") and not self._is_negated(child):
                    yield child, "planned"

    def _lemma(self, token: int) -> str:
        """The lemma with its particle: "call_off", "stop_short"."""
        parsed = self._parsed
        particle = parsed.child(token, "prt")
        if particle is None:
            following = token + 1
            if following < len(parsed) and parsed.head[following] == token and parsed.dep[following] == "advmod":
                particle = following
        return parsed.lemma[token] if particle is None else f"{parsed.lemma[token]}_{parsed.lower[particle]}"

    def _effect(self, token: int, frames: tuple[str, ...]) -> str | None:
        """What the word makes of what it governs in one of these ways: a status, "undone", or None."""
        own = self._parsed.lemma[token]
        full = self._lemma(token)
        lemmas = (full, own) if full != own else (own,)
        general = _STRUCTURAL if self._parsed.pos[token] == "VERB" else _OF_NOUNS
        ways = (*frames, _ANY) if any(frame in general for frame in frames) else frames
        for lemma in lemmas:
            for way in ways:
                if (lemma, way) in self._undone:
                    return "undone"
                if (lemma, way) in self._operators:
                    return self._operators[lemma, way]
        return None

    def _passes(self, token: int, frames: tuple[str, ...]) -> bool:
        """Whether what the verb governs so happens as the verb does: "could lead to war"."""
        lemma = self._parsed.lemma[token]
        general = not _STRUCTURAL.isdisjoint(frames)
        return (general and (lemma, _ANY) in self._through) or any((lemma, f) in self._through for f in frames)

    def _reaches(self, head: int, frames: tuple[str, ...]) -> bool:
        return self._effect(head, frames) is not None

    def _is_negated(self, token: int, below: int | None = None) -> bool:
        """Whether the clause at `token` is negated by a word other than those of `below`, whose own words are read."""
        parsed = self._parsed
        for child in parsed.children[token]:
            dep, word = parsed.dep[child], parsed.lower[child]
            if dep == "neg" or (dep in ("advmod", "preconj", "det") and word in self._negations):
                after = parsed.lower[child + 1] if child + 1 < len(parsed) else ""
                if after not in self._not_really:
                    return True
            elif (dep in _SUBJECTS and child != below and child < token and self._is_nobody(child)) or (dep == "advmod" and word == "longer" and parsed.lower[child - 1] == "no"):
                return True
        return False

    def _is_nobody(self, subject: int) -> bool:
        parsed = self._parsed
        if parsed.lower[subject] in self._nobody:
            return True
        return any(
            parsed.lower[c] in self._nobody and c < subject
            for c in parsed.having(subject, "det", "amod", "neg", "preconj")
        )

    def _by_clause(self, token: int, status: Status, below: int | None, own: bool = False) -> Status:
        """What negation, modality, condition and habit of the clause at `token` make of the status.

        `below` is the token of the path under `token`, None at the trigger itself. `own` says that the clause is the
        event's own: it tells of it by its trigger or by the verb that carries the trigger.
        """
        parsed = self._parsed
        if below is None and parsed.pos[token] in _NOUNS and not parsed.having(token, "neg", "aux"):
            return status
        if status == "happened" and self._is_condition(token):
            status = "hypothetical"
        if status == "happened" and self._is_habit(token, own):
            status = "habitual"
        if status in ("happened", "habitual") and self._is_not_yet(token):
            status = "planned"
        return self._modal(token, status, below)

    def _modal(self, token: int, status: Status, below: int | None, negation: bool = True) -> Status:
        parsed = self._parsed
        modal: Status | None = None
        infinitive = False
        for child in parsed.having(token, "aux", "auxpass"):
            word = parsed.lower[child]
            if parsed.tag[child] == "MD":
                modal = self._modals.get(word, modal)
            elif word == "to":
                infinitive = True
        if status in ("happened", "habitual"):
            if modal is not None:
                status = self._in_reported_past(token, modal)
            elif infinitive:
                status = self._of_infinitive(token, status)
        if negation and self._is_negated(token, below):
            if modal == "hypothetical" and status == "hypothetical" and self._has(token, "may", "might"):
                return status
            return _NOT_DONE.get(status, "denied")
        if not negation or "yet" not in {parsed.lower[c] for c in parsed.having(token, "advmod")}:
            return status
        # "have yet to agree"
        return "denied" if parsed.lemma[token] in ("have", "be") and status == "planned" else status

    def _of_infinitive(self, verb: int, status: Status) -> Status:
        """Of "to meet": planned, unless the words above tell of it as done ("managed to", "the first to")."""
        parsed = self._parsed
        dep, head = parsed.dep[verb], parsed.head[verb]
        if dep in ("acl", "relcl") and any(parsed.lower[c] in self._rank for c in parsed.children[head]):
            return status
        if dep in ("acl", "relcl") and (parsed.lower[head] in self._rank or self._does_by(head)):
            return status
        if dep == "xcomp" and parsed.lemma[head] not in ("be", "go", "come", "have"):
            return status
        if dep in ("xcomp", "advcl", "ccomp") and self._does_by(head):
            return status
        return self._purpose if dep in ("acl", "advcl", "relcl", "xcomp", "ROOT", "ccomp") else status

    def _is_condition(self, token: int) -> bool:
        parsed = self._parsed
        return any(parsed.lower[c] in self._conditions for c in parsed.having(token, "mark"))

    def _is_not_yet(self, verb: int) -> bool:
        """ "until X withdraws", "by the time the two meet": a present tense after a conjunction of time."""
        parsed = self._parsed
        if parsed.tag[verb] not in ("VBZ", "VBP") and not any(
            parsed.tag[c] in ("VBZ", "VBP") and parsed.lemma[c] == "be" for c in parsed.having(verb, "auxpass")
        ):
            return False
        if parsed.dep[verb] == "relcl":
            return parsed.lower[parsed.head[verb]] == "time" and parsed.lower[parsed.head[parsed.head[verb]]] == "by"
        return parsed.dep[verb] == "advcl" and any(
            parsed.lower[c] in self._not_yet for c in parsed.having(verb, "mark", "advmod") if c < verb
        )

    def _is_habit(self, token: int, own: bool) -> bool:
        parsed = self._parsed
        for child in parsed.children[token]:
            dep = parsed.dep[child]
            if dep == "advmod" and parsed.lower[child] in self._habits:
                return True
            if dep == "npadvmod" and any(parsed.lower[c] in self._every for c in parsed.having(child, "det")):
                return True
        if parsed.lemma[token] not in self._going_on or not own:
            return False
        helpers = [parsed.lower[c] for c in parsed.having(token, "aux", "auxpass")]
        tag = parsed.tag[token]
        if tag in ("VBZ", "VBP"):
            return not helpers and parsed.lemma[token] not in self._spoken
        if tag != "VBG":
            return False
        accused = parsed.dep[token] == "pcomp" and parsed.lower[parsed.head[token]] == "of"
        return accused or any(word in ("is", "are", "been", "'s", "'re", "am") for word in helpers)

    def _lies_ahead(self, verb: int) -> bool:
        """Whether the clause is planned as a whole, so that the occasions it names lie ahead too."""
        for token, frames, _ in self._path(verb, None):
            if frames and self._word_says(token, frames) == "planned":
                return True
            if self._is_finite(token) and self._by_clause(token, "happened", token) == "planned":
                return True
        return False

    def _is_finite(self, verb: int) -> bool:
        """Whether the clause is no infinitive, or one after "is to"."""
        parsed = self._parsed
        return parsed.lemma[parsed.head[verb]] == "be" or all(parsed.lower[c] != "to" for c in parsed.having(verb, "aux"))

    def _word_says(self, token: int, frames: tuple[str, ...]) -> Status:
        effect = self._effect(token, frames) if frames else None
        return "planned" if effect == "planned" and self._parsed.lemma[token] in self._schedules else "happened"

    def _has(self, token: int, *words: str) -> bool:
        return any(self._parsed.lower[c] in words for c in self._parsed.having(token, "aux"))

    def _in_reported_past(self, token: int, modal: Status) -> Status:
        """ "would" after a verb of saying in the past is a plan ("said it would send troops"), unless it hangs on an
        "if"; so is "would" with a time to come."""
        parsed = self._parsed
        if modal != "hypothetical" or not self._has(token, "would", "'d"):
            return modal
        for child in parsed.children[token]:
            if parsed.dep[child] == "advcl" and self._is_condition(child):
                return modal
        if any(parsed.lower[c] in ("have", "'ve") for c in parsed.having(token, "aux")):
            return modal
        head = parsed.head[token]
        if parsed.dep[token] == "ccomp" and parsed.tag[head] in ("VBD", "VBN"):
            return "planned"
        soon = any(
            parsed.lower[c] in self._soon or any(parsed.lower[d] in self._next for d in parsed.children[c])
            for c in parsed.having(token, "advmod", "npadvmod")
        )
        return "planned" if soon else modal


def _apply(effect: str, status: Status) -> Status:
    """What a governor with this effect makes of a status, its negation not counted."""
    if effect == "denied":
        return "hypothetical" if status == "denied" else "denied"
    if status not in _OPEN_TO_EFFECT or (effect == "habitual" and status != "happened"):
        return status
    return effect  # type: ignore[return-value]


def _keys(entries: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(word, way) of entries such as "call:for,to"; the way is "*" where none is named."""
    for entry in entries:
        word, _, ways = entry.partition(":")
        for way in ways.split(",") if ways else (_ANY,):
            yield word, way.strip()


def _by_word(table: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    return {word: status for status, words in table.items() for word in words}
