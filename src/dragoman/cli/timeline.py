"""`dragoman timeline`: how two sides got on, period by period, as a table and as a chart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.asking import DEFAULT_LEDGER, AsCsv, AsJson, AsOf, Cells, LedgerPlace, opened, show, usage
from dragoman.cli.contacts import SideA, SideB, Since, Until, one_of
from dragoman.cli.options import day_of

if TYPE_CHECKING:
    from rich.text import Text

    from dragoman.ledger.questions.timeline_rows import Period, Timeline

CHANGES = 5
"""Periods that are shown as those that changed most."""


def timeline(
    a: SideA,
    b: SideB,
    by: Annotated[
        str, typer.Option(metavar="PERIOD", help="Count by day, week, month or year (month without it).")
    ] = "month",
    since: Since = None,
    until: Until = None,
    status: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Count events of this status, such as planned, instead of happened."
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Count events of any status.")] = False,
    directed: Annotated[
        bool, typer.Option("--directed", help="Count only what A did to B, not what B did to A.")
    ] = False,
    window: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="Periods that the moving balance is a mean of (without it 30 days, 8 weeks, 6 months, 3 years).",
        ),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw it too: a file that ends in .svg, .png or .html."),
    ] = None,
    as_of: AsOf = None,
    place: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Count the events of two sides by period: cooperation, conflict, and the balance of the two.

    An incident counts once, however many reports tell of it. Periods without
    an event are there too. Then come the periods in which the balance shifted
    most against the mean of the periods before.

    \b
    Examples:
      dragoman timeline FRA RUS --by month --since 2022-01-01
      dragoman timeline France Russia --by week --plot timeline.svg
    """
    from dragoman.ledger.questions.timeline import UNITS
    from dragoman.records import STATUSES

    if everything and status:
        raise typer.BadParameter("--all and --status exclude each other", param_hint="--status")
    one_of(by, UNITS, "--by")
    wanted = () if everything else (one_of(status, STATUSES, "--status") or "happened",)
    if plot is not None:
        # Refused before the ledger is asked: a wrong ending costs no time.
        from dragoman.cli.plots import check_ending

        check_ending(plot)
    start, end = day_of(since, "--since"), day_of(until, "--until")
    if start and end and end < start:
        raise typer.BadParameter("it is before --since", param_hint="--until")
    stood = day_of(as_of, "--as-of")
    with opened(place) as ledger, usage("A B"):
        answer = ledger.timeline(
            a,
            b,
            by=next(unit for unit in UNITS if unit == by),
            since=start,
            until=end,
            status=wanted,
            directed=directed,
            window=window,
            as_of=stood,
        )
        shown = ledger.store.shown
    if plot is not None:
        # Before the table: whoever reads that may leave early (`| head`), and wants the chart all the same.
        from dragoman.cli.plots import write
        from dragoman.ledger.charts import timeline_chart

        write(timeline_chart(answer, shown), plot)
    show(
        answer,
        (by, "coop.", "conflict", "reports", "contacts", "score", "balance", "mean", ""),
        lambda period: _cells(period, by, answer),
        title=_title(answer, status, everything),
        as_json=as_json,
        as_csv=as_csv,
        nothing="The ledger has no such event.",
    )
    if not (as_json or as_csv) and answer.changes:
        typer.echo()
        _show_changes(answer, by)


def _title(answer: Timeline, status: str | None, everything: bool) -> str:
    between = f"from {answer.a.name} to {answer.b.name}" if answer.directed else _both(answer)
    kind = " of any status" if everything else f" ({status})" if status else ""
    mean = f"; mean: of the balance over {answer.window} {answer.by}s" if answer else ""
    return f"Incidents{kind} {between}, by {answer.by}{mean}"


def _both(answer: Timeline) -> str:
    if answer.a.code == answer.b.code:
        return f"within {answer.a.name}"
    return f"between {answer.a.name} and {answer.b.name}"


def _show_changes(answer: Timeline, by: str) -> None:
    from dragoman.ledger import Answer

    changes = answer.changes
    show(
        Answer(changes.kind, changes[:CHANGES]),
        (by, "shift", "balance", "what changed"),
        lambda period: (_period(period, by), f"{period.shift:+.1f}", f"{period.balance:+d}", _what(period)),
        title=f"The largest shifts of the balance, against the mean of up to {answer.window} {by}s before",
        as_json=False,
        as_csv=False,
    )


def _what(period: Period) -> str:
    counts = {
        "verbal cooperation": period.verbal_cooperation,
        "material cooperation": period.material_cooperation,
        "verbal conflict": period.verbal_conflict,
        "material conflict": period.material_conflict,
    }
    return ", ".join(f"{number:,} {quad}" for quad, number in counts.items() if number) or "nothing"


def _cells(period: Period, by: str, answer: Timeline) -> Cells:
    good = period.verbal_cooperation + period.material_cooperation
    bad = period.verbal_conflict + period.material_conflict
    return (
        _period(period, by),
        _number(good),
        _number(bad),
        _number(period.reports),
        _number(period.contacts),
        "" if period.intensity is None else f"{period.intensity:+.1f}",
        f"{period.balance:+d}" if period.balance else "0" if period.incidents else "",
        f"{period.moving_balance:+.1f}",
        _bar(period.balance, max(abs(one.balance) for one in answer)),
    )


def _number(number: int) -> str:
    return f"{number:,}" if number else ""


def _period(period: Period, by: str) -> str:
    match by:
        case "month":
            return f"{period.start:%Y-%m}"
        case "year":
            return f"{period.start:%Y}"
    return f"{period.start}"


_HALF = 8
"""Characters of the longest bar to either side."""


def _bar(balance: int, most: int) -> Text:
    """The balance as a bar, to the left for conflict and to the right for cooperation."""
    from rich.text import Text

    length = max(1, round(_HALF * abs(balance) / most)) if balance else 0
    bar = "█" * length
    left, right = (bar, "") if balance < 0 else ("", bar)
    return Text.assemble((left.rjust(_HALF), "dark_orange"), "│", (right.ljust(_HALF), "blue"))
