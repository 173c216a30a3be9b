"""Alerts: raised by rules over reports that feeds brought, each fact once for each rule, for ever.

A rule begins with the report after the last one that the ledger had when the rule was first seen. How far it got stands
in the ledger, so that a run that was broken off leaves out none and repeats none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from datetime import date as Date
from typing import NamedTuple

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from dragoman.ledger import schema
from dragoman.ledger.alert_rules import Firing, Rule, firings
from dragoman.ledger.portions import in_parts
from dragoman.ledger.writing import insert_many

_ID = 16


class Alert(Struct, frozen=True):
    """What a rule was waiting for.

    `id` is unique and stays. `rule` is the rule's name, `kind` what it waits for (silence, event, dispute, toll).
    `summary` tells it in a line; `sentence` are the words of the report that raised it, `records` the ids of events,
    contacts, claims or figures. `report` to `published` are the report's, `day` is that of what the alert tells of.
    `raised_at` is a moment (UTC).
    """

    id: str
    rule: str
    kind: str
    summary: str
    sentence: str
    day: Date | None
    records: tuple[str, ...]
    report: str
    title: str | None
    publisher: str | None
    url: str | None
    published: Date | None
    raised_at: datetime


def begin(connection: Connection, rules: Iterable[Rule]) -> None:
    """Note rules that are new: they are applied to reports that come from now on."""
    table = schema.alert_rules
    known = set(connection.execute(select(table.c.rule)).scalars())
    last = connection.execute(select(func.max(schema.reports.c.key))).scalar()
    new = [{"rule": rule.name, "report_key": last} for rule in rules if rule.name not in known]
    insert_many(connection, table, new)


def raise_alerts(
    connection: Connection,
    rules: Sequence[Rule],
    at: datetime,
    webhooks: Mapping[str, Collection[str]] | None = None,
) -> int:
    """Apply rules to the reports of feeds that they were not applied to yet; gives how many alerts were raised.

    `webhooks` are names of those that alerts are to be posted to, with the rules each wants; none means all of them.

    In the caller's transaction. `at` is the moment to note (UTC).
    """
    raised: list[int] = []
    last = connection.execute(select(func.max(schema.reports.c.key))).scalar()
    if last is None:
        return 0
    table = schema.alert_rules
    applied = {row.rule: row.report_key or 0 for row in connection.execute(select(table))}
    for rule in rules:
        since = applied[rule.name]
        if since >= last:
            continue
        for firing in firings(connection, rule, _came_since(connection, since), at.date()):
            key = _raised(connection, rule, firing, at)
            if key is None:
                continue
            raised.append(key)
            wanting = [name for name, own in (webhooks or {}).items() if not own or rule.name in own]
            posts = [{"alert_key": key, "webhook": name, "failures": 0, "due_at": at} for name in wanting]
            insert_many(connection, schema.alert_posts, posts)
        connection.execute(update(table).where(table.c.rule == rule.name).values(report_key=last))
    return len(raised)


def untold(connection: Connection) -> list[Alert]:
    """The alerts that were not told yet, in the order in which they were raised."""
    return _alerts(connection, schema.alerts.c.told_at.is_(None))


def note_told(connection: Connection, alerts: Iterable[Alert], at: datetime) -> None:
    """Note that alerts were told."""
    table = schema.alerts
    for some in in_parts([one.id for one in alerts]):
        connection.execute(update(table).where(table.c.id.in_(some)).values(told_at=at))


class Post(NamedTuple):
    """An alert on its way to a webhook; `failures` counts the times that it was not taken."""

    key: int
    webhook: str
    failures: int
    alert: Alert


def posts_due(connection: Connection, webhooks: Collection[str], at: datetime, most: int) -> list[Post]:
    """What is to be posted by then to these webhooks, the oldest first; `most` at most."""
    posts = schema.alert_posts.c
    asked = (
        select(posts.alert_key, posts.webhook, posts.failures)
        .where(posts.due_at <= at, posts.webhook.in_(webhooks))
        .order_by(posts.alert_key, posts.webhook)
        .limit(most)
    )
    rows = connection.execute(asked).all()
    keys = sorted({row.alert_key for row in rows})
    own = dict(zip(keys, _alerts(connection, schema.alerts.c.key.in_(keys)), strict=True))
    return [Post(row.alert_key, row.webhook, row.failures, own[row.alert_key]) for row in rows]


def next_post(connection: Connection, webhooks: Collection[str]) -> datetime | None:
    """When the next alert is to be posted to one of these webhooks."""
    posts = schema.alert_posts.c
    found: datetime | None = connection.execute(
        select(func.min(posts.due_at)).where(posts.webhook.in_(webhooks))
    ).scalar()
    return found


def note_posted(connection: Connection, post: Post, at: datetime) -> None:
    """Note that a webhook took an alert."""
    connection.execute(update(schema.alert_posts).where(*_is(post)).values(posted_at=at, due_at=None))


def note_refused(connection: Connection, post: Post, again: datetime, *, last: bool) -> None:
    """Note that a webhook did not take an alert. What it is to get waits until `again`, but for the `last` try's."""
    posts = schema.alert_posts
    connection.execute(update(posts).where(*_is(post)).values(failures=post.failures + 1))
    waiting = (posts.c.webhook == post.webhook, posts.c.due_at < again)
    connection.execute(update(posts).where(*waiting).values(due_at=again))
    if last:
        connection.execute(update(posts).where(*_is(post)).values(due_at=None))


