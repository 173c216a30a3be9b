"""The rows that a record becomes. Pure: no database here.

A record's own ids ("e1") become ids of the ledger by the report's in front: "cf2c052722cbcd0f-e1".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Date
from itertools import combinations
from typing import Any

from dragoman.codebook import Codebook
from dragoman.records import Actor, Claim, Contact, DateRange, Event, Figure, Position, Record, Report, Span

Row = dict[str, Any]

REPORT_ID = 16
"""Hex digits of a report's SHA-256 that name it."""

_ACTOR_ID = 12
_POSITION_ID = 8


def report_id(report: Report) -> str:
    """The name of a report in the ledger, made of its text alone."""
    return report.sha256[:REPORT_ID]


def record_id(report: str, own: str) -> str:
    """The name of a record in the ledger: its report's, and the one that it has there."""
    return f"{report}-{own}"


def actor_id(actor: Actor) -> str:
    """The name of an actor: "FRA" for a state, "NATO" for an organisation, else a hash of name, kind and country."""
    if actor.kind == "state" and actor.country:
        return actor.country
    if actor.kind == "organisation" and actor.organisation:
        return actor.organisation
    told = "\t".join((actor.name, actor.kind, actor.country or "", actor.organisation or ""))
    return hashlib.sha256(told.encode()).hexdigest()[:_ACTOR_ID]


def party_of(actor: Actor) -> str:
    """On whose side an actor counts: its country, its organisation, or itself where it has neither."""
    return actor.country or actor.organisation or actor_id(actor)


def actor_row(actor: Actor) -> Row:
    """The row of table actors."""
    name = actor.country if actor.kind == "state" and actor.country else actor.name
    return {
        "id": actor_id(actor),
        "name": actor.name or name,
        "kind": actor.kind,
        "country": actor.country,
        "organisation": actor.organisation,
    }


def day_of(when: DateRange, report: Report) -> Date | None:
    """The first day of a date, or the report's day where it has none."""
    return when.start or report.published


def event_row(event: Event, record: Record, book: Codebook) -> Row:
    """The row of table events, without keys and moments."""
    report = report_id(record.report)
    place = event.place
    return {
        "id": record_id(report, event.id),
        "day": day_of(event.date, record.report),
        "type": event.type,
        "mode": event.mode,
        "quad": event.quad,
        "score": book.score(event.type, event.mode),
        "contexts": " ".join(event.contexts),
        "status": event.status,
        **_when(event.date),
        "place": place.name if place else None,
        "place_country": place.country if place else None,
        "place_admin1": place.admin1 if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "geonames_id": place.geonames_id if place else None,
        **_words("trigger", event.trigger),
        **_words("evidence", event.evidence),
        "claim_id": record_id(report, event.attributed_to) if event.attributed_to else None,
        "hedge": event.hedge,
        "confidence": event.confidence,
        "why": json.dumps(event.why, ensure_ascii=False),
    }


def event_pairs(event: Event) -> list[tuple[str, str]]:
    """Every party on the source side with every party on the target side, each pair once."""
    sources = dict.fromkeys(party_of(actor) for actor in event.sources)
    targets = dict.fromkeys(party_of(actor) for actor in event.targets)
    return [(source, target) for source in sources for target in targets]


def event_parties(event: Event) -> list[tuple[str, str]]:
    """The parties of an event, each with its side ("source", "target"), each once."""
    sides = (("source", event.sources), ("target", event.targets))
    return list(dict.fromkeys((side, party_of(actor)) for side, actors in sides for actor in actors))


def contact_pairs(parties: Iterable[str]) -> list[tuple[str, str]]:
    """Every two different parties of a contact, the one first whose code sorts first."""
    return list(combinations(sorted(set(parties)), 2))


def claim_row(claim: Claim, record: Record) -> Row:
    """The row of table claims, without keys and moments."""
    speaker = claim.speaker
    return {
        "id": record_id(report_id(record.report), claim.id),
        "day": record.report.published,
        **_words("speaker", speaker),
        "office": speaker.office if speaker else None,
        "sectors": " ".join(speaker.sectors) if speaker else None,
        **_words("cue", claim.cue),
        **_words("content", claim.content),
        "direct": claim.direct,
        "act": claim.act,
        "hedge": claim.hedge,
        "via": claim.via,
        **_words("reason", claim.reason),
    }


