"""`dragoman claims`: who says what, who denies it, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Date
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.asking import (
    DEFAULT_LEDGER,
    WIDEST,
    WIDTH,
    AsCsv,
    AsJson,
    AsOf,
    Cells,
    LedgerPlace,
    opened,
    show,
)
from dragoman.cli.options import day_of
from dragoman.cli.output import output
from dragoman.cli.plain import visible

if TYPE_CHECKING:
    from rich.console import Console

    from dragoman.ledger.answers import Answer
    from dragoman.ledger.claims import Conflict
    from dragoman.ledger.questions.claim_rows import ClaimGroupRow, ClaimRow, Side, Statement
    from dragoman.ledger.questions.claims import ClaimFilters

_INDENT = "  "
_LABEL = 14
"""Columns of the label before a side."""
_QUOTED = 200
"""Characters of a report's words that are shown."""


def claims(
    about: Annotated[
        str | None, typer.Option(metavar="TEXT", help="About this, in any words; the closest first.")
    ] = None,
    disputed: Annotated[bool, typer.Option("--disputed", help="Only what somebody denies.")] = False,
    speaker: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Said by this country, organisation or person. May be repeated."),
    ] = None,
    act: Annotated[
        list[str] | None,
        typer.Option(metavar="ACT", help="With this speech act, such as deny or accuse. May be repeated."),
    ] = None,
    hedge: Annotated[
        list[str] | None,
        typer.Option(metavar="HEDGE", help="Said as certain, probable, possible, doubted or denied."),
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="From this day on (YYYY-MM-DD).")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Up to this day.")] = None,
    publisher: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Published by this source, or a copy was. May be repeated."),
    ] = None,
    group: Annotated[
        str | None,
        typer.Option(metavar="ID", help="The history of one group: every stance with its words and report."),
    ] = None,
    single: Annotated[
        bool,
        typer.Option("--single", help="One claim a row, instead of claims about the same thing together."),
    ] = False,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="At most so many groups or claims.")] = 50,
    as_of: AsOf = None,
    place: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Tell what is claimed: who asserts it, who denies it, who confirms it, since when.

    Claims of many reports about the same thing stand together, those told of
    last first. A denial stands with what it denies.

    \b
    Examples:
      dragoman claims --disputed
      dragoman claims --about "shelling of the hospital" --since 2004-03-01
      dragoman claims --single --speaker Norway --act accuse --csv
      dragoman claims --group cf2c052722cbcd0f-c1
    """
    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv exclude each other")
    if group is not None and single:
        raise typer.BadParameter("--group and --single exclude each other")
    _allowed(act, hedge)
    days = day_of(since, "--since"), day_of(until, "--until"), day_of(as_of, "--as-of")
    title = _title(about, disputed)
    filters: ClaimFilters = {
        "about": about,
        "disputed": True if disputed else None,
        "speaker": speaker,
        "act": act,
        "hedge": hedge,
        "since": days[0],
        "until": days[1],
        "publisher": publisher,
        "as_of": days[2],
    }
    with opened(place) as ledger:
        if group is not None:
            _history(ledger.claim_group(group, as_of=days[2]), group, as_json, as_csv)
        elif single:
            heads = ("day", "speaker", "act", "disputed by", "says")
            rows = ledger.claims(limit=limit, **filters)
            show(rows, heads, _cells, title=title, as_json=as_json, as_csv=as_csv, nothing=_NOTHING)
        elif as_json or as_csv:
            groups = ledger.claim_groups(limit=limit, **filters)
            show(groups, (), lambda row: (), title=title, as_json=as_json, as_csv=as_csv)
        else:
            _blocks(ledger.claim_groups(limit=limit, **filters), title)


_NOTHING = "The ledger has no such claim."


def _allowed(act: Sequence[str] | None, hedge: Sequence[str] | None) -> None:
    from dragoman.ledger.questions.claims import ACTS, HEDGES

    for option, values, allowed in (("--act", act, ACTS), ("--hedge", hedge, HEDGES)):
        for value in values or ():
            if value.replace("-", "_") not in allowed:
                raise typer.BadParameter(f"{value!r} is none of {', '.join(allowed)}", param_hint=option)


def _title(about: str | None, disputed: bool) -> str:
    kind = "Disputed claims" if disputed else "Claims"
    return f"{kind} about {visible(about)!r}" if about else kind


def _cells(row: ClaimRow) -> Cells:
    others = dict.fromkeys(one.name or "somebody" for one in row.disputed_by)
    return str(row.day or ""), row.speaker or "", row.act, ", ".join(others), _shortened(row.content)


def _history(answer: Answer[Statement], group: str, as_json: bool, as_csv: bool) -> None:
    show(
        answer,
        ("day", "who", "stance", "source", "in these words"),
        lambda one: (
            str(one.day or ""),
            one.speaker or "",
            one.stance,
            one.publisher or one.report,
            _shortened(one.words) + (f" (reason: {one.reason})" if one.reason else ""),
        ),
        title=f"Who said what in {visible(group)}",
        as_json=as_json,
        as_csv=as_csv,
        nothing=_NOTHING,
    )


def _blocks(answer: Answer[ClaimGroupRow], title: str) -> None:
    """For people: each group as a block of lines."""
    from rich.console import Console
    from rich.text import Text

    with output(None) as target:
        console = Console(file=target, highlight=False, markup=False, emoji=False, soft_wrap=False)
        if not console.is_terminal:
            console = Console(
                file=target, highlight=False, markup=False, emoji=False, width=WIDTH, color_system=None
            )
        console.width = min(console.width, WIDEST)
        console.print(Text(title, style="bold"))
        if not answer:
            console.print(Text(f"\n{_NOTHING}"))
        for row in answer:
            console.print()
            _block(console, row)
        target.flush()


def _block(console: Console, row: ClaimGroupRow) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console.print(Text(visible(_sentence(row.about)), style="bold cyan"))
    told = ["disputed"] if row.disputed else []
    told += [_days(row.since, row.until), _many(row.claims, "claim"), _many(row.reports, "report"), row.id]
    console.print(
        Padding(Text(" · ".join(part for part in told if part), style="dim"), (0, 0, 0, len(_INDENT)))
    )
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(width=_LABEL, no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    for label, sides in (
        ("asserted by", row.asserted_by),
        ("confirmed by", row.confirmed_by),
        ("denied by", row.denied_by),
        ("doubted by", row.doubted_by),
    ):
        for number, side in enumerate(sides):
            table.add_row(Text(label if not number else "", style="green"), Text(visible(_side(side))))
    for conflict in row.conflicts:
        table.add_row(Text("numbers", style="green"), Text(visible(_numbers(conflict))))
    if table.row_count:
        console.print(Padding(table, (0, 0, 0, len(_INDENT))))


def _side(side: Side) -> str:
    since = f" since {side.since}" if side.since else ""
    more = f" ({len(side.reports)} reports)" if len(side.reports) > 1 else ""
    reason = f"; reason: {_shortened(side.reason)}" if side.reason else ""
    return f"{side.name}{since}{more}: “{_shortened(side.words)}”{reason}"


def _numbers(conflict: Conflict) -> str:
    told = ", ".join(dict.fromkeys(_shortened(one.text) for one in conflict.told))
    what = conflict.measure if conflict.measure != "other" else conflict.unit or "other"
    return f"at odds, {what}: {told}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] if words else "(no words)"


def _days(since: Date | None, until: Date | None) -> str:
    if since is None or until is None:
        return ""
    return f"{since}" if since == until else f"{since} to {until}"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _shortened(words: str) -> str:
    told = " ".join(words.split())
    return told if len(told) <= _QUOTED else told[: _QUOTED - 1].rstrip() + "…"
