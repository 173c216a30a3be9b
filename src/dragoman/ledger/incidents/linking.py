"""Which incidents do a report's events belong to? Worked out in the report's own transaction, around it alone.

What comes out depends on the reports, the records and the judgements in the ledger, not on the order they came in:
whether two tellings are linked hangs on the two alone, and whatever hangs together is clustered as a whole again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import combinations
from typing import Any, NamedTuple

from sqlalchemy import Connection, or_, select

from dragoman.ledger import schema
from dragoman.ledger.incidents import by_words, kept, writing
from dragoman.ledger.incidents.cluster import Pair, Verdicts, clusters
from dragoman.ledger.incidents.comparing import compare
from dragoman.ledger.incidents.recall import tellings
from dragoman.ledger.incidents.settings import Settings, load
from dragoman.ledger.incidents.telling import encoded
from dragoman.ledger.sentences import SentenceModel


def link(connection: Connection, report_key: int, sentences: SentenceModel | None = None) -> None:
    """Link the events of a report, and the report as a whole, with what the ledger has; write the incidents.

    May be called again after a record of the report was changed or rejected: what changed is compared anew.
    `sentences` compares wordings; without it the shipped encoder does.
    """
    settings = load()
    told = tellings(connection, report_key, settings, sentences)
    before = kept.stored(connection, report_key)
    new = [one for one in told if before.get(one.id) != encoded(one)]
    gone = (before.keys() - {one.id for one in told}) | (before.keys() & {one.id for one in new})
    if before and not new and not gone:
        return
    touched = kept.forget(connection, gone) if gone else set()
    others = kept.candidates(connection, new, report_key) if new else []
    old = [one for one in told if one not in new]
    pairs = [(one, other) for one in new for other in (*others, *old)] + list(combinations(new, 2))
    found = [link for one, other in pairs if (link := compare(one, other, settings)) is not None]
    if new:
        kept.store(connection, report_key, new)
    kept.add_links(connection, found)
    events = {one.id for one in told if not one.whole}
    linked = bool(found) or bool(before)
    kept_in = gone - events - {told[0].id}
    if not linked:
        writing.write(connection, [[one] for one in sorted(events)], kept_in, fresh=not before)
        return
    start = events | {one for one in touched if not kept.is_whole(one)}
    wholes = {told[0].id} | {one for one in touched if kept.is_whole(one)}
    _cluster(connection, start, wholes, kept_in, settings)


def relink(connection: Connection, record_id: str, sentences: SentenceModel | None = None) -> None:
    """Link the report of a record anew, after a person decided about the record or the report was read again.

    `record_id` may be that of the report itself.
    """
    reports = schema.reports
    asked = select(reports.c.key).where(reports.c.id == kept.report_of(record_id))
    key = connection.execute(asked).scalar()
    if key is not None:
        link(connection, key, sentences)


def again(connection: Connection, events: Collection[str]) -> None:
    """Work out the incidents of these events anew, as after a judgement about them."""
    _cluster(connection, set(events), set(), set(), load())


def _cluster(
    connection: Connection, start: set[str], wholes: set[str], gone: Collection[str], settings: Settings
) -> None:
    """Work out the incidents among all events that hang together with some, and which reports tell of them."""
    near = _together(connection, start, settings)
    groups = clusters(near.events, near.links, near.verdicts, settings)
    writing.write(connection, groups, gone, fresh=False)
    by_words.write(connection, wholes | near.wholes, near.events, settings)


class _Near(NamedTuple):
    """Events that hang together, their links, what was judged of them, and the reports that they are linked with."""

    events: set[str]
    links: dict[Pair, float]
    verdicts: Verdicts
    wholes: set[str]


def _together(connection: Connection, start: set[str], settings: Settings) -> _Near:
    ids, fresh, unjudged = set(start), set(start), set(start)
    links: dict[Pair, float] = {}
    verdicts: dict[Pair, bool] = {}
    wholes: set[str] = set()
    while fresh or unjudged:
        if fresh:
            strong = set()
            for pair, score in kept.links(connection, fresh):
                whole = {one for one in pair if kept.is_whole(one)}
                wholes |= whole
                if not whole:
                    links[pair] = score
                    strong |= set(pair) if score >= settings.linked else set()
        else:
            judged = judged_of(connection, unjudged)
            verdicts.update(judged)
            strong = {one for pair, same in judged.items() if same for one in pair}
            unjudged = set()
        fresh = strong - ids
        ids |= fresh
        unjudged |= fresh
    # What links lead to stands; what judgements lead to may have been rejected since.
    return _Near(_standing(connection, ids) if verdicts else ids, links, verdicts, wholes)


def judged_of(connection: Connection, events: Iterable[str]) -> dict[Pair, bool]:
    """What people judged last of the pairs that any of these events stand in."""
    table = schema.judgements
    rows: list[Any] = []
    for part in kept.portions(events):
        asked = select(table.c.key, table.c.one, table.c.other, table.c.verdict).where(
            or_(table.c.one.in_(part), table.c.other.in_(part))
        )
        rows += connection.execute(asked).all()
    return {(row.one, row.other): row.verdict == "same" for row in sorted(rows, key=lambda row: int(row.key))}


def _standing(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Those that the ledger knows as tellings: an event that was rejected is part of no incident."""
    table = schema.tellings
    found: set[str] = set()
    for part in kept.portions(ids):
        found.update(connection.execute(select(table.c.id).where(table.c.id.in_(part))).scalars())
    return found
