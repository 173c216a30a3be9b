"""What a group of claims comes to: what it is about, who takes which stance in it, and what each member rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

from dragoman.ledger.grouping import Grouping, is_stated
from dragoman.ledger.likeness import shared
from dragoman.ledger.propositions import Proposition, Stance
from dragoman.records import Act


class Why(Struct, frozen=True):
    """Why a member is in its group: the other member that it is most surely about the same thing with.

    `report` and `claim` name that member. `chance` (0 to 1) is how likely the two are about the same thing,
    `likeness` (cosine, -1 to 1) how alike they are worded, `shared` what states (alpha-3), organisations and names both
    have. `evidence` is what was weighed: each feature's value; its weight stands in claim_groups.toml. A dispute that
    the report itself tells of is certain: its chance is 1 and its evidence "disputed in the report".
    """

    report: str
    claim: str
    chance: float
    likeness: float
    shared: tuple[str, ...]
    evidence: dict[str, float]


class Standpoint(NamedTuple):
    """One stance: `place` is the proposition's; `disputer` 0 for its speaker, n for the n-th who disputes it there."""

    place: int
    disputer: int
    stance: Stance
    act: Act
    why: Why | None


def standpoints(
    propositions: Sequence[Proposition], places: Sequence[int], grouping: Grouping
) -> Iterator[Standpoint]:
    """All stances in a group: of each claim's speaker, and of those who dispute it by word of its report alone."""
    for place in places:
        one = propositions[place]
        yield Standpoint(place, 0, one.stance, one.act, _why(propositions, place, places, grouping))
        other_way: Stance = "asserts" if one.sign < 0 else "denies"
        for number in one.answered:
            told = Why(one.report, one.claim, 1.0, 1.0, (), {"disputed in the report": 1.0})
            yield Standpoint(place, number + 1, other_way, "deny", told)


def about(propositions: Sequence[Proposition], places: Sequence[int], grouping: Grouping) -> str:
    """The words most like those of all: plain words before negated ones, then those of members who assert it."""
    alike = dict(zip(places, grouping.middling(places).tolist(), strict=True))

    def rank(place: int) -> tuple[bool, bool, bool, float, int]:
        one = propositions[place]
        asserted = one.stance in ("asserts", "confirms")
        return bool(one.words), not one.negated, asserted, round(alike[place], 6), -place

    return propositions[max(places, key=rank)].words


def is_disputed(stances: Iterable[tuple[str, str]]) -> bool:
    """Whether somebody denies what somebody else says, or denies it by an act of denial: from stances and acts."""
    told: Collection[tuple[str, str]] = list(stances)
    denials = [act for stance, act in told if stance == "denies"]
    if "deny" in denials:
        return True
    return bool(denials) and any(stance in ("asserts", "confirms") for stance, _ in told)


def _why(
    propositions: Sequence[Proposition], place: int, places: Sequence[int], grouping: Grouping
) -> Why | None:
    nearest = grouping.nearest(place, places)
    if nearest is None:
        return None
    one, other = propositions[place], propositions[nearest]
    cosine, chance = grouping.cosine(place, nearest), grouping.chance(place, nearest)
    evidence = {"disputed in the report": 1.0}
    if not is_stated(one, other):
        evidence = {
            name: round(value, 3) for name, value in grouping.likeness.evidence(one, other, cosine).items()
        }
    return Why(
        other.report, other.claim, round(chance, 3), round(cosine, 3), tuple(shared(one, other)), evidence
    )
