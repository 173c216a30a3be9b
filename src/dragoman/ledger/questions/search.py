"""Which reports tell of this? Full text, by each engine's own search, with the hit words' places."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date as Date
from datetime import datetime, time
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
)

from dragoman.ledger import schema
from dragoman.ledger.answers import Answer
from dragoman.ledger.questions.asking import standing
from dragoman.ledger.questions.events import copies_of
from dragoman.ledger.questions.filters import published_by
from dragoman.ledger.questions.query import Query, parsed
from dragoman.ledger.questions.who import OneOrMore, named, several
from dragoman.ledger.schema.sources import FOLDED, SEARCH, SEARCHED

MOST_RANKED = 5_000
"""Hits that are ranked, those that came into the ledger last: ranking every hit of a common word takes too long."""
_RARE = 50_000
"""Events of an actor up to which all their reports are listed."""
LIMIT = 20
SNIPPET = 240
"""Characters of a snippet, at most."""
_LEAD = 60
"""Characters shown before the first hit, at most."""

_FOLD = str.maketrans(dict(FOLDED))
_NORMALIZED = 1
"""PostgreSQL's ts_rank then divides by the logarithm of a text's length."""

_TABLE = table("report_search", column("rowid"), column("rank"))

Places = list[tuple[int, int]]


class SearchRow(Struct, frozen=True):
    """A report that tells of what is searched for.

    `score` orders the rows of one answer, a higher one first; on SQLite it is BM25, on PostgreSQL ts_rank. `title_hits`
    are the hit words' places in the title. `snippet` is `text[snippet_start:snippet_end]` of the report, where most of
    what is searched for stands together; `hits` are the places of the hit words in it. All places are [start, end] in
    characters, end exclusive, of the title or of the report's text. `events` counts what is read in the report,
    `copies` the places that carried it. `published` is its day.
    """

    report: str
    score: float
    title: str | None
    title_hits: tuple[tuple[int, int], ...]
    publisher: str | None
    url: str | None
    published: Date | None
    snippet: str
    snippet_start: int
    snippet_end: int
    hits: tuple[tuple[int, int], ...]
    events: int
    copies: int


class Found(Answer[SearchRow]):
    """Rows, the best first. `reports` counts all reports that fit, `ranked` those among which the best were sought."""

    def __init__(self, rows: Sequence[SearchRow], reports: int = 0, ranked: int = 0) -> None:
        super().__init__(SearchRow, rows)
        self.reports = reports
        self.ranked = ranked


def search(
    connection: Connection,
    text: str,
    *,
    since: Date | None = None,
    until: Date | None = None,
    publisher: OneOrMore | None = None,
    actor: OneOrMore | None = None,
    limit: int = LIMIT,
    offset: int = 0,
    as_of: Date | None = None,
) -> Found:
    """The reports that tell of `text`: words, "phrases", OR, -not, begin* (see questions/query.py).

    `since` and `until` bound the day of publication; `publisher` published it or a copy; `actor` takes part in an event
    of it. Raises LedgerError when `text` names nothing to look for.
    """
    query = parsed(text)
    conditions = _conditions(connection, since, until, publisher, actor, as_of)
    engine: _Engine = (_PostgreSQL if connection.dialect.name == "postgresql" else _SQLite)(connection, query)
    # Whether an actor takes part is looked up for each hit, so those beyond the ranked ones are not counted.
    count = engine.count(conditions, MOST_RANKED + 1 if actor else None)
    if not count:
        return Found([])
    best = engine.best(conditions, limit, offset)
    rows = _rows(connection, best, engine.marked([key for key, _ in best]), as_of)
    return Found(rows, count, min(count, MOST_RANKED))


class _Engine:
    """An engine's own search for one query."""

    def __init__(self, connection: Connection, query: Query) -> None:
        self._connection = connection
        self._query = query

    def count(self, conditions: Sequence[ColumnElement[bool]], most: int | None) -> int:
        """How many reports fit, counted up to `most`."""
        hits = self._hits(literal_column("1")) if conditions else self._bare()
        wanted = hits.where(*conditions).limit(most).subquery()
        found: int = self._connection.execute(
            select(func.count()).select_from(wanted), self._parameters()
        ).scalar_one()
        return found

    def best(
        self, conditions: Sequence[ColumnElement[bool]], limit: int, offset: int
    ) -> list[tuple[int, float]]:
        """The keys and scores of the best."""
        raise NotImplementedError

    def marked(self, keys: Sequence[int]) -> Mapping[int, tuple[Places, Places]]:
        """The places of the hit words in title and text, by the report's key."""
        raise NotImplementedError

    def _hits(self, *columns: Any) -> Select[Any]:
        raise NotImplementedError

    def _bare(self) -> Select[Any]:
        """What is hit, without the reports where they need not be looked at."""
        return self._hits(literal_column("1"))

    def _parameters(self) -> dict[str, Any]:
        raise NotImplementedError


