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
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date as Date
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from dragoman.errors import DataFileError
from dragoman.ledger.candidates import Limits, pairs, stated
from dragoman.ledger.grouping import Grouping, Link, domain, whole
from dragoman.ledger.propositions import Proposition, Propositions, Stance
from dragoman.ledger.sentences import SentenceModel
from dragoman.ledger.standpoints import Standpoint, Why, about, is_disputed, standpoints
from dragoman.records import Act, Actor, Claim, Measure, Record, Span

DATA = Path(__file__).with_name("data")
FILE = "claim_groups.toml"
_ID_LENGTH = 16

_Told = tuple[Proposition, Record, Claim]


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
    told: dict[tuple[str, str, str, str], _Told] = {}
    for record in records:
        claims = {claim.id: claim for claim in record.claims}
        told.update((one.key, (one, record, claims[one.claim])) for one in maker.of(record))
    if not told:
        return []
    own = [told[key] for key in sorted(told)]
    propositions = [one for one, _, _ in own]
    vectors = (model or SentenceModel()).vectors([one.words for one in propositions])
    grouping = Grouping(propositions, whole(vectors), lists)
    return [_group(own, places, grouping) for places in joined(propositions, grouping, lists)]


def joined(
    propositions: Sequence[Proposition], grouping: Grouping, lists: Mapping[str, Any]
) -> list[list[int]]:
    """The places of the propositions that belong together, each group in order, every proposition in one."""
    candidates = {*pairs(propositions, Limits.of(lists)), *stated(propositions)}
    links = list(grouping.links(sorted(candidates)))
    ends: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for one, other, chance in links:
        ends[one].append((other, chance))
        ends[other].append((one, chance))

    def linked(places: Collection[int], least: float) -> Iterator[int]:
        return (other for place in places for other, chance in ends[place] if chance >= least)

    levels, most = lists["grouping"]["levels"], int(lists["grouping"]["most"])
    home: dict[int, frozenset[int]] = {}
    for place in range(len(propositions)):
        if place not in home:
            whole_of = domain(place, linked, (grouping.least, *levels), most)
            home.update(dict.fromkeys(whole_of, whole_of))
    inside: defaultdict[frozenset[int], list[Link]] = defaultdict(list)
    for link in links:
        if home[link[0]] is home[link[1]]:
            inside[home[link[0]]].append(link)
    found = [group for own in dict.fromkeys(home.values()) for group in grouping.groups(inside[own], own)]
    return sorted(found)


@cache
def load_lists() -> Mapping[str, Any]:
    """The table claim_groups.toml. Raises DataFileError when it can't be read."""
    path = DATA / FILE
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(f"not readable as TOML ({error})", where=str(path)) from error


def _group(own: Sequence[_Told], places: Sequence[int], grouping: Grouping) -> ClaimGroup:
    propositions = [one for one, _, _ in own]
    taken = list(standpoints(propositions, places, grouping))
    members = [_member(own[one.place], one) for one in taken]
    by_stance: dict[Stance, tuple[Voice, ...]] = {
        stance: _voices([member for member in members if member.stance == stance])
        for stance in ("asserts", "denies", "confirms", "doubts")
    }
    told = "\n".join("\t".join(propositions[place].key[1:]) for place in places)
    return ClaimGroup(
        id=hashlib.sha256(told.encode()).hexdigest()[:_ID_LENGTH],
        about=about(propositions, places, grouping),
        members=tuple(members),
        asserted_by=by_stance["asserts"],
        denied_by=by_stance["denies"],
        confirmed_by=by_stance["confirms"],
        doubted_by=by_stance["doubts"],
        since=min((member.date for member in members if member.date is not None), default=None),
        disputed=is_disputed((member.stance, member.act) for member in members),
        conflicts=conflicts(row for place in places for row in _figures(*own[place])),
    )


def _member(told: _Told, taken: Standpoint) -> ClaimMember:
    """The member that a claim is, or one who disputes it by word of its report alone."""
    one, record, claim = told
    report = record.report
    speaks = taken.disputer == 0
    dated = one.days if speaks else None
    return ClaimMember(
        report=one.report,
        claim=claim.id,
        speaker=claim.speaker if speaks else claim.disputed_by[taken.disputer - 1],
        act=taken.act,
        stance=taken.stance,
        content=claim.content,
        date=report.published,
        publisher=report.publisher,
        via=claim.via,
        about_start=dated[0] if dated is not None else None,
        about_end=dated[1] if dated is not None else None,
        why=taken.why,
    )


def _figures(one: Proposition, record: Record, claim: Claim) -> Iterator[tuple[Measure, str | None, Told]]:
    for figure in record.figures:
        if claim.content.start <= figure.start and figure.end <= claim.content.end:
            told = Told(one.report, claim.id, figure.text, figure.low, figure.high)
            yield figure.measure, figure.unit, told


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


def conflicts(figures: Iterable[tuple[Measure, str | None, Told]]) -> tuple[Conflict, ...]:
    """The numbers of a group that can't all hold; `figures` are measures, units and who tells which number."""
    measures: dict[tuple[Measure, str | None], list[Told]] = {}
    for measure, what, told in figures:
        unit = what if measure in ("money", "other") else None
        measures.setdefault((measure, unit), []).append(told)
    return tuple(
        Conflict(measure, unit, tuple(own))
        for (measure, unit), own in sorted(measures.items(), key=lambda item: (item[0][0], item[0][1] or ""))
        if any(_at_odds(a, b) for n, a in enumerate(own) for b in own[n + 1 :])
    )


def _at_odds(one: Told, other: Told) -> bool:
    """Whether two numbers of different claims can't both hold."""
    if (one.report, one.claim) == (other.report, other.claim):
        return False
    infinite = float("inf")
    lows = [told.low if told.low is not None else 0.0 for told in (one, other)]
    highs = [told.high if told.high is not None else infinite for told in (one, other)]
    return lows[0] > highs[1] or lows[1] > highs[0]
