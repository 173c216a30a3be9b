"""Views for people who open the ledger in another program: the records that stand, each in one readable row.

dragoman's own questions don't use them. A view names columns of tables: a step of migration that changes those drops
the view first and makes it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import DDL
from sqlalchemy.event import listen

from dragoman.ledger.schema.columns import metadata


class View(NamedTuple):
    """A view: its meaning, its columns (name, expression, meaning), and where they come from."""

    name: str
    comment: str
    columns: Sequence[tuple[str, str, str]]
    source: str

    def statement(self, dialect: str) -> str:
        """What makes it, on "sqlite" or "postgresql"."""
        columns = ", ".join(f"{expression} AS {name}" for name, expression, _ in self.columns)
        joined = "group_concat" if dialect == "sqlite" else "string_agg"
        return f"CREATE VIEW {self.name} AS SELECT {columns} FROM {self.source}".replace(
            "joined(", f"{joined}("
        )


def _listed(column: str, source: str, order: str) -> str:
    """Values of several rows as one text."""
    return f"(SELECT joined(v, '; ') FROM (SELECT {column} AS v FROM {source} ORDER BY {order}) AS listed)"


def _side(side: str) -> str:
    return _listed(
        "a.name",
        "event_actors AS m JOIN actors AS a ON a.key = m.actor_key "
        f"WHERE m.event_key = x.key AND m.side = '{side}'",
        "m.place",
    )


def _speaker(claim: str) -> str:
    return (
        "(SELECT coalesce(a.name, c.speaker) FROM claims AS c LEFT JOIN actors AS a ON a.key = c.speaker_key "
        f"WHERE c.id = {claim} AND c.replaced_at IS NULL)"
    )


def _record(kind: str) -> tuple[tuple[str, str, str], ...]:
    return (
        ("id", "x.id", f"Name of the {kind}."),
        ("day", "x.day", "Its day: the first day of its date, or the day of the report where it has none."),
    )


_REPORT = (
    ("report", "r.id", "The report that tells of it."),
    ("title", "r.title", "Headline of the report."),
    ("publisher", "r.publisher", "Who published the report."),
    ("published", "r.published", "Day of publication."),
    ("url", "r.url", "Where the report stands on the web."),
)


def _source(table: str) -> str:
    return f"{table} AS x JOIN reports AS r ON r.key = x.report_key WHERE x.replaced_at IS NULL"


VIEWS = (
    View(
        "event_list",
        "The events that stand, each in one row with its actors and its report.",
        (
            *_record("event"),
            ("type", "x.type", "PLOVER event type."),
            ("mode", "x.mode", "PLOVER mode."),
            ("sources", _side("source"), 'Names of those who do it, parted by "; ".'),
            ("targets", _side("target"), 'Names of those to whom it is done, parted by "; ".'),
            (
                "status",
                "x.status",
                "happened, planned, requested, threatened, denied, hypothetical or habitual.",
            ),
            ("place", "x.place", "Name of the place."),
            ("place_country", "x.place_country", "Country of the place, alpha-3."),
            ("date_start", "x.date_start", "First day of the event; empty where unknown."),
            ("date_end", "x.date_end", "Last day of the event, included."),
            ("quad", "x.quad", "verbal or material cooperation or conflict."),
            ("score", "x.score", "Intensity, -10 (conflict) to 10 (cooperation)."),
            ("said_by", _speaker("x.claim_id"), "On whose word it rests; empty for the report's own."),
            ("hedge", "x.hedge", "certain, probable, possible, doubted or denied by whoever tells of it."),
            ("confidence", "x.confidence", "How sure the reading is, 0 to 1."),
            (
                "incident",
                "(SELECT i.id FROM incident_events AS e JOIN incidents AS i ON i.key = e.incident_key "
                "WHERE e.event_id = x.id)",
                "The incident that it belongs to.",
            ),
            ("evidence", "x.evidence", "The sentence that tells of it."),
            *_REPORT,
        ),
        _source("events"),
    ),
    View(
        "claim_list",
        "The claims that stand, each in one row with its speaker and its report.",
        (
            *_record("claim"),
            (
                "speaker",
                "coalesce((SELECT a.name FROM actors AS a WHERE a.key = x.speaker_key), x.speaker)",
                "Name of the speaker.",
            ),
            ("office", "x.office", "Office of the speaker at the report's date."),
            ("act", "x.act", "Speech act."),
            ("content", "x.content", "What is said."),
            ("direct", "x.direct", "Whether the content is quoted."),
            ("hedge", "x.hedge", "How sure the speaker is: certain, probable, possible, doubted, denied."),
            ("via", "x.via", "The medium that the claim came through."),
            (
                "disputed_by",
                _listed(
                    "a.name",
                    "claim_disputers AS m JOIN actors AS a ON a.key = m.actor_key WHERE m.claim_key = x.key",
                    "m.place",
                ),
                'Names of those who dispute it in the same report, parted by "; ".',
            ),
            *_REPORT,
        ),
        _source("claims"),
    ),
    View(
        "figure_list",
        "The figures that stand, each in one row with the event, who gives it, and its report.",
        (
            *_record("figure"),
            (
                "measure",
                "x.measure",
                "dead, injured, missing, detained, displaced, crowd, troops, money or other.",
            ),
            ("low", "x.low", "Lower bound; empty where there is none."),
            ("high", "x.high", "Upper bound; empty where there is none."),
            ("approximate", "x.approximate", "Whether the report gives it as about so many."),
            ("unit", "x.unit", "What is counted."),
            ("words", "x.words", "The report's words."),
            ("said_by", _speaker("x.claim_id"), "Who gives the number; empty for the report itself."),
            ("event_id", "x.event_id", "The event that the number belongs to."),
            *_REPORT,
        ),
        _source("figures"),
    ),
    View(
        "contact_list",
        "The contacts that stand, each in one row with its parties and its report.",
        (
            *_record("contact"),
            (
                "parties",
                _listed("m.party", "contact_parties AS m WHERE m.contact_key = x.key", "m.party"),
                'The sides, parted by "; ".',
            ),
            ("channel", "x.channel", "phone, visit, meeting, talks, letter, summit or video."),
            ("level", "x.level", "Rank of those who spoke."),
            ("status", "x.status", "As an event's, or cancelled."),
            ("date_start", "x.date_start", "First day of the contact; empty where unknown."),
            ("date_end", "x.date_end", "Last day of the contact, included."),
            ("names", "x.names", "Who spoke, a JSON list."),
            ("first_since", "x.first_since", "The earlier contact that the report states."),
            ("evidence", "x.evidence", "The sentence that tells of it."),
            *_REPORT,
        ),
        _source("contacts"),
    ),
    View(
        "position_list",
        "The positions that stand, each in one row with its actor and its report.",
        (
            *_record("position"),
            ("actor", "(SELECT a.name FROM actors AS a WHERE a.key = x.actor_key)", "Name of the actor."),
            (
                "country",
                "(SELECT a.country FROM actors AS a WHERE a.key = x.actor_key)",
                "Its country, alpha-3.",
            ),
            ("office", "x.office", "Office held at the report's date."),
            ("issue", "x.issue", "What it is about, in the report's terms."),
            ("stance", "x.stance", "supports, opposes, undecided or does_not_rule_out."),
            ("evidence", "x.evidence", "The words that show it."),
            *_REPORT,
        ),
        _source("positions"),
    ),
)


for _view in VIEWS:
    for _dialect in ("sqlite", "postgresql"):
        _made = DDL(_view.statement(_dialect).replace("%", "%%"))  # type: ignore[no-untyped-call]
        listen(metadata, "after_create", _made.execute_if(dialect=_dialect))
