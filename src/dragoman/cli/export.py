"""`dragoman export`: the ledger in other people's formats."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.asking import DEFAULT_LEDGER, AsOf, LedgerPlace, opened
from dragoman.cli.options import day_of
from dragoman.cli.output import output
from dragoman.cli.plain import visible
from dragoman.records import STATUSES

if TYPE_CHECKING:
    from dragoman.exchange import Format
    from dragoman.ledger.questions.filters import EventFilters

NAMES = ("polecat", "icews", "gdelt", "gdelt2", "plover", "jsonl", "csv", "parquet", "geojson")


def export(
    out: Annotated[
        str,
        typer.Argument(
            metavar="OUT", help="The file to write (for parquet a new folder), or - for standard output."
        ),
    ],
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help=f"One of {', '.join(NAMES)}.")],
    place: LedgerPlace = DEFAULT_LEDGER,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Events of this day and later.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Events up to this day.")] = None,
    actor: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Events with this country, organisation or actor on either side. May be repeated: any will do.",
        ),
    ] = None,
    country: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Events in this country. May be repeated."),
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATUS", help=f"Events of this status: {', '.join(STATUSES)}. May be repeated."
        ),
    ] = None,
    publisher: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Events that this publisher told of. May be repeated."),
    ] = None,
    as_of: AsOf = None,
    evidence: Annotated[
        bool,
        typer.Option(
            "--evidence",
            help="Add columns at the end: address, sentence, offsets, report, speaker, status, confidence.",
        ),
    ] = False,
    excel: Annotated[
        bool,
        typer.Option(
            "--excel", help="For csv: a byte mark in front, and no words that Excel takes for a formula."
        ),
    ] = False,
) -> None:
    """Hand the ledger on in a format of others.

    What the format has no place for is counted on stderr. The file comes to its
    place when it is whole. docs/exchange.md tells how each column is filled.

    \b
    Examples:
      dragoman export --format polecat events.txt --since 2024-01-01
      dragoman export --format gdelt2 gdelt.csv --actor France
      dragoman export --format csv --excel --evidence events.csv
      dragoman export --format jsonl - | head

    \b
    Exit status:
      0  done
      1  it could not be written, or the ledger not be read
      2  wrong usage
    """
    wanted = _format(form, out, excel)
    filters: EventFilters = {
        "since": day_of(since, "--since"),
        "until": day_of(until, "--until"),
        "actor": actor or (),
        "country": country or (),
        "status": _statuses(status or []),
        "publisher": publisher or (),
        "as_of": day_of(as_of, "--as-of"),
    }
    from dragoman.exchange import export as hand_on

    with opened(place) as ledger:
        if out == "-":
            with output(None) as target:
                left = hand_on(ledger.store, wanted, target, filters, evidence=evidence, excel=excel)
                target.flush()
        else:
            _refuse_ledger(out, place)
            left = hand_on(ledger.store, wanted, Path(out), filters, evidence=evidence, excel=excel)
    for reason in left:
        print(f"dragoman: left out: {visible(reason)}", file=sys.stderr)


def _format(name: str, out: str, excel: bool) -> Format:
    from dragoman.exchange import FORMATS

    found = FORMATS.get(name.lower())
    if found is None:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(FORMATS)}", param_hint="--format")
    if excel and found.name != "csv":
        raise typer.BadParameter("only csv has a kind for Excel", param_hint="--excel")
    if out == "-" and (found.folder is not None or len(found.beside) > 1):
        raise typer.BadParameter(f"{found.name} is more than one file; give a path", param_hint="OUT")
    path = Path(out)
    if out != "-" and not path.absolute().parent.is_dir():
        raise typer.BadParameter(f"there is no folder {path.absolute().parent}", param_hint="OUT")
    if out != "-" and found.folder is None and path.is_dir():
        raise typer.BadParameter(f"{out} is a folder", param_hint="OUT")
    return found


def _statuses(given: list[str]) -> tuple[str, ...]:
    for one in given:
        if one not in STATUSES:
            raise typer.BadParameter(f"{one!r} is none of {', '.join(STATUSES)}", param_hint="--status")
    return tuple(given)


def _refuse_ledger(out: str, place: str) -> None:
    if "://" not in place and os.path.exists(out) and os.path.exists(place) and os.path.samefile(out, place):
        raise typer.BadParameter(f"{out} is the ledger itself", param_hint="OUT")
