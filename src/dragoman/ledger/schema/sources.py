"""The tables of what was read: reports, where they came from, readings."""

from __future__ import annotations

import unicodedata

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)
from sqlalchemy.event import listen
from sqlalchemy.schema import ExecutableDDLElement

from dragoman.ledger.schema.columns import (
    Key,
    key_column,
    key_of,
    metadata,
)

reports = Table(
    "reports",
    metadata,
    key_column("Number of the report."),
    Column("id", Text, nullable=False, unique=True, comment="First 16 hex digits of the text's SHA-256."),
    Column("sha256", Text, nullable=False, unique=True, comment="SHA-256 of the text in UTF-8."),
    Column("title", Text, comment="Headline."),
    Column("publisher", Text, index=True, comment="Who published it."),
    Column("url", Text, comment="Where it stands on the web."),
    Column("published", Date, index=True, comment="Day of publication."),
    Column("language", Text, comment="ISO 639-1 code; en for all that is read."),
    Column("text", Text, nullable=False, comment="The text, as it is; offsets count its characters."),
    Column("recorded_at", DateTime, nullable=False, comment="When it came into the ledger (UTC)."),
    comment="One news text, read once, however many sources carry it.",
)

copies = Table(
    "copies",
    metadata,
    key_column("Number of the copy."),
    Column("id", Text, nullable=False, unique=True, comment="Hash of where it came from and of its text."),
    key_of("reports", "The report that it is a copy of.", index=True),
    Column(
        "kind",
        Text,
        nullable=False,
        comment="first (the one that was read), same (its very text) or near (nearly the same).",
    ),
    Column(
        "likeness",
        Float,
        nullable=False,
        comment="How alike the words are, 0 to 1 (Jaccard of word triples).",
    ),
    Column("source", Text, comment="Path or URL that it was taken from."),
    Column("given_id", Text, comment="Its name at the source, such as the id of a row."),
    Column("title", Text, comment="Headline of the copy."),
    Column("publisher", Text, index=True, comment="Who published the copy."),
    Column("url", Text, comment="Where the copy stands on the web."),
    Column("published", Date, comment="Day the copy was published."),
    Column("sha256", Text, nullable=False, comment="SHA-256 of the copy's text."),
    Column("text", Text, comment="The copy's text where it is not the report's."),
    Column("recorded_at", DateTime, nullable=False, comment="When it came into the ledger (UTC)."),
    Index("copies_sha256", "sha256"),
    comment="Every place that a report came from: wire copies of one text are one report with several copies.",
)

inputs = Table(
    "inputs",
    metadata,
    key_column("Number of the input."),
    Column("source", Text, nullable=False, comment="Path of the file."),
    Column("sha256", Text, nullable=False, comment="SHA-256 of its bytes."),
    Column("reports", Integer, nullable=False, comment="Reports in it."),
    Column("finished_at", DateTime, nullable=False, comment="When all of it was in the ledger (UTC)."),
    Index("inputs_source", "source", "sha256", unique=True),
    comment="Files taken in whole; the same file is not opened again.",
)

signatures = Table(
    "signatures",
    metadata,
    Column("report_key", Key, ForeignKey("reports.key"), primary_key=True, comment="The report."),
    Column(
        "minhash",
        LargeBinary,
        nullable=False,
        comment="MinHash of its word triples, 32-bit numbers, little-endian.",
    ),
    comment="What near copies of a report are known by.",
)

signature_bands = Table(
    "signature_bands",
    metadata,
    # Looked up by the hash alone, with the reports that have it beside it.
    Column("hash", BigInteger, primary_key=True, comment="Hash of the band."),
    Column("band", Integer, primary_key=True, comment="Number of the band of the MinHash, from 0."),
    Column("report_key", Key, ForeignKey("reports.key"), primary_key=True, comment="The report."),
    sqlite_with_rowid=False,
    comment="Index of signatures: reports that share a band may be near copies.",
)

readings = Table(
    "readings",
    metadata,
    key_column("Number of the reading."),
    key_of("reports", "The report that was read.", index=True),
    Column("reader", Text, nullable=False, comment="Version of dragoman and of its models."),
    Column(
        "record",
        LargeBinary,
        nullable=False,
        comment="The record as `read --json` prints it, compressed by zlib.",
    ),
    Column("recorded_at", DateTime, nullable=False, comment="When it came into the ledger (UTC)."),
    Column("replaced_at", DateTime, comment="When a later reading took its place (UTC)."),
    comment="What a reader made of a report.",
)


SEARCHED = 200_000
"""Characters of a report that PostgreSQL searches."""

SEARCH = "dragoman"
"""The name of PostgreSQL's text search configuration."""


def _folding() -> dict[str, str]:
    """Letters with accents and signs, and what each becomes: the bare letter, or a blank."""
    folded = {sign: " " for sign in map(chr, range(0x21, 0x7F)) if not sign.isalnum()}
    folded |= dict.fromkeys(map(chr, range(0x2010, 0x2070)), " ")
    folded |= dict.fromkeys("\u00a0¡§«°±·»¿", " ")
    for sign in map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))):
        bare = unicodedata.normalize("NFD", sign)[0]
        if bare != sign and bare.isascii():
            folded[sign] = bare
    return folded


FOLDED = _folding()
"""What becomes of a character before PostgreSQL searches; the text keeps its length."""


# Full-text search is each engine's own.
_SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE report_search USING fts5(title, text, content='reports', content_rowid='key', "
    "tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE TRIGGER reports_searched AFTER INSERT ON reports BEGIN "
    "INSERT INTO report_search(rowid, title, text) VALUES (new.key, new.title, new.text); END",
)

_SIGNS = "".join(FOLDED).replace("'", "''")
_PLAIN = "".join(FOLDED.values())
# PostgreSQL's own parser takes "U.S." for a host and "-5" for a number, leaves stop words out (WHO, "who") and keeps
# accents. Words are made what SQLite's tokenizer makes of them: letters and digits, without accents, by their stems.
_POSTGRESQL_SEARCH = (
    "CREATE TEXT SEARCH DICTIONARY dragoman_stems (TEMPLATE = snowball, LANGUAGE = english)",
    f"CREATE TEXT SEARCH CONFIGURATION {SEARCH} (COPY = simple)",
    f"ALTER TEXT SEARCH CONFIGURATION {SEARCH} ALTER MAPPING FOR asciiword, word WITH dragoman_stems",
    # A tsvector holds no more than a megabyte; a report's first 200,000 characters are searched.
    f"ALTER TABLE reports ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('{SEARCH}', "
    f"translate(coalesce(title, '') || ' ' || left(text, {SEARCHED}), '{_SIGNS}', '{_PLAIN}'))) STORED",
    "CREATE INDEX reports_search ON reports USING gin (search)",
)


def _after_create(statement: str, dialect: str) -> ExecutableDDLElement:
    # Its own class is untyped in SQLAlchemy.
    made: ExecutableDDLElement = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
    return made


for _dialect, _statements in (("sqlite", _SQLITE_SEARCH), ("postgresql", _POSTGRESQL_SEARCH)):
    for _statement in _statements:
        listen(reports, "after_create", _after_create(_statement, _dialect))
