"""`dragoman correct`: a person's word on a record of the ledger, and what was decided about it before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.asking import DEFAULT_LEDGER, AsCsv, AsJson, LedgerPlace, opened, show
from dragoman.cli.plain import PlainCommand, visible

if TYPE_CHECKING:
    from dragoman.ledger.corrections import Revision

app = typer.Typer(
    help="Accept, change, reject or restore a record of the ledger; nothing is erased.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Record = Annotated[
    str, typer.Argument(metavar="ID", help="The record's id, as `dragoman events --json` shows it.")
]
_By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides.")]
_Reason = Annotated[str | None, typer.Option(metavar="TEXT", help="Why.")]


@app.command("accept", cls=PlainCommand)
def accept(record: _Record, by: _By, reason: _Reason = None, place: LedgerPlace = DEFAULT_LEDGER) -> None:
    """Note that a record is right as it stands.

    \b
    Example:
      dragoman correct accept cf2c052722cbcd0f-e1 --by "A. Editor"
    """
    with _decided() as told, opened(place) as ledger:
        told.append(ledger.accept(record, by=by, reason=reason))


@app.command("change", cls=PlainCommand)
def change(
    record: _Record,
    settings: Annotated[
        list[str],
        typer.Option("--set", metavar="FIELD=VALUE", help="A field and its new value. May be repeated."),
    ],
    by: _By,
    reason: _Reason = None,
    place: LedgerPlace = DEFAULT_LEDGER,
) -> None:
    """Change fields of a record; the record as it was stays in its history.

    Dates are written 2024-04-03, 2024-04, 2024, or two joined by "..". Several
    actors or contexts are parted by ";". Nothing after "=" empties the field.

    \b
    Example:
      dragoman correct change cf2c052722cbcd0f-e2 --set type=ASSAULT --set date=2024-03-22 --by "A. Editor"
    """
    changes: dict[str, Any] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(f"{setting!r} is not FIELD=VALUE", param_hint="--set")
        changes[name.strip()] = value
    with _decided() as told, opened(place) as ledger:
        told.append(ledger.change(record, changes, by=by, reason=reason))


@app.command("reject", cls=PlainCommand)
def reject(record: _Record, by: _By, reason: _Reason = None, place: LedgerPlace = DEFAULT_LEDGER) -> None:
    """Let a record stand no more; it stays in the ledger, with its history.

    \b
    Example:
      dragoman correct reject cf2c052722cbcd0f-e3 --by "A. Editor" --reason "a metaphor"
    """
    with _decided() as told, opened(place) as ledger:
        told.append(ledger.reject(record, by=by, reason=reason))


@app.command("restore", cls=PlainCommand)
def restore(record: _Record, by: _By, reason: _Reason = None, place: LedgerPlace = DEFAULT_LEDGER) -> None:
    """Let a rejected record stand again.

    \b
    Example:
      dragoman correct restore cf2c052722cbcd0f-e3 --by "A. Editor"
    """
    with _decided() as told, opened(place) as ledger:
        told.append(ledger.restore(record, by=by, reason=reason))


@app.command("history", cls=PlainCommand)
def history(
    record: _Record, place: LedgerPlace = DEFAULT_LEDGER, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """Tell who decided what about a record, when and why.

    \b
    Example:
      dragoman correct history cf2c052722cbcd0f-e2
    """
    with opened(place) as ledger:
        answer = ledger.history(record)
    show(
        answer,
        ("when", "who", "decided", "revision", "why and what"),
        lambda one: (f"{one.at:%Y-%m-%d %H:%M}", one.by, one.decision, str(one.revision), _why(one)),
        title=f"History of {visible(record)}",
        as_json=as_json,
        as_csv=as_csv,
        nothing="Nobody has decided anything about it: it stands as it was read.",
    )


@contextmanager
def _decided() -> Iterator[list[Revision]]:
    """Print the decisions that the block makes."""
    told: list[Revision] = []
    yield told
    for one in told:
        typer.echo(
            visible(
                f"{one.record_id}: {one.decision} by {one.by}, revision {one.revision}. {_why(one)}".strip()
            )
        )


def _why(one: Revision) -> str:
    changed = "; ".join(
        f"{name}: {_shown(before)} → {_shown(after)}" for name, (before, after) in one.changes.items()
    )
    return ". ".join(part for part in (one.reason, changed) if part)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nobody"
    return "nothing" if value is None else str(value)
