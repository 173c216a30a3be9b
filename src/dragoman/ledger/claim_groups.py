"""Groups of claims in a ledger: kept up to date report by report, with the outcome of `group_claims` on all of them.

A new claim is compared with its neighbours (claim_marks.py). Pairs that may be about the same thing are kept; what
hangs together by them is grouped anew. Nothing depends on the order in which reports came.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
import numpy as np
from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    Table,
    bindparam,
    delete,
    insert,
    or_,
    select,
    tuple_,
)

from dragoman.ledger import schema
from dragoman.ledger.candidates import Limits, stated
from dragoman.ledger.claim_marks import ClaimMarks, Pair, pair
from dragoman.ledger.claim_vectors import SOME, ClaimVectors, chosen, without
from dragoman.ledger.claims import load_lists
from dragoman.ledger.grouping import Grouping, domain, is_stated, whole
from dragoman.ledger.portions import in_parts
from dragoman.ledger.propositions import Proposition, Propositions
from dragoman.ledger.sentences import SentenceModel, shipped_model
from dragoman.ledger.standpoints import Standpoint, about, is_disputed, standpoints
from dragoman.records import Record, Report

_STEPS, _LOOKED_AT = 4, 2000
"""How far, and at how many claims, one looks before it is known which of them hang together."""

Row = dict[str, Any]


class ClaimGroups:
    """The groups of the ledger that `connection` writes to. `model` compares wordings; the shipped one, without it."""

    def __init__(self, connection: Connection, model: SentenceModel | None = None) -> None:
        self._connection = connection
        self._lists = load_lists()
        self._model = model
        self._marks = ClaimMarks(connection, Limits.of(self._lists))
        self._least = float(self._lists["grouping"]["least"])
        self._ends: dict[str, dict[str, float]] = {}
        self._rows = ClaimVectors(connection)
        self._fresh: set[str] = set()

    def add(self, record: Record) -> None:
        """Take in the claims of a report that is in the ledger. Raises ModelError when the encoder can't be loaded."""
        if record.claims:
            self._renew({}, self._propositions(record))

    def refresh(self, report_key: int) -> None:
        """Take in what changed in the claims of a report: a new reading of it, or a person's word."""
        record, acts = self._standing(report_key)
        # What a claim says of the world is read in its report as a whole; what stands no more is then left out.
        claims = tuple(
            msgspec.structs.replace(claim, act=acts.get(_name(record, claim.id), claim.act))
            for claim in record.claims
        )
        told = self._propositions(msgspec.structs.replace(record, claims=claims))
        wanted = {one.name: one for one in told if one.name in acts}
        names = {_name(record, claim.id) for claim in record.claims} | set(self._ever(report_key))
        known = self._rows.known(sorted(names))
        # What a person settled stands, even where a later reading does not find it.
        wanted = {name: one for name, one in known.items() if name in acts} | wanted
        old = {name: one for name, one in known.items() if wanted.get(name) != one}
        new = [one for name, one in wanted.items() if known.get(name) != one]
        if old or new:
            self._renew(old, new)
        elif wanted:
            # Who speaks may have changed.
            self._group(set(wanted), ())
        if known and not wanted:
            self._rows.forget_setting(record.report.sha256[:16])

    def refresh_report(self, report: Report) -> None:
        """Take in a new reading of a report."""
        reports = schema.reports.c
        asked = select(reports.key).where(reports.sha256 == report.sha256)
        key = self._connection.execute(asked).scalar()
        if key is not None:
            self.refresh(key)

    def refresh_record(self, record_id: str) -> None:
        """Take in a decision about a record; of any but a claim there is nothing to take in."""
        claim = schema.claims.c
        asked = select(claim.report_key).where(claim.id == record_id).limit(1)
        key = self._connection.execute(asked).scalar()
        if key is not None:
            self.refresh(key)

    # What is compared

    def _propositions(self, record: Record) -> list[Proposition]:
        # Reports are named by their texts alone: what a source calls them hangs on which copy came first.
        report = msgspec.structs.replace(record.report, id="")
        return list(_maker().of(msgspec.structs.replace(record, report=report)))

    def _standing(self, report_key: int) -> tuple[Record, dict[str, str]]:
        """The last reading of a report, and the claims of it that stand, with their acts."""
        readings, reports, claims = schema.readings.c, schema.reports.c, schema.claims.c
        asked = (
            select(readings.record, reports.text)
            .join_from(schema.readings, schema.reports, reports.key == readings.report_key)
            .where(readings.report_key == report_key, readings.replaced_at.is_(None))
        )
        packed, text = self._connection.execute(asked).one()
        standing = select(claims.id, claims.act).where(
            claims.report_key == report_key, claims.replaced_at.is_(None)
        )
        acts = {row.id: row.act for row in self._connection.execute(standing)}
        return Record.from_json(zlib.decompress(packed), text), acts

    def _ever(self, report_key: int) -> list[str]:
        claims = schema.claims.c
        asked = select(claims.id).where(claims.report_key == report_key).distinct()
        return list(self._connection.execute(asked).scalars())

    def _renew(self, old: Mapping[str, Proposition], new: Sequence[Proposition]) -> None:
        """Take claims out and others in, and group what they touch anew."""
        met = {names for one in old.values() for names in self._marks.lift(one)}
        lost = {link for name, ends in self._linked_with(list(old)).items() for link in _pairs(name, ends)}
        ended = {name for link in lost for name in link}
        before = self._domains(sorted(ended | set(old)))
        self._forget(old, lost)
        self._keep(new)
        candidates, parted = set(met), set(met)
        for one in new:
            near, crossed = self._marks.place(one)
            candidates |= near
            parted |= crossed
        fresh = {one.name for one in new}
        # What was not there before has no links and no group yet.
        self._fresh = fresh - set(old)
        self._ends.update((name, {}) for name in self._fresh)
        stating = [(new[a].name, new[b].name) for a, b in stated(new)]
        candidates |= {pair(*names) for names in stating}
        gone = {name for names in candidates for name in names} & (set(old) - fresh)
        candidates = {names for names in candidates if not gone & set(names)}
        links = self._judged(candidates)
        broken = self._broken(parted, links)
        links = {names: chance for names, chance in links.items() if names not in broken}
        touched = {name for names in (*links, *broken) for name in names} - fresh
        before |= self._domains(sorted(touched))
        self._write_pairs(links, broken)
        self._group((before | touched | fresh) - (set(old) - fresh), set(old))

    def _keep(self, new: Sequence[Proposition]) -> None:
        if not new:
            return
        model = self._model or shipped_model()
        vectors = whole(model.vectors([one.words for one in new]))
        self._rows.keep(new, vectors)

    def _judged(self, candidates: Collection[Pair]) -> dict[Pair, float]:
        """Of the pairs those that may be about the same thing, with how likely they are."""
        if not candidates:
            return {}
        names = sorted({name for names in candidates for name in names})
        vectors = self._rows.vectors(names)
        place = {name: number for number, name in enumerate(names)}
        pairs = np.array([(place[a], place[b]) for a, b in sorted(candidates)], dtype=np.int64).reshape(-1, 2)
        told = vectors.astype(np.float32)
        lengths = np.sqrt((told**2).sum(axis=1)).clip(min=1e-12)
        cosines = np.einsum("ij,ij->i", told[pairs[:, 0]], told[pairs[:, 1]]) / (
            lengths[pairs[:, 0]] * lengths[pairs[:, 1]]
        )
        # A shade below the floor: whether it is reached is for Grouping to say.
        near = cosines >= float(self._lists["candidates"]["least_likeness"]) - 0.001
        known = self._rows.known(sorted({names[n] for n in pairs[near].ravel()} | _stating(candidates)))
        left = sorted(known)
        at = {name: number for number, name in enumerate(left)}
        grouping = Grouping(
            [known[name] for name in left],
            vectors[[place[name] for name in left]] if left else vectors[:0],
            self._lists,
        )
        inside = [(at[a], at[b]) for a, b in sorted(candidates) if a in at and b in at]
        found = {(left[a], left[b]): chance for a, b, chance in grouping.links(inside)}
        for a, b in candidates:
            if a in known and b in known and is_stated(known[a], known[b]):
                found[a, b] = 1.0
        return found

    def _broken(self, parted: Collection[Pair], links: Mapping[Pair, float]) -> set[Pair]:
        """Of the pairs that others came between, those that were linked and are not compared any more."""
        if not parted:
            return set()
        linked = {names for names in parted if names in links}
        ends = self._linked_with(sorted({one for one, _ in parted}))
        linked |= {(one, other) for one, other in parted if other in ends.get(one, {})}
        known = self._rows.known(sorted({name for names in linked for name in names}))
        return {
            (one, other)
            for one, other in sorted(linked)
            if not is_stated(known[one], known[other]) and not self._marks.are_near(known[one], known[other])
        }

    # What hangs together

    def _domains(self, names: Iterable[str]) -> set[str]:
        asked = list(names)
        self._look_ahead(asked)
        found: set[str] = set()
        for name in asked:
            if name not in found:
                found |= self._domain(name)
        return found

    def _look_ahead(self, names: Iterable[str]) -> None:
        """Fetch the links of these claims, and of what they are linked with, all at once: one question a step."""
        edge, seen = set(names), set(names)
        for _ in range(_STEPS):
            if not edge or len(seen) > _LOOKED_AT:
                return
            edge = {other for ends in self._linked_with(edge).values() for other in ends} - seen
            seen |= edge

    def _domain(self, name: str) -> frozenset[str]:
        levels, most = self._lists["grouping"]["levels"], int(self._lists["grouping"]["most"])
        return domain(name, self._linked, (self._least, *levels), most)

    def _linked(self, names: Collection[str], least: float) -> Iterator[str]:
        ends = self._linked_with(names)
        return (other for own in ends.values() for other, chance in own.items() if chance >= least)

    def _linked_with(self, names: Collection[str]) -> dict[str, dict[str, float]]:
        """The other ends of the links of each of these claims, with how likely the links are."""
        asked = sorted(name for name in names if name not in self._ends)
        self._ends.update((name, {}) for name in asked)
        for own in in_parts(asked):
            rows = self._connection.execute(_linked_to(), {SOME: own})
            wanted = set(own)
            for one, other, chance in rows:
                if one in wanted:
                    self._ends[one][other] = chance
                if other in wanted:
                    self._ends[other][one] = chance
        return {name: self._ends[name] for name in names}

    def _write_pairs(self, links: Mapping[Pair, float], broken: Collection[Pair]) -> None:
        table = schema.claim_pairs
        known = self._linked_with(sorted({one for one, _ in links}))
        new = {names: chance for names, chance in links.items() if names[1] not in known[names[0]]}
        for own in in_parts(sorted(broken)):
            self._connection.execute(delete(table).where(tuple_(table.c.one, table.c.other).in_(own)))
        if new:
            rows = [{"one": one, "other": other, "chance": chance} for (one, other), chance in new.items()]
            self._connection.execute(insert(table), rows)
        for (one, other), chance in new.items():
            self._ends.setdefault(one, {})[other] = chance
            self._ends.setdefault(other, {})[one] = chance
        for one, other in broken:
            self._ends.get(one, {}).pop(other, None)
            self._ends.get(other, {}).pop(one, None)

    def _forget(self, old: Mapping[str, Proposition], lost: Collection[Pair]) -> None:
        table = schema.claim_pairs
        for column in (table.c.one, table.c.other):
            self._delete(table, column, old)
        self._rows.forget(old)
        for one, other in lost:
            self._ends.get(one, {}).pop(other, None)
            self._ends.get(other, {}).pop(one, None)

    # The groups

    def _group(self, names: Collection[str], old: Collection[str]) -> None:
        """Group anew whatever these claims hang together with; `old` are claims that left."""
        self._look_ahead(names)
        domains: list[frozenset[str]] = []
        seen: set[str] = set()
        for name in sorted(names):
            if name not in seen:
                domains.append(self._domain(name))
                seen |= domains[-1]
        self._empty((seen | set(old)) - self._fresh)
        known = self._rows.known(sorted(seen), settings=any(len(own) > 1 for own in domains))
        rows: list[Row] = []
        taken: list[list[tuple[str, Standpoint]]] = []
        for own in domains:
            for row, stances in self._groups_of([known[name] for name in own]):
                rows.append(row)
                taken.append(stances)
        if not rows:
            return
        table = schema.claim_groups
        wanted = insert(table).returning(table.c.key, sort_by_parameter_order=True)
        keys = list(self._connection.execute(wanted, rows).scalars())
        actors = self._actors(sorted(seen))
        members = [
            {
                "claim_id": name,
                "place": one.disputer,
                "group_key": key,
                "stance": one.stance,
                "actor_key": actors.get((name, one.disputer)),
                "why": msgspec.json.encode(one.why, order="sorted").decode() if one.why else None,
            }
            for key, stances in zip(keys, taken, strict=True)
            for name, one in stances
        ]
        self._connection.execute(insert(schema.claim_group_members), members)

    def _groups_of(
        self, propositions: Sequence[Proposition]
    ) -> Iterator[tuple[Row, list[tuple[str, Standpoint]]]]:
        own = sorted(propositions, key=lambda one: one.key)
        vectors = (
            self._rows.vectors([one.name for one in own]) if len(own) > 1 else np.ones((1, 1), dtype=np.int8)
        )
        grouping = Grouping(own, vectors, self._lists)
        at = {one.name: place for place, one in enumerate(own)}
        links = [
            (place, at[other], chance)
            for name, place in at.items()
            for other, chance in self._ends.get(name, {}).items()
            if place < at.get(other, -1)
        ]
        for places in grouping.groups(links, range(len(own))):
            stances = list(standpoints(own, places, grouping))
            days = [day for place in places if (day := own[place].published) is not None]
            row = {
                "id": own[places[0]].name,
                "about": about(own, places, grouping),
                "since": min(days, default=None),
                "until": max(days, default=None),
                "disputed": is_disputed((one.stance, one.act) for one in stances),
                "reports": len({own[place].key[2] for place in places}),
            }
            yield row, [(own[one.place].name, one) for one in stances]

    def _empty(self, names: Collection[str]) -> None:
        """Take the claims out of their groups; the groups are gone with them."""
        members, groups = schema.claim_group_members, schema.claim_groups
        keys: set[int] = set()
        for own in in_parts(sorted(names)):
            asked = chosen((members.c.group_key,), members.c.claim_id)
            keys |= set(self._connection.execute(asked, {SOME: own}).scalars())
        if not keys:
            return
        self._delete(members, members.c.group_key, keys)
        self._delete(groups, groups.c.key, keys)

    def _actors(self, names: Sequence[str]) -> dict[tuple[str, int], int]:
        """Whose stance it is: of each claim the speaker (0) and those who dispute it (from 1), as keys of actors."""
        found: dict[tuple[str, int], int] = {}
        for own in in_parts(names):
            for name, speaker, place, disputer in self._connection.execute(_speaking(), {SOME: own}):
                if speaker is not None:
                    found[name, 0] = speaker
                if disputer is not None:
                    found[name, place + 1] = disputer
        return found

    def _delete(self, table: Table, column: Any, values: Collection[Any]) -> None:
        for own in in_parts(sorted(values)):
            self._connection.execute(without(table, column), {SOME: own})


@cache
def _linked_to() -> Select[Any]:
    table = schema.claim_pairs.c
    some: BindParameter[Any] = bindparam(SOME, expanding=True)
    return select(table.one, table.other, table.chance).where(or_(table.one.in_(some), table.other.in_(some)))


@cache
def _speaking() -> Select[Any]:
    claims, disputers = schema.claims.c, schema.claim_disputers.c
    return (
        select(claims.id, claims.speaker_key, disputers.place, disputers.actor_key)
        .join_from(schema.claims, schema.claim_disputers, disputers.claim_key == claims.key, isouter=True)
        .where(claims.id.in_(bindparam(SOME, expanding=True)), claims.replaced_at.is_(None))
    )


@cache
def _maker() -> Propositions:
    return Propositions(load_lists())


def _name(record: Record, claim: str) -> str:
    return f"{record.report.sha256[:16]}-{claim}"


def _pairs(name: str, ends: Iterable[str]) -> Iterator[Pair]:
    return (pair(name, other) for other in ends)


def _stating(candidates: Iterable[Pair]) -> set[str]:
    """The claims of pairs in one report: one may dispute the other, however unlike they are worded."""
    return {name for one, other in candidates if one[:17] == other[:17] for name in (one, other)}
