"""GDELT's tables: 1.0 daily events (58 columns), 2.0 events (61) and mentions (16). Tab-separated, without a heading.

A row of events is an incident, for each source with each target of its first event; its mentions are its events in
all copies of their reports. Geography is in FIPS 10-4 codes, actors are in CAMEO codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Date
from itertools import islice
from typing import TextIO

from msgspec import Struct

from dragoman.codebook import load
from dragoman.exchange import actor_codes
from dragoman.exchange.actor_codes import CameoActor
from dragoman.exchange.columns import Column, Value, lines, nothing, write
from dragoman.exchange.evidence import evidence_of
from dragoman.exchange.format import Format, Job
from dragoman.exchange.geography import UNITED_STATES, geography
from dragoman.exchange.incidents import IncidentDyad, Mention, incidents
from dragoman.exchange.rows import CHUNK, ToldEvent


class Row(Struct, frozen=True):
    """A pair of an incident, its CAMEO code, and its actors in CAMEO codes."""

    pair: IncidentDyad
    code: str
    actors: tuple[CameoActor, CameoActor]

    @property
    def event(self) -> ToldEvent:
        """The incident's first event."""
        return self.pair.event


class MentionRow(Struct, frozen=True):
    """One mention of a row of events."""

    pair: IncidentDyad
    mention: Mention

    @property
    def event(self) -> ToldEvent:
        """The event that is the mention."""
        return self.mention.event


def _day(day: Date | None, form: str) -> str | None:
    return form.format(day) if day else None


def _fraction(row: Row) -> Value:
    day = row.event.day
    # GDELT's own reckoning: months of 30 days in a year of 365 (event codebook, FractionDate).
    return f"{day.year + (day.month * 30 + day.day) / 365:.4f}" if day else None


def _actor(number: int) -> tuple[Column[Row], ...]:
    side = ("source", "target")[number - 1]

    def of(row: Row) -> CameoActor:
        return row.actors[number - 1]

    return (
        Column(f"Actor{number}Code", f"CAMEO codes of the {side}, strung together", lambda r: of(r).code),
        Column(f"Actor{number}Name", "its resolved name in capitals", lambda r: of(r).name),
        Column(f"Actor{number}CountryCode", "CAMEO code of its country", lambda r: of(r).country),
        Column(f"Actor{number}KnownGroupCode", "CAMEO code of its organisation", lambda r: of(r).group),
        Column(f"Actor{number}EthnicCode", "empty: the ledger has no ethnic codes", nothing),
        Column(f"Actor{number}Religion1Code", "empty: the ledger has no religious codes", nothing),
        Column(f"Actor{number}Religion2Code", "empty", nothing),
        Column(f"Actor{number}Type1Code", "CAMEO type of its first sector", lambda r: of(r).type(1)),
        Column(f"Actor{number}Type2Code", "of its second sector", lambda r: of(r).type(2)),
        Column(f"Actor{number}Type3Code", "of its third sector", lambda r: of(r).type(3)),
    )


def _is_root(row: Row) -> Value:
    return row.event.evidence_end <= row.event.report.lead_end


def _url(row: Row) -> Value:
    return next((m.copy.url for m in row.pair.mentions if m.copy.url), None)


_WHAT: tuple[Column[Row], ...] = (
    Column("IsRootEvent", "1 where the first paragraph of the report tells of it, else 0", _is_root),
    Column("EventCode", "CAMEO code of type and mode, with its leading zero", lambda r: r.code),
    Column("EventBaseCode", "its first three digits", lambda r: r.code[:3]),
    Column("EventRootCode", "its first two digits", lambda r: r.code[:2]),
    Column(
        "QuadClass",
        "number of the PLOVER quad class, 1 to 4",
        lambda r: load().quad_code(r.pair.dyad.coded.type),
    ),
    Column("GoldsteinScale", "PLOVER's score of type and mode, -10 to 10", lambda r: r.pair.dyad.coded.score),
    Column(
        "NumMentions",
        "rows that mentions has of it: its events, in all copies of their reports",
        lambda r: len(r.pair.mentions),
    ),
    Column(
        "NumSources",
        "distinct sources (web domains, else publishers) that tell of it",
        lambda r: r.pair.sources,
    ),
    Column("NumArticles", "copies of reports that tell of it", lambda r: r.pair.articles),
    Column("AvgTone", "empty: tone is not measured", nothing),
)

