"""Who says what, and who disputes it? Claims one by one, and claims about the same thing as groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Date
from typing import Any, TypedDict, TypeVar, Unpack, get_args

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, select
from sqlalchemy.orm import aliased

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.answers import Answer
from dragoman.ledger.claims import Told, conflicts
from dragoman.ledger.portions import in_parts
from dragoman.ledger.questions.asking import standing
from dragoman.ledger.questions.claim_rows import ClaimGroupRow, ClaimRow, Disputer, Side, Statement
from dragoman.ledger.questions.claim_search import claims_about
from dragoman.ledger.questions.filters import published_by
from dragoman.ledger.questions.who import OneOrMore, actors_of, named, several
from dragoman.ledger.sentences import SentenceModel
from dragoman.ledger.standpoints import Why, is_disputed
from dragoman.records import Act, Hedge

_SAID = ("asserts", "confirms", "demands", "proposes")
_AGAINST = ("denies", "doubts")

ACTS: tuple[str, ...] = get_args(Act)
HEDGES: tuple[str, ...] = get_args(Hedge)

T = TypeVar("T")


class ClaimFilters(TypedDict, total=False):
    """What a claim must have; a group, one of its claims. Of several values of one filter any will do.

    `about`: what it is about, in any words; the closest comes first. `disputed`: whether its group is disputed.
    `speaker`: a country, an organisation, or an actor's name. `act`, `hedge`: codes. `since`, `until`: first and last
    day of the report. `publisher`: of the report or of a copy. `as_of`: the claims that stood at the end of that day;
    they are grouped as they are known to belong together today.
    """

    about: str | None
    disputed: bool | None
    speaker: OneOrMore | None
    act: OneOrMore | None
    hedge: OneOrMore | None
    since: Date | None
    until: Date | None
    publisher: OneOrMore | None
    as_of: Date | None


def claims(
    connection: Connection,
    *,
    limit: int | None = None,
    model: SentenceModel | None = None,
    **filters: Unpack[ClaimFilters],
) -> Answer[ClaimRow]:
    """The claims that the filters choose, the latest first; with `about` the closest first.

    `model` compares what it is about with the claims; the shipped encoder, without it. Raises LedgerError for a
    filter's value that means nothing.
    """
    claim, report, speaker = schema.claims.c, schema.reports.c, schema.actors.c
    member, group = schema.claim_group_members.c, schema.claim_groups.c
    conditions = _conditions(connection, filters)
    if (disputed := filters.get("disputed")) is not None:
        conditions.append(group.disputed.is_(disputed))
    near = _near(connection, model, filters)
    if near is not None:
        conditions.append(claim.id.in_(list(near)))
    asked = (
        select(
            schema.claims,
            report.id.label("report"),
            report.title,
            report.publisher,
            report.url,
            speaker.name,
            speaker.country,
            speaker.organisation,
            member.stance,
            group.id.label("group"),
            group.key.label("group_key"),
        )
        .join_from(schema.claims, schema.reports, report.key == claim.report_key)
        .outerjoin(schema.actors, speaker.key == claim.speaker_key)
        .outerjoin(schema.claim_group_members, and_(member.claim_id == claim.id, member.place == 0))
        .outerjoin(schema.claim_groups, group.key == member.group_key)
        .where(*conditions)
        .order_by(claim.day.desc().nulls_last(), claim.id)
    )
    rows = connection.execute(asked if near is not None or limit is None else asked.limit(limit)).all()
    if near is not None:
        rows = sorted(rows, key=lambda row: near[row.id])[:limit]
    statements = _statements(
        connection, {row.group_key for row in rows if row.group_key}, filters.get("as_of")
    )
    return Answer(ClaimRow, [_claim(row, statements.get(row.group_key, ())) for row in rows])


def claim_groups(
    connection: Connection,
    *,
    limit: int | None = None,
    model: SentenceModel | None = None,
    **filters: Unpack[ClaimFilters],
) -> Answer[ClaimGroupRow]:
    """The groups with a claim that the filters choose, those told of last first; with `about` the closest first.

    Raises LedgerError for a filter's value that means nothing.
    """
    keys = _group_keys(connection, limit, model, filters)
    as_of = filters.get("as_of")
    about = _about(connection, keys)
    statements = _statements(connection, keys, as_of)
    numbers = _numbers(connection, statements, as_of)
    rows = [_group(about[key], statements[key], numbers.get(key, ())) for key in keys if statements.get(key)]
    wanted = filters.get("disputed")
    return Answer(ClaimGroupRow, [row for row in rows if wanted is None or row.disputed == wanted])


def claim_group(connection: Connection, id: str, *, as_of: Date | None = None) -> Answer[Statement]:
    """All stances in a group, the earliest first. `id` is the group's, or that of any claim of it.

    Raises LedgerError when there is no such claim.
    """
    member, claim = schema.claim_group_members.c, schema.claims.c
    key = connection.execute(select(member.group_key).where(member.claim_id == id).limit(1)).scalar()
    if key is None:
        if connection.execute(select(claim.key).limit(1)).first() is None:
            return Answer(Statement, [])
        raise LedgerError(
            f"there is no group of claims {id!r}", next_step="`dragoman claims --json` shows their ids."
        )
    return Answer(Statement, _statements(connection, [key], as_of).get(key, []))


# Which ones


def _near(
    connection: Connection, model: SentenceModel | None, filters: ClaimFilters
) -> dict[str, int] | None:
    """The claims about what is asked for, with their rank; None when nothing is asked for."""
    told = filters.get("about")
    return None if told is None else claims_about(connection, told, model, filters.get("as_of"))


def _conditions(connection: Connection, filters: ClaimFilters) -> list[ColumnElement[bool]]:
    """What a claim itself must have."""
    claim = schema.claims.c
    found = [standing(schema.claims, filters.get("as_of"))]
    if (since := filters.get("since")) is not None:
        found.append(claim.day >= since)
    if (until := filters.get("until")) is not None:
        found.append(claim.day <= until)
    if acts := _checked("act", several(filters.get("act")), ACTS):
        found.append(claim.act.in_(acts))
    if hedges := _checked("hedge", several(filters.get("hedge")), HEDGES):
        found.append(claim.hedge.in_(hedges))
    if publishers := several(filters.get("publisher")):
        found.append(claim.report_key.in_(published_by(connection, publishers)))
    if speakers := several(filters.get("speaker")):
        found.append(claim.speaker_key.in_(_actors(connection, speakers)))
    return found


def _actors(connection: Connection, speakers: Sequence[str]) -> Any:
    first, *others = (actors_of(named(connection, words)) for words in speakers)
    return first.union(*others) if others else first


def _checked(kind: str, values: Sequence[str], allowed: Sequence[str]) -> list[str]:
    found = []
    for value in values:
        code = "_".join(value.lower().replace("-", " ").split())
        if code not in allowed:
            raise LedgerError(f"there is no {kind} {value!r}", next_step=f"There are: {', '.join(allowed)}.")
        found.append(code)
    return found


def _group_keys(
    connection: Connection, limit: int | None, model: SentenceModel | None, filters: ClaimFilters
) -> list[int]:
    """The keys of the groups, in order."""
    member, claim, group = schema.claim_group_members.c, schema.claims.c, schema.claim_groups.c
    asked = select(group.key).order_by(group.until.desc().nulls_last(), group.id)
    if (disputed := filters.get("disputed")) is not None:
        asked = asked.where(group.disputed.is_(disputed))
    # A group's own days narrow the search before its claims are looked at.
    if (since := filters.get("since")) is not None:
        asked = asked.where(group.until >= since)
    if (until := filters.get("until")) is not None:
        asked = asked.where(group.since <= until)
    own = dict(filters)
    speakers = several(filters.get("speaker"))
    own["speaker"] = None
    if any(own.get(name) for name in ("since", "until", "act", "hedge", "publisher", "as_of")) or speakers:
        members = aliased(schema.claim_group_members)
        having = (
            select(members.c.claim_id)
            .join(schema.claims, claim.id == members.c.claim_id)
            .where(*_conditions(connection, own))  # type: ignore[arg-type]
        )
        if speakers:
            # Who disputes a claim by word of the report alone speaks too.
            having = having.where(members.c.actor_key.in_(_actors(connection, speakers)))
            asked = asked.where(group.key.in_(having.with_only_columns(members.c.group_key)))
        else:
            asked = asked.where(having.where(members.c.group_key == group.key).exists())
    near = _near(connection, model, filters)
    if near is None:
        return list(connection.execute(asked if limit is None else asked.limit(limit)).scalars())
    rank: dict[int, int] = {}
    for names in in_parts(list(near)):
        found = select(member.group_key, member.claim_id).where(member.claim_id.in_(names))
        for key, name in connection.execute(found):
            rank[key] = min(near[name], rank.get(key, near[name]))
    chosen: list[int] = []
    for keys in in_parts(sorted(rank)):
        chosen += connection.execute(asked.where(group.key.in_(keys))).scalars()
    return sorted(chosen, key=lambda key: rank[key])[:limit]


# What they hold


def _about(connection: Connection, keys: Iterable[int]) -> dict[int, tuple[str, str]]:
    group = schema.claim_groups.c
    found: dict[int, tuple[str, str]] = {}
    for own in in_parts(sorted(keys)):
        asked = select(group.key, group.id, group.about).where(group.key.in_(own))
        found.update((key, (name, about)) for key, name, about in connection.execute(asked))
    return found


def _statements(
    connection: Connection, keys: Iterable[int], as_of: Date | None
) -> dict[int, list[Statement]]:
    """The stances in groups, by key, the earliest first."""
    member, claim, report = schema.claim_group_members.c, schema.claims.c, schema.reports.c
    actor, disputer, group = schema.actors.c, schema.claim_disputers.c, schema.claim_groups.c
    found: defaultdict[int, list[Statement]] = defaultdict(list)
    for own in in_parts(sorted(keys)):
        asked = (
            select(
                member.group_key,
                member.claim_id,
                member.place,
                member.stance,
                member.why,
                group.id.label("group"),
                claim.day,
                claim.office,
                claim.act,
                claim.hedge,
                claim.cue,
                claim.content,
                claim.reason,
                claim.via,
                report.id.label("report"),
                report.publisher,
                report.url,
                actor.name,
                actor.country,
                disputer.cue.label("dispute"),
                disputer.office.label("disputer_office"),
            )
            .join_from(schema.claim_group_members, schema.claim_groups, group.key == member.group_key)
            .join(schema.claims, and_(claim.id == member.claim_id, standing(schema.claims, as_of)))
            .join(schema.reports, report.key == claim.report_key)
            .outerjoin(schema.actors, actor.key == member.actor_key)
            .outerjoin(
                schema.claim_disputers,
                and_(disputer.claim_key == claim.key, disputer.place == member.place - 1),
            )
            .where(member.group_key.in_(own))
        )
        rows = sorted(
            connection.execute(asked), key=lambda row: (row.day or Date.max, row.claim_id, row.place)
        )
        for row in rows:
            found[row.group_key].append(_statement(row))
    return dict(found)


def _statement(row: Any) -> Statement:
    speaks = row.place == 0
    return Statement(
        day=row.day,
        stance=row.stance,
        speaker=row.name,
        country=row.country,
        office=row.office if speaks else row.disputer_office,
        act=row.act if speaks else "deny",
        hedge=row.hedge if speaks else None,
        cue=row.cue if speaks else row.dispute or "",
        words=row.content if speaks else row.dispute or row.content,
        reason=row.reason if speaks else None,
        via=row.via,
        in_report=not speaks,
        publisher=row.publisher,
        url=row.url,
        report=row.report,
        claim=row.claim_id,
        group=row.group,
        why=msgspec.json.decode(row.why, type=Why) if row.why else None,
    )


def _numbers(
    connection: Connection, statements: Mapping[int, Sequence[Statement]], as_of: Date | None
) -> dict[int, list[tuple[Any, str | None, Told]]]:
    """The numbers that the claims of groups give, by the group's key."""
    group_of = {one.claim: key for key, own in statements.items() for one in own}
    report_of = {one.claim: one.report for own in statements.values() for one in own}
    figure = schema.figures.c
    found: defaultdict[int, list[tuple[Any, str | None, Told]]] = defaultdict(list)
    for own in in_parts(sorted(group_of)):
        asked = (
            select(figure.claim_id, figure.measure, figure.unit, figure.words, figure.low, figure.high)
            .where(figure.claim_id.in_(own), standing(schema.figures, as_of))
            .order_by(figure.day, figure.id)
        )
        for row in connection.execute(asked):
            told = Told(report_of[row.claim_id], row.claim_id, row.words, row.low, row.high)
            found[group_of[row.claim_id]].append((row.measure, row.unit, told))
    return found


