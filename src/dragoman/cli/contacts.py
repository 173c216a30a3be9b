"""`dragoman contacts`: when two sides were in touch, and how long each level has been silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.asking import (
    DEFAULT_LEDGER,
    AsCsv,
    AsJson,
    AsOf,
    Cells,
    Entry,
    LedgerPlace,
    opened,
    show,
    show_list,
    usage,
)
from dragoman.cli.options import day_of
from dragoman.cli.plain import visible

if TYPE_CHECKING:
    from dragoman.ledger.questions.contact_rows import Contacts, LastContact, PairContact

SideA = Annotated[str, typer.Argument(metavar="A", help="A state, organisation or group: FRA, France, NATO.")]
SideB = Annotated[str, typer.Argument(metavar="B", help="The other one.")]
Today = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", help="Count silences up to this day (that of --as-of, or today, without it)."
    ),
]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="From this day on (YYYY-MM-DD).")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Up to this day.")]


def contacts(
    a: SideA,
    b: SideB,
    since: Since = None,
    until: Until = None,
    level: Annotated[
        str | None,
        typer.Option(metavar="LEVEL", help='At this level: "ministers", or "ministers of defence".'),
    ] = None,
    channel: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="By phone, visit, meeting, talks, letter, summit or video."),
    ] = None,
    status: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Of this status, such as planned or cancelled, instead of happened."
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Of any status.")] = False,
    today: Today = None,
    as_of: AsOf = None,
    place: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the contacts of two sides, and the silence at each level.

    A contact told by several reports is one row. Where a report states a gap
    ("first since October 2022"), the row says whether the ledger agrees.

    \b
    Examples:
      dragoman contacts FRA RUS
      dragoman contacts France NATO --level ministers --since 2024-01-01 --json
    """
    from dragoman.ledger.questions.contacts import CHANNELS, STATUSES

    if everything and status:
        raise typer.BadParameter("--all and --status exclude each other", param_hint="--status")
    wanted = () if everything else (one_of(status, STATUSES, "--status") or "happened",)
    start, end = day_of(since, "--since"), day_of(until, "--until")
    counted, stood = day_of(today, "--today"), day_of(as_of, "--as-of")
    by = one_of(channel, CHANNELS, "--channel")
    with opened(place) as ledger, usage("A B"):
        answer = ledger.contacts(
            a,
            b,
            since=start,
            until=end,
            level=level,
            channel=by,
            status=wanted,
            today=counted,
            as_of=stood,
        )
    for_people = not (as_json or as_csv)
    if for_people and answer.levels:
        show(
            answer.levels,
            ("level", "last contact", "days ago", "contacts", "by"),
            _last,
            title=f"{answer.a.name} and {answer.b.name}: the silence at each level on {answer.today}",
            as_json=False,
            as_csv=False,
        )
    show_list(
        answer,
        _entry,
        title=_title(answer, everything, status),
        as_json=as_json,
        as_csv=as_csv,
        nothing="The ledger has no such contact.",
    )


def one_of(word: str | None, allowed: tuple[str, ...], option: str) -> str | None:
    """The word of an option, which must be one of those allowed."""
    if word is not None and word not in allowed:
        raise typer.BadParameter(f"{word!r} is none of {', '.join(allowed)}", param_hint=option)
    return word


def _title(answer: Contacts, everything: bool, status: str | None) -> str:
    kind = "Contacts of any status" if everything else f"Contacts {status or 'that happened'}"
    return f"{kind}: {answer.a.name} and {answer.b.name}"


def _last(one: LastContact) -> Cells:
    return one.level, str(one.day), f"{one.days:,}", f"{one.contacts:,}", ", ".join([one.channel, *one.names])


def _day(row: PairContact) -> str:
    if row.day is None:
        return "unknown"
    if row.precision == "unknown":
        return f"{row.day} ?"
    return {"month": f"{row.day:%Y-%m}", "year": f"{row.day:%Y}", "week": f"{row.day} (week)"}.get(
        row.precision, f"{row.day}"
    )


_CHECKS = {
    "agrees": ("the ledger agrees", "green"),
    "contradicted": ("contradicted", "bold red"),
    "unknown": ("can't be told", "yellow"),
}


def _entry(row: PairContact) -> Entry:
    """The channel and level, the names, the sentence, each stated gap with what the ledger says to it, the sources."""
    from rich.text import Text

    head = Text(row.channel, style="bold")
    if row.status != "happened":
        head.append(f" ({row.status})", style="yellow")
    for part in (row.level, " and ".join(row.names), _after(row)):
        if part:
            head.append(f" · {visible(part)}", style="")
    lines = [head, Text(visible(row.evidence))]
    for gap in row.gaps:
        said, style = _CHECKS[gap.check]
        lines.append(Text.assemble((f"“{visible(gap.words)}” ", "italic"), (said, style), f": {gap.why}"))
    reports = f"{row.reports:,} reports" if row.reports > 1 else ""
    sources = " · ".join(part for part in (", ".join(row.publishers), reports, row.url) if part)
    if sources:
        lines.append(Text(visible(sources), style="dim"))
    return Entry(_day(row), lines)


def _after(row: PairContact) -> str:
    match row.days_since_previous:
        case None:
            return ""
        case 0:
            return "on the same day as another"
        case 1:
            return "1 day after the last"
    return f"{row.days_since_previous:,} days after the last"
