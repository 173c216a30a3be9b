"""`dragoman import`: events that others coded, into the ledger beside ours."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.asking import DEFAULT_LEDGER, LedgerPlace
from dragoman.cli.output import output
from dragoman.cli.plain import visible
from dragoman.errors import InputError

if TYPE_CHECKING:
    from dragoman.exchange import Imported, Unread

SOURCES = ("polecat", "icews", "gdelt")


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Files of that source, packed (.zip, .gz) or not."),
    ],
    source: Annotated[str, typer.Option("--format", metavar="FORMAT", help=f"One of {', '.join(SOURCES)}.")],
    place: LedgerPlace = DEFAULT_LEDGER,
) -> None:
    """Take in events that others coded, as events of that source.

    They stand in a table of their own, to be compared with ours; no other
    question to the ledger counts them. A second run changes nothing. Lines that
    can't be read are named on stderr, the rest comes in.

    \b
    Examples:
      dragoman import --format polecat ngecEvents.DV.2023.txt
      dragoman import --format gdelt 20240403.export.CSV.zip

    \b
    Exit status:
      0  done
      1  some lines or files could not be read, each named on stderr; the others are in
      2  wrong usage
    """
    if source not in SOURCES:
        raise typer.BadParameter(f"{source!r} is none of {', '.join(SOURCES)}", param_hint="--format")
    from dragoman.exchange import import_events
    from dragoman.ledger.store import Store

    failed = False
    store = Store(place)
    try:
        with output(None) as target:
            for path in files:
                try:
                    done = import_events(store, source, path, _tell)
                except InputError as error:
                    print(f"dragoman: {visible(str(error))}", file=sys.stderr)
                    failed = True
                    continue
                failed |= done.unread > 0
                target.write(f"{visible(str(path))}: {_told(done)}\n")
                target.flush()
    finally:
        store.close()
    if failed:
        raise typer.Exit(1)


def _tell(unread: Unread) -> None:
    print(f"dragoman: {visible(f'{unread.where}:{unread.line}: {unread.why}')}", file=sys.stderr)


def _told(done: Imported) -> str:
    parts = [f"{done.new:,} {'event' if done.new == 1 else 'events'} in"]
    if done.untyped:
        parts.append(f"{done.untyped:,} of them without a PLOVER type")
    if done.known:
        parts.append(f"{done.known:,} known before")
    if done.doubled:
        parts.append(f"{done.doubled:,} with the id of an earlier line, kept once")
    if done.unread:
        parts.append(f"{done.unread:,} {'line' if done.unread == 1 else 'lines'} not read")
    return ", ".join(parts)
