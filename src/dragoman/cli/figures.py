"""`dragoman figures`: how many, says who, and how the figures of one incident grew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.asking import (
    DEFAULT_LEDGER,
    AsCsv,
    AsJson,
    AsOf,
    Entry,
    LedgerPlace,
    day_of,
    opened,
    show_list,
    usage,
)
from dragoman.cli.events import SHOWN, Actors, Countries, Limit, Offset, Reports, Since, Until, more

if TYPE_CHECKING:
    from rich.text import Text

    from dragoman.ledger.questions.figures import FigureRow, SeriesRow


def figures(
    measure: Annotated[
        list[str] | None,
        typer.Option("--measure", metavar="MEASURE", help="dead, injured, detained, ... May be repeated."),
    ] = None,
    since: Since = None,
    until: Until = None,
    country: Countries = None,
    actor: Actors = None,
    incident: Annotated[
        list[str] | None, typer.Option("--incident", metavar="ID", help="Of this incident. May be repeated.")
    ] = None,
    report: Reports = None,
    series: Annotated[
        bool,
        typer.Option("--series", help="By incident and measure: how the figures grew, report by report."),
    ] = False,
    limit: Limit = None,
    offset: Offset = 0,
    as_of: AsOf = None,
    place: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List figures: how many dead, injured, troops, ..., and who says so.

    --since and --until bound the day of the report, --country is where the
    event took place, --actor takes part in it.

    \b
    Example:
      dragoman figures --measure dead --country RUS --since 2024-03-01 --series
    """
    filters: dict[str, Any] = {
        "since": day_of("--since", since),
        "until": day_of("--until", until),
        "country": country,
        "actor": actor,
        "incident": incident,
        "report": report,
        "as_of": day_of("--as-of", as_of),
    }
    from dragoman.ledger.answers import Answer
    from dragoman.ledger.questions.figures import FigureRow
    from dragoman.ledger.questions.filters import checked

    with opened(place) as ledger:
        with ledger.store.reading() as connection, usage("--measure"):
            filters["measure"] = checked(connection, "measure", measure)
        if series:
            told = ledger.figure_series(**filters)
            chosen = told[offset:] if limit is None else told[offset : offset + limit]
            show_list(
                Answer(told.kind, chosen),
                series_entry,
                title="Figures by incident",
                as_json=as_json,
                as_csv=as_csv,
                nothing="No figure of an incident in the ledger.",
            )
            return
        whole = as_json or as_csv
        most = SHOWN if limit is None and not whole else limit
        found = ledger.figures(**filters, limit=most if whole or most is None else most + 1, offset=offset)
    shown = found if whole or most is None else Answer(FigureRow, found[:most])
    show_list(
        shown,
        entry,
        title="Figures",
        as_json=as_json,
        as_csv=as_csv,
        nothing="No such figure in the ledger.",
        note="" if whole or most is None else more(len(found), most, offset),
    )


def entry(row: FigureRow) -> Entry:
    """A figure for people: how many, says who, of what; its sentence."""
    from rich.text import Text

    from dragoman.cli.phrases import plain, quote

    what = how_many(row)
    notes = []
    if row.event_type:
        notes.append(f"of {row.event_type}" + (f" on {row.event_day}" if row.event_day else ""))
    if row.place:
        notes.append(f"in {plain(row.place)}")
    notes.append(f"says {giver(row)}")
    what.append("  " + ", ".join(notes), style="dim")
    facts = [
        plain(row.publisher or row.title or "report"),
        *(["incident " + row.incident] if row.incident else []),
    ]
    return Entry(
        str(row.day or "undated"),
        (what, quote(row.sentence), Text(" · ".join([*facts, row.id]), style="dim")),
    )


def series_entry(row: SeriesRow) -> Entry:
    """A series for people: the widest range and the latest word, then each report's figure."""
    from rich.text import Text

    from dragoman.cli.phrases import bounds, number, plain

    where = f" in {plain(row.place)}" if row.place else ""
    heading = Text().append(f"{row.event_type or 'Incident'}{where}", style="bold cyan")
    if row.day:
        heading.append(f", {row.day}", style="bold cyan")
    heading.append(f"  {row.incident}", style="dim")
    high = number(row.high) + (" or more" if row.open else "")
    spread = high if row.low == row.high else f"{number(row.low)} to {high}"
    what = Text().append(spread, style="bold")
    if row.unit:
        what.append(f" {plain(row.unit)}")
    latest = row.latest
    what.append(f"  latest: {bounds(latest.low, latest.high, latest.approximate)}", style="dim")
    lines = [what]
    for one in row.figures:
        line = Text().append(f"{one.published or 'undated'}  ", style="dim")
        line.append(bounds(one.low, one.high, one.approximate))
        line.append(f"  {giver(one)}", style="dim")
        lines.append(line)
    return Entry(row.measure, lines, heading)


def how_many(row: FigureRow) -> Text:
    """ "60 or more people dead"."""
    from rich.text import Text

    from dragoman.cli.phrases import bounds, plain

    told = Text().append(bounds(row.low, row.high, row.approximate), style="bold")
    if row.unit:
        told.append(f" {plain(row.unit)}", style="bold")
    if row.measure != "other" and row.measure not in (row.unit or ""):
        told.append(f" {row.measure}", style="magenta")
    return told


def giver(row: FigureRow) -> str:
    """Who gives the number: the claim's speaker, by whom it is told; else the publisher."""
    from dragoman.cli.phrases import plain

    source = plain(row.publisher or row.title or f"report {row.report}")
    if row.given_by:
        return f"{plain(row.given_by)} ({source})"
    return f"a source not named ({source})" if row.claim else source
