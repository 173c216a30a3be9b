"""The first shape, as scripts/first_shape.py wrote it from the schema. What the columns mean stands there."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    Text,
    text,
)

revision = "0001"
down_revision = None

Key = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    """Make all tables, what each engine searches by, and the views."""
    dialect = op.get_bind().dialect.name
    op.create_table(
        "actors",
        Column("key", Key, primary_key=True, autoincrement=True),
        Column("id", Text, nullable=False, unique=True),
        Column("name", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("country", Text),
        Column("organisation", Text),
    )
    op.execute(text("CREATE INDEX actors_name ON actors (lower(name))"))
    op.create_index("ix_actors_country", "actors", ["country"])
    op.create_table(
        "claim_groups",
        Column("key", Key, primary_key=True, autoincrement=True),
        Column("id", Text, nullable=False, unique=True),
        Column("about", Text, nullable=False),
        Column("since", Date),
        Column("until", Date),
        Column("disputed", Boolean, nullable=False),
        Column("reports", Integer, nullable=False),
    )
    op.create_index("claim_groups_until", "claim_groups", ["until"])
    op.create_index("ix_claim_groups_disputed", "claim_groups", ["disputed"])
    op.create_table(
        "claim_marks",
        Column("mark", BigInteger, primary_key=True),
        Column("day", Integer, primary_key=True),
        Column("claim_id", Text, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "claim_pairs",
        Column("one", Text, primary_key=True),
        Column("other", Text, primary_key=True),
        Column("chance", Float, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_claim_pairs_other", "claim_pairs", ["other"])
    op.create_table(
        "claim_settings",
        Column("report_id", Text, primary_key=True),
        Column("names", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "claim_vectors",
        Column("claim_id", Text, primary_key=True),
        Column("vector", LargeBinary, nullable=False),
        Column("proposition", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event_links",
        Column("one", Text, primary_key=True),
        Column("other", Text, primary_key=True),
        Column("score", Float, nullable=False),
        Column("why", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_event_links_other", "event_links", ["other"])
    op.create_table(
        "imported_events",
        Column("key", Key, primary_key=True, autoincrement=True),
        Column("source", Text, nullable=False),
        Column("id", Text, nullable=False),
        Column("day", Date),
        Column("code", Text, nullable=False),
        Column("type", Text),
        Column("mode", Text),
        Column("intensity", Float),
        Column("source_name", Text),
        Column("source_country", Text),
        Column("source_sectors", Text),
        Column("target_name", Text),
        Column("target_country", Text),
        Column("target_sectors", Text),
        Column("place", Text),
        Column("place_country", Text),
        Column("latitude", Float),
        Column("longitude", Float),
        Column("publisher", Text),
        Column("url", Text),
        Column("file", Text, nullable=False),
        Column("line", Integer, nullable=False),
        Column("recorded_at", DateTime, nullable=False),
    )
    op.create_index("imported_events_day", "imported_events", ["source", "day"])
    op.create_index("imported_events_id", "imported_events", ["source", "id"], unique=True)
    op.create_index(
        "imported_events_pair", "imported_events", ["source", "source_country", "target_country", "day"]
    )
    op.create_table(
        "incidents",
        Column("key", Key, primary_key=True, autoincrement=True),
        Column("id", Text, nullable=False, unique=True),
        Column("type", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("day_first", Date),
        Column("day_last", Date),
        Column("place", Text),
        Column("place_country", Text),
        Column("latitude", Float),
        Column("longitude", Float),
        Column("reports", Integer, nullable=False),
    )
    op.create_index("incidents_day", "incidents", ["day_first"])
    op.create_table(
        "inputs",
        Column("key", Key, primary_key=True, autoincrement=True),
        Column("source", Text, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("reports", Integer, nullable=False),
        Column("finished_at", DateTime, nullable=False),
    )
    op.create_index("inputs_source", "inputs", ["source", "sha256"], unique=True)
    op.create_table(
        "judgements",
        Column("key", Key, primary_key=True, autoincrement=True),
        Column("one", Text, nullable=False),
        Column("other", Text, nullable=False),
        Column("verdict", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("reason", Text),
        Column("recorded_at", DateTime, nullable=False),
    )
    op.create_index("ix_judgements_one", "judgements", ["one"])
    op.create_index("ix_judgements_other", "judgements", ["other"])
    op.create_table(
        "meanings",
        Column("table_name", Text, primary_key=True),
        Column("column_name", Text, primary_key=True),
        Column("meaning", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reports",
        Column("key", Key, primary_key=True, autoincrement=True),
        Column("id", Text, nullable=False, unique=True),
        Column("sha256", Text, nullable=False, unique=True),
        Column("title", Text),
        Column("publisher", Text),
        Column("url", Text),
        Column("published", Date),
        Column("language", Text),
        Column("text", Text, nullable=False),
        Column("recorded_at", DateTime, nullable=False),
    )
    op.create_index("ix_reports_published", "reports", ["published"])
    op.create_index("ix_reports_publisher", "reports", ["publisher"])
    if dialect == "sqlite":
        op.execute(
            text(
                "CREATE VIRTUAL TABLE report_search USING fts5(title, text, content='reports', "
                "content_rowid='key', tokenize='porter unicode61 remove_diacritics 2')"
            )
        )
        op.execute(
            text(
                "CREATE TRIGGER reports_searched AFTER INSERT ON reports BEGIN INSERT INTO "
                "report_search(rowid, title, text) VALUES (new.key, new.title, new.text); END"
            )
        )
    if dialect == "postgresql":
        op.execute(
            text("CREATE TEXT SEARCH DICTIONARY dragoman_stems (TEMPLATE = snowball, LANGUAGE = english)")
        )
        op.execute(text("CREATE TEXT SEARCH CONFIGURATION dragoman (COPY = simple)"))
        op.execute(
            text(
                "ALTER TEXT SEARCH CONFIGURATION dragoman ALTER MAPPING FOR asciiword, word WITH "
                "dragoman_stems"
            )
        )
        op.execute(
            text(
                "ALTER TABLE reports ADD COLUMN search tsvector GENERATED ALWAYS AS "
                "(to_tsvector('dragoman', translate(coalesce(title, '') || ' ' || left(text, 200000), "
                "'!\"#$%&''()*+,-./\\:;<=>?@[\\]^_`{|}~"
                "\u2010\u2011\u2012\u2013\u2014\u2015\u2016\u2017\u2018\u2019\u201a\u201b"
                "\u201c\u201d\u201e\u201f\u2020\u2021\u2022\u2023\u2024\u2025\u2026\u2027"
                "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u2030\u2031\u2032\u2033"
                "\u2034\u2035\u2036\u2037\u2038\u2039\u203a\u203b\u203c\u203d\u203e\u203f"
                "\u2040\u2041\u2042\u2043\u2044\u2045\u2046\u2047\u2048\u2049\u204a\u204b"
                "\u204c\u204d\u204e\u204f\u2050\u2051\u2052\u2053\u2054\u2055\u2056\u2057"
                "\u2058\u2059\u205a\u205b\u205c\u205d\u205e\u205f\u2060\u2061\u2062\u2063"
                "\u2064\u2065\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f"
                "\xa0\xa1\xa7\xab\xb0\xb1\xb7\xbb\xbf\xc0\xc1\xc2"
                "\xc3\xc4\xc5\xc7\xc8\xc9\xca\xcb\xcc\xcd\xce\xcf"
                "\xd1\xd2\xd3\xd4\xd5\xd6\xd9\xda\xdb\xdc\xdd\xe0"
                "\xe1\xe2\xe3\xe4\xe5\xe7\xe8\xe9\xea\xeb\xec\xed"
                "\xee\xef\xf1\xf2\xf3\xf4\xf5\xf6\xf9\xfa\xfb\xfc"
                "\xfd\xff\u0100\u0101\u0102\u0103\u0104\u0105\u0106\u0107\u0108\u0109"
                "\u010a\u010b\u010c\u010d\u010e\u010f\u0112\u0113\u0114\u0115\u0116\u0117"
                "\u0118\u0119\u011a\u011b\u011c\u011d\u011e\u011f\u0120\u0121\u0122\u0123"
                "\u0124\u0125\u0128\u0129\u012a\u012b\u012c\u012d\u012e\u012f\u0130\u0134"
                "\u0135\u0136\u0137\u0139\u013a\u013b\u013c\u013d\u013e\u0143\u0144\u0145"
                "\u0146\u0147\u0148\u014c\u014d\u014e\u014f\u0150\u0151\u0154\u0155\u0156"
                "\u0157\u0158\u0159\u015a\u015b\u015c\u015d\u015e\u015f\u0160\u0161\u0162"
                "\u0163\u0164\u0165\u0168\u0169\u016a\u016b\u016c\u016d\u016e\u016f\u0170"
                "\u0171\u0172\u0173\u0174\u0175\u0176\u0177\u0178\u0179\u017a\u017b\u017c"
                "\u017d\u017e\u01a0\u01a1\u01af\u01b0\u01cd\u01ce\u01cf\u01d0\u01d1\u01d2"
                "\u01d3\u01d4\u01d5\u01d6\u01d7\u01d8\u01d9\u01da\u01db\u01dc\u01de\u01df"
                "\u01e0\u01e1\u01e6\u01e7\u01e8\u01e9\u01ea\u01eb\u01ec\u01ed\u01f0\u01f4"
                "\u01f5\u01f8\u01f9\u01fa\u01fb\u0200\u0201\u0202\u0203\u0204\u0205\u0206"
                "\u0207\u0208\u0209\u020a\u020b\u020c\u020d\u020e\u020f\u0210\u0211\u0212"
                "\u0213\u0214\u0215\u0216\u0217\u0218\u0219\u021a\u021b\u021e\u021f\u0226"
                "\u0227\u0228\u0229\u022a\u022b\u022c\u022d\u022e\u022f\u0230\u0231\u0232"
                "\u0233\u1e00\u1e01\u1e02\u1e03\u1e04\u1e05\u1e06\u1e07\u1e08\u1e09\u1e0a"
                "\u1e0b\u1e0c\u1e0d\u1e0e\u1e0f\u1e10\u1e11\u1e12\u1e13\u1e14\u1e15\u1e16"
                "\u1e17\u1e18\u1e19\u1e1a\u1e1b\u1e1c\u1e1d\u1e1e\u1e1f\u1e20\u1e21\u1e22"
                "\u1e23\u1e24\u1e25\u1e26\u1e27\u1e28\u1e29\u1e2a\u1e2b\u1e2c\u1e2d\u1e2e"
                "\u1e2f\u1e30\u1e31\u1e32\u1e33\u1e34\u1e35\u1e36\u1e37\u1e38\u1e39\u1e3a"
                "\u1e3b\u1e3c\u1e3d\u1e3e\u1e3f\u1e40\u1e41\u1e42\u1e43\u1e44\u1e45\u1e46"
                "\u1e47\u1e48\u1e49\u1e4a\u1e4b\u1e4c\u1e4d\u1e4e\u1e4f\u1e50\u1e51\u1e52"
                "\u1e53\u1e54\u1e55\u1e56\u1e57\u1e58\u1e59\u1e5a\u1e5b\u1e5c\u1e5d\u1e5e"
                "\u1e5f\u1e60\u1e61\u1e62\u1e63\u1e64\u1e65\u1e66\u1e67\u1e68\u1e69\u1e6a"
                "\u1e6b\u1e6c\u1e6d\u1e6e\u1e6f\u1e70\u1e71\u1e72\u1e73\u1e74\u1e75\u1e76"
                "\u1e77\u1e78\u1e79\u1e7a\u1e7b\u1e7c\u1e7d\u1e7e\u1e7f\u1e80\u1e81\u1e82"
                "\u1e83\u1e84\u1e85\u1e86\u1e87\u1e88\u1e89\u1e8a\u1e8b\u1e8c\u1e8d\u1e8e"
                "\u1e8f\u1e90\u1e91\u1e92\u1e93\u1e94\u1e95\u1e96\u1e97\u1e98\u1e99\u1ea0"
                "\u1ea1\u1ea2\u1ea3\u1ea4\u1ea5\u1ea6\u1ea7\u1ea8\u1ea9\u1eaa\u1eab\u1eac"
                "\u1ead\u1eae\u1eaf\u1eb0\u1eb1\u1eb2\u1eb3\u1eb4\u1eb5\u1eb6\u1eb7\u1eb8"
                "\u1eb9\u1eba\u1ebb\u1ebc\u1ebd\u1ebe\u1ebf\u1ec0\u1ec1\u1ec2\u1ec3\u1ec4"
                "\u1ec5\u1ec6\u1ec7\u1ec8\u1ec9\u1eca\u1ecb\u1ecc\u1ecd\u1ece\u1ecf\u1ed0"
                "\u1ed1\u1ed2\u1ed3\u1ed4\u1ed5\u1ed6\u1ed7\u1ed8\u1ed9\u1eda\u1edb\u1edc"
                "\u1edd\u1ede\u1edf\u1ee0\u1ee1\u1ee2\u1ee3\u1ee4\u1ee5\u1ee6\u1ee7\u1ee8"
                "\u1ee9\u1eea\u1eeb\u1eec\u1eed\u1eee\u1eef\u1ef0\u1ef1\u1ef2\u1ef3\u1ef4"
                "\u1ef5\u1ef6\u1ef7\u1ef8\u1ef9', '                                                        "
                "                                                                                 "
                "AAAAAACEEEEIIIINOOOOOUUUUYaaaaaaceeeeiiiinooooouuuuyyAaAaAaCcCcCcCcDdEeEeEeEeEeG"
                "gGgGgGgHhIiIiIiIiIJjKkLlLlLlNnNnNnOoOoOoRrRrRrSsSsSsSsTtTtUuUuUuUuUuUuWwYyYZzZzZ"
                "zOoUuAaIiOoUuUuUuUuUuAaAaGgKkOoOojGgNnAaAaAaEeEeIiIiOoOoRrRrUuUuSsTtHhAaEeOoOoOo"
                "OoYyAaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMmMmMmNnNnNnNn"
                "OoOoOoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVvWwWwWwWwWwXxXxYyZzZzZzhtwyAa"
                "AaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUu"
                "YyYyYyYy'))) STORED"
            )
        )
        op.execute(text("CREATE INDEX reports_search ON reports USING gin (search)"))
    op.create_table(
        "revisions",
        Column("key", Key, primary_key=True, autoincrement=True),
        Column("record_id", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("decision", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("reason", Text),
        Column("changes", Text, nullable=False),
        Column("recorded_at", DateTime, nullable=False),
    )
    op.create_index("ix_revisions_decision", "revisions", ["decision"])
    op.create_index("ix_revisions_record_id", "revisions", ["record_id"])
    op.create_table(
        "claim_group_members",
        Column("claim_id", Text, primary_key=True),
        Column("place", Integer, primary_key=True),
        Column("group_key", Key, ForeignKey("claim_groups.key"), nullable=False),
        Column("stance", Text, nullable=False),
        Column("actor_key", Key, ForeignKey("actors.key")),
        Column("why", Text),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_claim_group_members_actor_key", "claim_group_members", ["actor_key"])
    op.create_index("ix_claim_group_members_group_key", "claim_group_members", ["group_key"])
    op.create_table(
        "copies",
        Column("key", Key, primary_key=True, autoincrement=True),
        Column("id", Text, nullable=False, unique=True),
        Column("report_key", Key, ForeignKey("reports.key"), nullable=False),
        Column("kind", Text, nullable=False),
        Column("likeness", Float, nullable=False),
        Column("source", Text),
        Column("given_id", Text),
        Column("title", Text),
        Column("publisher", Text),
        Column("url", Text),
        Column("published", Date),
        Column("sha256", Text, nullable=False),
        Column("text", Text),
        Column("recorded_at", DateTime, nullable=False),
    )
    op.create_index("copies_sha256", "copies", ["sha256"])
    op.create_index("ix_copies_publisher", "copies", ["publisher"])
    op.create_index("ix_copies_report_key", "copies", ["report_key"])
    op.create_table(
        "incident_events",
        Column("event_id", Text, primary_key=True),
        Column("incident_key", Key, ForeignKey("incidents.key"), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_incident_events_incident_key", "incident_events", ["incident_key"])
    op.create_table(
        "incident_reports",
        Column("incident_key", Key, ForeignKey("incidents.key"), primary_key=True),
        Column("report_key", Key, ForeignKey("reports.key"), primary_key=True),
        Column("score", Float, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_incident_reports_report_key", "incident_reports", ["report_key"])
    op.create_table(
        "readings",
        Column("key", Key, primary_key=True, autoincrement=True),
        Column("report_key", Key, ForeignKey("reports.key"), nullable=False),
        Column("reader", Text, nullable=False),
        Column("record", LargeBinary, nullable=False),
        Column("recorded_at", DateTime, nullable=False),
        Column("replaced_at", DateTime),
    )
    op.create_index("ix_readings_report_key", "readings", ["report_key"])
    op.create_table(
        "signature_bands",
        Column("hash", BigInteger, primary_key=True),
        Column("band", Integer, primary_key=True),
        Column("report_key", Key, ForeignKey("reports.key"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "signatures",
        Column("report_key", Key, ForeignKey("reports.key"), primary_key=True),
        Column("minhash", LargeBinary, nullable=False),
    )
    op.create_table(
        "tellings",
        Column("key", Key, primary_key=True, autoincrement=True),
        Column("id", Text, nullable=False, unique=True),
        Column("report_key", Key, ForeignKey("reports.key"), nullable=False),
        Column("traits", LargeBinary, nullable=False),
    )
    op.create_index("ix_tellings_report_key", "tellings", ["report_key"])
    op.create_table(
        "claims",
        Column("key", Key, primary_key=True, autoincrement=True),
        Column("id", Text, nullable=False),
        Column("revision", Integer, nullable=False, server_default="1"),
        Column("report_key", Key, ForeignKey("reports.key"), nullable=False),
        Column("reading_key", Key, ForeignKey("readings.key"), nullable=False),
        Column("day", Date),
        Column("recorded_at", DateTime, nullable=False),
        Column("replaced_at", DateTime),
        Column("speaker_key", Key, ForeignKey("actors.key")),
        Column("speaker", Text),
        Column("speaker_start", Integer),
        Column("speaker_end", Integer),
        Column("office", Text),
        Column("sectors", Text),
        Column("cue", Text, nullable=False),
        Column("cue_start", Integer, nullable=False),
        Column("cue_end", Integer, nullable=False),
        Column("content", Text, nullable=False),
        Column("content_start", Integer, nullable=False),
        Column("content_end", Integer, nullable=False),
        Column("direct", Boolean, nullable=False),
        Column("act", Text, nullable=False),
        Column("hedge", Text, nullable=False),
        Column("via", Text),
        Column("reason", Text),
        Column("reason_start", Integer),
        Column("reason_end", Integer),
    )
    op.create_index("claims_day", "claims", ["day"])
    op.create_index("claims_id", "claims", ["id", "revision"], unique=True)
    if dialect == "postgresql":
        op.execute(
            text(
                "CREATE INDEX claims_latest ON claims (day DESC NULLS LAST, id DESC) WHERE replaced_at IS "
                "NULL"
            )
        )
    op.create_index("claims_report", "claims", ["report_key"])
    if dialect == "sqlite":
        op.execute(text("CREATE INDEX claims_standing ON claims (day, id) WHERE replaced_at IS NULL"))
    op.create_index("ix_claims_speaker_key", "claims", ["speaker_key"])
    op.create_table(
        "contacts",
        Column("key", Key, primary_key=True, autoincrement=True),
        Column("id", Text, nullable=False),
        Column("revision", Integer, nullable=False, server_default="1"),
        Column("report_key", Key, ForeignKey("reports.key"), nullable=False),
        Column("reading_key", Key, ForeignKey("readings.key"), nullable=False),
        Column("day", Date),
        Column("recorded_at", DateTime, nullable=False),
        Column("replaced_at", DateTime),
        Column("event_id", Text, nullable=False),
        Column("channel", Text, nullable=False),
        Column("level", Text),
        Column("status", Text, nullable=False),
        Column("date_start", Date),
        Column("date_end", Date),
        Column("date_precision", Text, nullable=False),
        Column("date_words", Text),
        Column("names", Text, nullable=False),
        Column("first_since", Text),
        Column("first_since_words", Text),
        Column("evidence", Text, nullable=False),
        Column("evidence_start", Integer, nullable=False),
        Column("evidence_end", Integer, nullable=False),
    )
    op.create_index("contacts_day", "contacts", ["day"])
    op.create_index("contacts_id", "contacts", ["id", "revision"], unique=True)
    if dialect == "postgresql":
        op.execute(
            text(
                "CREATE INDEX contacts_latest ON contacts (day DESC NULLS LAST, id DESC) WHERE replaced_at "
                "IS NULL"
            )
        )
    op.create_index("contacts_report", "contacts", ["report_key"])
    if dialect == "sqlite":
        op.execute(text("CREATE INDEX contacts_standing ON contacts (day, id) WHERE replaced_at IS NULL"))
    op.create_index("ix_contacts_event_id", "contacts", ["event_id"])
    op.create_table(
        "events",
        Column("key", Key, primary_key=True, autoincrement=True),
        Column("id", Text, nullable=False),
        Column("revision", Integer, nullable=False, server_default="1"),
        Column("report_key", Key, ForeignKey("reports.key"), nullable=False),
        Column("reading_key", Key, ForeignKey("readings.key"), nullable=False),
        Column("day", Date),
        Column("recorded_at", DateTime, nullable=False),
        Column("replaced_at", DateTime),
        Column("type", Text, nullable=False),
        Column("mode", Text),
        Column("quad", Text, nullable=False),
        Column("score", Float),
        Column("contexts", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("date_start", Date),
        Column("date_end", Date),
        Column("date_precision", Text, nullable=False),
        Column("date_words", Text),
        Column("place", Text),
        Column("place_country", Text),
        Column("place_admin1", Text),
        Column("latitude", Float),
        Column("longitude", Float),
        Column("geonames_id", Integer),
        Column("trigger", Text, nullable=False),
        Column("trigger_start", Integer, nullable=False),
        Column("trigger_end", Integer, nullable=False),
        Column("evidence", Text, nullable=False),
        Column("evidence_start", Integer, nullable=False),
        Column("evidence_end", Integer, nullable=False),
        Column("claim_id", Text),
        Column("hedge", Text, nullable=False),
        Column("confidence", Float, nullable=False),
        Column("why", Text, nullable=False),
    )
    op.create_index("events_day", "events", ["day"])
    op.create_index("events_id", "events", ["id", "revision"], unique=True)
    if dialect == "postgresql":
        op.execute(
            text(
                "CREATE INDEX events_latest ON events (day DESC NULLS LAST, id DESC) WHERE replaced_at IS "
                "NULL"
            )
        )
    op.create_index("events_latitude", "events", ["latitude"])
    op.create_index("events_place", "events", ["place_country", "day"])
    op.create_index("events_report", "events", ["report_key"])
    if dialect == "sqlite":
        op.execute(text("CREATE INDEX events_standing ON events (day, id) WHERE replaced_at IS NULL"))
    op.create_index("events_type_day", "events", ["type", "day"])
    op.create_table(
        "figures",
        Column("key", Key, primary_key=True, autoincrement=True),
        Column("id", Text, nullable=False),
        Column("revision", Integer, nullable=False, server_default="1"),
        Column("report_key", Key, ForeignKey("reports.key"), nullable=False),
        Column("reading_key", Key, ForeignKey("readings.key"), nullable=False),
        Column("day", Date),
        Column("recorded_at", DateTime, nullable=False),
        Column("replaced_at", DateTime),
        Column("event_id", Text),
        Column("measure", Text, nullable=False),
        Column("low", Float),
        Column("high", Float),
        Column("approximate", Boolean, nullable=False),
        Column("unit", Text),
        Column("words", Text, nullable=False),
        Column("words_start", Integer, nullable=False),
        Column("words_end", Integer, nullable=False),
        Column("claim_id", Text),
    )
    op.create_index("figures_day", "figures", ["day"])
    op.create_index("figures_id", "figures", ["id", "revision"], unique=True)
    if dialect == "postgresql":
        op.execute(
            text(
                "CREATE INDEX figures_latest ON figures (day DESC NULLS LAST, id DESC) WHERE replaced_at "
                "IS NULL"
            )
        )
    op.create_index("figures_report", "figures", ["report_key"])
    if dialect == "sqlite":
        op.execute(text("CREATE INDEX figures_standing ON figures (day, id) WHERE replaced_at IS NULL"))
    op.create_index("ix_figures_event_id", "figures", ["event_id"])
    op.create_table(
        "positions",
        Column("key", Key, primary_key=True, autoincrement=True),
        Column("id", Text, nullable=False),
        Column("revision", Integer, nullable=False, server_default="1"),
        Column("report_key", Key, ForeignKey("reports.key"), nullable=False),
        Column("reading_key", Key, ForeignKey("readings.key"), nullable=False),
        Column("day", Date),
        Column("recorded_at", DateTime, nullable=False),
        Column("replaced_at", DateTime),
        Column("actor_key", Key, ForeignKey("actors.key"), nullable=False),
        Column("words", Text),
        Column("words_start", Integer),
        Column("words_end", Integer),
        Column("office", Text),
        Column("sectors", Text),
        Column("issue", Text, nullable=False),
        Column("stance", Text, nullable=False),
        Column("date_start", Date),
        Column("date_end", Date),
        Column("date_precision", Text, nullable=False),
        Column("date_words", Text),
        Column("evidence", Text, nullable=False),
        Column("evidence_start", Integer, nullable=False),
        Column("evidence_end", Integer, nullable=False),
    )
    op.create_index("ix_positions_actor_key", "positions", ["actor_key"])
    op.create_index("positions_day", "positions", ["day"])
    op.create_index("positions_id", "positions", ["id", "revision"], unique=True)
    if dialect == "postgresql":
        op.execute(
            text(
                "CREATE INDEX positions_latest ON positions (day DESC NULLS LAST, id DESC) WHERE "
                "replaced_at IS NULL"
            )
        )
    op.create_index("positions_report", "positions", ["report_key"])
    if dialect == "sqlite":
        op.execute(text("CREATE INDEX positions_standing ON positions (day, id) WHERE replaced_at IS NULL"))
    op.create_table(
        "telling_handles",
        Column("handle", BigInteger, primary_key=True),
        Column("day", Integer, primary_key=True),
        Column("telling_key", Key, ForeignKey("tellings.key"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "claim_disputers",
        Column("claim_key", Key, ForeignKey("claims.key"), primary_key=True),
        Column("place", Integer, primary_key=True),
        Column("actor_key", Key, ForeignKey("actors.key"), nullable=False),
        Column("words", Text),
        Column("words_start", Integer),
        Column("words_end", Integer),
        Column("office", Text),
        Column("sectors", Text),
        Column("cue", Text),
        Column("cue_start", Integer),
        Column("cue_end", Integer),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_claim_disputers_actor_key", "claim_disputers", ["actor_key"])
    op.create_table(
        "claim_links",
        Column("claim_key", Key, ForeignKey("claims.key"), primary_key=True),
        Column("kind", Text, primary_key=True),
        Column("place", Integer, primary_key=True),
        Column("record_id", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_claim_links_record_id", "claim_links", ["record_id"])
    op.create_table(
        "contact_pairs",
        Column("a", Text, primary_key=True),
        Column("b", Text, primary_key=True),
        Column("contact_key", Key, ForeignKey("contacts.key"), primary_key=True),
        Column("contact_id", Text, nullable=False),
        Column("event_id", Text, nullable=False),
        Column("day", Date),
        Column("status", Text, nullable=False),
        Column("parties", Integer, nullable=False),
        Column("incident_key", Key),
        Column("replaced_at", DateTime),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_contact_pairs_contact_key", "contact_pairs", ["contact_key"])
    op.create_table(
        "contact_parties",
        Column("contact_key", Key, ForeignKey("contacts.key"), primary_key=True),
        Column("party", Text, primary_key=True),
        Column("day", Date),
        sqlite_with_rowid=False,
    )
    op.create_index("contact_parties_party", "contact_parties", ["party", "day"])
    op.create_table(
        "event_actors",
        Column("event_key", Key, ForeignKey("events.key"), primary_key=True),
        Column("side", Text, primary_key=True),
        Column("place", Integer, primary_key=True),
        Column("actor_key", Key, ForeignKey("actors.key"), nullable=False),
        Column("words", Text),
        Column("words_start", Integer),
        Column("words_end", Integer),
        Column("office", Text),
        Column("sectors", Text),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_event_actors_actor_key", "event_actors", ["actor_key"])
    op.create_table(
        "event_pairs",
        Column("event_key", Key, ForeignKey("events.key"), primary_key=True),
        Column("source", Text, primary_key=True),
        Column("target", Text, primary_key=True),
        Column("day", Date),
        Column("quad", Text, nullable=False),
        Column("score", Float),
        Column("status", Text, nullable=False),
        Column("report_key", Key, nullable=False),
        Column("incident_key", Key),
        Column("replaced_at", DateTime),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "event_pairs_parties",
        "event_pairs",
        [
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
        ],
    )
    op.create_table(
        "event_parties",
        Column("event_key", Key, ForeignKey("events.key"), primary_key=True),
        Column("side", Text, primary_key=True),
        Column("party", Text, primary_key=True),
        Column("day", Date),
        sqlite_with_rowid=False,
    )
    if dialect == "postgresql":
        op.execute(text("CREATE INDEX event_parties_latest ON event_parties (party, day DESC NULLS LAST)"))
    if dialect == "sqlite":
        op.execute(text("CREATE INDEX event_parties_party ON event_parties (party, day)"))
        op.execute(
            text(
                "CREATE VIEW event_list AS SELECT x.id AS id, x.day AS day, x.type AS type, x.mode AS "
                "mode, (SELECT group_concat(v, '; ') FROM (SELECT a.name AS v FROM event_actors AS m JOIN "
                "actors AS a ON a.key = m.actor_key WHERE m.event_key = x.key AND m.side = 'source' ORDER "
                "BY m.place) AS listed) AS sources, (SELECT group_concat(v, '; ') FROM (SELECT a.name AS v "
                "FROM event_actors AS m JOIN actors AS a ON a.key = m.actor_key WHERE m.event_key = x.key "
                "AND m.side = 'target' ORDER BY m.place) AS listed) AS targets, x.status AS status, "
                "x.place AS place, x.place_country AS place_country, x.date_start AS date_start, "
                "x.date_end AS date_end, x.quad AS quad, x.score AS score, (SELECT coalesce(a.name, "
                "c.speaker) FROM claims AS c LEFT JOIN actors AS a ON a.key = c.speaker_key WHERE c.id = "
                "x.claim_id AND c.replaced_at IS NULL) AS said_by, x.hedge AS hedge, x.confidence AS "
                "confidence, (SELECT i.id FROM incident_events AS e JOIN incidents AS i ON i.key = "
                "e.incident_key WHERE e.event_id = x.id) AS incident, x.evidence AS evidence, r.id AS "
                "report, r.title AS title, r.publisher AS publisher, r.published AS published, r.url AS "
                "url FROM events AS x JOIN reports AS r ON r.key = x.report_key WHERE x.replaced_at IS "
                "NULL"
            )
        )
    if dialect == "postgresql":
        op.execute(
            text(
                "CREATE VIEW event_list AS SELECT x.id AS id, x.day AS day, x.type AS type, x.mode AS "
                "mode, (SELECT string_agg(v, '; ') FROM (SELECT a.name AS v FROM event_actors AS m JOIN "
                "actors AS a ON a.key = m.actor_key WHERE m.event_key = x.key AND m.side = 'source' ORDER "
                "BY m.place) AS listed) AS sources, (SELECT string_agg(v, '; ') FROM (SELECT a.name AS v "
                "FROM event_actors AS m JOIN actors AS a ON a.key = m.actor_key WHERE m.event_key = x.key "
                "AND m.side = 'target' ORDER BY m.place) AS listed) AS targets, x.status AS status, "
                "x.place AS place, x.place_country AS place_country, x.date_start AS date_start, "
                "x.date_end AS date_end, x.quad AS quad, x.score AS score, (SELECT coalesce(a.name, "
                "c.speaker) FROM claims AS c LEFT JOIN actors AS a ON a.key = c.speaker_key WHERE c.id = "
                "x.claim_id AND c.replaced_at IS NULL) AS said_by, x.hedge AS hedge, x.confidence AS "
                "confidence, (SELECT i.id FROM incident_events AS e JOIN incidents AS i ON i.key = "
                "e.incident_key WHERE e.event_id = x.id) AS incident, x.evidence AS evidence, r.id AS "
                "report, r.title AS title, r.publisher AS publisher, r.published AS published, r.url AS "
                "url FROM events AS x JOIN reports AS r ON r.key = x.report_key WHERE x.replaced_at IS "
                "NULL"
            )
        )
    if dialect == "sqlite":
        op.execute(
            text(
                "CREATE VIEW claim_list AS SELECT x.id AS id, x.day AS day, coalesce((SELECT a.name FROM "
                "actors AS a WHERE a.key = x.speaker_key), x.speaker) AS speaker, x.office AS office, "
                "x.act AS act, x.content AS content, x.direct AS direct, x.hedge AS hedge, x.via AS via, "
                "(SELECT group_concat(v, '; ') FROM (SELECT a.name AS v FROM claim_disputers AS m JOIN "
                "actors AS a ON a.key = m.actor_key WHERE m.claim_key = x.key ORDER BY m.place) AS listed) "
                "AS disputed_by, r.id AS report, r.title AS title, r.publisher AS publisher, r.published "
                "AS published, r.url AS url FROM claims AS x JOIN reports AS r ON r.key = x.report_key "
                "WHERE x.replaced_at IS NULL"
            )
        )
    if dialect == "postgresql":
        op.execute(
            text(
                "CREATE VIEW claim_list AS SELECT x.id AS id, x.day AS day, coalesce((SELECT a.name FROM "
                "actors AS a WHERE a.key = x.speaker_key), x.speaker) AS speaker, x.office AS office, "
                "x.act AS act, x.content AS content, x.direct AS direct, x.hedge AS hedge, x.via AS via, "
                "(SELECT string_agg(v, '; ') FROM (SELECT a.name AS v FROM claim_disputers AS m JOIN "
                "actors AS a ON a.key = m.actor_key WHERE m.claim_key = x.key ORDER BY m.place) AS listed) "
                "AS disputed_by, r.id AS report, r.title AS title, r.publisher AS publisher, r.published "
                "AS published, r.url AS url FROM claims AS x JOIN reports AS r ON r.key = x.report_key "
                "WHERE x.replaced_at IS NULL"
            )
        )
    if dialect == "sqlite":
        op.execute(
            text(
                "CREATE VIEW figure_list AS SELECT x.id AS id, x.day AS day, x.measure AS measure, x.low "
                "AS low, x.high AS high, x.approximate AS approximate, x.unit AS unit, x.words AS words, "
                "(SELECT coalesce(a.name, c.speaker) FROM claims AS c LEFT JOIN actors AS a ON a.key = "
                "c.speaker_key WHERE c.id = x.claim_id AND c.replaced_at IS NULL) AS said_by, x.event_id "
                "AS event_id, r.id AS report, r.title AS title, r.publisher AS publisher, r.published AS "
                "published, r.url AS url FROM figures AS x JOIN reports AS r ON r.key = x.report_key WHERE "
                "x.replaced_at IS NULL"
            )
        )
    if dialect == "postgresql":
        op.execute(
            text(
                "CREATE VIEW figure_list AS SELECT x.id AS id, x.day AS day, x.measure AS measure, x.low "
                "AS low, x.high AS high, x.approximate AS approximate, x.unit AS unit, x.words AS words, "
                "(SELECT coalesce(a.name, c.speaker) FROM claims AS c LEFT JOIN actors AS a ON a.key = "
                "c.speaker_key WHERE c.id = x.claim_id AND c.replaced_at IS NULL) AS said_by, x.event_id "
                "AS event_id, r.id AS report, r.title AS title, r.publisher AS publisher, r.published AS "
                "published, r.url AS url FROM figures AS x JOIN reports AS r ON r.key = x.report_key WHERE "
                "x.replaced_at IS NULL"
            )
        )
    if dialect == "sqlite":
        op.execute(
            text(
                "CREATE VIEW contact_list AS SELECT x.id AS id, x.day AS day, (SELECT group_concat(v, '; "
                "') FROM (SELECT m.party AS v FROM contact_parties AS m WHERE m.contact_key = x.key ORDER "
                "BY m.party) AS listed) AS parties, x.channel AS channel, x.level AS level, x.status AS "
                "status, x.date_start AS date_start, x.date_end AS date_end, x.names AS names, "
                "x.first_since AS first_since, x.evidence AS evidence, r.id AS report, r.title AS title, "
                "r.publisher AS publisher, r.published AS published, r.url AS url FROM contacts AS x JOIN "
                "reports AS r ON r.key = x.report_key WHERE x.replaced_at IS NULL"
            )
        )
    if dialect == "postgresql":
        op.execute(
            text(
                "CREATE VIEW contact_list AS SELECT x.id AS id, x.day AS day, (SELECT string_agg(v, '; ') "
                "FROM (SELECT m.party AS v FROM contact_parties AS m WHERE m.contact_key = x.key ORDER BY "
                "m.party) AS listed) AS parties, x.channel AS channel, x.level AS level, x.status AS "
                "status, x.date_start AS date_start, x.date_end AS date_end, x.names AS names, "
                "x.first_since AS first_since, x.evidence AS evidence, r.id AS report, r.title AS title, "
                "r.publisher AS publisher, r.published AS published, r.url AS url FROM contacts AS x JOIN "
                "reports AS r ON r.key = x.report_key WHERE x.replaced_at IS NULL"
            )
        )
    if dialect == "sqlite":
        op.execute(
            text(
                "CREATE VIEW position_list AS SELECT x.id AS id, x.day AS day, (SELECT a.name FROM actors "
                "AS a WHERE a.key = x.actor_key) AS actor, (SELECT a.country FROM actors AS a WHERE a.key "
                "= x.actor_key) AS country, x.office AS office, x.issue AS issue, x.stance AS stance, "
                "x.evidence AS evidence, r.id AS report, r.title AS title, r.publisher AS publisher, "
                "r.published AS published, r.url AS url FROM positions AS x JOIN reports AS r ON r.key = "
                "x.report_key WHERE x.replaced_at IS NULL"
            )
        )
    if dialect == "postgresql":
        op.execute(
            text(
                "CREATE VIEW position_list AS SELECT x.id AS id, x.day AS day, (SELECT a.name FROM actors "
                "AS a WHERE a.key = x.actor_key) AS actor, (SELECT a.country FROM actors AS a WHERE a.key "
                "= x.actor_key) AS country, x.office AS office, x.issue AS issue, x.stance AS stance, "
                "x.evidence AS evidence, r.id AS report, r.title AS title, r.publisher AS publisher, "
                "r.published AS published, r.url AS url FROM positions AS x JOIN reports AS r ON r.key = "
                "x.report_key WHERE x.replaced_at IS NULL"
            )
        )
