"""`dragoman incidents`: events as told by several reports, why they are one, and a person's word on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date as Date
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.asking import (
    DEFAULT_LEDGER,
    WIDTH,
    AsCsv,
    AsJson,
    Cells,
    Entry,
    LedgerPlace,
    day_of,
    opened,
    show,
    show_list,
    usage,
)
from dragoman.cli.output import output
from dragoman.cli.phrases import bounds, quote
from dragoman.cli.plain import PlainCommand, visible

if TYPE_CHECKING:
    from dragoman.ledger.incidents import Link, Verdict
    from dragoman.ledger.questions.figures import SeriesRow
    from dragoman.ledger.questions.incidents import Incident, IncidentRow, IncidentTelling

app = typer.Typer(
    help="List incidents: events as told by several reports.",
    rich_markup_mode=None,
    invoke_without_command=True,
)

_SHOWN = 50
_REASONS = 4
"""Reasons of a merge that people are shown, those that weigh most."""

_Event = Annotated[str, typer.Argument(metavar="ID", help="The incident's id, or that of any of its events.")]
_One = Annotated[str, typer.Argument(metavar="A", help="An event.")]
_Other = Annotated[str, typer.Argument(metavar="B", help="Another event.")]
_By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides.")]
_Why = Annotated[str | None, typer.Option(metavar="TEXT", help="Why.")]


@app.callback()
def incidents(
    context: typer.Context,
    kind: Annotated[str | None, typer.Option("--type", metavar="TYPE", help="Of this PLOVER type.")] = None,
    status: Annotated[str | None, typer.Option(metavar="NAME", help="Of this status.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="From this day on (YYYY-MM-DD).")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Up to this day.")] = None,
    actor: Annotated[
        str | None, typer.Option(metavar="NAME", help="With this side: FRA, France, NATO.")
    ] = None,
    country: Annotated[str | None, typer.Option(metavar="NAME", help="In this country.")] = None,
    reports: Annotated[int, typer.Option(metavar="N", min=1, help="Told by at least so many reports.")] = 1,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="So many at most.")] = _SHOWN,
    place: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List incidents, the latest first: an event that several reports tell is one row.

    \b
    Examples:
      dragoman incidents --reports 3 --since 2024-01-01
      dragoman incidents show cf2c052722cbcd0f-e1
      dragoman incidents different cf2c052722cbcd0f-e1 0b9a1f2e3d4c5b6a-e2 --by "A. Editor"
    """
    if context.invoked_subcommand is not None:
        return
    first, last = day_of("--since", since), day_of("--until", until)
    with opened(place) as ledger, usage("--type, --status, --actor or --country"):
        answer = ledger.incidents(
            type=kind,
            status=status,
            since=first,
            until=last,
            actor=actor,
            country=country,
            reports=reports,
            limit=limit,
        )
    show(
        answer,
        ("day", "type", "who", "where", "reports", "id"),
        _cells,
        title="Incidents",
        as_json=as_json,
        as_csv=as_csv,
        nothing="No such incident in the ledger.",
    )


@app.command("show", cls=PlainCommand)
def show_one(event: _Event, place: LedgerPlace = DEFAULT_LEDGER, as_json: AsJson = False) -> None:
    """Show who tells of an incident, why its events are one, and how its figures grew.

    \b
    Example:
      dragoman incidents show cf2c052722cbcd0f-e1
    """
    from dragoman.ledger.answers import Answer
    from dragoman.ledger.questions.incidents import Incident, IncidentTelling

    with opened(place) as ledger:
        found = ledger.incident(event)
    if as_json:
        show(Answer(Incident, [found]), (), lambda _: (), title="", as_json=True, as_csv=False)
        return
    show_list(
        Answer(IncidentTelling, found.tellings),
        _entry,
        title=_title(found.summary),
        as_json=False,
        as_csv=False,
    )
    with output(None) as target:
        for heading, lines in _notes(found):
            target.write(f"\n{heading}\n")
            for line in lines:
                target.write(
                    fill(visible(line), WIDTH, initial_indent="  ", subsequent_indent="      ") + "\n"
                )
        target.flush()


