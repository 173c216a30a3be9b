"""Which claims are about this? Those that have its words first, then those that say something alike in other words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date as Date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.candidates import marks_of
from dragoman.ledger.claims import load_lists
from dragoman.ledger.grouping import whole
from dragoman.ledger.portions import in_parts
from dragoman.ledger.questions.asking import standing
from dragoman.ledger.questions.search import search
from dragoman.ledger.sentences import SentenceModel, shipped_model

_REPORTS = 500
"""Reports whose claims are looked at, the best hits of the full-text search first."""
_MARKED = 2000
"""Claims that are looked at for one word, the latest first."""
_FEW, _LATEST = 20, 10_000
"""Where fewer claims have a word of it, so many of the latest claims are looked at too."""
_LETTERS = re.compile(r"[^\W\d_]+")


def claims_about(
    connection: Connection, text: str, model: SentenceModel | None = None, as_of: Date | None = None
) -> dict[str, int]:
    """The claims about `text`, by id, with their rank: 0 is the closest.

    Claims with all of its words stand first; of the others those that are at least so much alike as `[about]` in
    claim_groups.toml says. Raises LedgerError when the text has no word.
    """
    words = [word.lower() for word in _LETTERS.findall(text)]
    if not words:
        raise LedgerError("there is no word in what the claims are to be about")
    lists = load_lists()
    stem = int(lists["words"]["stem"])
    wanted = {word[:stem] for word in words if word not in lists["words"]["little"]} or set(words)
    contents = dict(_contents(connection, text, as_of)) | dict(_marked(connection, words, as_of))
    contents |= dict(_latest(connection, as_of)) if len(contents) < _FEW else {}
    if not contents:
        return {}
    having = {
        name: len(wanted & {word.lower()[:stem] for word in _LETTERS.findall(content)}) / len(wanted)
        for name, content in contents.items()
    }
    alike = _alike(connection, text, list(contents), model or shipped_model())
    least = float(lists["about"]["least"])
    found = [name for name in contents if having[name] == 1 or alike.get(name, 0.0) >= least]
    found.sort(key=lambda name: (having[name] < 1, -having[name] - alike.get(name, 0.0), name))
    return {name: rank for rank, name in enumerate(found)}


def _contents(connection: Connection, text: str, as_of: Date | None) -> Iterator[tuple[str, str]]:
    """The claims of the reports that have the words."""
    claim, report = schema.claims.c, schema.reports.c
    plain = " ".join(_LETTERS.findall(text))
    ids = [row.report for row in search(connection, plain.lower(), limit=_REPORTS, as_of=as_of)]
    for some in in_parts(ids):
        asked = (
            select(claim.id, claim.content)
            .join_from(schema.claims, schema.reports, report.key == claim.report_key)
            .where(report.id.in_(some), standing(schema.claims, as_of))
        )
        yield from ((row.id, row.content) for row in connection.execute(asked))


def _marked(connection: Connection, words: Sequence[str], as_of: Date | None) -> Iterator[tuple[str, str]]:
    """The claims that one of the words is a mark of."""
    claim, table = schema.claims.c, schema.claim_marks.c
    for mark in marks_of(words, load_lists()):
        names = (
            select(table.claim_id)
            .where(table.mark == mark)
            .order_by(table.day.desc())
            .limit(_MARKED)
            .subquery()
        )
        asked = select(claim.id, claim.content).join(names, names.c.claim_id == claim.id)
        yield from (
            (row.id, row.content) for row in connection.execute(asked.where(standing(schema.claims, as_of)))
        )


def _latest(connection: Connection, as_of: Date | None) -> Iterator[tuple[str, str]]:
    """The latest claims: they may say it in other words."""
    claim = schema.claims.c
    asked = select(claim.id, claim.content).where(standing(schema.claims, as_of))
    yield from (
        (row.id, row.content)
        for row in connection.execute(asked.order_by(claim.day.desc().nulls_last()).limit(_LATEST))
    )


def _alike(connection: Connection, text: str, names: Sequence[str], model: SentenceModel) -> dict[str, float]:
    """How alike the claims are to the text in wording (cosine)."""
    table = schema.claim_vectors.c
    asked_for = _unit(whole(model.vectors([text])))[0]
    found: dict[str, float] = {}
    for own in in_parts(names):
        rows = connection.execute(select(table.claim_id, table.vector).where(table.claim_id.in_(own))).all()
        if rows:
            vectors = _unit(np.stack([np.frombuffer(bytes(row.vector), dtype=np.int8) for row in rows]))
            found.update(zip((row.claim_id for row in rows), (vectors @ asked_for).tolist(), strict=True))
    return found


def _unit(vectors: NDArray[np.int8]) -> NDArray[np.float64]:
    told = vectors.astype(np.float64)
    unit: NDArray[np.float64] = told / np.linalg.norm(told, axis=1, keepdims=True).clip(min=1e-12)
    return unit