def claim_links(claim: Claim, record: Record) -> list[Row]:
    """The rows of table claim_links, without keys."""
    report = report_id(record.report)
    kinds: Mapping[str, Iterable[str]] = {
        "about": claim.about,
        "disputes": claim.disputes,
        "confirms": claim.confirms,
    }
    return [
        {"kind": kind, "place": place, "record_id": record_id(report, own)}
        for kind, linked in kinds.items()
        for place, own in enumerate(linked)
    ]


def figure_row(figure: Figure, record: Record) -> Row:
    """The row of table figures, without keys and moments. The claim is the narrowest that holds the words."""
    report = report_id(record.report)
    holding = [c for c in record.claims if c.content.start <= figure.start and figure.end <= c.content.end]
    claim = min(holding, key=lambda c: c.content.end - c.content.start, default=None)
    return {
        "id": record_id(report, figure.id),
        "day": record.report.published,
        "event_id": record_id(report, figure.event) if figure.event else None,
        "measure": figure.measure,
        "low": figure.low,
        "high": figure.high,
        "approximate": figure.approximate,
        "unit": figure.unit,
        **_words("words", figure),
        "claim_id": record_id(report, claim.id) if claim else None,
    }


def contact_row(contact: Contact, record: Record) -> Row:
    """The row of table contacts, without keys and moments."""
    report = report_id(record.report)
    gap = contact.first_since
    return {
        "id": record_id(report, contact.id),
        "day": day_of(contact.date, record.report),
        "event_id": record_id(report, contact.event),
        "channel": contact.channel,
        "level": contact.level,
        "status": contact.status,
        **_when(contact.date),
        "names": json.dumps(contact.names, ensure_ascii=False),
        "first_since": gap.stated if gap else None,
        "first_since_words": gap.text if gap else None,
        **_words("evidence", contact.evidence),
    }


def position_rows(record: Record) -> list[tuple[Position, Row]]:
    """The rows of table positions, without keys and moments.

    A position has no name of its own in a record. Here it is named by whose it is, its issue and its words.
    """
    report = report_id(record.report)
    told: dict[str, tuple[Position, Row]] = {}
    for position in record.positions:
        name = record_id(report, _position_id(position))
        row = {
            "id": name,
            "day": day_of(position.date, record.report),
            **mention(position.actor),
            "issue": position.issue,
            "stance": position.stance,
            **_when(position.date),
            **_words("evidence", position.evidence),
        }
        told.setdefault(name, (position, row))
    return list(told.values())


def _position_id(position: Position) -> str:
    told = (actor_id(position.actor), position.issue, position.stance, str(position.evidence.start))
    return "p" + hashlib.sha256("\t".join(told).encode()).hexdigest()[:_POSITION_ID]


def mention(actor: Actor) -> Row:
    """What a record says of an actor, beside who it is."""
    return {**_words("words", actor), "office": actor.office, "sectors": " ".join(actor.sectors)}


def actors_of(record: Record) -> dict[str, Actor]:
    """Every actor that the record's rows name, by its id."""
    named: list[Actor] = [*record.actors]
    for event in record.events:
        named += [*event.sources, *event.targets]
    for claim in record.claims:
        named += [*([claim.speaker] if claim.speaker else []), *claim.disputed_by]
    named += [position.actor for position in record.positions]
    return {actor_id(actor): actor for actor in named}


def cue_of(claim: Claim, place: int) -> Row:
    """The words by which the disputer at this place disputes the claim."""
    cues: Sequence[Span] = claim.dispute_cues
    return _words("cue", cues[place] if place < len(cues) else None)


def _when(when: DateRange) -> Row:
    return {
        "date_start": when.start,
        "date_end": when.end,
        "date_precision": when.precision,
        "date_words": when.text,
    }


def _words(name: str, span: Span | None) -> Row:
    return {
        name: span.text if span else None,
        f"{name}_start": span.start if span else None,
        f"{name}_end": span.end if span else None,
    }
