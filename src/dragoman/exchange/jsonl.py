"""Records as `dragoman read --json` prints them, one report a line, as they stand now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

import msgspec

from dragoman.exchange.columns import Column, write
from dragoman.exchange.documents import Document, documents
from dragoman.exchange.format import Format, Job

FIELDS: tuple[Column[Document], ...] = (
    Column("schema", "dragoman/1", lambda d: d.record.schema),
    Column(
        "report",
        "the report without its text: id, source, title, publisher, url, published, language, sha256",
        lambda d: None,
    ),
    Column("actors", "whom the report names", lambda d: None),
    Column("events", "who did what to whom; those that stand, in their latest revision", lambda d: None),
    Column("claims", "who says what, and who disputes it", lambda d: None),
    Column("figures", "numbers of dead, injured, ... with their bounds", lambda d: None),
    Column("contacts", "calls, visits, meetings, ...", lambda d: None),
    Column("positions", "who takes which stance", lambda d: None),
    Column("warnings", "what the reader warned of", lambda d: None),
)


def _write(job: Job, files: Sequence[TextIO]) -> None:
    encoder = msgspec.json.Encoder()
    found = documents(job.connection, job.selection)
    write(files[0], (encoder.encode(document.record).decode() + "\n" for document in found))


FORMAT = Format(
    "jsonl",
    "Whole records as `read --json` prints them, one report a line, without its text. "
    "A selection of events takes the whole record of each report that tells of one. json.md describes the fields.",
    {"jsonl": FIELDS},
    _write,
    evidence=False,
)
