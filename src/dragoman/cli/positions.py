"""`dragoman positions`: where an actor stands; on what two agree and on what not."""

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
)
from dragoman.cli.events import Since, Until

if TYPE_CHECKING:
    from rich.text import Text

    from dragoman.ledger.questions.positions import IssueRow, PositionRow

_RELATION_STYLES = {"divergence": "bold red", "common ground": "bold green", "one side open": "bold yellow"}


def positions(
    actor: Annotated[
        str, typer.Argument(metavar="A", help="A country, an organisation, a name or id of the ledger.")
    ],
    other: Annotated[
        str | None, typer.Argument(metavar="B", help="Another one: what they agree on, and what not.")
    ] = None,
    issue: Annotated[
        str | None,
        typer.Option("--issue", metavar="TEXT", help='Only this issue, in free words: "sanctions".'),
    ] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    place: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Tell where an actor stands, issue by issue, and what changed.

    A country stands where its government and officials stand. With a second
    actor: the common ground and the divergence, each with its sentences.

    \b
    Example:
      dragoman positions FRA RUS --issue "a ceasefire" --since 2024-01-01
    """
    options: dict[str, Any] = {
        "issue": issue,
        "since": day_of("--since", since),
        "until": day_of("--until", until),
        "as_of": day_of("--as-of", as_of),
    }
    with opened(place) as ledger:
        if other is None:
            show_list(
                ledger.positions(actor, **options),
                entry,
                title=f"Positions of {actor}",
                as_json=as_json,
                as_csv=as_csv,
                nothing="No such position in the ledger.",
            )
        else:
            show_list(
                ledger.common_ground(actor, other, **options),
                compared,
                title=f"Positions of {actor} and {other}",
                as_json=as_json,
                as_csv=as_csv,
                nothing="There is no issue on which both have taken a position.",
            )


def entry(row: PositionRow) -> Entry:
    """A position for people, below its issue."""
    from rich.text import Text

    from dragoman.cli.phrases import plain

    return Entry(str(row.day or "undated"), _lines(row), Text(plain(row.issue), style="bold cyan"))


def compared(row: IssueRow) -> Entry:
    """An issue of two for people: how they stand to each other, and each one's positions."""
    from rich.text import Text

    from dragoman.cli.phrases import plain

    heading = Text().append(plain(row.issue), style="bold cyan")
    heading.append(f"  {row.relation}", style=_RELATION_STYLES[row.relation])
    if row.since:
        heading.append(f" since {row.since}", style="dim")
    first, *more = (
        Entry(str(one.day or "undated"), _lines(one)) for side in (row.one, row.other) for one in side
    )
    return Entry(first.left, first.lines, heading, more)


def _lines(row: PositionRow) -> list[Text]:
    from rich.text import Text

    from dragoman.cli.phrases import STANCE_STYLES, STANCES, plain, quote

    what = Text().append(plain(row.actor), style="bold")
    if row.actor != row.party:
        what.append(f" ({plain(row.party)})", style="dim")
    what.append(f" {STANCES[row.stance]} ", style=STANCE_STYLES[row.stance])
    what.append(plain(row.words))
    if row.changed_from:
        before = row.changed_from.replace("_", " ")
        what.append(f"  changed: {before}", style="yellow")
        what.append(f" until {row.changed_since}" if row.changed_since else "", style="yellow")
    told = Text(f"{plain(row.publisher or row.title or 'report')} · {row.id}", style="dim")
    return [what, quote(row.evidence), told]
