"""What is worth an alert? Rules, and the facts in reports just taken in that they wait for.

A fact is known by ids of records: those of one incident, of one group of claims, of one contact as several reports tell
it. So a second report of it is no second fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date as Date
from itertools import combinations
from typing import Annotated, Any, NamedTuple

from msgspec import Meta, Struct
from sqlalchemy import Connection, func, select

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.portions import in_parts
from dragoman.ledger.questions.asking import party, party_name, standing
from dragoman.ledger.questions.claim_rows import Statement
from dragoman.ledger.questions.claims import claim_group
from dragoman.ledger.questions.contacts import HAPPENED
from dragoman.ledger.questions.events import EventRow, each_event
from dragoman.ledger.questions.figures import FigureRow, figures
from dragoman.ledger.questions.gaps import interval
from dragoman.ledger.questions.sides import Side, sides
from dragoman.ledger.questions.silences import GATHERING

_AGAINST = ("denies", "doubts")

Names = Annotated[tuple[str, ...], Meta(min_length=1)]


class _Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    name: Annotated[str, Meta(min_length=1)]


class SilenceRule(_Rule, frozen=True, kw_only=True, tag="silence"):
    """Two sides are in touch after `days` days of silence or more: any two, or those named in `between`.

    The contact must be the last that is known of the two. Where the ledger has none before it, what the report itself
    says counts ("the first since 2019"). Contacts of `GATHERING` parties and more count only for sides named.
    """

    days: Annotated[int, Meta(ge=1)]
    between: tuple[str, str] | None = None


class EventRule(_Rule, frozen=True, kw_only=True, tag="event"):
    """An event of one of the `types`: by `source`, against `target`, or `between` two whoever of them does it.

    Of the statuses given, and as sure as `min_confidence` (0 to 1).
    """

    types: Names
    source: str | None = None
    target: str | None = None
    between: tuple[str, str] | None = None
    status: Names = (HAPPENED,)
    min_confidence: Annotated[float, Meta(ge=0, le=1)] = 0.0


class DisputeRule(_Rule, frozen=True, kw_only=True, tag="dispute"):
    """Somebody denies what somebody else says. With `actors` one of them must take a stance in it (a country stands
    for all who speak for it); with `words` one of them must stand in what is said."""

    actors: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class TollRule(_Rule, frozen=True, kw_only=True, tag="toll"):
    """A figure whose lower bound is above a number; of one of the `measures`, and in one of the `countries` if given.

    A number that belongs to an event counts when that event happened.
    """

    above: float
    measures: Names = ("dead",)
    countries: tuple[str, ...] = ()


Rule = SilenceRule | EventRule | DisputeRule | TollRule


class Firing(NamedTuple):
    """A fact that a rule waited for. `records` raised it, `facts` are what it is known by; `report` is an id."""

    summary: str
    records: tuple[str, ...]
    sentence: str
    report: str
    day: Date | None
    facts: tuple[str, ...]


def firings(
    connection: Connection, rule: Rule, reports: Sequence[tuple[int, str]], today: Date
) -> list[Firing]:
    """What a rule finds in reports (key and id each), in an order that hangs on the facts alone.

    `today` is the day after which no contact can have been.
    """
    found: list[Firing] = []
    for some in in_parts(reports):
        match rule:
            case SilenceRule():
                found += _silences(connection, rule, [key for key, _ in some], today)
            case EventRule():
                found += _events(connection, rule, [name for _, name in some])
            case DisputeRule():
                found += _disputes(connection, rule, some)
            case TollRule():
                found += _tolls(connection, rule, [name for _, name in some])
    return sorted(found, key=lambda one: (one.day or Date.min, one.facts, one.records))


def named_in(rule: Rule) -> tuple[str, ...]:
    """The sides and actors that a rule names."""
    match rule:
        case SilenceRule():
            return rule.between or ()
        case EventRule():
            return tuple(filter(None, (rule.source, rule.target, *(rule.between or ()))))
        case DisputeRule():
            return rule.actors
        case TollRule():
            return rule.countries


def is_known(connection: Connection, name: str) -> bool:
    """Whether the ledger or the gazetteer knows anybody by the name. Who is not known yet does nothing yet."""
    try:
        party(connection, name)
    except LedgerError:
        return False
    return True


# Events


def _events(connection: Connection, rule: EventRule, reports: Sequence[str]) -> Iterator[Firing]:
    if not all(is_known(connection, name) for name in named_in(rule)):
        return
    found: dict[str, EventRow] = {}
    for source, target in _directions(rule):
        who: dict[str, Any] = {"source": source, "target": target}
        asked = {name: words for name, words in who.items() if words}
        rows = each_event(
            connection,
            type=rule.types,
            status=rule.status,
            report=reports,
            min_confidence=rule.min_confidence,
            **asked,
        )
        found.update((row.id, row) for row in rows)
    alike = _of_incidents(connection, found)
    for row in found.values():
        yield Firing(_event_words(row), (row.id,), row.evidence, row.report, row.day, alike[row.id])


def _directions(rule: EventRule) -> Iterator[tuple[str | None, str | None]]:
    if rule.between is not None:
        one, other = rule.between
        yield from ((one, other), (other, one))
    else:
        yield rule.source, rule.target


def _event_words(row: EventRow) -> str:
    mode = f" ({row.mode})" if row.mode else ""
    sources = f" by {_listed(row.sources)}" if row.sources else ""
    targets = f", {_listed(row.targets)} being the target" if row.targets else ""
    status = "" if row.status == HAPPENED else f", {row.status}"
    return f"{row.type}{mode}{sources}{targets}{status}{_on(row.day)}"


# Silences


def _silences(
    connection: Connection, rule: SilenceRule, reports: Sequence[int], today: Date
) -> Iterator[Firing]:
    two = None
    if rule.between is not None:
        if not all(is_known(connection, name) for name in rule.between):
            return
        two = sides(connection, *rule.between)
    told, own = schema.contacts, schema.reports.c
    asked = (
        select(told, own.id.label("report"))
        .join(schema.reports, own.key == told.c.report_key)
        .where(told.c.report_key.in_(reports), told.c.status == HAPPENED, told.c.day <= today, standing(told))
        .order_by(told.c.id)
    )
    for contact in connection.execute(asked).all():
        for one, other in _pairs(connection, contact.key, two):
            yield from _broken(connection, rule, contact, one, other, today, gatherings=two is not None)


def _pairs(connection: Connection, contact: int, two: tuple[Side, Side] | None) -> list[tuple[Side, Side]]:
    parties = schema.contact_parties.c
    asked = select(parties.party).where(parties.contact_key == contact).order_by(parties.party)
    there = list(connection.execute(asked).scalars())
    if two is not None:
        return [two] if all(set(side.codes) & set(there) for side in two) else []
    return list(combinations((Side(code, code) for code in there), 2)) if len(there) < GATHERING else []


def _broken(
    connection: Connection,
    rule: SilenceRule,
    contact: Any,
    one: Side,
    other: Side,
    today: Date,
    *,
    gatherings: bool,
) -> Iterator[Firing]:
    """The silence that a contact broke between two sides, if it did."""
    known = _contacts_of(connection, one, other, today, gatherings=gatherings)
    own, day, tellings = next((told for told in known if contact.id in told[2]), (None, None, ()))
    if day is None:
        return
    others = [when for incident, when, _ in known if incident != own]
    if any(when > day for when in others):
        return
    before = max(others, default=None)
    stated = interval(contact.first_since) if before is None and contact.first_since else None
    last = stated[1] if stated else before
    if last is None or (day - last).days < rule.days:
        return
    names = " and ".join(party_name(connection, side.code) for side in (one, other))
    said = f"the first since {contact.first_since}, the report says" if stated else f"the last was on {last}"
    silence = f"{one.code} {other.code} {last}"
    yield Firing(
        f"{names} in touch again on {day} ({contact.channel}), after {(day - last).days:,} days: {said}",
        (contact.id,),
        contact.evidence,
        contact.report,
        day,
        (silence, *(f"{one.code} {other.code} {telling}" for telling in tellings)),
    )


def _contacts_of(
    connection: Connection, one: Side, other: Side, today: Date, *, gatherings: bool
) -> list[tuple[str, Date, tuple[str, ...]]]:
    """The contacts of two sides up to a day: each with the first day that a report gives, and all that tell of it."""
    told, parties = schema.contacts, schema.contact_parties
    links, incidents = schema.incident_events, schema.incidents
    p, q = parties.alias("p"), parties.alias("q")
    asked = (
        select(told.c.id, told.c.day, func.coalesce(incidents.c.id, told.c.event_id).label("incident"))
        .select_from(told)
        .join(p, p.c.contact_key == told.c.key)
        .join(q, q.c.contact_key == told.c.key)
        .outerjoin(links, links.c.event_id == told.c.event_id)
        .outerjoin(incidents, incidents.c.key == links.c.incident_key)
        .where(
            p.c.party.in_(one.codes),
            q.c.party.in_(other.codes),
            told.c.status == HAPPENED,
            told.c.day <= today,
            standing(told),
        )
    )
    if not gatherings:
        size = select(func.count()).where(parties.c.contact_key == told.c.key).scalar_subquery()
        asked = asked.where(size < GATHERING)
    days: dict[str, Date] = {}
    tellings: dict[str, list[str]] = {}
    for row in connection.execute(asked.order_by(told.c.id)):
        days[row.incident] = min(row.day, days.get(row.incident, row.day))
        tellings.setdefault(row.incident, []).append(row.id)
    return [(incident, day, tuple(tellings[incident])) for incident, day in days.items()]


# Disputes


def _disputes(
    connection: Connection, rule: DisputeRule, reports: Sequence[tuple[int, str]]
) -> Iterator[Firing]:
    member, group, claim = schema.claim_group_members.c, schema.claim_groups.c, schema.claims
    asked = (
        select(group.id, group.about)
        .join_from(schema.claim_groups, schema.claim_group_members, member.group_key == group.key)
        .join(claim, claim.c.id == member.claim_id)
        .where(group.disputed, claim.c.report_key.in_([key for key, _ in reports]), standing(claim))
        .distinct()
        .order_by(group.id)
    )
    new = {name for _, name in reports}
    for name, about in connection.execute(asked).all():
        stances = list(claim_group(connection, name))
        if not _is_about(connection, rule, stances):
            continue
        latest = [one for one in stances if one.report in new]
        against = [one for one in stances if one.stance in _AGAINST]
        shown = next((one for one in reversed(latest) if one in against), latest[-1])
        who = _listed(dict.fromkeys(one.speaker for one in against if one.speaker)) or "somebody"
        yield Firing(
            f"{who} disputes: {about}",
            tuple(dict.fromkeys(one.claim for one in latest)),
            shown.words,
            shown.report,
            shown.day,
            tuple(sorted({one.claim for one in stances})),
        )


def _is_about(connection: Connection, rule: DisputeRule, stances: Sequence[Statement]) -> bool:
    if rule.words:
        said = " ".join(one.words for one in stances).casefold()
        if not any(word.casefold() in said for word in rule.words):
            return False
    wanted = {party(connection, name).code for name in rule.actors if is_known(connection, name)}
    names = {name.casefold() for name in rule.actors}
    return not rule.actors or any(
        one.country in wanted or (one.speaker or "").casefold() in names for one in stances
    )


# Tolls


def _tolls(connection: Connection, rule: TollRule, reports: Sequence[str]) -> Iterator[Firing]:
    countries = [name for name in rule.countries if is_known(connection, name)]
    if rule.countries and not countries:
        return
    rows = [
        row
        for row in figures(connection, measure=rule.measures, country=countries or None, report=reports)
        if row.low is not None and row.low > rule.above
    ]
    of_events = [row.event for row in rows if row.event is not None]
    happened = _happened(connection, of_events)
    alike = _of_incidents(connection, of_events)
    for row in rows:
        if row.event is None:
            told = _told_by(connection, row.report)
        elif row.event in happened:
            told = alike[row.event]
        else:
            continue
        yield Firing(_toll_words(row, rule), (row.id,), row.sentence, row.report, row.day, told)


def _toll_words(row: FigureRow, rule: TollRule) -> str:
    assert row.low is not None, "what has no lower bound is above no number"
    more = " or more" if row.high is None else ""
    place = f" in {row.place}" if row.place else ""
    given = f", {row.given_by} says" if row.given_by else ""
    what = row.unit if row.measure == "other" and row.unit else row.measure
    return f"{row.low:,g}{more} {what}{place}{_on(row.event_day)}{given}: above {rule.above:,g}"


def _happened(connection: Connection, ids: Iterable[str]) -> set[str]:
    events = schema.events
    found: set[str] = set()
    for some in in_parts(sorted(set(ids))):
        asked = select(events.c.id).where(
            events.c.id.in_(some), events.c.status == HAPPENED, standing(events)
        )
        found.update(connection.execute(asked).scalars())
    return found


def _told_by(connection: Connection, report: str) -> tuple[str, ...]:
    """What a report as a whole tells of: the events of the incident that it is most likely about; else itself."""
    links, own, members = schema.incident_reports.c, schema.reports.c, schema.incident_events.c
    best = (
        select(links.incident_key)
        .join_from(schema.incident_reports, schema.reports, own.key == links.report_key)
        .join(schema.incidents, schema.incidents.c.key == links.incident_key)
        .where(own.id == report)
        .order_by(links.score.desc(), schema.incidents.c.id)
        .limit(1)
    )
    key = connection.execute(best).scalar()
    if key is None:
        return (report,)
    asked = select(members.event_id).where(members.incident_key == key).order_by(members.event_id)
    return tuple(connection.execute(asked).scalars())


# What they have in common


def _of_incidents(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each event all that are one incident with it, itself among them."""
    links = schema.incident_events
    same = links.alias("same")
    wanted = sorted(set(ids))
    found: dict[str, list[str]] = {name: [] for name in wanted}
    for some in in_parts(wanted):
        asked = (
            select(links.c.event_id, same.c.event_id)
            .join(same, same.c.incident_key == links.c.incident_key)
            .where(links.c.event_id.in_(some))
            .order_by(same.c.event_id)
        )
        for name, other in connection.execute(asked):
            found[name].append(other)
    return {name: tuple(others) or (name,) for name, others in found.items()}


def _listed(names: Iterable[str]) -> str:
    told = list(names)
    return " and ".join(filter(None, (", ".join(told[:-1]), *told[-1:])))


def _on(day: Date | None) -> str:
    return f" on {day}" if day else ""