@app.command("same", cls=PlainCommand)
def same(one: _One, other: _Other, by: _By, reason: _Why = None, place: LedgerPlace = DEFAULT_LEDGER) -> None:
    """Decide that two events are the same incident; later runs keep to it.

    \b
    Example:
      dragoman incidents same cf2c052722cbcd0f-e1 0b9a1f2e3d4c5b6a-e2 --by "A. Editor"
    """
    _judged(one, other, "same", by, reason, place)


@app.command("different", cls=PlainCommand)
def different(
    one: _One, other: _Other, by: _By, reason: _Why = None, place: LedgerPlace = DEFAULT_LEDGER
) -> None:
    """Decide that two events are different incidents; later runs keep to it.

    \b
    Example:
      dragoman incidents different cf2c052722cbcd0f-e1 0b9a1f2e3d4c5b6a-e2 --by "A. Editor"
    """
    _judged(one, other, "different", by, reason, place)


def _judged(one: str, other: str, verdict: Verdict, by: str, reason: str | None, place: str) -> None:
    with opened(place) as ledger, usage("A, B or --by"):
        judged = ledger.judge(one, other, verdict, by=by, reason=reason)
        found = ledger.incident(one).summary
    print(visible(f"{judged.one} and {judged.other}: {judged.verdict}, says {judged.by}"))
    print(visible(f"{one} is part of {found.id}: {found.events} events, {found.reports} reports"))


def _cells(row: IncidentRow) -> Cells:
    return (_days(row), row.type, _who(row), row.place or row.place_country or "–", str(row.reports), row.id)


def _days(row: IncidentRow) -> str:
    if row.day_first is None:
        return "–"
    first = row.day_first.isoformat()
    return first if row.day_last == row.day_first else f"{first}..{row.day_last}"


def _who(row: IncidentRow) -> str:
    return f"{' '.join(row.sources[:3]) or '?'} → {' '.join(row.targets[:3]) or '?'}"


def _title(row: IncidentRow) -> str:
    told = (row.type, _who(row), row.place or "", _days(row), row.status)
    return visible(f"{row.id}: {', '.join(one for one in told if one)}")


def _entry(row: IncidentTelling) -> Entry:
    told = f"{row.event}: {row.type}, {row.status}" if row.event else f"by its words alone, {row.score:.2f}"
    lines = [f"{row.publisher or 'unknown publisher'} · {told}"]
    return Entry(_day(row.published), [visible(lines[0]), quote(row.evidence or "")])


def _day(day: Date | None) -> str:
    return day.isoformat() if day else "–"


def _notes(found: Incident) -> Iterator[tuple[str, list[str]]]:
    """What stands below the reports: headings, each with its lines."""
    if found.figures:
        yield "Figures", [f"{series.measure}: {_series(series)}" for series in found.figures]
    if found.links:
        yield "Why they are one", [_link(link) for link in _strongest(found.links)]
    if found.judgements:
        yield (
            "What was decided",
            [
                f"{judged.one} and {judged.other}: {judged.verdict}, says {judged.by}"
                + (f": {judged.reason}" if judged.reason else "")
                for judged in found.judgements
            ],
        )


def _strongest(links: Sequence[Link]) -> list[Link]:
    """The fewest links that hold the events together, the best ones; `links` are the best first."""
    groups: list[set[str]] = []
    kept: list[Link] = []
    for link in links:
        one = next((group for group in groups if link.one in group), {link.one})
        other = next((group for group in groups if link.other in group), {link.other})
        if one is not other:
            groups = [group for group in groups if group is not one and group is not other] + [one | other]
            kept.append(link)
    return kept


def _link(link: Link) -> str:
    why = "; ".join(
        f"{reason.name} {reason.weight:+.1f}" + (f" ({reason.compared})" if reason.compared else "")
        for reason in link.why[:_REASONS]
    )
    return f"{link.one} and {link.other}, {link.score:.2f}: {why}"


def _series(series: SeriesRow) -> str:
    told = [
        f"{bounds(one.low, one.high, one.approximate)} ({one.given_by or one.publisher or '?'}, {_day(one.published)})"
        for one in series.figures
    ]
    return " → ".join(told) + f"; from {series.low:g} to {series.high:g}"
