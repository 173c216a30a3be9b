"""Which record of ours tells what the careful reader's record tells?

A match is a number above 0, the better the higher; 0 is none. Records are paired best first, each once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from dragoman.evaluation.gold import GoldActor, GoldClaim, GoldContact, GoldEvent, GoldFigure
from dragoman.records import Actor, Claim, Contact, Event, Figure

SYMMETRIC = frozenset({"CONSULT", "AGREE", "COOPERATE"})
"""Types whose sides may stand either way round."""

_NO_COUNTRY = frozenset({"IGO", "NGO", "INT"})
"""Codes of three letters that are no country."""
_FUNCTION_WORDS = frozenset({"the", "of", "a", "an", "and", "in", "for", "to", "s"})
_ALPHA3 = re.compile(r"[A-Z]{3}")
_WORD = re.compile(r"[^\W_]+")

# How much of a claim's words must be in ours, and how much of ours must be in it.
_CONTENT_FOUND, _CONTENT_MEANT = 0.5, 0.3

Gold = TypeVar("Gold")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Matched(Generic[Gold, Found]):
    """What was found, what was missed, what was found and is not in the gold records."""

    pairs: Sequence[tuple[Gold, Found]]
    missed: Sequence[Gold]
    extra: Sequence[Found]


def match(
    gold: Sequence[Gold], found: Sequence[Found], how_well: Callable[[Gold, Found], float]
) -> Matched[Gold, Found]:
    """Pair records best first; of equals, the later ones."""
    ranked = sorted(
        ((how_well(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)), reverse=True
    )
    of_gold: dict[int, int] = {}
    taken: set[int] = set()
    for value, i, j in ranked:
        if value > 0 and i not in of_gold and j not in taken:
            of_gold[i] = j
            taken.add(j)
    return Matched(
        [(gold[i], found[j]) for i, j in of_gold.items()],
        [g for i, g in enumerate(gold) if i not in of_gold],
        [f for j, f in enumerate(found) if j not in taken],
    )


def words(text: str | None) -> frozenset[str]:
    """The words of a text in lower case, function words left out."""
    return frozenset(_WORD.findall((text or "").lower())) - _FUNCTION_WORDS


def event(gold: GoldEvent, ours: Event) -> float:
    """The type is the gold one or an accepted one, and on each side one actor is the same."""
    if ours.type != gold.type and ours.type not in (gold.alt_types or ()):
        return 0
    source, target = gold.source or (), gold.target or ()
    same = _same_side(source, ours.sources) and _same_side(target, ours.targets)
    if not same and gold.type in SYMMETRIC:
        both = (*ours.sources, *ours.targets)
        same = _same_side(source, both) and _same_side(target, both)
    if not same:
        return 0
    quoted = words(gold.sentence)
    shared = len(words(ours.evidence.text) & quoted) / len(quoted) if quoted else 0.0
    return 1 + 0.2 * (ours.type == gold.type) + shared


def _same_side(gold: Sequence[GoldActor], ours: Sequence[Actor]) -> bool:
    return not gold or any(_same_actor(g, o) for g in gold for o in ours)


def _same_actor(gold: GoldActor, ours: Actor) -> bool:
    """By country, and by a word of the name where the gold actor has no country."""
    country = gold.country
    if country and _ALPHA3.fullmatch(country) and country not in _NO_COUNTRY:
        return country == ours.country
    return bool(words(gold.text) & (words(ours.text) | words(ours.name)))


def contact(gold: GoldContact, ours: Contact) -> float:
    """Two parties at least are the same."""
    named = words(" ".join((*ours.names, *ours.parties)))
    parties = set(gold.parties)
    same = sum(party in ours.parties or bool(words(party) & named) for party in parties)
    if same < min(2, len(parties)):
        return 0
    return 1 + 0.3 * (gold.channel == ours.channel) + 0.2 * (gold.status == ours.status)


def claim(gold: GoldClaim, ours: Claim) -> float:
    """The speaker is the same, by a word of the name or by country, and so is most of the content."""
    theirs, mine = words(gold.content), words(ours.content.text)
    shared = len(theirs & mine)
    if not theirs or shared / len(theirs) < _CONTENT_FOUND or shared / max(1, len(mine)) < _CONTENT_MEANT:
        return 0
    speaker = ours.speaker
    named = words(speaker.name) | words(speaker.text) if speaker else frozenset()
    country = speaker.country if speaker else None
    if gold.speaker and not words(gold.speaker) & named and not (gold.country and gold.country == country):
        return 0
    return 1 + shared / len(theirs | mine)


def figure(gold: GoldFigure, ours: Figure) -> float:
    """The measure and the lower bound are the same; better with the upper bound."""
    if gold.measure != ours.measure or gold.min != ours.low:
        return 0
    return 1.5 if gold.max == ours.high else 1.0
