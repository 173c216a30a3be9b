"""Where does an actor stand, and since when? For two actors: on what do they agree, on what not?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date as Date
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, and_, select

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.answers import Answer
from dragoman.ledger.questions import issues
from dragoman.ledger.questions.asking import standing
from dragoman.ledger.questions.issues import Issue
from dragoman.ledger.questions.who import Named, actors_of, named
from dragoman.ledger.sentences import SentenceModel, shipped_model

Relation = Literal["common ground", "divergence", "one side open"]
_CLEAR = ("supports", "opposes")


class PositionRow(Struct, frozen=True):
    """An actor's stance on an issue, as one report tells it.

    `issue` is the wording that most reports of this issue use, `words` this report's own. `actor` is who takes the
    position, with `office` and `sectors` (codebook); `party` is the side that it counts for. `stance` is supports,
    opposes, undecided or does_not_rule_out. `day` is its day. `changed_from` is the party's stance before on the issue,
    told on `changed_since`, where it was another one; None where nothing changed. `evidence` is the sentence, at these
    offsets of the report's text (end exclusive). The rest is the report's.
    """

    id: str
    issue: str
    day: Date | None
    party: str
    actor: str
    office: str | None
    sectors: tuple[str, ...]
    stance: str
    words: str
    changed_from: str | None
    changed_since: Date | None
    evidence: str
    evidence_start: int
    evidence_end: int
    report: str
    title: str | None
    publisher: str | None
    url: str | None
    published: Date | None


class IssueRow(Struct, frozen=True):
    """An issue on which both actors have taken a position.

    `relation` is common ground (both support, or both oppose), divergence (one supports, one opposes), or one side open
    (a stance is undecided or not ruled out), by what each said last: `one_stance`, `other_stance`. `since` is the day
    from which both have stood so. `one` and `other` are all positions, the earliest first.
    """

    issue: str
    relation: Relation
    since: Date | None
    one_stance: str
    other_stance: str
    one: tuple[PositionRow, ...]
    other: tuple[PositionRow, ...]


def positions(
    connection: Connection,
    actor: str,
    *,
    issue: str | None = None,
    since: Date | None = None,
    until: Date | None = None,
    as_of: Date | None = None,
    model: SentenceModel | None = None,
) -> Answer[PositionRow]:
    """Where the actor stands, by issue, the one that was told of last first; within an issue the earliest first.

    A country stands where its government, its officials and forces stand; a person named, where the person does.
    `issue` is in free words. Raises LedgerError when nobody is known by the name.
    """
    told = _told(connection, named(connection, actor), since, until, as_of)
    return Answer(PositionRow, [row for some in _by_issue(told, issue, model) for row in some])


def common_ground(
    connection: Connection,
    one: str,
    other: str,
    *,
    issue: str | None = None,
    since: Date | None = None,
    until: Date | None = None,
    as_of: Date | None = None,
    model: SentenceModel | None = None,
) -> Answer[IssueRow]:
    """The issues on which both actors have taken a position: divergences first, then common ground, then the open ones.

    Raises LedgerError when nobody is known by a name, or both mean the same actor.
    """
    sides = named(connection, one), named(connection, other)
    if sides[0].code == sides[1].code:
        raise LedgerError(f"{one!r} and {other!r} are the same", next_step="Name two different actors.")
    told = [_told(connection, side, since, until, as_of) for side in sides]
    theirs = {row.id for row in told[0]}
    rows = []
    for some in _by_issue([*told[0], *told[1]], issue, model):
        ours = tuple(row for row in some if row.id in theirs)
        others = tuple(row for row in some if row.id not in theirs)
        if ours and others:
            rows.append(_compared(ours, others))
    order = ("divergence", "common ground", "one side open")
    rows.sort(key=lambda row: order.index(row.relation))
    return Answer(IssueRow, rows)


def _compared(ours: tuple[PositionRow, ...], others: tuple[PositionRow, ...]) -> IssueRow:
    stances = ours[-1].stance, others[-1].stance
    relation: Relation = (
        "one side open"
        if any(stance not in _CLEAR for stance in stances)
        else "common ground"
        if stances[0] == stances[1]
        else "divergence"
    )
    days = [_since(some) for some in (ours, others)]
    since = max((day for day in days if day), default=None)
    return IssueRow(ours[0].issue, relation, since, *stances, ours, others)


def _since(rows: Sequence[PositionRow]) -> Date | None:
    """The day from which the last stance has been held."""
    first = rows[-1]
    for row in reversed(rows):
        if row.stance != first.stance:
            break
        first = row
    return first.day


def _told(
    connection: Connection, who: Named, since: Date | None, until: Date | None, as_of: Date | None
) -> list[PositionRow]:
    """All positions of the actor, the earliest first, each as an issue of its own."""
    told, actors, reports = schema.positions, schema.actors.c, schema.reports.c
    conditions = [standing(told, as_of), told.c.actor_key.in_(actors_of(who))]
    if since is not None:
        conditions.append(told.c.day >= since)
    if until is not None:
        conditions.append(told.c.day <= until)
    asked = (
        select(
            told,
            actors.name.label("actor"),
            actors.kind,
            actors.organisation,
            actors.country,
            reports.id.label("report"),
            reports.title,
            reports.publisher,
            reports.url,
            reports.published,
        )
        .select_from(
            told.join(schema.actors, actors.key == told.c.actor_key).join(
                schema.reports, reports.key == told.c.report_key
            )
        )
        .where(and_(*conditions))
    )
    rows = [
        _row(row, who.code)
        for row in connection.execute(asked).mappings()
        if who.keys is not None or _speaks_for(row)
    ]
    return sorted(rows, key=lambda row: (row.day or Date.min, row.id))


def _speaks_for(row: Any) -> bool:
    """Whether the actor's position is its country's; an organisation's own are its own."""
    holders = issues.lists()["holders"]
    if row["kind"] == "state" or row["country"] is None:
        return True
    sectors = (row["sectors"] or "").split()
    return row["kind"] in holders["kinds"] and bool(sectors) and sectors[0] in holders["sectors"]