_HEAD: tuple[Column[Row], ...] = (
    Column(
        "GLOBALEVENTID",
        "number below 2**60, made of the incident's id and the number of the pair",
        lambda r: r.pair.number,
    ),
    Column("SQLDATE", "day of the incident, YYYYMMDD", lambda r: _day(r.event.day, "{:%Y%m%d}")),
    Column("MonthYear", "its month, YYYYMM", lambda r: _day(r.event.day, "{:%Y%m}")),
    Column("Year", "its year, YYYY", lambda r: _day(r.event.day, "{:%Y}")),
    Column("FractionDate", "its year and the share of it that is over, YYYY.FFFF", _fraction),
    *_actor(1),
    *_actor(2),
    *_WHAT,
)


def _geo_type(row: Row) -> Value:
    american = row.event.place_country == UNITED_STATES
    match geography().level(row.event):
        case "country":
            return 1
        case "province":
            return 2 if american else 5
        case "city":
            return 3 if american else 4
    return 0


def _full_name(row: Row) -> Value:
    event = row.event
    if event.place is None:
        return None
    parts = (event.place, event.place_admin1, geography().name(event.place_country))
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _feature(row: Row) -> Value:
    event = row.event
    return geography().fips(event.place_country) if geography().level(event) == "country" else None


def _geo(of: str, districts: bool) -> tuple[Column[Row], ...]:
    """The columns of one place; where actors stay is not known."""
    names = ["Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID"]
    if not districts:
        names.remove("ADM2Code")
    if of != "Action":
        told: dict[str, Column[Row]] = {
            "Type": Column(f"{of}Geo_Type", "0: where actors stay is not recorded", lambda r: 0)
        }
        return tuple(told.get(name) or Column(f"{of}Geo_{name}", "empty", nothing) for name in names)
    told = {
        "Type": Column(
            "ActionGeo_Type",
            "1 country, 2 state and 3 city of the United States, 4 other city, 5 other first-level region, "
            "0 none of these",
            _geo_type,
        ),
        "FullName": Column(
            "ActionGeo_FullName", "place, first-level region and country, parted by commas", _full_name
        ),
        "CountryCode": Column(
            "ActionGeo_CountryCode",
            "FIPS 10-4 code of the country",
            lambda r: geography().fips(r.event.place_country),
        ),
        "ADM1Code": Column(
            "ActionGeo_ADM1Code",
            "FIPS country code and GeoNames' code of the first-level region",
            lambda r: geography().fips_region(r.event),
        ),
        "ADM2Code": Column("ActionGeo_ADM2Code", "empty: the ledger has no second-level regions", nothing),
        "Lat": Column("ActionGeo_Lat", "degrees north (WGS 84)", lambda r: r.event.latitude),
        "Long": Column("ActionGeo_Long", "degrees east (WGS 84)", lambda r: r.event.longitude),
        "FeatureID": Column(
            "ActionGeo_FeatureID", "FIPS code of a country; else empty: GeoNames' ids are not GNS'", _feature
        ),
    }
    return tuple(told[name] for name in names)


def _tail(form: str, how: str) -> tuple[Column[Row], ...]:
    return (
        Column(
            "DATEADDED",
            f"day on which the first report of it was published, {how}",
            lambda r: _day(r.pair.added, form),
        ),
        Column("SOURCEURL", "address of the first report of it that has one", _url),
    )


EVENTS_1 = (
    _HEAD
    + _geo("Actor1", False)
    + _geo("Actor2", False)
    + _geo("Action", False)
    + _tail("{:%Y%m%d}", "YYYYMMDD")
)
EVENTS_2 = (
    _HEAD
    + _geo("Actor1", True)
    + _geo("Actor2", True)
    + _geo("Action", True)
    + _tail("{:%Y%m%d}000000", "YYYYMMDD and six zeros")
)