class _SQLite(_Engine):
    def best(
        self, conditions: Sequence[ColumnElement[bool]], limit: int, offset: int
    ) -> list[tuple[int, float]]:
        reports = schema.reports.c
        # The order of the table's own numbers is the one that FTS5 gives without sorting.
        hits = self._hits(reports.key, reports.id, reports.published, (-_TABLE.c.rank).label("score"))
        some = hits.where(*conditions).order_by(_TABLE.c.rowid.desc()).limit(MOST_RANKED).subquery()
        wanted = select(some.c.key, some.c.score).order_by(
            some.c.score.desc(), some.c.published.desc(), some.c.id
        )
        return _scores(self._connection.execute(wanted.limit(limit).offset(offset), self._parameters()))

    def marked(self, keys: Sequence[int]) -> Mapping[int, tuple[Places, Places]]:
        mark = secrets.token_hex(8)
        asked = select(
            _TABLE.c.rowid,
            *(
                func.highlight(literal_column("report_search"), place, f"<{mark}<", f">{mark}>")
                for place in (0, 1)
            ),
        ).where(_MATCHES, _TABLE.c.rowid.in_(keys))
        rows = self._connection.execute(asked, self._parameters())
        return {key: (_places(title or "", mark), _places(text or "", mark)) for key, title, text in rows}

    def _hits(self, *columns: Any) -> Select[Any]:
        joined = _TABLE.join(schema.reports, schema.reports.c.key == _TABLE.c.rowid)
        return select(*columns).select_from(joined).where(_MATCHES)

    def _bare(self) -> Select[Any]:
        return select(literal_column("1")).select_from(_TABLE).where(_MATCHES)

    def _parameters(self) -> dict[str, Any]:
        return {"query": self._query.for_sqlite()}


class _PostgreSQL(_Engine):
    def best(
        self, conditions: Sequence[ColumnElement[bool]], limit: int, offset: int
    ) -> list[tuple[int, float]]:
        reports = schema.reports.c
        some = (
            self._hits(reports.key, reports.id, reports.published, _VECTOR.label("search"))
            .where(*conditions)
            .order_by(reports.key.desc())
            .limit(MOST_RANKED)
            .subquery()
        )
        score = func.ts_rank(some.c.search, _TSQUERY, _NORMALIZED).label("score")
        wanted = select(some.c.key, score).order_by(
            score.desc(), some.c.published.desc().nulls_last(), some.c.id
        )
        return _scores(self._connection.execute(wanted.limit(limit).offset(offset), self._parameters()))

    def marked(self, keys: Sequence[int]) -> Mapping[int, tuple[Places, Places]]:
        reports = schema.reports.c
        mark = secrets.token_hex(8)
        texts = self._connection.execute(
            select(reports.key, reports.title, func.left(reports.text, SEARCHED)).where(reports.key.in_(keys))
        ).all()
        options = f"HighlightAll=true,StartSel=<{mark}<,StopSel=>{mark}>"
        marked = func.ts_headline(_SEARCH, bindparam("words"), _TSQUERY, options)
        found = {}
        for key, *both in texts:
            places = []
            for words in both:
                # The folded text is as long as the text, so that its places are the text's.
                folded = (words or "").translate(_FOLD)
                told = self._connection.execute(select(marked), self._parameters() | {"words": folded})
                places.append(
                    _in_phrases(folded, _places(told.scalar_one(), mark), self._query.shortest_phrase)
                )
            found[key] = (places[0], places[1])
        return found

    def _hits(self, *columns: Any) -> Select[Any]:
        return select(*columns).select_from(schema.reports).where(_VECTOR.op("@@")(_TSQUERY))

    def _parameters(self) -> dict[str, Any]:
        return {"query": self._query.for_postgresql()}


_MATCHES: ColumnElement[bool] = literal_column("report_search").op("MATCH", is_comparison=True)(
    bindparam("query")
)
_SEARCH: ColumnElement[Any] = literal_column(f"'{SEARCH}'::regconfig")
_VECTOR: ColumnElement[Any] = literal_column("reports.search")
_TSQUERY: ColumnElement[Any] = func.to_tsquery(_SEARCH, bindparam("query"))


def _conditions(
    connection: Connection,
    since: Date | None,
    until: Date | None,
    publisher: OneOrMore | None,
    actor: OneOrMore | None,
    as_of: Date | None,
) -> list[ColumnElement[bool]]:
    reports = schema.reports.c
    found: list[ColumnElement[bool]] = []
    if since is not None:
        found.append(reports.published >= since)
    if until is not None:
        found.append(reports.published <= until)
    if as_of is not None:
        found.append(reports.recorded_at <= datetime.combine(as_of, time.max))
    if publishers := several(publisher):
        found.append(reports.key.in_(published_by(connection, publishers)))
    if actors := several(actor):
        found.append(or_(*(_takes_part(connection, one, as_of) for one in actors)))
    return found


