"""One record an event: what is told twice becomes one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dragoman.reading.parse import Parsed
from dragoman.reading.what.draft import Draft, sides, without
from dragoman.reading.who.mention import Mention
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
    if a.fired is b.fired:
        # The two directions of one fight, be it between two of one country.
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


def _people(draft: Draft) -> dict[str, set[int]]:
    """The persons by side."""
    found: dict[str, set[int]] = {}
    for mention in (*draft.sources, *draft.targets):
        if mention.actor.kind == "person":
            found.setdefault(next(sides([mention])), set()).add(mention.entity)
    return found


def _other_people(a: Draft, b: Draft) -> bool:
    """Whether both name persons of one side, none of them the same: two meetings of other ministers are two."""
    one, other = _people(a), _people(b)
    return any(one[side].isdisjoint(other[side]) for side in one.keys() & other.keys())


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
