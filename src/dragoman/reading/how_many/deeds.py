"""What happened to the people that a number counts? The syntax under how_many.

The noun or bare number is followed to the verb, state or noun that governs it, and what that does to people is looked
up in figures.toml. A deed that is only wanted, feared or denied ("threatened to kill two hostages") is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.reading.how_many.figure_rules import OBJECT, RANK, SUBJECT, Rules
from dragoman.reading.how_many.verb_senses import VerbSenses
from dragoman.reading.parse import Parsed

_NOMINAL = frozenset({"NOUN", "PROPN", "NUM", "PRON", "ADJ"})
_BEFORE_NUMBERS = frozenset({"between", "about", "around", "over", "under"})


@dataclass(frozen=True, slots=True)
class Deed:
    """What befell: `measure` (None when nothing counted befell), the governing `verb` token, whether the people are
    only a `part` of others just counted, and whether the words stand in their `own` clause ("the two men killed")."""

    measure: str | None
    verb: int
    part: bool = False
    own: bool = False


class Deeds:
    """What governs the tokens of one report, by the rules."""

    def __init__(self, parsed: Parsed, rules: Rules) -> None:
        self._parsed = parsed
        self._rules = rules
        self._verbs = VerbSenses(parsed, rules)

    def of(self, token: int, people: bool) -> Deed | None:
        """What befell the people that `token` stands for; None when nothing governs it that the rules know.

        `people` says whether the noun names people.
        """
        parsed = self._parsed
        if parsed.lemma[token] in self._rules.animals:
            return None
        own = self._own(token, people)
        top = self._top(token)
        found = self._governed(top, people)
        if found is None and own is None and top != token:
            # "Fourteen Palestinians and two soldiers wounded in clashes": the clause after the last is about all.
            shared = self._own(top, people)
            return shared if shared is not None and shared.verb > token else None
        if own is None or found is None or found.measure is None:
            return own or found
        return own if RANK[str(own.measure)] <= RANK[found.measure] else found

    def governors(self, token: int) -> Iterator[int]:
        """The verb that governs the token or what it is joined to, and participles that hang on it."""
        parsed = self._parsed
        for child in parsed.children[token]:
            if parsed.dep[child] in ("acl", "relcl"):
                yield child
        top = self._top(token)
        while parsed.dep[top] == "pobj" and self._only_counts(parsed.head[parsed.head[top]]):
            top = self._top(parsed.head[parsed.head[top]])
        yield parsed.head[top]

    def is_argument(self, token: int) -> bool:
        """Whether the token is a subject or object ("one was killed", "killing one")."""
        return self._parsed.dep[self._top(token)] in ("nsubjpass", "nsubj", "dobj")

    def running(self, token: int) -> tuple[int, str] | None:
        """The running count whose state a bare number gives ("the death toll rose to 40"), and its measure."""
        parsed, rules = self._parsed, self._rules
        governor, dep = parsed.head[token], parsed.dep[token]
        if dep in ("pobj", "pcomp"):
            if parsed.lower[governor] not in rules.toll_prepositions:
                return None
            preposition, governor = governor, parsed.head[governor]
            if parsed.tag[governor].startswith("N"):
                return self._count_noun(governor, sized=parsed.lower[preposition] == "of")
            while parsed.dep[governor] == "prep" and parsed.head[governor] != governor:
                governor = parsed.head[governor]
        elif dep not in ("dobj", "attr", "npadvmod"):
            return None
        lemma = parsed.lemma[governor]
        if lemma not in rules.toll_verbs and lemma not in rules.change:
            return None
        changed = lemma in rules.change and dep in ("pobj", "pcomp")
        estimated = lemma in rules.toll_estimates
        nouns: list[int] = []
        if dep in ("pobj", "pcomp"):
            nouns = parsed.having(governor, "dobj")
            nouns += [
                n
                for p in parsed.having(governor, "prep")
                if p < token
                for n in parsed.having(p, "pobj")
                if n < token
            ]
        for subject in parsed.having(governor, "nsubj", "nsubjpass"):
            relative = parsed.dep[governor] == "relcl" and parsed.lower[subject] in ("which", "that")
            nouns.append(parsed.head[governor] if relative else subject)
        if parsed.dep[governor] == "acl" and estimated:
            nouns.append(parsed.head[governor])  # "a crowd estimated at 100,000"
        for noun in nouns:
            found = self._count_noun(noun, sized=estimated, changed=changed)
            if found is not None:
                return found
        return None

    def passes(self, token: int) -> bool:
        """Whether a running count is said to be larger than the bare number: "the toll has passed 5,000"."""
        parsed = self._parsed
        return parsed.dep[token] == "dobj" and parsed.lemma[parsed.head[token]] in self._rules.toll_floors

    def takes_up(self, token: int) -> bool:
        """Whether a bare number is another count of what was counted just before: "police put the figure at 80"."""
        parsed, rules = self._parsed, self._rules
        head = parsed.head[token]
        if parsed.dep[token] == "dobj" and parsed.lemma[head] in rules.toll_claims:
            return True
        if parsed.dep[token] != "pobj" or parsed.lower[head] not in rules.toll_prepositions:
            return False
        verb = parsed.head[head]
        if parsed.lemma[verb] in rules.toll_mentions and parsed.lower[head] == "of":
            return True
        said = parsed.having(verb, "dobj", "nsubj", "nsubjpass")
        return parsed.lemma[verb] in rules.toll_verbs and any(
            parsed.lemma[n] in rules.toll_references and parsed.child(n, "prep") is None for n in said
        )

    def members(self, noun: int) -> int:
        """What a counting noun is made of: "troops" in "the number of troops" and "troop levels"."""
        parsed = self._parsed
        for child in parsed.children[noun]:
            if parsed.dep[child] == "prep" and parsed.lower[child] == "of":
                return next(iter(parsed.having(child, "pobj")), noun)
        if parsed.lemma[noun] not in self._rules.tolls:
            return noun
        return next(reversed(parsed.having(noun, "compound")), noun)

    # -- syntax ------------------------------------------------------------------------------------------------------

    def _top(self, token: int) -> int:
        """The first of the nouns that `token` is joined to ("two soldiers and one hostage")."""
        parsed = self._parsed
        for _ in range(12):
            head = parsed.head[token]
            if head == token or parsed.dep[token] != "conj" or parsed.pos[head] not in _NOMINAL:
                break
            token = head
        return token

    def _only_counts(self, token: int) -> bool:
        """Whether the word only says how many of the next noun there are ("dozens of people", "12 of them")."""
        return self._parsed.pos[token] == "NUM" or self._parsed.lemma[token] in self._rules.quantifiers

    def _count_noun(self, noun: int, sized: bool = False, changed: bool = False) -> tuple[int, str] | None:
        """The measure of a noun that stands for a count; of a group whose size is given ("a crowd of 5,000") with
        `sized`; of anything whose number changes ("reduce its police force to 9,100") with `changed`."""
        parsed, rules = self._parsed, self._rules
        lemma = parsed.lemma[noun]
        if lemma in rules.toll_dead:
            return noun, "dead"
        if lemma in rules.tolls or changed:
            members = self.members(noun)
            own = self._own(members, people=True) or self._own(noun, people=True)
            measure = own.measure if own else rules.states.get(parsed.lower[members])
            measure = measure or rules.of_group(parsed, noun)
            return (noun, measure) if measure else None
        return (noun, rules.sizes[lemma]) if sized and lemma in rules.sizes else None

    def _own(self, token: int, people: bool) -> Deed | None:
        """What the noun's own clause or participle says: "people killed in", "Iraqis who fled", "wounded soldiers"."""
        parsed, rules = self._parsed, self._rules
        best: Deed | None = None
        for child in parsed.children[token]:
            dep = parsed.dep[child]
            found: str | None = None
            if dep == "amod":
                found = rules.states.get(parsed.lower[child])
            elif dep in ("acl", "relcl"):
                found = self._clause(child, people)
            elif dep in ("advmod", "acomp", "oprd", "appos") and child > token and parsed.pos[child] == "ADJ":
                found = rules.states.get(parsed.lower[child])
            if found is not None and (best is None or RANK[found] < RANK[str(best.measure)]):
                best = Deed(found, child, own=True)
        return best

    def _clause(self, verb: int, people: bool) -> str | None:
        parsed = self._parsed
        tag = parsed.tag[verb]
        if parsed.dep[verb] == "acl":
            if tag == "VBN":
                return self._verbs.measure(verb, OBJECT, people)
            if tag != "VBG":
                return None
            found = self._verbs.measure(verb, SUBJECT, people)
            if found is None and parsed.child(verb, "dobj") is None:
                found = self._rules.states.get(parsed.lower[verb])  # "44 sailors missing since"
            return found
        for child in parsed.children[verb]:
            if parsed.lower[child] in ("who", "which", "that", "whom"):
                role = OBJECT if parsed.dep[child] in ("nsubjpass", "dobj") else SUBJECT
                return self._verbs.measure(verb, role, people)
        return self._verbs.measure(verb, OBJECT, people) if tag == "VBN" else None

    def _governed(self, token: int, people: bool) -> Deed | None:
        """What the governor of the noun says of it."""
        parsed, rules = self._parsed, self._rules
        dep, head = parsed.dep[token], parsed.head[token]
        if dep in ("pobj", "pcomp"):
            word, above = parsed.lower[head], parsed.head[head]
            if word == "of" and self._only_counts(above):
                return self.of(above, people)
            if word == "of" and parsed.tag[above].startswith("N"):
                deed = parsed.lemma[above]
                measure = rules.deeds.get(deed) or rules.deeds.get(f"{deed} {parsed.lemma[token]}")
                return Deed(measure, above) if measure and people and not self._is_open_noun(above) else None
            if word in _BEFORE_NUMBERS and parsed.pos[above] == "VERB" and not parsed.having(above, "dobj"):
                # "killed between 200 and 250 people": the parser hangs the people on "between"
                measure = self._verbs.measure(above, OBJECT, people)
                return Deed(measure, above) if measure else None
            if word in ("including", "among"):
                if not rules.list_parts:
                    return Deed(None, head, part=True)
                inner = self.of(above, people) if above != head else None
                return Deed(inner.measure, inner.verb, part=True) if inner else None
            return None
        if parsed.lemma[head] == "be" and (found := self._picked(head)):
            return found
        if parsed.lemma[head] in ("be", "include", "become", "number") and dep in ("attr", "dobj"):
            return self._equated(head)
        role = self._role(token)
        if role is None:
            return None
        measure = self._verbs.measure(head, role, people)
        if (
            measure is None
            and dep == "nsubj"
            and parsed.tag[head] == "VBG"
            and parsed.child(head, "dobj") is None
        ):
            measure = rules.states.get(parsed.lower[head])  # "17 people are missing"
        above = parsed.head[head]
        if dep == "nsubj" and parsed.dep[head] == "ccomp" and parsed.pos[above] == "VERB" and above < token:
            # "killing 17 soldiers with dozens feared captured": the parser may take the object for a subject.
            outer = self._verbs.looked_up(above, OBJECT, people)
            if outer and not self._verbs.is_open(above) and (measure is None or RANK[outer] < RANK[measure]):
                return Deed(outer, above)
        return Deed(measure, head) if measure else None

    def _equated(self, verb: int) -> Deed | None:
        """ "The protesters are about 2,700 people": the subject says what is counted."""
        parsed, rules = self._parsed, self._rules
        subject = parsed.child(verb, "nsubj")
        if subject is None:
            return None
        measure = rules.nouns.get(parsed.lemma[subject]) or rules.nouns.get(parsed.lower[subject])
        if measure is None and parsed.lemma[subject] == "victim":
            measure = "dead"
        part = parsed.lemma[verb] == "include"
        return Deed(measure, subject, part=part) if measure else None

    def _picked(self, verb: int) -> Deed | None:
        """ "Among the dead were 12 foreigners": a part of the dead."""
        parsed, rules = self._parsed, self._rules
        for preposition in parsed.having(verb, "prep"):
            if parsed.lower[preposition] in ("among", "amongst"):
                for group in parsed.having(preposition, "pobj"):
                    measure = rules.nouns.get(parsed.lemma[group]) or rules.nouns.get(parsed.lower[group])
                    return Deed(measure, group, part=True)
        return None

    def _role(self, token: int) -> str | None:
        parsed = self._parsed
        dep, head = parsed.dep[token], parsed.head[token]
        if dep in ("dobj", "nsubjpass", "dative"):
            return OBJECT
        if dep == "nsubj":
            bare = parsed.tag[head] == "VBN" and parsed.child(head, "aux", "auxpass", "dobj") is None
            headline = (
                parsed.tag[head] == "VBD"
                and parsed.lower[head] in self._rules.states
                and parsed.child(head, "dobj", "ccomp") is None
                and head == token + 1
            )
            return OBJECT if bare or headline else SUBJECT
        if dep == "conj" and parsed.pos[token] == "NUM":
            # "killed 13 policemen on Sunday and a further nine on Monday", "90 died in Aleppo and 35 in Homs"
            if parsed.child(head, "dobj", "nsubjpass") is not None:
                return OBJECT
            return SUBJECT if parsed.child(head, "nsubj") is not None else None
        return None

    def _is_open_noun(self, noun: int) -> bool:
        """ "to avoid the killing of civilians": too far from telling; only the noun's own "no" is looked at."""
        parsed = self._parsed
        return any(parsed.lower[c] == "no" for c in parsed.children[noun])
