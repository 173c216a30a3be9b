"""Is this text in the ledger already, or nearly the same text? Wire copies are one report with several copies.

An exact copy has the text's SHA-256. Near copies are found by MinHash (Broder 1997) of word triples, cut into bands
(locality-sensitive hashing): texts that share a band are compared word by word (copied.py). The report that was read
first is the one; what is a copy of it depends on the reports before it alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date as Date
from datetime import timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import Literal, NamedTuple

from sqlalchemy import Connection, func, insert, or_, select, true

from dragoman.ledger import schema
from dragoman.ledger.copied import compared
from dragoman.ledger.wording import Wording, triples, wording
from dragoman.ledger.writing import copy_id, insert_many
from dragoman.records import Report

NEAR = timedelta(days=7)
"""Days between the publication of a text and of its copies; weeklies print what agencies sent during the week."""

ROWS = 3
"""Values of a band. Texts that share a share s of their triples share one of n bands with chance 1-(1-s^3)^n: of 32
bands 99 % at s = 0.5, 5 in a million at s = 0.005, which is what unrelated news texts have."""

WHOLE_BANDS, LEAD_BANDS = 32, 8
"""Bands of the whole text, and of its lead alone: of a copy that is cut short the lead is what is left."""

LEAD = 80
"""Words of the lead."""

MOST_COMPARED = 64
"""Texts compared word by word, those with most bands in common first; daily reports of one form have many alike."""

_SEED = 0x6472_6167
"""Fixed, so that signatures of different days and machines can be compared."""


class Duplicate(NamedTuple):
    """The report that a text is a copy of, and how alike the two are (0 to 1)."""

    report_key: int
    kind: Literal["same", "near"]
    likeness: float


class Signature(NamedTuple):
    """What a text is looked up by: its words, and the MinHash of all of them and of the lead."""

    wording: Wording
    values: tuple[int, ...]

    def bands(self) -> list[int]:
        """The hash of each band in order, as signed 64-bit numbers."""
        packed = self.packed()
        width = 4 * ROWS
        return [
            # The band's number goes into its hash, so that different bands don't meet.
            int.from_bytes(
                blake2b(packed[at : at + width], digest_size=8, salt=bytes([at // width])).digest(),
                "little",
                signed=True,
            )
            for at in range(0, len(packed), width)
        ]

    def packed(self) -> bytes:
        """The MinHash as the ledger keeps it."""
        return b"".join(value.to_bytes(4, "little") for value in self.values)


# A report is looked up and noted within a moment; more than a few would only fill the memory.
@lru_cache(maxsize=4)
def signature(text: str) -> Signature:
    """The signature of a text, the same on every machine and in every process."""
    told = wording(text)
    return Signature(
        told,
        (
            *_minhash(triples(told.words), WHOLE_BANDS * ROWS),
            *_minhash(triples(told.words[:LEAD]), LEAD_BANDS * ROWS),
        ),
    )


def are_near(one: Date | None, other: Date | None) -> bool:
    """Whether two publication dates are near enough; a text without a date may be of any day."""
    return one is None or other is None or abs(one - other) <= NEAR


class Duplicates:
    """Looks texts up in the ledger that `connection` sees."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, report: Report) -> Duplicate | None:
        """The report that this one is a copy of: of several near ones the most alike."""
        return self._same(report.sha256) or self._near(report)

    def note(self, report: Report, report_key: int) -> None:
        """Remember a report's signature, so that near copies of it are known."""
        found = signature(report.text)
        self._connection.execute(
            insert(schema.signatures), {"report_key": report_key, "minhash": found.packed()}
        )
        rows = [
            {"band": band, "hash": value, "report_key": report_key}
            for band, value in enumerate(found.bands())
        ]
        insert_many(self._connection, schema.signature_bands, rows)

    def _same(self, sha256: str) -> Duplicate | None:
        known = select(schema.reports.c.key).where(schema.reports.c.sha256 == sha256)
        key = self._connection.execute(known).scalar()
        if key is not None:
            return Duplicate(key, "same", 1.0)
        copies = schema.copies
        again = select(copies.c.report_key, copies.c.likeness).where(copies.c.sha256 == sha256).limit(1)
        row = self._connection.execute(again).first()
        return Duplicate(row.report_key, "near", row.likeness) if row is not None else None

    def _near(self, report: Report) -> Duplicate | None:
        own = signature(report.text)
        best: tuple[float, str, Duplicate] | None = None
        for key, name, text in self._candidates(own, report.published):
            verdict = compared(wording(text), own.wording)
            if verdict.copy and (best is None or (-verdict.likeness, name) < best[:2]):
                best = (-verdict.likeness, name, Duplicate(key, "near", verdict.likeness))
        return best[2] if best is not None else None

    def _candidates(self, own: Signature, published: Date | None) -> list[tuple[int, str, str]]:
        bands, reports = schema.signature_bands, schema.reports
        near = (
            or_(
                reports.c.published.is_(None),
                reports.c.published.between(published - NEAR, published + NEAR),
            )
            if published is not None
            else true()
        )
        counted = (
            select(reports.c.key, reports.c.id)
            .join(bands, bands.c.report_key == reports.c.key)
            .where(bands.c.hash.in_(own.bands()), near)
            .group_by(reports.c.key, reports.c.id)
            .order_by(func.count().desc(), reports.c.id)
            .limit(MOST_COMPARED)
        )
        found = self._connection.execute(counted).all()
        if not found:
            return []
        texts = select(reports.c.key, reports.c.id, reports.c.text).where(
            reports.c.key.in_([row.key for row in found])
        )
        return [(row.key, row.id, row.text) for row in self._connection.execute(texts)]


class Waiting:
    """Reports that are not in the ledger, at hand to be looked up like those that are; the oldest goes over `most`."""

    def __init__(self, most: int | None = None) -> None:
        self._most = most
        self._kept: dict[str, _Kept] = {}

    def add(self, report: Report) -> None:
        """Keep a report."""
        found = signature(report.text)
        self._kept[copy_id(report)] = _Kept(report, found, frozenset(found.bands()))
        if self._most is not None and len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]

    def remove(self, report: Report) -> None:
        """Keep it no longer."""
        self._kept.pop(copy_id(report), None)

    def has_original_of(self, report: Report) -> bool:
        """Whether the report is a copy of one of these."""
        return any(
            kept.report.text == report.text
            or (
                are_near(kept.report.published, report.published)
                and compared(kept.signature.wording, signature(report.text).wording).copy
            )
            for kept in self._like(report)
        )

    def like(self, report: Report) -> list[Report]:
        """Those that may be copies of the report."""
        return [kept.report for kept in self._like(report)]

    def _like(self, report: Report) -> Iterator[_Kept]:
        if self._kept:
            bands = frozenset(signature(report.text).bands())
            yield from (kept for kept in self._kept.values() if not bands.isdisjoint(kept.bands))


class _Kept(NamedTuple):
    report: Report
    signature: Signature
    bands: frozenset[int]


def _minhash(items: set[str], length: int) -> Sequence[int]:
    from rensa import RMinHash

    made = RMinHash(length, _SEED)
    # In order: a set's own order differs between processes, and nothing may hang on it.
    made.update(sorted(items))
    digest: Sequence[int] = made.digest()
    return digest
