"""The tables of records: actors, events, claims, figures, contacts, positions."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    func,
    text,
)

from dragoman.ledger.schema.columns import (
    Key,
    key_column,
    key_of,
    mention,
    metadata,
    record,
    record_indices,
    when,
    words,
)

actors = Table(
    "actors",
    metadata,
    key_column("Number of the actor."),
    Column(
        "id",
        Text,
        nullable=False,
        unique=True,
        comment="alpha-3 of a state, short name of an organisation, else a hash of name, kind and country.",
    ),
    Column("name", Text, nullable=False, comment="Resolved name."),
    Column(
        "kind", Text, nullable=False, comment="state, office, person, force, organisation, group or people."
    ),
    Column("country", Text, index=True, comment="ISO 3166-1 alpha-3 (KOS for Kosovo)."),
    Column("organisation", Text, comment="Short name of an international organisation."),
    comment="Whom the records name.",
)
# People type names in any case.
Index("actors_name", func.lower(actors.c.name))


events = Table(
    "events",
    metadata,
    *record("event"),
    Column("type", Text, nullable=False, comment="PLOVER event type."),
    Column("mode", Text, comment="PLOVER mode."),
    Column("quad", Text, nullable=False, comment="verbal or material cooperation or conflict."),
    Column(
        "score",
        Float,
        comment="Intensity of type and mode, -10 (conflict) to 10 (cooperation), from the codebook.",
    ),
    Column("contexts", Text, nullable=False, comment="PLOVER contexts."),
    Column(
        "status",
        Text,
        nullable=False,
        comment="happened, planned, requested, threatened, denied, hypothetical or habitual.",
    ),
    *when("of the event"),
    Column("place", Text, comment="Name of the place."),
    Column("place_country", Text, comment="Its country, alpha-3."),
    Column("place_admin1", Text, comment="Its first-level region."),
    Column("latitude", Float, comment="Degrees north (WGS 84)."),
    Column("longitude", Float, comment="Degrees east (WGS 84)."),
    Column("geonames_id", Integer, comment="GeoNames id of the place."),
    *words("trigger", "The words that tell of the event."),
    *words("evidence", "The sentence that tells of the event."),
    Column("claim_id", Text, comment="The claim on whose word the event rests."),
    Column(
        "hedge",
        Text,
        nullable=False,
        comment="certain, probable, possible, doubted or denied by whoever tells of it.",
    ),
    Column("confidence", Float, nullable=False, comment="How sure the reading is, 0 to 1."),
    Column("why", Text, nullable=False, comment="What the confidence rests on, a JSON list."),
    *record_indices("events"),
    Index("events_type_day", "type", "day"),
    Index("events_place", "place_country", "day"),
    Index("events_latitude", "latitude"),
    comment="Who did what to whom, as one report tells it.",
)

event_actors = Table(
    "event_actors",
    metadata,
    Column("event_key", Key, ForeignKey("events.key"), primary_key=True, comment="The event."),
    Column("side", Text, primary_key=True, comment="source or target."),
    Column("place", Integer, primary_key=True, comment="Place among the actors of its side, from 0."),
    *mention(),
    sqlite_with_rowid=False,
    comment="The sources and targets of events.",
)

event_pairs = Table(
    "event_pairs",
    metadata,
    Column("event_key", Key, ForeignKey("events.key"), primary_key=True, comment="The event."),
    Column(
        "source",
        Text,
        primary_key=True,
        comment="Party on the source side: alpha-3, an organisation's short name, or an actor's id.",
    ),
    Column("target", Text, primary_key=True, comment="Party on the target side."),
    Column("day", Date, comment="Day of the event."),
    Column("quad", Text, nullable=False, comment="Quad class of the event."),
    Column("score", Float, comment="Intensity of the event."),
    Column("status", Text, nullable=False, comment="Status of the event."),
    Column("report_key", Key, nullable=False, comment="The report that tells of the event."),
    Column("incident_key", Key, comment="The event's incident; empty for one that belongs to none."),
    Column("replaced_at", DateTime, comment="When the event's row was replaced; empty for what stands."),
    # Of a pair's events a timeline reads nothing but this index.
    Index(
        "event_pairs_parties",
        "source",
        "target",
        "day",
        "status",
        "replaced_at",
        "event_key",
        "quad",
        "score",
        "report_key",
        "incident_key",
    ),
    sqlite_with_rowid=False,
    comment="Every party on one side of an event with every party on the other: what timelines are counted from.",
)

event_parties = Table(
    "event_parties",
    metadata,
    Column("event_key", Key, ForeignKey("events.key"), primary_key=True, comment="The event."),
    Column("side", Text, primary_key=True, comment="source or target."),
    Column(
        "party",
        Text,
        primary_key=True,
        comment="Party on this side: alpha-3, an organisation's short name, or an actor's id.",
    ),
    Column("day", Date, comment="Day of the event."),
    sqlite_with_rowid=False,
    comment="The parties on each side of an event, each once: what events are looked up by.",
)
# Undated ones come last on either engine, which by themselves sort them differently.
Index("event_parties_party", event_parties.c.party, event_parties.c.day).ddl_if(dialect="sqlite")
Index("event_parties_latest", event_parties.c.party, event_parties.c.day.desc().nulls_last()).ddl_if(
    dialect="postgresql"
)

claims = Table(
    "claims",
    metadata,
    *record("claim"),
    key_of("actors", "Who speaks; empty where nobody is named.", "speaker_key", nullable=True, index=True),
    *words("speaker", "The report's words for the speaker.", needed=False),
    Column("office", Text, comment="Office of the speaker at the report's date."),
    Column("sectors", Text, comment="PLOVER sector codes of the speaker, the primary one first."),
    *words("cue", "The words that tell that somebody speaks."),
    *words("content", "What is said."),
    Column("direct", Boolean, nullable=False, comment="Whether the content is quoted."),
    Column(
        "act",
        Text,
        nullable=False,
        comment="Speech act: assert, deny, accuse, demand, promise, praise, threaten, propose, confirm, "
        "claim_responsibility, other.",
    ),
    Column(
        "hedge",
        Text,
        nullable=False,
        comment="How sure the speaker is: certain, probable, possible, doubted, denied.",
    ),
    Column("via", Text, comment="The medium that the claim came through."),
    *words("reason", "The reason given for a dispute.", needed=False),
    *record_indices("claims"),
    comment="Somebody's attributed statement.",
)

claim_links = Table(
    "claim_links",
    metadata,
    Column("claim_key", Key, ForeignKey("claims.key"), primary_key=True, comment="The claim."),
    Column("kind", Text, primary_key=True, comment="about (an event), disputes or confirms (a claim)."),
    Column("place", Integer, primary_key=True, comment="Place among the links of its kind, from 0."),
    Column("record_id", Text, nullable=False, index=True, comment="Id of the event or claim."),
    sqlite_with_rowid=False,
    comment="What a claim is about, and which claims it disputes or confirms, inside one report.",
)

claim_disputers = Table(
    "claim_disputers",
    metadata,
    Column(
        "claim_key", Key, ForeignKey("claims.key"), primary_key=True, comment="The claim that is disputed."
    ),
    Column("place", Integer, primary_key=True, comment="Place among those who dispute it, from 0."),
    *mention(),
    *words("cue", "The words by which it is disputed.", needed=False),
    sqlite_with_rowid=False,
    comment="Who disputes a claim in the same report.",
)

figures = Table(
    "figures",
    metadata,
    *record("figure"),
    Column("event_id", Text, index=True, comment="The event that the number belongs to."),
    Column(
        "measure",
        Text,
        nullable=False,
        comment="dead, injured, missing, detained, displaced, crowd, troops, money or other.",
    ),
    Column("low", Float, comment="Lower bound; empty where there is none."),
    Column("high", Float, comment="Upper bound; empty where there is none."),
    Column("approximate", Boolean, nullable=False, comment="Whether the report gives it as about so many."),
    Column("unit", Text, comment="What is counted."),
    *words("words", "The report's words."),
    Column("claim_id", Text, comment="The claim that gives the number; empty where the report itself does."),
    *record_indices("figures"),
    comment="A number of dead, injured, troops, ... with its bounds.",
)

contacts = Table(
    "contacts",
    metadata,
    *record("contact"),
    Column("event_id", Text, nullable=False, index=True, comment="The event that the contact is."),
    Column("channel", Text, nullable=False, comment="phone, visit, meeting, talks, letter, summit or video."),
    Column("level", Text, comment="Rank of those who spoke: heads of state, ministers, envoys, ..."),
    Column("status", Text, nullable=False, comment="As an event's, or cancelled."),
    *when("of the contact"),
    Column("names", Text, nullable=False, comment="Who spoke, a JSON list."),
    Column(
        "first_since", Text, comment="The earlier contact that the report states (ISO day, month or year)."
    ),
    Column("first_since_words", Text, comment="The report's words for it."),
    *words("evidence", "The sentence that tells of the contact."),
    *record_indices("contacts"),
    comment="A call, visit, meeting, letter, summit or talks.",
)

contact_parties = Table(
    "contact_parties",
    metadata,
    Column("contact_key", Key, ForeignKey("contacts.key"), primary_key=True, comment="The contact."),
    Column("party", Text, primary_key=True, comment="alpha-3 or an organisation's short name."),
    Column("day", Date, comment="Day of the contact."),
    Index("contact_parties_party", "party", "day"),
    sqlite_with_rowid=False,
    comment="The sides of contacts.",
)

contact_pairs = Table(
    "contact_pairs",
    metadata,
    Column("a", Text, primary_key=True, comment="The party whose code sorts first."),
    Column("b", Text, primary_key=True, comment="The other party."),
    Column(
        "contact_key",
        Key,
        ForeignKey("contacts.key"),
        primary_key=True,
        index=True,
        comment="The contact.",
    ),
    Column("contact_id", Text, nullable=False, comment="Id of the contact."),
    Column("event_id", Text, nullable=False, comment="The event that the contact is."),
    Column("day", Date, comment="Day of the contact."),
    Column("status", Text, nullable=False, comment="Status of the contact."),
    Column("parties", Integer, nullable=False, comment="How many parties the contact has."),
    Column("incident_key", Key, comment="Incident of the event; empty for one that belongs to none."),
    Column("replaced_at", DateTime, comment="When the contact's row was replaced; empty for what stands."),
    sqlite_with_rowid=False,
    comment="Every two parties of a contact: what contacts of two sides and silences are looked up by.",
)

positions = Table(
    "positions",
    metadata,
    *record("position"),
    *mention(),
    Column("issue", Text, nullable=False, comment="What it is about, in the report's terms."),
    Column("stance", Text, nullable=False, comment="supports, opposes, undecided or does_not_rule_out."),
    *when("of the position"),
    *words("evidence", "The words that show it."),
    *record_indices("positions"),
    comment="An actor's stance on an issue.",
)


STANDS = text("replaced_at IS NULL")
for _table in (events, claims, figures, contacts, positions):
    Index(f"{_table.name}_standing", _table.c.day, _table.c.id, sqlite_where=STANDS).ddl_if(dialect="sqlite")
    Index(
        f"{_table.name}_latest",
        _table.c.day.desc().nulls_last(),
        _table.c.id.desc(),
        postgresql_where=STANDS,
    ).ddl_if(dialect="postgresql")
