"""`dragoman search`: reports by their words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

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
    usage,
)
from dragoman.cli.events import Actors, Offset, Publishers, Since, Until

if TYPE_CHECKING:
    from rich.text import Text

    from dragoman.ledger.questions.search import Found, SearchRow

MARKS = "⟦⟧"
"""What hit words stand in where there are no colours. Such signs of the report's own are shown as [ and ]."""
_OWN = str.maketrans(MARKS, "[]")


def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help='Words, "phrases", OR, -without, beginning*.')],
    since: Since = None,
    until: Until = None,
    publisher: Publishers = None,
    actor: Actors = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=0, help="At most N reports.")] = 20,
    offset: Offset = 0,
    as_of: AsOf = None,
    place: LedgerPlace = DEFAULT_LEDGER,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Find reports by their words, the best first.

    All words must be there, in any form; capitals and accents don't matter.
    --since and --until bound the day of publication.

    \b
    Example:
      dragoman search '"two-state solution" OR ceasefire -Iran' --since 2024-01-01
    """
    from dragoman.ledger.questions.query import parsed

    with usage("TEXT"):
        parsed(text)
    days = {"since": day_of("--since", since), "until": day_of("--until", until)}
    with opened(place) as ledger:
        found = ledger.search(
            text,
            **days,
            publisher=publisher,
            actor=actor,
            limit=limit,
            offset=offset,
            as_of=day_of("--as-of", as_of),
        )
    show_list(
        found,
        entry,
        title=f"Reports with {text}",
        as_json=as_json,
        as_csv=as_csv,
        nothing="No such report in the ledger.",
        note=_note(found, offset),
    )


def entry(row: SearchRow) -> Entry:
    """A report for people: its title, the words around the hits, and where it comes from."""
    from rich.text import Text

    from dragoman.cli.phrases import plain

    title = _marked(row.title or "without a title", row.title_hits if row.title else (), "bold")
    facts = [plain(row.publisher or "publisher unknown"), f"{row.events} event{'s' * (row.events != 1)}"]
    if row.copies > 1:
        facts.append(f"{row.copies} copies")
    hits = [(start - row.snippet_start, end - row.snippet_start) for start, end in row.hits]
    return Entry(
        str(row.published or "undated"),
        (title, _marked(row.snippet, hits, ""), Text(" · ".join([*facts, row.report]), style="dim")),
    )


def _marked(words: str, hits: Sequence[tuple[int, int]], style: str) -> Text:
    """The words with those that were hit marked: by colour on a terminal, by signs elsewhere."""
    import sys

    from rich.text import Text

    coloured = sys.stdout.isatty()
    text, last = Text(style=style), 0
    for start, end in hits:
        text.append(_shown(words[last:start]))
        hit = _shown(words[start:end])
        text.append(hit if coloured else f"{MARKS[0]}{hit}{MARKS[1]}", style="bold yellow")
        last = end
    text.append(_shown(words[last:]))
    return text


def _shown(words: str) -> str:
    """On one line, without control characters; a blank at either end stays."""
    from dragoman.cli.plain import visible

    return visible(words).translate(_OWN)


def _note(found: Found, offset: int) -> str:
    said = []
    if found.reports > offset + len(found):
        said.append(f"{found.reports:,} reports fit: --limit shows more at once, --offset the next ones.")
    if found.ranked < found.reports:
        said.append(f"The best are those among the {found.ranked:,} that came into the ledger last.")
    return " ".join(said)