def _group(
    named_as: tuple[str, str], own: Sequence[Statement], numbers: Sequence[tuple[Any, str | None, Told]]
) -> ClaimGroupRow:
    days = [one.day for one in own if one.day is not None]
    return ClaimGroupRow(
        id=named_as[0],
        about=named_as[1],
        since=min(days, default=None),
        until=max(days, default=None),
        reports=len({one.report for one in own}),
        claims=len({one.claim for one in own}),
        disputed=is_disputed((one.stance, one.act) for one in own),
        asserted_by=_sides(own, "asserts"),
        denied_by=_sides(own, "denies"),
        confirmed_by=_sides(own, "confirms"),
        doubted_by=_sides(own, "doubts"),
        conflicts=conflicts(numbers),
    )


def _sides(own: Sequence[Statement], stance: str) -> tuple[Side, ...]:
    """Who takes a stance, each once, the first to speak first."""
    by_name: dict[tuple[str, str | None], list[Statement]] = {}
    for one in own:
        if one.stance == stance and one.speaker is not None:
            by_name.setdefault((one.speaker, one.country), []).append(one)
    return tuple(
        Side(
            name=name,
            country=country,
            since=told[0].day,
            words=told[0].words,
            reason=next((one.reason for one in told if one.reason), None),
            reports=tuple(dict.fromkeys(one.report for one in told)),
        )
        for (name, country), told in by_name.items()
    )


def _claim(row: Any, group: Sequence[Statement]) -> ClaimRow:
    other_side = _AGAINST if row.stance in _SAID else ("asserts", "confirms")
    return ClaimRow(
        id=row.id,
        day=row.day,
        speaker=row.name,
        country=row.country,
        organisation=row.organisation,
        office=row.office,
        act=row.act,
        stance=row.stance,
        hedge=row.hedge,
        cue=row.cue,
        content=row.content,
        content_start=row.content_start,
        content_end=row.content_end,
        quoted=row.direct,
        via=row.via,
        reason=row.reason,
        disputed_by=tuple(
            Disputer(one.speaker, one.country, one.words, one.reason, one.day, one.report, one.claim)
            for one in group
            if one.stance in other_side and (one.claim != row.id or one.in_report)
        ),
        group=row.group,
        report=row.report,
        title=row.title,
        publisher=row.publisher,
        url=row.url,
        revision=row.revision,
    )
