"""What does a verb do to the people that are its subject or object? A part of how_many.

A verb means by itself ("kill") or with a word beside it ("take ... to hospital"), through its complements ("are
believed to have died") and the verbs joined to it. What is only wanted, feared or denied did not happen.
"""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.reading.how_many.figure_rules import OBJECT, RANK, SUBJECT, Rules
from dragoman.reading.parse import Parsed

_MUST_BE_REAL = frozenset({"dead", "injured", "missing", "detained", "displaced"})


class VerbSenses:
    """The verbs of one report, by the rules."""

    def __init__(self, parsed: Parsed, rules: Rules) -> None:
        self._parsed = parsed
        self._rules = rules

    def measure(self, verb: int, role: str, people: bool, depth: int = 0) -> str | None:
        """The weightiest measure that the verb, its complements and the verbs joined to it give that role."""
        best: str | None = None
        for measure in self._readings(verb, role, people, depth):
            if measure is not None and (best is None or RANK[measure] < RANK[best]):
                best = measure
        return best

    def _readings(self, verb: int, role: str, people: bool, depth: int) -> Iterator[str | None]:
        parsed = self._parsed
        own = self.looked_up(verb, role, people)
        if own is not None and not (own in _MUST_BE_REAL and self.is_open(verb)):
            yield own
        if depth > 3:
            return
        for child in parsed.children[verb]:
            dep = parsed.dep[child]
            if dep in ("acomp", "oprd", "attr", "advcl", "xcomp", "ccomp") and child > verb:
                if (
                    role == SUBJECT
                    or dep in ("oprd", "xcomp", "acomp")
                    or parsed.lemma[verb] in self._rules.telling
                ):
                    state = (
                        self._rules.states.get(parsed.lower[child])
                        if dep in ("acomp", "oprd", "xcomp")
                        else None
                    )
                    if state and parsed.child(child, "dobj", "aux") is None and not self.is_open(verb):
                        yield state
                    elif dep == "xcomp" and parsed.pos[child] in ("VERB", "AUX"):
                        passive = parsed.child(child, "auxpass") is not None
                        if (
                            role == SUBJECT
                            or parsed.child(verb, "auxpass") is not None
                            or parsed.tag[verb] == "VBN"
                        ):
                            yield self.measure(child, OBJECT if passive else SUBJECT, people, depth + 1)
            elif (
                dep == "conj"
                and parsed.pos[child] in ("VERB", "AUX")
                and parsed.child(child, "nsubj", "nsubjpass") is None
            ):
                passive = parsed.child(child, "auxpass") is not None
                if role == SUBJECT and not passive:
                    yield self.measure(child, SUBJECT, people, depth + 1)
                elif role == SUBJECT or (self._is_passive(verb) and parsed.tag[child] == "VBN"):
                    yield self.measure(child, OBJECT, people, depth + 1)
                elif self._is_passive(verb):
                    yield self.measure(child, SUBJECT, people, depth + 1)

    def _is_passive(self, verb: int) -> bool:
        parsed = self._parsed
        bare = parsed.tag[verb] == "VBN" and parsed.dep[verb] in ("acl", "relcl")
        return bare or parsed.child(verb, "auxpass", "nsubjpass") is not None

    def looked_up(self, verb: int, role: str, people: bool) -> str | None:
        parsed, rules = self._parsed, self._rules
        lemma = parsed.lemma[verb]
        if lemma not in rules.verb_heads:
            return None
        table = rules.verbs[role]
        best: str | None = None
        for word in self._companions(verb):
            key = f"{lemma} {word}"
            measure = table.get(key)
            if (
                measure
                and (people or key not in rules.people_only)
                and (best is None or RANK[measure] < RANK[best])
            ):
                best = measure
        if best is not None:
            return best
        if not people and lemma in rules.people_only:
            return None
        return table.get(lemma)

    def _companions(self, verb: int) -> Iterator[str]:
        """The words beside a verb that may settle its sense: particles, objects, complements."""
        parsed = self._parsed
        for child in parsed.children[verb]:
            dep = parsed.dep[child]
            if dep in ("prt", "acomp", "oprd", "advmod", "xcomp", "attr", "dobj", "npadvmod", "amod"):
                yield parsed.lemma[child]
                if parsed.lemma[child] != parsed.lower[child]:
                    yield parsed.lower[child]
            elif dep == "prep":
                for inner in parsed.children[child]:
                    if parsed.dep[inner] in ("pobj", "pcomp"):
                        yield parsed.lemma[inner]
                        if parsed.lemma[inner] != parsed.lower[inner]:
                            yield parsed.lower[inner]

    def is_open(self, verb: int) -> bool:
        """Whether the clause leaves it open, or denies, that the deed happened."""
        parsed, rules = self._parsed, self._rules
        lower = parsed.lower
        for _ in range(6):
            helpers = [c for c in parsed.children[verb] if parsed.dep[c] in ("aux", "neg", "mark", "auxpass")]
            perfect = any(parsed.lemma[c] == "have" for c in helpers)
            for child in helpers:
                if parsed.dep[child] == "neg" or (
                    parsed.dep[child] == "mark" and lower[child] in rules.conditions
                ):
                    return True
                if lower[child] in rules.open and not perfect:
                    return True
            head, dep = parsed.head[verb], parsed.dep[verb]
            if any(lower[c] == "to" for c in helpers):
                if dep == "xcomp" and parsed.lemma[head] in rules.telling:
                    verb = head
                    continue
                return not (perfect and dep == "xcomp")
            if (
                dep == "conj"
                and parsed.pos[head] in ("VERB", "AUX")
                and parsed.child(verb, "nsubj", "nsubjpass", "aux", "auxpass") is None
            ):
                verb = head
                continue
            return False
        return False
