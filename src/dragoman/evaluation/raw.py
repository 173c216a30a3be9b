"""How often does the bare sentence, with no pair told, give the right type on the right pair?

The measure by which event coders were compared before: PETRARCH2 reaches 31.5 % on PLV.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.evaluation.pairs import YIELD, LabelledPair
from dragoman.reading.pair_model import YIELDING
from dragoman.records import Actor, Event, Record


@dataclass(frozen=True, slots=True)
class RawScore:
    """How many of `sentences` were right; `wrong` holds the pairs that were not found, with all events that were."""

    right: int
    sentences: int
    wrong: Sequence[tuple[LabelledPair, Sequence[Event]]]


def score_raw(pairs: Sequence[LabelledPair], records: Sequence[Record]) -> RawScore:
    """Look in the record of each pair's sentence for an event of the pair's type between the marked actors.

    An actor is a marked one when its words overlap the mark, or when it is named like one whose words do ("he").
    A pair's label knows no status: planned cooperation is AGREE there (docs/decisions.md).
    """
    wrong = [
        (pair, record.events)
        for pair, record in zip(pairs, records, strict=True)
        if not any(_tells(event, pair, record.actors) for event in record.events)
    ]
    return RawScore(len(pairs) - len(wrong), len(pairs), wrong)


def _tells(event: Event, pair: LabelledPair, known: Sequence[Actor]) -> bool:
    types = {event.type}
    if event.type in YIELDING:
        types.add(YIELD)
    if event.status == "planned":
        types.add("AGREE")
    return (
        pair.type in types
        and _among(event.sources, pair.pair.source, known)
        and _among(event.targets, pair.pair.target, known)
    )


def _among(actors: Sequence[Actor], marked: tuple[int, int] | None, known: Sequence[Actor]) -> bool:
    """Whether one of the actors is the marked one; a side that is not marked is not asked for."""
    if marked is None:
        return True
    names = {(actor.name, actor.country) for actor in known if _overlap(actor, marked)}
    return any(_overlap(actor, marked) or (actor.name, actor.country) in names for actor in actors)


def _overlap(actor: Actor, marked: tuple[int, int]) -> bool:
    return actor.start < marked[1] and marked[0] < actor.end