def _is(post: Post) -> tuple[ColumnElement[bool], ...]:
    posts = schema.alert_posts.c
    return posts.alert_key == post.key, posts.webhook == post.webhook


def _came_since(connection: Connection, key: int) -> list[tuple[int, str]]:
    """Reports of a greater key (numbers only grow) that were first read in a feed."""
    reports, copies = schema.reports.c, schema.copies.c
    asked = (
        select(reports.key, reports.id)
        .join_from(schema.reports, schema.copies, copies.report_key == reports.key)
        .where(reports.key > key, copies.kind == "first", copies.source.in_(select(schema.feeds.c.url)))
        .order_by(reports.key)
    )
    return [(row.key, row.id) for row in connection.execute(asked)]


def _raised(connection: Connection, rule: Rule, firing: Firing, at: datetime) -> int | None:
    """Raise an alert, and give its key; None when the fact raised one before.

    What the fact is known by now is noted in either case.
    """
    facts = schema.alert_facts
    known: dict[str, int] = {}
    for some in in_parts(firing.facts):
        asked = select(facts.c.fact, facts.c.alert_key).where(
            facts.c.rule == rule.name, facts.c.fact.in_(some)
        )
        known.update((row.fact, row.alert_key) for row in connection.execute(asked))
    key = min(known.values()) if known else _written(connection, rule, firing, at)
    new = [{"rule": rule.name, "fact": fact, "alert_key": key} for fact in firing.facts if fact not in known]
    insert_many(connection, facts, new)
    return None if known else key


def _written(connection: Connection, rule: Rule, firing: Firing, at: datetime) -> int:
    own = schema.reports.c
    report_key = connection.execute(select(own.key).where(own.id == firing.report)).scalar_one()
    told = "\t".join((rule.name, firing.facts[0], *firing.records))
    row = {
        "id": hashlib.sha256(told.encode()).hexdigest()[:_ID],
        "rule": rule.name,
        "kind": rule.__struct_config__.tag,
        "summary": firing.summary,
        "records": json.dumps(firing.records),
        "sentence": firing.sentence,
        "day": firing.day,
        "report_key": report_key,
        "raised_at": at,
    }
    key: int = connection.execute(insert(schema.alerts).returning(schema.alerts.c.key), row).scalar_one()
    return key


def _alerts(connection: Connection, condition: ColumnElement[bool]) -> list[Alert]:
    table, own = schema.alerts, schema.reports.c
    asked = (
        select(table, own.id.label("report"), own.title, own.publisher, own.url, own.published)
        .join(schema.reports, own.key == table.c.report_key)
        .where(condition)
        .order_by(table.c.key)
    )
    return [
        Alert(
            id=row.id,
            rule=row.rule,
            kind=row.kind,
            summary=row.summary,
            sentence=row.sentence,
            day=row.day,
            records=tuple(json.loads(row.records)),
            report=row.report,
            title=row.title,
            publisher=row.publisher,
            url=row.url,
            published=row.published,
            raised_at=row.raised_at.replace(tzinfo=UTC),
        )
        for row in connection.execute(asked)
    ]
