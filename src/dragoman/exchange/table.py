"""dragoman's own table of events: a row an event, in CSV, Parquet and GeoJSON alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from dragoman.exchange.columns import Column
from dragoman.exchange.rows import ToldActor, ToldEvent


def _side(side: Literal["source", "target"]) -> tuple[Column[ToldEvent], ...]:
    """Columns of lists that run alike: the third name has the third country."""

    def each(name: str, how: str, value: Callable[[ToldActor], str | None]) -> Column[ToldEvent]:
        def values(event: ToldEvent) -> tuple[str, ...]:
            actors = event.sources if side == "source" else event.targets
            return tuple(value(actor) or "" for actor in actors)

        return Column(f"{side}_{name}", how.format(f"{side}s"), values, "list")

    return (
        each("names", "resolved names of the {}", lambda actor: actor.name),
        each("countries", "country of each, alpha-3; empty for what has none", lambda actor: actor.country),
        each(
            "organisations",
            "international organisation that each is or belongs to",
            lambda actor: actor.organisation,
        ),
        each(
            "kinds", "state, office, person, force, organisation, group or people", lambda actor: actor.kind
        ),
        each("sectors", "PLOVER sectors of each, parted by blanks", lambda actor: " ".join(actor.sectors)),
        each("offices", "office of each at the report's date", lambda actor: actor.office),
        each("words", "the report's words for each", lambda actor: actor.words),
    )


COLUMNS: tuple[Column[ToldEvent], ...] = (
    Column("id", "id of the event in the ledger", lambda e: e.id),
    Column("revision", "1 as it was read; each change adds one", lambda e: e.revision, "whole"),
    Column("incident", "id of the incident that it is part of", lambda e: e.incident),
    Column("day", "first day of the event; the report's where it has none", lambda e: e.day, "day"),
    Column("type", "PLOVER type", lambda e: e.type),
    Column("mode", "PLOVER mode", lambda e: e.mode),
    Column("quad", "quad class", lambda e: e.quad),
    Column("score", "score of type and mode, -10 to 10", lambda e: e.score, "number"),
    Column("contexts", "PLOVER contexts", lambda e: e.contexts, "list"),
    Column(
        "status",
        "happened, planned, requested, threatened, denied, hypothetical or habitual",
        lambda e: e.status,
    ),
    *_side("source"),
    *_side("target"),
    Column("date_start", "first day; empty where the report tells none", lambda e: e.date_start, "day"),
    Column("date_end", "last day, included", lambda e: e.date_end, "day"),
    Column("date_precision", "day, week, month, year or unknown", lambda e: e.date_precision),
    Column("date_words", "the report's words for the date", lambda e: e.date_words),
    Column("place", "name of the place", lambda e: e.place),
    Column("place_country", "its country, alpha-3", lambda e: e.place_country),
    Column("place_admin1", "its first-level region", lambda e: e.place_admin1),
    Column("latitude", "degrees north (WGS 84)", lambda e: e.latitude, "number"),
    Column("longitude", "degrees east (WGS 84)", lambda e: e.longitude, "number"),
    Column("geonames_id", "GeoNames id of the place", lambda e: e.geonames_id, "whole"),
    Column("trigger", "the words that tell of the event", lambda e: e.trigger),
    Column("speaker", "on whose word it rests, if on anybody's", lambda e: e.speaker),
    Column(
        "hedge",
        "how sure whoever tells of it is: certain, probable, possible, doubted or denied",
        lambda e: e.hedge,
    ),
    Column("confidence", "how sure the reading is, 0 to 1", lambda e: e.confidence, "number"),
    Column("report", "id of the report in the ledger", lambda e: e.report.id),
    Column("publisher", "publisher of the report", lambda e: e.report.publisher),
    Column("published", "day of publication", lambda e: e.report.published, "day"),
    Column("title", "headline of the report", lambda e: e.report.title),
)
