"""Claims across reports: which are about the same thing, who asserts it, who denies it, who confirms it, since when.

    from dragoman.ledger import group_claims
    for group in group_claims(reader.read_many(reports)):
        print(group.about, [voice.name for voice in group.denied_by])

A denial belongs with what it denies: claims are compared by what they say of the world, apart from negation and from
the words that report it. What the comparison rests on stands in each member's `why`.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Date
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from dragoman.errors import DataFileError
from dragoman.ledger.grouping import Grouping
from dragoman.ledger.likeness import shared
from dragoman.ledger.propositions import Proposition, Propositions, Stance
from dragoman.ledger.sentences import SentenceModel
from dragoman.records import Act, Actor, Measure, Record, Span

DATA = Path(__file__).with_name("data")
FILE = "claim_groups.toml"
_ID_LENGTH = 16


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


class ClaimMember(Struct, frozen=True, kw_only=True):
    """One claim of a group. `stance` is the speaker's to what the group is about.

    `report` and `claim` are ids. `content` is the report's span. `date` is the day of the report, `about_start` and
    `about_end` the days of what is claimed where the report dates it. `why` is None where a group has one member.
    """

    report: str
    claim: str
    speaker: Actor | None
    act: Act
    stance: Stance
    content: Span
    date: Date | None
    publisher: str | None
    via: str | None = None
    about_start: Date | None = None
    about_end: Date | None = None
    why: Why | None = None


class Voice(Struct, frozen=True):
    """Somebody who takes a stance in a group: the name, the country (alpha-3), the first date, and the reports."""

    name: str
    country: str | None
    since: Date | None
    reports: tuple[str, ...]


class Told(Struct, frozen=True):
    """A number that a member gives; `low` and `high` as in a figure."""

    report: str
    claim: str
    text: str
    low: float | None
    high: float | None


class Conflict(Struct, frozen=True):
    """Numbers of one measure in a group that can't all hold: "60 dead" and "133 dead"."""

    measure: Measure
    unit: str | None
    told: tuple[Told, ...]


class ClaimGroup(Struct, frozen=True, kw_only=True):
    """Claims about the same thing, the earliest first.

    `id` is made of its members: the same members have the same id. `about` are the words of the member that is most
    like the others, without negation. `since` is the first day on which a report told of it. `disputed` says whether
    somebody denies what somebody else says, or denies it by an act of denial. `conflicts` are numbers at odds.
    Of the voices, the first to speak stands first; a claim whose speaker nobody knows has no voice.
    """

    id: str
    about: str
    members: tuple[ClaimMember, ...]
    asserted_by: tuple[Voice, ...] = ()
    denied_by: tuple[Voice, ...] = ()
    confirmed_by: tuple[Voice, ...] = ()
    doubted_by: tuple[Voice, ...] = ()
    since: Date | None = None
    disputed: bool = False
    conflicts: tuple[Conflict, ...] = ()


def group_claims(records: Iterable[Record], model: SentenceModel | None = None) -> list[ClaimGroup]:
    """The groups of the claims of `records`, the earliest first; every claim is in exactly one group.

    The order of the records makes no difference; of a record given twice one counts. `model` is the encoder that
    compares wordings; without it the shipped one is loaded. Records without a publication date are compared only with
    claims whose days are known or unknown alike. Raises ModelError when the encoder can't be loaded.
    """
    lists = load_lists()
    maker = Propositions(lists)
    found = {one.key: one for record in records for one in maker.of(record)}
    propositions = [found[key] for key in sorted(found)]
    if not propositions:
        return []
    vectors = (model or SentenceModel()).vectors([one.words for one in propositions])
    grouping = Grouping(propositions, vectors, lists)
    return [_group(propositions, places, grouping) for places in grouping.groups()]


@cache
def load_lists() -> Mapping[str, Any]:
    """The table claim_groups.toml. Raises DataFileError when it can't be read."""
    path = DATA / FILE
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(f"not readable as TOML ({error})", where=str(path)) from error


def _group(propositions: Sequence[Proposition], places: Sequence[int], grouping: Grouping) -> ClaimGroup:
    own = [propositions[place] for place in places]
    members: list[ClaimMember] = []
    for place in places:
        one = propositions[place]
        members += _members(one, _why(propositions, place, places, grouping))
    by_stance: dict[Stance, tuple[Voice, ...]] = {
        stance: _voices([member for member in members if member.stance == stance])
        for stance in ("asserts", "denies", "confirms", "doubts")
    }
    return ClaimGroup(
        id=hashlib.sha256("\n".join("\t".join(one.key[1:]) for one in own).encode()).hexdigest()[:_ID_LENGTH],
        about=_about(propositions, places, grouping),
        members=tuple(members),
        asserted_by=by_stance["asserts"],
        denied_by=by_stance["denies"],
        confirmed_by=by_stance["confirms"],
        doubted_by=by_stance["doubts"],
        since=min((member.date for member in members if member.date is not None), default=None),
        disputed=_is_disputed(members),
        conflicts=_conflicts(own),
    )