def _offset(number: int) -> Column[MentionRow]:
    side = ("source", "target")[number - 1]

    def value(row: MentionRow) -> Value:
        asked = row.pair.dyad.source if number == 1 else row.pair.dyad.target
        actors = row.event.sources if number == 1 else row.event.targets
        if asked is None or not actors:
            return -1
        start = next((actor.start for actor in actors if actor.id == asked.id), actors[0].start)
        return -1 if start is None else start

    return Column(
        f"Actor{number}CharOffset",
        f"offset of the {side}'s words in the report; -1 where it names none",
        value,
    )


def _identifier(row: MentionRow) -> Value:
    copy = row.mention.copy
    return copy.url or ", ".join(part for part in (copy.source, copy.title, copy.id) if part)


MENTIONS: tuple[Column[MentionRow], ...] = (
    Column("GLOBALEVENTID", "that of the row of events", lambda r: r.pair.number),
    Column("EventTimeDate", "DATEADDED of that row", lambda r: _day(r.pair.added, "{:%Y%m%d}000000")),
    Column(
        "MentionTimeDate",
        "day on which this copy was published, YYYYMMDD and six zeros",
        lambda r: _day(r.mention.copy.published, "{:%Y%m%d}000000"),
    ),
    Column(
        "MentionType",
        "1 where the copy has an address on the web, else 2",
        lambda r: 1 if r.mention.copy.url else 2,
    ),
    Column(
        "MentionSourceName",
        "web domain of the copy, else its publisher, else its file",
        lambda r: r.mention.copy.source,
    ),
    Column(
        "MentionIdentifier", "address of the copy; else its source, title and id in the ledger", _identifier
    ),
    Column("SentenceID", "empty: the ledger keeps offsets, which --evidence adds", nothing),
    _offset(1),
    _offset(2),
    Column("ActionCharOffset", "offset of the words that tell of the event", lambda r: r.event.trigger_start),
    Column("InRawText", "1: every event is found in the text itself", lambda r: 1),
    Column(
        "Confidence",
        "how sure the reading is, 10 to 100 in steps of 10",
        lambda r: max(10, round(r.event.confidence * 10) * 10),
    ),
    Column("MentionDocLen", "characters of the report", lambda r: r.event.report.length),
    Column("MentionDocTone", "empty: tone is not measured", nothing),
    Column("MentionDocTranslationInfo", "empty: reports are read in English", nothing),
    Column("Extras", "empty", nothing),
)


def _row(pair: IncidentDyad) -> Row:
    dyad = pair.dyad
    code = load().to_cameo(dyad.coded.type, dyad.coded.mode)
    return Row(pair, code, (actor_codes.cameo(dyad.source), actor_codes.cameo(dyad.target)))


def _write(job: Job, files: Sequence[TextIO], columns: Sequence[Column[Row]]) -> None:
    events, *beside = files
    own, told = tuple(columns), MENTIONS
    if job.evidence:
        own += evidence_of(lambda row: row.event)
        told += evidence_of(lambda row: row.event)
    pairs = incidents(job, "GDELT")
    while chunk := list(islice(pairs, CHUNK)):
        write(events, lines(own, map(_row, chunk), heading=False))
        for target in beside:
            mentions = (MentionRow(pair, mention) for pair in chunk for mention in pair.mentions)
            write(target, lines(told, mentions, heading=False))
    job.leave_other_records()


def _write_1(job: Job, files: Sequence[TextIO]) -> None:
    _write(job, files, EVENTS_1)


def _write_2(job: Job, files: Sequence[TextIO]) -> None:
    _write(job, files, EVENTS_2)


GDELT_1 = Format(
    "gdelt",
    "GDELT 1.0 daily events, 58 columns: tab-separated, no heading; a row for each incident and pair of its actors.",
    {"gdelt": EVENTS_1},
    _write_1,
)
GDELT_2 = Format(
    "gdelt2",
    "GDELT 2.0 events (61 columns), and beside them mentions (16): tab-separated, no heading.",
    {"gdelt2": EVENTS_2, "gdelt2 mentions": MENTIONS},
    _write_2,
    beside=("", "mentions"),
)
