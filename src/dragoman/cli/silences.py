"""`dragoman silences`: who was in touch and fell silent, and whose silence was broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.asking import DEFAULT_LEDGER, AsCsv, AsJson, AsOf, Cells, LedgerPlace, opened, show, usage
from dragoman.cli.contacts import Today
from dragoman.cli.options import day_of

if TYPE_CHECKING:
    from dragoman.ledger.questions.silences import Silence

SHOWN = 25
"""Silences of each kind that are shown to people."""


def silences(
    min_days: Annotated[
        int, typer.Option("--min-days", metavar="N", min=1, help="Of N days at least (30 without it).")
    ] = 30,
    pair: Annotated[
        tuple[str, str] | None, typer.Option(metavar="A B", help="Of these two sides alone.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Broken on this day or later (in the last year, without it)."),
    ] = None,
    today: Today = None,
    as_of: AsOf = None,
    place: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Find pairs that were in touch and fell silent, and contacts that broke a silence.

    The most unusual silence comes first: long, for two who had been in touch
    often. JSON and CSV have all of both kinds ("open" and "broken").

    \b
    Examples:
      dragoman silences --min-days 90
      dragoman silences --pair FRA RUS --since 2020-01-01
    """
    from dragoman.ledger import Answer

    start, counted, stood = day_of(since, "--since"), day_of(today, "--today"), day_of(as_of, "--as-of")
    with opened(place) as ledger, usage("--pair"):
        answer = ledger.silences(min_days=min_days, pair=pair, since=start, today=counted, as_of=stood)
    if as_json or as_csv:
        show(answer, (), _open, title="", as_json=as_json, as_csv=as_csv)
        return
    still = [one for one in answer if one.kind == "open"]
    broken = [one for one in answer if one.kind == "broken"]
    show(
        Answer(answer.kind, still[:SHOWN]),
        ("between", "days", "since", "usual days", "contacts", "chance", "last contact"),
        _open,
        title=f"Silences of {min_days} days and more{_more(still)}",
        as_json=False,
        as_csv=False,
        nothing="Nobody has fallen silent for so long.",
    )
    typer.echo()
    show(
        Answer(answer.kind, broken[:SHOWN]),
        ("between", "days", "since", "broken on", "usual days", "chance", "contact"),
        _broken,
        title=f"Silences that were broken{_more(broken)}",
        as_json=False,
        as_csv=False,
        nothing="No contact has broken so long a silence.",
    )


def _more(found: list[Silence]) -> str:
    return f": {SHOWN} of {len(found):,}" if len(found) > SHOWN else ""


def _open(one: Silence) -> Cells:
    number = f"{one.contacts:,}"
    return (*_begin(one), _days(one.usual_days), number, _chance(one), one.since_contact)


def _broken(one: Silence) -> Cells:
    return (*_begin(one), str(one.until), _days(one.usual_days), _chance(one), one.until_contact or "")


def _begin(one: Silence) -> tuple[str, str, str]:
    return f"{one.a_name} and {one.b_name}", f"{one.days:,}", str(one.since)


def _days(number: float | None) -> str:
    return "" if number is None else f"{number:,g}"


def _chance(one: Silence) -> str:
    """In per cent; the smallest only by how small."""
    if not one.usual_days and one.contacts < 2:
        return ""
    return "under 0.1%" if one.chance < 0.001 else f"{one.chance:.1%}"
