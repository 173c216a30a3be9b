"""Did it happen? Planned, requested, threatened, denied, hypothetical or habitual, from the words around a trigger.

The words that govern the trigger are read from the inside out: "refused to rule out sending troops" starts as sending
(happened), becomes denied by "rule out", hypothetical by "refused". The words themselves are in data/status.toml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.reading.parse import Parsed
from dragoman.records import Status

_CHAIN = frozenset(
    {
        "xcomp",
        "ccomp",
        "dobj",
        "pobj",
        "pcomp",
        "acl",
        "prep",
        "advcl",
        "attr",
        "oprd",
        "conj",
        "nsubjpass",
        "acomp",
    }
)
_MAX_STEPS = 8
_EFFECTS: tuple[Status, ...] = ("denied", "requested", "threatened", "planned", "hypothetical")
_NOUNS = frozenset({"NOUN", "PROPN"})


@dataclass(frozen=True, slots=True)
class Reading:
    """The status of an event and whether words called it off ("cancelled the visit"); `words` are the tokens that
    decided it."""

    status: Status
    cancelled: bool
    words: tuple[int, ...]


class StatusReader:
    """Reads statuses in one report. `lists` is the table of `data/status.toml`."""

    def __init__(self, parsed: Parsed, lists: Mapping[str, Any]) -> None:
        self._parsed = parsed
        self._operators: dict[str, Status] = {
            word: effect for effect in reversed(_EFFECTS) for word in lists["operators"][effect]
        }
        self._undone = frozenset(lists["operators"]["undone"])
        self._modals: dict[str, Status] = {
            word: status for status, words in lists["modals"].items() for word in words
        }
        self._adjectives: dict[str, Status] = {
            word: status for status, words in lists["adjectives"].items() for word in words
        }
        self._negations = frozenset(lists["negation"]["words"])
        self._habits = frozenset(lists["habitual"]["adverbs"])
        self._conditions = frozenset(lists["conditions"]["marks"])
        self._purpose: Status = lists["purpose"]["status"]
        self._cancelled = frozenset(lists["cancelled"]["words"])

    def read(self, trigger: int, light: int | None, own: frozenset[int] = frozenset()) -> Reading:
        """The status of the event at token `trigger`, `light` being the verb that carries a noun, if any.

        `own` are tokens that belong to the event itself and so don't govern it ("agree" of an agreement).
        """
        parsed = self._parsed
        status: Status = "happened"
        cancelled = False
        decided: list[int] = []
        if parsed.pos[trigger] in _NOUNS:
            for child in parsed.having(trigger, "amod", "compound", "det"):
                word = parsed.lower[child]
                if word == "no":
                    status = "denied"
                    decided.append(child)
                elif word in self._adjectives:
                    status = self._adjectives[word]
                    cancelled = cancelled or word in self._cancelled
                    decided.append(child)
        for token, own_clause in self._path(trigger, light):
            lemma = self._lemma(token)
            effect = None if own_clause else self._effect(token)
            if not own_clause and lemma in self._undone:
                changed = status if self._is_negated(token) else self._apply("denied", status)
            elif effect is not None:
                changed = self._by_clause(token, self._apply(effect, status))
                cancelled = cancelled or (effect == "denied" and lemma in self._cancelled)
            else:
                changed = self._by_clause(token, status)
            if changed != status:
                decided.append(token)
                status = changed
        return Reading(status, cancelled and status == "denied", tuple(decided))

    def _path(self, trigger: int, light: int | None) -> Iterator[tuple[int, bool]]:
        """The trigger and its governors up to the main verb; True for those in the event's own clause."""
        parsed = self._parsed
        yield trigger, True
        token = trigger
        own = True
        for _ in range(_MAX_STEPS):
            dep, head = parsed.dep[token], parsed.head[token]
            if head == token or dep not in _CHAIN:
                return
            if dep == "ccomp" and not self._controls(head, token):
                return
            if dep == "advcl" and not self._is_bare_infinitive(token):
                return
            if parsed.pos[token] in _NOUNS and not self._governs_noun(token, head, light):
                return
            if dep == "conj":
                if self._has_own_clause(token):
                    return
                token = head
                continue
            if dep == "pobj" and parsed.pos[head] == "ADP" and not self._counts(head):
                return
            own = own and head == light
            token = head
            yield token, own

    def _governs_noun(self, noun: int, head: int, light: int | None) -> bool:
        """Whether what governs a noun touches its status: "called for talks" does, "condemned the attack" doesn't."""
        parsed = self._parsed
        if parsed.pos[head] == "ADP":
            head = parsed.head[head]
        return head == light or parsed.dep[noun] == "conj" or self._effect(head) is not None or self._lemma(head) in self._undone

    def _is_negated(self, token: int) -> bool:
        parsed = self._parsed
        return any(
            parsed.dep[c] == "neg" or parsed.lower[c] in self._negations
            for c in parsed.children[token]
            if parsed.dep[c] in ("neg", "advmod", "det")
        )

    def _counts(self, preposition: int) -> bool:
        """Whether a governor reaches through this preposition: "call for talks", not "said during talks"."""
        return self._parsed.lower[preposition] in (
            "for",
            "to",
            "on",
            "of",
            "out",
            "off",
            "without",
            "at",
            "from",
            "against",
            "about",
        )

    def _controls(self, verb: int, clause: int) -> bool:
        """Whether a clause's content hangs on the verb's meaning: "demanded that he leave", not "said he left"."""
        return (
            self._effect(verb) is not None
            and self._effect(verb) != "planned"
            or (self._effect(verb) == "planned" and self._parsed.child(clause, "aux") is not None)
        )

    def _is_bare_infinitive(self, verb: int) -> bool:
        return self._parsed.tag[verb] == "VB" and self._parsed.child(verb, "mark") is None

    def _has_own_clause(self, token: int) -> bool:
        return self._parsed.child(token, "nsubj", "nsubjpass", "aux") is not None

    def _lemma(self, token: int) -> str:
        particle = self._parsed.child(token, "prt")
        if particle is None and token + 1 in self._parsed.having(token, "advmod"):
            particle = token + 1
        lemma = self._parsed.lemma[token]
        return f"{lemma}_{self._parsed.lower[particle]}" if particle is not None else lemma

    def _effect(self, token: int) -> Status | None:
        lemma = self._lemma(token)
        return self._operators.get(lemma) or self._operators.get(self._parsed.lemma[token])

    def is_operator(self, token: int) -> bool:
        """Whether the word decides the status of what it governs ("plan", "offer", "rule out")."""
        return self._effect(token) in ("planned", "threatened", "hypothetical", "denied")

    def _apply(self, effect: Status, status: Status) -> Status:
        """What a governor with this effect makes of a status, its negation not counted."""
        if effect == "denied":
            return "hypothetical" if status == "denied" else "denied"
        if status == "denied":
            return status
        return effect if status in ("happened", "planned", "habitual") else status

    def _by_clause(self, token: int, status: Status) -> Status:
        """What negation, modality, condition and habit of the clause at `token` make of the status."""
        parsed = self._parsed
        modal: Status | None = None
        negated = False
        infinitive = False
        for child in parsed.children[token]:
            dep, lower = parsed.dep[child], parsed.lower[child]
            if dep == "neg" or (dep in ("advmod", "det", "preconj") and lower in self._negations):
                negated = True
            elif dep == "aux" and parsed.tag[child] == "MD":
                modal = self._modals.get(lower, modal)
            elif dep == "aux" and lower == "to" and child < token:
                infinitive = True
            elif dep == "mark" and lower in self._conditions and status == "happened":
                status = "hypothetical"
            elif dep == "advmod" and lower in self._habits and status == "happened":
                status = "habitual"
        if modal and status == "happened":
            status = self._in_reported_past(token, modal)
        elif (
            infinitive
            and status == "happened"
            and parsed.dep[token] in ("acl", "advcl", "relcl", "xcomp", "ROOT", "ccomp")
        ):
            governor = parsed.head[token]
            if parsed.dep[token] != "xcomp" or parsed.lemma[governor] in ("be", "go", "come"):
                status = self._purpose
        if negated:
            return {"denied": "hypothetical", "hypothetical": "denied"}.get(status, "denied")  # type: ignore[return-value]
        return status

    def _in_reported_past(self, token: int, modal: Status) -> Status:
        """ "would" after a verb of saying in the past is a plan: "said it would send troops"."""
        parsed = self._parsed
        if modal == "hypothetical" and any(
            parsed.lower[c] in ("would", "'d") for c in parsed.having(token, "aux")
        ):
            head = parsed.head[token]
            if parsed.dep[token] == "ccomp" and parsed.tag[head] in ("VBD", "VBN"):
                return "planned"
        return modal