def _row(row: Any, party: str) -> PositionRow:
    as_it_is = {
        name: row[name]
        for name in PositionRow.__struct_fields__
        if name in row and name not in ("sectors", "words", "issue")
    }
    return PositionRow(
        **as_it_is,
        issue=row["issue"],
        words=row["issue"],
        sectors=tuple((row["sectors"] or "").split()),
        party=party,
        changed_from=None,
        changed_since=None,
    )


def _by_issue(
    told: Sequence[PositionRow], asked: str | None, model: SentenceModel | None
) -> Iterator[list[PositionRow]]:
    """The rows of each issue, the issue that was told of last first; `asked` in free words leaves the others out."""
    by_key: dict[str, list[PositionRow]] = defaultdict(list)
    known: dict[str, Issue] = {}
    for row in told:
        one = issues.issue(row.words)
        by_key[one.key].append(row)
        known.setdefault(one.key, one)
    model = model or shipped_model()
    most = int(issues.lists()["issues"]["most"])
    latest = sorted(by_key, key=lambda key: (_last(by_key[key]), key), reverse=True)
    compared = [known[key] for key in latest[:most]]
    groups = issues.groups(compared, model) if compared else []
    found = [[row for place in some for row in by_key[compared[place].key]] for some in groups]
    found += [by_key[key] for key in latest[most:]]
    if asked is not None:
        keys = list(known)
        near = {
            keys[place] for place in issues.near(issues.issue(asked), [known[key] for key in keys], model)
        }
        found = [some for some in found if any(issues.issue(row.words).key in near for row in some)]
    for some in sorted(found, key=lambda rows: (_last(rows), rows[0].id), reverse=True):
        yield list(_with_changes(sorted(some, key=lambda row: (row.day or Date.min, row.id))))


def _last(rows: Iterable[PositionRow]) -> Date:
    return max(row.day or Date.min for row in rows)


def _with_changes(rows: Sequence[PositionRow]) -> Iterator[PositionRow]:
    """The rows under the wording that most of them use, each with the stance that its party had before."""
    counted = Counter(row.words for row in rows)
    words = min(counted, key=lambda wording: (-counted[wording], len(wording), wording))
    before: dict[str, PositionRow] = {}
    for row in rows:
        last = before.get(row.party)
        changed = last is not None and last.stance != row.stance
        yield replace(
            row,
            issue=words,
            changed_from=last.stance if last and changed else None,
            changed_since=last.day if last and changed else None,
        )
        before[row.party] = row
