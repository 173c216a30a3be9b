"""Formats that hold what happened, a row for each source with each target: which events are theirs, and as what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from dragoman.codebook import Codebook
from dragoman.exchange.left_out import LeftOut
from dragoman.exchange.rows import ToldActor, ToldEvent
from dragoman.ledger.questions.imported import PLEDGED


class Coded(Struct, frozen=True):
    """How an event is coded where there is no status: `type`, `mode`, `quad`, `score`."""

    type: str
    mode: str | None
    quad: str
    score: float | None


class Dyad(Struct, frozen=True):
    """One source and one target of an event; None for a side that nobody is on. `number` counts from 1 of `of`."""

    event: ToldEvent
    coded: Coded
    source: ToldActor | None
    target: ToldActor | None
    number: int
    of: int

    @property
    def id(self) -> str:
        """The event's id; with the number of the pair where there are several."""
        return self.event.id if self.of == 1 else f"{self.event.id}-{self.number}"


def happened(status: str, kind: str) -> bool:
    """Whether an event of this status and type is one that happened, or is pledged cooperation."""
    return status == "happened" or (status == "planned" and kind in PLEDGED)


def coded(event: ToldEvent, book: Codebook) -> Coded | None:
    """The event as something that happened; None where it did not, or not yet."""
    if not happened(event.status, event.type):
        return None
    if event.status == "planned":
        return Coded("AGREE", None, book.quad_of("AGREE"), book.score("AGREE"))
    return Coded(event.type, event.mode, event.quad, event.score)


def pairs(event: ToldEvent, coded: Coded) -> Iterator[Dyad]:
    """Every source with every target."""
    sources: tuple[ToldActor | None, ...] = event.sources or (None,)
    targets: tuple[ToldActor | None, ...] = event.targets or (None,)
    of = len(sources) * len(targets)
    number = 0
    for source in sources:
        for target in targets:
            number += 1
            yield Dyad(event, coded, source, target, number, of)


def dyads(events: Iterable[ToldEvent], book: Codebook, left: LeftOut, name: str) -> Iterator[Dyad]:
    """The rows of a format of this name; what has no place in it is counted."""
    for event in events:
        if (found := coded(event, book)) is None:
            leave(event, left, name)
        else:
            yield from pairs(event, found)


def leave(event: ToldEvent, left: LeftOut, name: str) -> None:
    """Count an event that did not happen."""
    what = "planned that are no cooperation" if event.status == "planned" else f"of status {event.status}"
    left.event(f"{what}: {name} holds what happened")
