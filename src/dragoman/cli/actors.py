"""`dragoman actors`: whom a phrase names, and a newer roster of people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from dragoman.cli.options import DataFiles, day_of, reader_of
from dragoman.cli.output import output
from dragoman.cli.plain import PlainCommand, escaped, visible
from dragoman.cli.progress import Progress
from dragoman.errors import DataFileError, ServiceError

if TYPE_CHECKING:
    from dragoman.gazetteer.wikidata import Client
    from dragoman.gazetteer.wikidata_roster import Held
    from dragoman.records import Actor

app = typer.Typer(
    help="Tell whom a phrase names, and bring the roster of people up to date.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_FIELDS = ("country", "sectors", "name", "office", "organisation", "kind")


@app.command("resolve", cls=PlainCommand)
def resolve(
    texts: Annotated[
        list[str], typer.Argument(metavar="TEXT...", help="Noun phrases: 'the French defence minister'.")
    ],
    date: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="The day (YYYY-MM-DD) on which they are said: who held which office then."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a phrase, a line each, instead of a table.")
    ] = False,
    data: DataFiles = None,
) -> None:
    """Tell whom phrases name: country, sectors, name, office.

    A phrase that names no actor is told as such, and is no error.

    \b
    Examples:
      dragoman actors resolve "Peruvian navy" "opposition lawmakers"
      dragoman actors resolve "Annan" --date 2003-05-01 --json
    """
    day = day_of(date, "--date")
    reader = reader_of(None, data or [])
    with output(None) as target:
        rows = [(text, reader.resolve_actor(text, day)) for text in texts]
        if as_json:
            for _, actor in rows:
                target.write(escaped(json.dumps(_as_object(actor), ensure_ascii=False)) + "\n")
        else:
            _table(rows, target)
        target.flush()


def _as_object(actor: Actor | None) -> dict[str, object]:
    """The actor as JSON; all fields are null where there is none."""
    return {field: getattr(actor, field) if actor else None for field in _FIELDS}


def _table(rows: list[tuple[str, Actor | None]], target: TextIO) -> None:
    """One line a phrase, in columns as wide as they need."""
    cells = [("phrase", "country", "sectors", "kind", "name", "office")]
    for text, actor in rows:
        if actor is None:
            cells.append((text, "no actor", "", "", "", ""))
        else:
            whose = actor.country or actor.organisation or "-"
            sectors = " ".join(actor.sectors) or "-"
            cells.append((text, whose, sectors, actor.kind, actor.name, actor.office or "-"))
    widths = [max(len(visible(row[column])) for row in cells) for column in range(len(cells[0]))]
    for row in cells:
        line = "  ".join(visible(cell).ljust(width) for cell, width in zip(row, widths, strict=True))
        target.write(line.rstrip() + "\n")


@app.command("update", cls=PlainCommand)
def update(
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="Write to this file (people.csv without it).")
    ] = Path("people.csv"),
    country: Annotated[
        list[str] | None,
        typer.Option(
            metavar="XXX", help="Only people of this country (ISO alpha-3). May be repeated. Without it: all."
        ),
    ] = None,
    positions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="More offices to ask for: a table like the shipped positions.csv."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
) -> None:
    """Fetch who holds and held which office from Wikidata, as a people.csv for --data.

    This is the one command that uses the network: it asks
    https://query.wikidata.org, one country after another, and sends nothing
    of your reports.

    \b
    Examples:
      dragoman actors update --country NOR --country CHL
      dragoman read report.txt --data people.csv

    \b
    Exit status:
      0  done
      1  some countries failed, each named on stderr; the others are written
      2  wrong usage
    """
    from dragoman.gazetteer import countries, offices, people, wikidata_roster

    table = countries.load()
    codes = country or [one.alpha3 for one in table]
    _check(out, codes, force)
    try:
        wanted = wikidata_roster.positions([positions] if positions else ())
    except DataFileError as error:
        place = f"{error.where}:{error.line}" if error.line else error.where
        raise typer.BadParameter(f"{place}: {error.what}.", param_hint="--positions") from error
    asker = wikidata_roster.Asker(client(), wanted, offices.load(), table)
    held: list[Held] = []
    failed = 0
    with Progress() as progress:
        for name in [*([] if country else [_BODIES]), *dict.fromkeys(codes)]:
            try:
                found = asker.of_organisations() if name == _BODIES else asker.of_country(name)
            except ServiceError as error:
                failed += 1
                progress.say(f"dragoman: {name}: {error}")
                if failed == _MOST_FAILED:
                    raise ServiceError(f"{failed} requests failed; nothing is written") from error
                continue
            held += found
            progress.say(f"{name}: {len(found)} offices held")
    if not held:
        raise ServiceError("there are no office holders in the answers; nothing is written")
    wikidata_roster.write(out, held, people.load())
    if failed:
        raise typer.Exit(1)


_BODIES = "organisations"

_MOST_FAILED = 3
"""Requests that may fail for good, each after several tries; then the service is down."""


def client() -> Client:
    """What asks the query service."""
    from dragoman.gazetteer.wikidata import Client

    return Client()


def _check(out: Path, codes: list[str], force: bool) -> None:
    """Refuse wrong usage before the network is used."""
    from dragoman.gazetteer import countries

    table = countries.load()
    for code in codes:
        if table.by_alpha3(code) is None:
            raise typer.BadParameter(f"{code!r} is no ISO alpha-3 country code", param_hint="--country")
    if out.exists() and not (force and out.is_file()):
        what = "is there already; --force replaces it" if out.is_file() else "is no file"
        raise typer.BadParameter(f"{out} {what}", param_hint="--out")
    if not out.resolve().parent.is_dir():
        raise typer.BadParameter(f"there is no folder {out.parent}", param_hint="--out")
