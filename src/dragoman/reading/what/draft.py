"""An event in the making, and what one asks of its sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dragoman.reading.what.status import Reading
from dragoman.reading.what.triggers import Fired
from dragoman.reading.who.mention import Mention

HAPPENED = Reading("happened", False, ())


@dataclass(slots=True)
class Draft:
    """An event in the making. `why` collects what speaks for it, `inferred` what was filled in without syntax.

    `contact` is the meeting that this event calls off; `inside` are the events that it takes in ("agreed to meet").
    `evidence` is what speaks for and against it, by name, and `belief` (0 to 1) what that comes to, once it was weighed
    (judge.py); `state` is what the event model made of it, [width].
    """

    fired: Fired
    light: int | None
    type: str
    mode: str | None
    sources: list[Mention] = field(default_factory=list)
    targets: list[Mention] = field(default_factory=list)
    status: Reading = HAPPENED
    why: list[str] = field(default_factory=list)
    inferred: list[str] = field(default_factory=list)
    absorbed: bool = False
    two_sided: bool = False
    contact: Draft | None = None
    inside: list[Draft] = field(default_factory=list)
    evidence: dict[str, float] | None = None
    belief: float | None = None
    state: NDArray[np.float64] | None = None

    @property
    def token(self) -> int:
        """The trigger's token."""
        return self.fired.token


def is_mutual(draft: Draft) -> bool:
    """Whether both sides do it: "X and Y clashed", "a battle between X and Y"."""
    row = draft.fired.row
    return "source" in row.target or "between" in (*row.source, *row.target)


def without(found: Sequence[Mention], other: Sequence[Mention]) -> list[Mention]:
    """The mentions of actors that are not among `other`."""
    taken = {m.entity for m in other}
    return [m for m in found if m.entity not in taken]


def split(found: Sequence[Mention]) -> tuple[list[Mention], list[Mention]]:
    """One side and the other of actors who do something together: the first, and those who are not the first."""
    return list(found[:1]), without(found[1:], found[:1])


def sides(found: Sequence[Mention]) -> Iterator[str]:
    """By what two mentions are told to be one side: country, organisation, or the actor itself."""
    for mention in found:
        yield mention.actor.country or mention.actor.organisation or f"#{mention.entity}"


def camps(found: Sequence[Mention]) -> set[tuple[str, tuple[str, ...]]]:
    """The sides of these actors, those of one country told apart by sector: a government and its rebels are two."""
    return {(side, mention.actor.sectors) for mention, side in zip(found, sides(found), strict=True)}
