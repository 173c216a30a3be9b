"""What a clause says of its own event: negation, modality, condition, habit, purpose. Words: data/status.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dragoman.reading.parse import Parsed
from dragoman.reading.what.status_words import StatusWords
from dragoman.records import Status

_NOUNS = frozenset({"NOUN", "PROPN"})
_SUBJECTS = ("nsubj", "nsubjpass")
_NOT_DONE: Mapping[Status, Status] = {"denied": "hypothetical", "hypothetical": "denied"}


class Clauses:
    """Reads the clauses of one report. `lists` is the table of status.toml."""

    def __init__(self, parsed: Parsed, words: StatusWords, lists: Mapping[str, Any]) -> None:
        self._parsed = parsed
        self._words = words
        self._modals = by_word(lists["modals"])
        self._negations = frozenset(lists["negation"]["words"])
        self._nobody = frozenset(lists["negation"]["nobody"])
        self._not_really = frozenset(lists["negation"]["not_really"])
        self._habits = frozenset(lists["habitual"]["adverbs"])
        self._every = frozenset(lists["habitual"]["every"])
        self._per = frozenset(lists["habitual"]["per"])
        self._going_on = frozenset(lists["habitual"]["verbs"])
        self._spoken = frozenset(lists["habitual"]["spoken"])
        self._conditions = frozenset(lists["conditions"]["marks"])
        self._not_yet = frozenset(lists["conditions"]["not_yet"])
        self._purpose: Status = lists["purpose"]["status"]
        self._purpose_done = frozenset(lists["purpose"]["done"])
        self._rank = frozenset(lists["purpose"]["rank"])
        self._same_in_past = frozenset(lists["habitual"]["same_in_past"])
        self._soon = frozenset(lists["future"]["words"])
        self._next = frozenset(lists["future"]["next"])

    def read(self, token: int, status: Status, below: int | None, own: bool = False) -> Status:
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
        return self.modal(token, status, below)

    def modal(self, token: int, status: Status, below: int | None, negation: bool = True) -> Status:
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
        if negation and self.is_negated(token, below):
            if modal == "hypothetical" and status == "hypothetical" and self._has(token, "may", "might"):
                return status
            return _NOT_DONE.get(status, "denied")
        if not negation or "yet" not in {parsed.lower[c] for c in parsed.having(token, "advmod")}:
            return status
        # "have yet to agree"
        return "denied" if parsed.lemma[token] in ("have", "be") and status == "planned" else status

    def ways(self, verb: int, dep: str, head: int) -> tuple[str, ...]:
        """The ways in which `head` may govern the clause of `verb`."""
        parsed = self._parsed
        auxiliaries = [parsed.lower[c] for c in parsed.having(verb, "aux", "auxpass")]
        if "to" in auxiliaries:
            other = parsed.child(verb, *_SUBJECTS) is not None
            if not other and dep in ("xcomp", "advcl", "ccomp") and parsed.pos[head] == "VERB":
                thing = parsed.child(head, "dobj", "dative")
                other = (thing is not None and thing < verb) or parsed.child(
                    head, "nsubjpass", "auxpass"
                ) is not None
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
        if (
            subject is not None
            and bare
            and (parsed.tag[verb] == "VB" or parsed.tag[subject] in ("NN", "NNP"))
        ):
            return ("should", "that")
        return ("that",)

    def is_negated(self, token: int, below: int | None = None) -> bool:
        """Whether the clause at `token` is negated by a word other than those of `below`, whose own words are read."""
        parsed = self._parsed
        for child in parsed.children[token]:
            dep, word = parsed.dep[child], parsed.lower[child]
            if dep == "neg" or (dep in ("advmod", "preconj", "det") and word in self._negations):
                after = parsed.lower[child + 1] if child + 1 < len(parsed) else ""
                if after not in self._not_really:
                    return True
            elif dep in _SUBJECTS:
                if child != below and child < token and self._is_nobody(child):
                    return True
            elif dep == "advmod" and word == "longer" and parsed.lower[child - 1] == "no":
                return True
        return False

    def does_by(self, head: int) -> bool:
        return self._words.lemma(head) in self._purpose_done or self._parsed.lemma[head] in self._purpose_done

    def _is_nobody(self, subject: int) -> bool:
        parsed = self._parsed
        if parsed.lower[subject] in self._nobody:
            return True
        return any(
            parsed.lower[c] in self._nobody and c < subject
            for c in parsed.having(subject, "det", "amod", "neg", "preconj")
        )

    def _of_infinitive(self, verb: int, status: Status) -> Status:
        """Of "to meet": planned, unless the words above tell of it as done ("managed to", "the first to")."""
        parsed = self._parsed
        dep, head = parsed.dep[verb], parsed.head[verb]
        if dep in ("acl", "relcl") and any(parsed.lower[c] in self._rank for c in parsed.children[head]):
            return status
        if dep in ("acl", "relcl") and (parsed.lower[head] in self._rank or self.does_by(head)):
            return status
        if dep == "xcomp" and parsed.lemma[head] not in ("be", "go", "come", "have"):
            return status
        if dep in ("xcomp", "advcl", "ccomp") and self.does_by(head):
            return status
        return self._purpose if dep in ("acl", "advcl", "relcl", "xcomp", "ROOT", "ccomp") else status

    def _is_condition(self, token: int) -> bool:
        parsed = self._parsed
        return any(parsed.lower[c] in self._conditions for c in parsed.having(token, "mark"))

    def _is_not_yet(self, verb: int) -> bool:
        """ "until X withdraws", "by the time the two meet": a present tense after a conjunction of time."""
        parsed = self._parsed
        if parsed.tag[verb] not in ("VBZ", "VBP") and not any(
            parsed.tag[c] in ("VBZ", "VBP") and parsed.lemma[c] == "be"
            for c in parsed.having(verb, "auxpass")
        ):
            return False
        if parsed.dep[verb] == "relcl":
            return (
                parsed.lower[parsed.head[verb]] == "time"
                and parsed.lower[parsed.head[parsed.head[verb]]] == "by"
            )
        return parsed.dep[verb] == "advcl" and any(
            parsed.lower[c] in self._not_yet for c in parsed.having(verb, "mark", "advmod") if c < verb
        )

    def _is_habit(self, token: int, own: bool) -> bool:
        parsed = self._parsed
        for child in parsed.children[token]:
            dep = parsed.dep[child]
            if dep == "advmod" and parsed.lower[child] in self._habits:
                return True
            if dep == "npadvmod":
                articles = {parsed.lower[c] for c in parsed.having(child, "det")}
                per = parsed.lemma[child] in self._per and bool(articles & {"a", "an"})
                if articles & self._every or per:
                    return True
        if parsed.lemma[token] not in self._going_on or not own:
            return False
        helpers = [parsed.lower[c] for c in parsed.having(token, "aux", "auxpass")]
        tag = parsed.tag[token]
        if tag in ("VBZ", "VBP"):
            return not helpers and parsed.lemma[token] not in self._spoken and not self._is_past(token)
        if tag != "VBG":
            return False
        accused = parsed.dep[token] == "pcomp" and parsed.lower[parsed.head[token]] == "of"
        return accused or any(word in ("is", "are", "been", "'s", "'re", "am") for word in helpers)

    def _is_past(self, token: int) -> bool:
        """Whether "beat", "hit" or "cut" goes on with a past tense, and so is one: "seized a post and beat guards"."""
        parsed = self._parsed
        same = parsed.tag[token] == "VBP" and parsed.lemma[token] in self._same_in_past
        return same and parsed.dep[token] == "conj" and parsed.tag[parsed.head[token]] == "VBD"

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


def by_word(table: Mapping[str, Iterable[str]]) -> dict[str, Status]:
    """Status by word, of lists of words by status."""
    return {word: status for status, words in table.items() for word in words}  # type: ignore[misc]
