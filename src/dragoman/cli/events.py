"""`dragoman events`: who did what to whom, filtered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, cast

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
    stream,
    usage,
)

if TYPE_CHECKING:
    from rich.text import Text

    from dragoman.ledger.questions.events import EventRow, Order

SHOWN = 50
"""Rows for people, where no limit is given."""
_NAMES = 4
"""Actors of a side that are named; the others are counted."""

Actors = Annotated[
    list[str] | None,
    typer.Option(
        "--actor",
        metavar="WHO",
        help="On either side: a country, an organisation, a name or id. May be repeated.",
    ),
]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="From this day on (YYYY-MM-DD).")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Up to this day, included.")]
Publishers = Annotated[
    list[str] | None,
    typer.Option("--publisher", metavar="NAME", help="Who published the report or a copy. May be repeated."),
]
Reports = Annotated[
    list[str] | None, typer.Option("--report", metavar="ID", help="Told by this report. May be repeated.")
]
Limit = Annotated[
    int | None,
    typer.Option("--limit", metavar="N", min=0, help=f"At most N rows ({SHOWN} for people, else all)."),
]
Offset = Annotated[int, typer.Option("--offset", metavar="N", min=0, help="Leave out the first N rows.")]
Countries = Annotated[
    list[str] | None, typer.Option("--country", metavar="WHERE", help="Took place there. May be repeated.")
]


def events(
    actor: Actors = None,
    source: Annotated[
        list[str] | None, typer.Option(metavar="WHO", help="Who did it. May be repeated.")
    ] = None,
    target: Annotated[
        list[str] | None, typer.Option(metavar="WHO", help="To whom it was done. May be repeated.")
    ] = None,
    country: Countries = None,
    kind: Annotated[
        list[str] | None, typer.Option("--type", metavar="TYPE", help="PLOVER type. May be repeated.")
    ] = None,
    mode: Annotated[
        list[str] | None, typer.Option(metavar="MODE", help="PLOVER mode. May be repeated.")
    ] = None,
    quad: Annotated[
        list[str] | None,
        typer.Option(metavar="QUAD", help='Quad class, such as "verbal conflict". May be repeated.'),
    ] = None,
    context: Annotated[
        list[str] | None, typer.Option(metavar="CONTEXT", help="PLOVER context. May be repeated.")
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(metavar="STATUS", help="happened, planned, denied, ... May be repeated."),
    ] = None,
    hedge: Annotated[
        list[str] | None, typer.Option(metavar="HEDGE", help="certain, probable, ... May be repeated.")
    ] = None,
    since: Since = None,
    until: Until = None,
    where: Annotated[
        list[str] | None, typer.Option("--place", metavar="NAME", help="Name of the place. May be repeated.")
    ] = None,
    near: Annotated[
        str | None,
        typer.Option(metavar="LAT,LON,KM", help="Within so many kilometres of a point (degrees)."),
    ] = None,
    publisher: Publishers = None,
    min_confidence: Annotated[
        float | None, typer.Option(metavar="P", min=0, max=1, help="At least this sure, 0 to 1.")
    ] = None,
    report: Reports = None,
    incident: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Of this incident. May be repeated.")
    ] = None,
    order: Annotated[
        str, typer.Option(metavar="ORDER", help="day (the latest first) or confidence (the surest first).")
    ] = "day",
    limit: Limit = None,
    offset: Offset = 0,
    as_of: AsOf = None,
    place: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List events: who did what to whom, when and where, who says so.

    Of several values of one option any will do; all options must hold.

    \b
    Example:
      dragoman events --actor FRA --quad "verbal conflict" --since 2024-01-01
    """
    from dragoman.ledger.answers import Answer
    from dragoman.ledger.questions.events import EventRow
    from dragoman.ledger.questions.filters import EventFilters, checked

    filters = EventFilters(
        actor=actor or (),
        source=source or (),
        target=target or (),
        country=country or (),
        since=day_of("--since", since),
        until=day_of("--until", until),
        place=where or (),
        near=_point(near),
        publisher=publisher or (),
        min_confidence=min_confidence,
        report=report or (),
        incident=incident or (),
        as_of=day_of("--as-of", as_of),
    )
    if order not in ("day", "confidence"):
        raise typer.BadParameter(f"{order!r} is neither day nor confidence", param_hint="--order")
    codes = {"type": kind, "mode": mode, "quad": quad, "context": context, "status": status, "hedge": hedge}
    with opened(place) as ledger:
        with ledger.store.reading() as connection:
            for name, values in codes.items():
                with usage(f"--{name}"):
                    filters[name] = checked(connection, name, values)  # type: ignore[literal-required]
        if as_json or as_csv:
            rows = ledger.each_event(limit=limit, offset=offset, order=cast("Order", order), **filters)
            stream(EventRow, rows, as_json=as_json, as_csv=as_csv)
            return
        most = SHOWN if limit is None else limit
        answer = ledger.events(limit=most + 1, offset=offset, order=cast("Order", order), **filters)
    show_list(
        Answer(EventRow, answer[:most]),
        entry,
        title="Events",
        as_json=False,
        as_csv=False,
        nothing="No such event in the ledger.",
        note=more(len(answer), most, offset),
    )


