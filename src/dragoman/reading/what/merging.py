"""One record an event: targets that the sentence leaves open are filled in, and what is told twice becomes one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dragoman.codebook import Codebook
from dragoman.reading.parse import Parsed
from dragoman.reading.what.draft import Draft, camps, sides, without
from dragoman.reading.what.roles import is_whole_state
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.records import UNDATED, DateRange

_SAME_STATUS = (frozenset({"happened", "habitual"}), frozenset({"planned", "requested", "hypothetical"}))
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_HOSTS = frozenset({"person", "office"})
_FAR = 25
"""Sentences over which a retold event is still the same."""


@dataclass(slots=True)
class Told:
    """An event with its date and all the sentences that tell it, the first one foremost."""

    draft: Draft
    date: DateRange = UNDATED
    again: list[Draft] = field(default_factory=list)


class Filler:
    """Fills in open targets and sources. `lists` is the table of what.toml."""

    def __init__(self, parsed: Parsed, mentions: Mentions, lists: Mapping[str, Any], book: Codebook) -> None:
        self._parsed = parsed
        self._book = book
        self._mentions = mentions
        self._place_types = frozenset(lists["places"]["types"])
        self._place_prepositions = frozenset(lists["places"]["prepositions"])
        self._authority = frozenset(lists["authority"]["types"])
        self._aimed = frozenset(lists["aimed"]["types"])
        self._aimless = frozenset(lists["aimed"]["modes_without"])
        self._suffered = frozenset(lists["suffered"]["types"])
        self._speaking = frozenset(lists["interlocutor"]["types"])
        self._opposing = frozenset(lists["adversary"]["types"])
        self._only_after = frozenset(lists["beside"]["only_after"])
        self._at_home = frozenset(lists["beside"]["at_home"])
        self._bystanders = frozenset(lists["beside"]["bystanders"])

    def fill(self, drafts: Sequence[Draft]) -> None:
        """Fill in what syntax left open, each time noting from where."""
        partners = self._partners(drafts, frozenset({"CONSULT"}))
        adversaries = self._partners(drafts, self._opposing)
        for draft in drafts:
            doers, draft.sources = draft.sources, identified(draft.sources)
            vague, draft.targets = draft.targets, identified(draft.targets)
            if not draft.sources and (draft.targets or vague) and draft.type != "CONSULT":
                # So with who does it, when the sentence itself says to whom.
                draft.sources = doers
            loose = all(m.weak for m in vague)
            if loose and not draft.targets and draft.type in self._place_types:
                self._take(draft, self._place(draft), "the place where it happened", at_home=True)
            if not draft.sources and draft.targets and draft.type in self._authority:
                self._hold_answerable(draft)
            if draft.sources and not draft.targets and draft.type != "CONSULT":
                draft.targets = [m for m in vague if not m.weak]
            if draft.sources and not draft.targets:
                self._take(draft, self._beside(draft, drafts, sides), "named beside it")
                if not draft.targets and draft.type in self._at_home:
                    own = [m for m in self._beside(draft, drafts, camps) if not is_whole_state(m)]
                    self._take(draft, own, "named beside it", at_home=True)
            if draft.sources and not draft.targets and draft.type in self._opposing:
                self._take(draft, self._partner(draft, adversaries), "with whom the source is in conflict")
            if draft.sources and not draft.targets and draft.type in self._speaking:
                self._take(draft, self._partner(draft, partners), "whom the source is in contact with")
            if not draft.targets and draft.type != "CONSULT":
                # People of no known side are better than nobody, but nobody to have talks with.
                draft.targets = vague

    def tells(self, draft: Draft) -> bool:
        """Whether the draft says enough to be an event: somebody known does it, or is known to suffer it.

        Without anybody known to do it only violence and coercion that happened are events. What did not happen needs
        both sides in its own syntax. Types that need a recipient (PLOVER) are no events without one.
        """
        if not draft.sources:
            suffered = draft.type in self._suffered and draft.status.status in ("happened", "habitual")
            return suffered and any(m.identified for m in draft.targets)
        if draft.status.status in ("hypothetical", "denied") and not draft.status.cancelled:
            return bool(draft.targets) and not draft.inferred
        if draft.targets or draft.contact is not None:
            return True
        aimed = draft.type in self._aimed and draft.mode not in self._aimless
        return not aimed and not self._book.types[draft.type].recipient_required

    def _take(self, draft: Draft, found: Sequence[Mention], how: str, at_home: bool = False) -> None:
        own = set(sides(draft.sources)) if not at_home else set()
        fresh = [m for m in without(found, draft.sources) if not own & set(sides([m]))]
        if fresh:
            draft.targets = fresh
            draft.inferred.append(f"target: {how}")

    def _hold_answerable(self, draft: Draft) -> None:
        """Take the state where somebody was arrested or convicted for the source: only its authorities can do that."""
        state = [m for m in without(self._place(draft), draft.targets) if is_whole_state(m)]
        if state:
            draft.sources = state
            draft.inferred.append("source: the state where it happened")

    def _place(self, draft: Draft) -> list[Mention]:
        """Those at the place of an attack: what is named after "in" on the trigger or its verb."""
        parsed = self._parsed
        around = (
            [draft.token]
            + ([draft.light] if draft.light is not None else [])
            + list(draft.fired.objects)
            + list(parsed.ancestors(draft.token))[:2]
        )
        for token in around:
            for preposition in parsed.having(token, "prep"):
                if parsed.lower[preposition] in self._place_prepositions:
                    for noun in parsed.having(preposition, "pobj"):
                        low, high = parsed.subtree(noun)
                        if found := [m for m in self._mentions.within(low, high) if m.actor.country]:
                            return found[-1:]
        return []

    def _beside(
        self, draft: Draft, drafts: Sequence[Draft], apart: Callable[[Sequence[Mention]], Iterable[object]]
    ) -> list[Mention]:
        """The actor of another side that stands nearest after the trigger in the sentence, else before it.

        `apart` gives the sides of actors. Before it nobody who is told to undergo something else, and for some types
        nobody at all: their sufferer comes after it.
        """
        parsed = self._parsed
        sentence = parsed.sentences[parsed.sentence[draft.token]]
        own = set(apart(draft.sources))
        others = [
            m
            for m in self._mentions.within(sentence.start, sentence.end)
            if m.takes_a_side
            and not m.weak
            and not own & set(apart([m]))
            and not self._bystanders & set(m.actor.sectors)
            and not self._describes(m, draft)
            and not self._tells_of(m, draft)
        ]
        after = [m for m in others if m.head > draft.token]
        if after or draft.type in self._only_after:
            return after[:1]
        undergoing = {
            m.entity
            for d in drafts
            if d is not draft and not d.inferred and sentence.start <= d.token < sentence.end
            for m in d.targets
        }
        return [m for m in others if m.entity not in undergoing][-1:]

    def _tells_of(self, mention: Mention, draft: Draft) -> bool:
        """Whether the mention says what the draft tells, or is told it: "Kim is ready, the minister told envoys"."""
        parsed = self._parsed
        sayer = parsed.head[mention.head]
        if parsed.dep[mention.head] not in ("nsubj", "dobj", "dative") or mention.head < draft.token:
            return False
        said = parsed.child(sayer, "ccomp")
        return said is not None and said < sayer and parsed.subtree(said)[0] <= draft.token < sayer

    def _describes(self, mention: Mention, draft: Draft) -> bool:
        """Whether the mention only tells who the source is: "Vietnam, the chair of ASEAN, appealed for calm"."""
        parsed = self._parsed
        for source in draft.sources:
            low, high = parsed.subtree(source.head)
            if low <= mention.head < high and not low <= draft.token < high:
                above = [mention.head, *parsed.ancestors(mention.head)]
                # "a visit by the minister to Ukraine": the parser hangs on him where he went.
                return source.head in above and all(
                    parsed.lower[t] != "to" for t in above[: above.index(source.head)]
                )
        return False

    def _partners(self, drafts: Sequence[Draft], types: frozenset[str]) -> Counter[tuple[str, str]]:
        """How often two sides are told to be the two of an event of these types."""
        pairs: Counter[tuple[str, str]] = Counter()
        for draft in drafts:
            if draft.type not in types or draft.inferred:
                continue
            for one in set(sides(draft.sources)):
                for other in set(sides(identified(draft.targets))):
                    pairs[one, other] += 1
                    pairs[other, one] += 1
        return pairs

    def _partner(self, draft: Draft, partners: Counter[tuple[str, str]]) -> list[Mention]:
        own = set(sides(draft.sources))
        ranked = [
            (count, other)
            for (one, other), count in partners.items()
            if one in own and other not in own and not other.startswith("#")
        ]
        if not ranked:
            return []
        side = max(ranked)[1]
        bearers = [m for m in self._mentions if side in sides([m])]
        before = [m for m in bearers if m.head < draft.token]
        return (before or bearers)[-1:]


def identified(found: Sequence[Mention]) -> list[Mention]:
    """The mentions of actors that one can tell: by country, organisation or name."""
    return [m for m in found if m.identified]


def merge(
    parsed: Parsed, told: Sequence[Told], symmetric: frozenset[str], retold: frozenset[str]
) -> list[Told]:
    """What is told twice, once: same type, mode, sides and status, no two dates that differ.

    Types in `retold` are told again in other words; of the others, two sentences tell the same only by the same word.
    """
    kept: list[Told] = []
    for one in told:
        earlier = next((k for k in kept if _same(parsed, k, one, symmetric, retold)), None)
        if earlier is None:
            kept.append(one)
            continue
        first, again = earlier.draft, one.draft
        first.sources = first.sources or again.sources
        first.targets = _met(first, again) or first.targets or again.targets
        first.mode = first.mode or again.mode
        if earlier.date.precision == "unknown":
            earlier.date = one.date
        earlier.again.extend((again, *one.again))
    return kept


def _met(first: Draft, again: Draft) -> list[Mention]:
    """Of "was in Paris, where she had lunch with the president" the president: whom one met says more than where."""
    towns = bool(first.targets) and all(m.place and m.weak for m in first.targets)
    met = [m for m in without(again.targets, first.sources) if m.actor.kind in _HOSTS and not m.place]
    return met if towns and set(sides(met)) == set(sides(first.targets)) else []


def _same(parsed: Parsed, one: Told, other: Told, symmetric: frozenset[str], retold: frozenset[str]) -> bool:
    a, b = one.draft, other.draft
    if a.type != b.type or (a.mode and b.mode and a.mode != b.mode):
        return False
    apart = parsed.sentence[b.token] - parsed.sentence[a.token]
    if apart and a.type not in retold and parsed.lemma[a.token] != parsed.lemma[b.token]:
        return False
    if (
        _other_people(a, b)
        or apart > _FAR
        or not (_same_status(a, b, apart == 0) or (a.type in symmetric and _is_purpose(parsed, a, b)))
        or _dates_differ(one.date, other.date)
    ):
        return False
    if apart and a.type in symmetric and not _takes_up(parsed, b) and _other_occasion(a, b):
        return False
    a_source, a_target, b_source, b_target = (
        set(sides(s)) for s in (a.sources, a.targets, b.sources, b.targets)
    )
    if a.type in symmetric:
        a_both, b_both = a_source | a_target, b_source | b_target
        return (
            bool(a_both and b_both)
            and (a_both <= b_both or b_both <= a_both)
            # "visited his troops before meeting the king": two, both of whose other sides are named.
            and (a_both == b_both or not (a_target and b_target))
            and (apart == 0 or len(a_both & b_both) > 1)
        )
    if apart == 0:
        return _nested(a_source, b_source) and _nested(a_target, b_target)
    if a.type in retold and _takes_up(parsed, b):
        return _nested(a_source, b_source)
    if not (a_target and b_target) or a_target != b_target:
        return False
    return a_source == b_source or not a_source or not b_source


def _takes_up(parsed: Parsed, draft: Draft) -> bool:
    """Whether the trigger is "the attack", "that raid": one told before, which need not say again whom it hit."""
    definite = any(parsed.lower[c] in _DEFINITE for c in parsed.having(draft.token, "det"))
    named = bool(draft.targets) and not draft.inferred
    return parsed.pos[draft.token] == "NOUN" and definite and not named


def _is_purpose(parsed: Parsed, a: Draft, b: Draft) -> bool:
    """Whether `b` is what `a` is for: "held a meeting to discuss trade" tells of one meeting."""
    above = set(parsed.ancestors(b.token))
    return a.token in above or (a.light is not None and a.light in above)


def _other_occasion(a: Draft, b: Draft) -> bool:
    """Whether one is a summit and the other is none, or the first is only hoped for and the other arranged with people.

    The ministers' talks are not the summit that they prepare.
    """
    if (a.mode == "multilateral") != (b.mode == "multilateral"):
        return True
    return a.status.status == b.status.status == "planned" and not _people(a) and bool(_people(b))


def _people(draft: Draft) -> set[int]:
    return {m.entity for m in (*draft.sources, *draft.targets) if m.actor.kind == "person"}


def _other_people(a: Draft, b: Draft) -> bool:
    """Whether both name persons and not one of them is the same: two meetings of other ministers are two."""
    one, other = _people(a), _people(b)
    return bool(one and other) and not one & other


def _nested(one: set[str], other: set[str]) -> bool:
    return one <= other or other <= one


def _same_status(a: Draft, b: Draft, together: bool) -> bool:
    one, other = a.status.status, b.status.status
    if one == other:
        return a.status.cancelled == b.status.cancelled
    going_on, to_come = _SAME_STATUS
    return {one, other} <= going_on or (together and {one, other} <= to_come)


def _dates_differ(one: DateRange, other: DateRange) -> bool:
    if one.start is None or other.start is None or one.end is None or other.end is None:
        return False
    return one.end < other.start or other.end < one.start