def _members(one: Proposition, why: Why | None) -> list[ClaimMember]:
    """The member that a claim is, and one for each who disputes it in the same report by word of the report alone."""
    claim, report = one.claim, one.record.report
    member = ClaimMember(
        report=one.report,
        claim=claim.id,
        speaker=claim.speaker,
        act=claim.act,
        stance=one.stance,
        content=claim.content,
        date=report.published,
        publisher=report.publisher,
        via=claim.via,
        about_start=one.days[0] if one.days is not None else None,
        about_end=one.days[1] if one.days is not None else None,
        why=why,
    )
    answering = [
        other.speaker
        for other in one.record.claims
        if claim.id in other.disputes and other.speaker is not None
    ]
    told = {(speaker.name, speaker.country) for speaker in answering}
    other_way: Stance = "asserts" if one.sign < 0 else "denies"
    return [member] + [
        ClaimMember(
            report=one.report,
            claim=claim.id,
            speaker=actor,
            act="deny",
            stance=other_way,
            content=claim.content,
            date=report.published,
            publisher=report.publisher,
            via=claim.via,
            why=Why(one.report, claim.id, 1.0, 1.0, (), {"disputed in the report": 1.0}),
        )
        for actor in claim.disputed_by
        if (actor.name, actor.country) not in told
    ]


def _why(
    propositions: Sequence[Proposition], place: int, places: Sequence[int], grouping: Grouping
) -> Why | None:
    nearest = grouping.nearest(place, places)
    if nearest is None:
        return None
    one, other = propositions[place], propositions[nearest]
    cosine, chance = grouping.cosine(place, nearest), grouping.chance(place, nearest)
    evidence = {"disputed in the report": 1.0}
    if not grouping.is_stated(one, other):
        evidence = {
            name: round(value, 3) for name, value in grouping.likeness.evidence(one, other, cosine).items()
        }
    return Why(
        other.report, other.claim.id, round(chance, 3), round(cosine, 3), tuple(shared(one, other)), evidence
    )


def _about(propositions: Sequence[Proposition], places: Sequence[int], grouping: Grouping) -> str:
    """The words most like those of all: plain words before negated ones, then those of members who assert it."""

    alike = dict(zip(places, grouping.middling(places).tolist(), strict=True))

    def rank(place: int) -> tuple[bool, bool, float, int]:
        one = propositions[place]
        return not one.negated, one.stance in ("asserts", "confirms"), round(alike[place], 6), -place

    return propositions[max(places, key=rank)].words


def _voices(members: Sequence[ClaimMember]) -> tuple[Voice, ...]:
    """Who speaks in these members, each once, the first to speak first."""
    reports: dict[tuple[str, str | None], list[ClaimMember]] = {}
    for member in members:
        if member.speaker is not None:
            reports.setdefault((member.speaker.name, member.speaker.country), []).append(member)
    found = [
        Voice(
            name,
            country,
            min((member.date for member in own if member.date is not None), default=None),
            tuple(dict.fromkeys(member.report for member in own)),
        )
        for (name, country), own in reports.items()
    ]
    return tuple(sorted(found, key=lambda v: (v.since or Date.max, v.name, v.country or "")))


def _is_disputed(members: Sequence[ClaimMember]) -> bool:
    denials = [member for member in members if member.stance == "denies"]
    if any(member.act == "deny" for member in denials):
        return True
    return bool(denials) and any(member.stance in ("asserts", "confirms") for member in members)


def _conflicts(own: Sequence[Proposition]) -> tuple[Conflict, ...]:
    measures: dict[tuple[Measure, str | None], list[Told]] = {}
    for one in own:
        for figure in one.figures:
            told = Told(one.report, one.claim.id, figure.text, figure.low, figure.high)
            unit = figure.unit if figure.measure in ("money", "other") else None
            measures.setdefault((figure.measure, unit), []).append(told)
    return tuple(
        Conflict(measure, unit, tuple(told))
        for (measure, unit), told in sorted(measures.items(), key=lambda item: (item[0][0], item[0][1] or ""))
        if any(_at_odds(a, b) for n, a in enumerate(told) for b in told[n + 1 :])
    )


def _at_odds(one: Told, other: Told) -> bool:
    """Whether two numbers of different claims can't both hold."""
    if (one.report, one.claim) == (other.report, other.claim):
        return False
    infinite = float("inf")
    lows = [told.low if told.low is not None else 0.0 for told in (one, other)]
    highs = [told.high if told.high is not None else infinite for told in (one, other)]
    return lows[0] > highs[1] or lows[1] > highs[0]