def more(found: int, most: int, offset: int) -> str:
    """What to say below a list of at most `most` rows when `found` were asked for, one more than are shown."""
    if found <= most:
        return ""
    return f"There are more: --limit shows more at once, --offset {offset + most} the next ones."


def entry(row: EventRow) -> Entry:
    """An event for people: what, its sentence, and where it comes from."""
    from dragoman.cli.phrases import day, quote

    known = day(row.date_start, row.date_precision) if row.date_start else day(None, "unknown")
    return Entry(known, (_what(row), quote(row.evidence), _from(row)))


def _what(row: EventRow) -> Text:
    from rich.text import Text

    from dragoman.cli.phrases import QUAD_STYLES, plain

    what = Text()
    what.append(row.type + (f" {row.mode}" if row.mode else ""), style=QUAD_STYLES.get(row.quad, ""))
    if row.status != "happened":
        what.append(f" ({row.status})", style="yellow")
    what.append("  ")
    what.append(people(row.sources), style="bold" if row.sources else "dim")
    if row.targets:
        what.append(" → ", style="dim")
        what.append(people(row.targets), style="bold")
    notes = [f"in {plain(row.place)}"] if row.place else []
    if row.claim:
        notes.append(f"says {plain(row.says)}" if row.says else "nobody named says so")
    if row.hedge != "certain":
        notes.append(row.hedge)
    if notes:
        what.append("  " + ", ".join(notes), style="dim")
    return what


def _from(row: EventRow) -> Text:
    from rich.text import Text

    from dragoman.cli.phrases import plain

    told = [plain(row.publisher or row.title or "report"), str(row.published or "undated")]
    if row.copies > 1:
        told.append(f"{row.copies} copies")
    told += [f"{row.confidence:.0%} sure", row.id]
    return Text(" · ".join(told), style="dim")


def people(names: Iterable[str]) -> str:
    """ "Kofi Annan, France and 3 more"."""
    from dragoman.cli.phrases import plain

    every = [plain(name) for name in names]
    if len(every) > _NAMES + 1:
        return f"{', '.join(every[:_NAMES])} and {len(every) - _NAMES} more"
    return ", ".join(every) or "unknown"


def _point(words: str | None) -> tuple[float, float, float] | None:
    if words is None:
        return None
    try:
        latitude, longitude, kilometres = map(float, words.split(","))
    except ValueError as error:
        raise typer.BadParameter(
            f"{words!r} is not LATITUDE,LONGITUDE,KILOMETRES", param_hint="--near"
        ) from error
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180 and 0 < kilometres < 20_100):
        raise typer.BadParameter(f"{words!r} lies beyond the earth", param_hint="--near")
    return latitude, longitude, kilometres