def _takes_part(connection: Connection, words: str, as_of: Date | None) -> ColumnElement[bool]:
    """Whether the actor takes part in an event of the report. A rare one's reports are listed, a common one is looked
    for in each report."""
    who = named(connection, words)
    events, sides, parties = schema.events, schema.event_actors.c, schema.event_parties.c
    if who.keys is None:
        theirs = select(parties.event_key).where(parties.party == who.code)
        here = select(parties.event_key).where(
            # As an expression, so that no engine starts from everything the party ever did.
            parties.event_key == events.c.key,
            parties.party + "" == who.code,
        )
    else:
        theirs = select(sides.event_key).where(sides.actor_key.in_(who.keys))
        here = select(sides.event_key).where(
            sides.event_key == events.c.key, (sides.actor_key + 0).in_(who.keys)
        )
    some = theirs.limit(_RARE + 1).subquery()
    rare = connection.execute(select(func.count()).select_from(some)).scalar_one() <= _RARE
    reports = schema.reports.c
    if rare:
        listed = select(events.c.report_key).where(events.c.key.in_(theirs), standing(events, as_of))
        return reports.key.in_(listed)
    return (
        select(events.c.key)
        .where(events.c.report_key == reports.key, standing(events, as_of), here.exists())
        .exists()
    )


def _rows(
    connection: Connection,
    best: Sequence[tuple[int, float]],
    marked: Mapping[int, tuple[Places, Places]],
    as_of: Date | None,
) -> list[SearchRow]:
    reports, events = schema.reports.c, schema.events
    keys = [key for key, _ in best]
    told = {
        row.key: row
        for row in connection.execute(
            select(
                reports.key,
                reports.id,
                reports.title,
                reports.publisher,
                reports.url,
                reports.published,
                reports.text,
            ).where(reports.key.in_(keys))
        )
    }
    counted: dict[int, int] = {
        row[0]: row[1]
        for row in connection.execute(
            select(events.c.report_key, func.count())
            .where(events.c.report_key.in_(keys), standing(events, as_of))
            .group_by(events.c.report_key)
        )
    }
    copies = copies_of(connection, keys)
    rows = []
    for key, score in best:
        report = told[key]
        in_title, in_text = marked.get(key, ([], []))
        start, end = _window(report.text, in_text)
        rows.append(
            SearchRow(
                report=report.id,
                score=score,
                title=report.title,
                title_hits=tuple(in_title),
                publisher=report.publisher,
                url=report.url,
                published=report.published,
                snippet=report.text[start:end],
                snippet_start=start,
                snippet_end=end,
                hits=tuple(place for place in in_text if start <= place[0] and place[1] <= end),
                events=counted.get(key, 0),
                copies=copies.get(key, 0),
            )
        )
    return rows


def _places(marked: str, mark: str) -> Places:
    """Where the marked words stand in the text without marks."""
    found, removed, start = [], 0, 0
    for sign in re.finditer(f"<{mark}<|>{mark}>", marked):
        place = sign.start() - removed
        removed += len(sign[0])
        if sign[0][0] == "<":
            start = place
        elif place > start:
            found.append((start, place))
    return found


def _in_phrases(text: str, hits: Places, shortest: int) -> Places:
    """PostgreSQL marks the words of a phrase wherever they stand: where only phrases are sought, runs of them count."""
    if shortest < 2:
        return hits
    runs: list[Places] = []
    for hit in hits:
        if runs and not text[runs[-1][-1][1] : hit[0]].strip():
            runs[-1].append(hit)
        else:
            runs.append([hit])
    return [(run[0][0], run[-1][1]) for run in runs if len(run) >= shortest]


def _scores(rows: Iterable[Row[Any]]) -> list[tuple[int, float]]:
    return [(row.key, float(row.score)) for row in rows]


def _window(text: str, hits: Places) -> tuple[int, int]:
    """Where the most different hit words stand close together; the beginning where there are none."""
    first = -max(_scored(text, hits), default=(0, 0, 0))[2]
    start = _word_edge(text, max(0, first - _LEAD), first)
    end = min(len(text), start + SNIPPET)
    if end < len(text) and (blank := text.rfind(" ", start + SNIPPET // 2, end)) > 0:
        end = blank
    last = next((hit_end for hit_start, hit_end in hits if hit_start < end < hit_end), end)
    return start, last


def _scored(text: str, hits: Places) -> Iterator[tuple[int, int, int]]:
    """For each hit how many different and how many hit words a snippet shows that begins there; earlier ones win."""
    for number, (start, _) in enumerate(hits):
        yield (*_shown(text, hits, number), -start)


def _shown(text: str, hits: Places, first: int) -> tuple[int, int]:
    room = hits[first][0] + SNIPPET - _LEAD
    words = [text[start:end].casefold() for start, end in hits[first : first + SNIPPET] if end <= room]
    return len(set(words)), len(words)


def _word_edge(text: str, start: int, hit: int) -> int:
    """The beginning of the first whole word from `start` on."""
    if start == 0:
        return 0
    blank = re.search(r"\s", text[start:hit])
    return start + blank.end() if blank else hit
