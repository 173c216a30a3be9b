"""Which further reports tell of an incident? Those whose words fit it, though no event of theirs is part of it.

A report counts for the incident that fits it best, and for others that fit well. How well is the mean of its links
over all events of the incident, in log-odds; an event that it is not linked with counts little.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from math import exp, log

from sqlalchemy import Connection, delete, func, insert, select, update

from dragoman.ledger import schema
from dragoman.ledger.incidents import kept
from dragoman.ledger.incidents.settings import Settings


def write(
    connection: Connection, wholes: Collection[str], events: Collection[str], settings: Settings
) -> None:
    """Work out which reports tell of the incidents of these events; `wholes` are reports to be looked at besides."""
    touched = set(wholes)
    for pair, _ in kept.links(connection, events):
        touched |= {one for one in pair if kept.is_whole(one)}
    links: dict[str, dict[str, float]] = defaultdict(dict)
    for (one, other), score in kept.links(connection, touched):
        for whole, event in ((one, other), (other, one)):
            if whole in touched:
                links[whole][event] = score
    linked = {event for row in links.values() for event in row}
    incident_of = kept.incidents_of(connection, linked | set(events))
    members = kept.members_of(connection, set(incident_of.values()))
    keys = _report_keys(connection, touched)
    rows = [
        {"incident_key": incident, "report_key": keys[whole], "score": score}
        for whole in sorted(links)
        for incident, score in chosen(links[whole], incident_of, members, whole, settings)
    ]
    _replace(connection, set(keys.values()), rows)
    _count(connection, members)


def chosen(
    links: Mapping[str, float],
    incident_of: Mapping[str, int],
    members: Mapping[int, Collection[str]],
    whole: str,
    settings: Settings,
) -> list[tuple[int, float]]:
    """The incidents that a report tells of by its words, each with how likely (0 to 1)."""
    sums: dict[int, list[float]] = defaultdict(list)
    for event in sorted(links):
        if event in incident_of:
            sums[incident_of[event]].append(_odds(links[event]))
    ranked = []
    for incident, odds in sums.items():
        events = members[incident]
        if any(kept.report_of(event) == whole for event in events):
            continue
        missing = len(events) - len(odds)
        mean = (sum(odds) + missing * _odds(settings.unlinked)) / len(events)
        ranked.append((round(1 / (1 + exp(-mean)), 4), min(events), incident))
    ranked.sort(key=lambda row: (-row[0], row[1]))
    return [
        (incident, score)
        for place, (score, _, incident) in enumerate(ranked)
        if score >= (settings.told if place else settings.told_first)
    ]


def _count(connection: Connection, members: Mapping[int, Collection[str]]) -> None:
    """Count the reports of incidents anew."""
    table, told = schema.incidents, schema.incident_reports
    by_words: dict[int, int] = {}
    counted: dict[int, int] = {}
    for part in kept.portions(members):
        asked = select(told.c.incident_key, func.count()).where(told.c.incident_key.in_(part))
        by_words.update((key, many) for key, many in connection.execute(asked.group_by(told.c.incident_key)))
        stands = select(table.c.key, table.c.reports).where(table.c.key.in_(part))
        counted.update((key, many) for key, many in connection.execute(stands))
    for incident, events in members.items():
        reports = len({kept.report_of(event) for event in events}) + by_words.get(incident, 0)
        if reports != counted[incident]:
            connection.execute(update(table).where(table.c.key == incident).values(reports=reports))


def _replace(connection: Connection, reports: set[int], rows: list[dict[str, float]]) -> None:
    """Write which incidents reports tell of, in place of what stood there."""
    table = schema.incident_reports
    before: dict[tuple[int, int], float] = {}
    for part in kept.portions(reports):
        asked = select(table.c.incident_key, table.c.report_key, table.c.score)
        for row in connection.execute(asked.where(table.c.report_key.in_(part))):
            before[row.incident_key, row.report_key] = row.score
    after = {(int(row["incident_key"]), int(row["report_key"])): row["score"] for row in rows}
    changed = {pair for pair in before.keys() | after.keys() if before.get(pair) != after.get(pair)}
    for incident, report in sorted(changed & before.keys()):
        connection.execute(
            delete(table).where(table.c.incident_key == incident, table.c.report_key == report)
        )
    new = [
        {"incident_key": incident, "report_key": report, "score": after[incident, report]}
        for incident, report in sorted(changed & after.keys())
    ]
    if new:
        connection.execute(insert(table), new)


def _report_keys(connection: Connection, reports: Iterable[str]) -> dict[str, int]:
    table = schema.reports
    found: dict[str, int] = {}
    for part in kept.portions(reports):
        asked = select(table.c.id, table.c.key).where(table.c.id.in_(part))
        found.update((row.id, row.key) for row in connection.execute(asked))
    return found


def _odds(score: float) -> float:
    least = 0.001
    kept_in = min(max(score, least), 1 - least)
    return log(kept_in / (1 - kept_in))
