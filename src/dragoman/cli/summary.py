"""A record for people: what happened, who says so, contacts, figures, positions, each with its sentence.

Colours only on a terminal; never more than 80 columns in a pipe. A report's words are shown as words: no markup of
theirs is obeyed, control characters are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dragoman.cli.phrases import QUAD_STYLES, STANCES, bounds, day, plain, quote
from dragoman.records import Actor, Claim, Contact, Event, Figure, Position, Record

WIDTH, NARROWEST, WIDEST = 80, 40, 100
"""Columns: in a pipe, and the least and the most on a terminal."""
_LEFT = 10
MOST_NAMED = 40
"""Characters of a report's words that are shown as an actor's name."""
_STEM = 4
"""Letters by which a plural is known to be of a noun."""

_ACTS = {
    "assert": "says",
    "deny": "denies",
    "accuse": "accuses",
    "demand": "demands",
    "promise": "promises",
    "praise": "praises",
    "threaten": "threatens",
    "propose": "proposes",
    "confirm": "confirms",
    "claim_responsibility": "claims it",
    "other": "says",
}


class Summary:
    """Shows records one after another on `file`."""

    def __init__(self, file: TextIO) -> None:
        self._console = Console(file=file, highlight=False, markup=False, emoji=False)
        if not self._console.is_terminal:
            self._console = Console(
                file=file, highlight=False, markup=False, emoji=False, width=WIDTH, color_system=None
            )
        self._width = max(NARROWEST, min(self._console.width, WIDEST))

    def show(self, record: Record) -> None:
        """Print the record."""
        report = record.report
        source = (report.source or "").rsplit("/", 1)[-1]
        title = report.title or report.id or ("standard input" if source == "-" else source) or "report"
        published = f"published {report.published}" if report.published else "no publication date"
        facts = [report.publisher, published, report.url]
        with self._console.capture() as shown:
            self._console.print(Text(plain(title), style="bold"), width=self._width)
            self._console.print(
                Text(" · ".join(plain(f) for f in facts if f), style="dim"), width=self._width
            )
            self._part("What happened", [self._event(e, record) for e in record.events], "No event found.")
            self._part("Who says so", [self._claim(c) for c in record.claims])
            self._part("Contacts", [self._contact(c) for c in record.contacts])
            self._part("Figures", [self._figure(f) for f in record.figures])
            self._part("Positions", [self._position(p) for p in record.positions])
        text = "\n".join(line.rstrip() for line in shown.get().splitlines())
        self._console.file.write(text.rstrip("\n") + "\n\n")

    def _part(self, heading: str, rows: list[tuple[Text, Text, Text]], nothing: str | None = None) -> None:
        """A heading and its rows; a sentence that is the same as the one just quoted is not quoted again."""
        if not rows and nothing is None:
            return
        self._console.print()
        self._console.print(Text(heading.upper(), style="bold cyan"))
        if not rows and nothing is not None:
            self._console.print(Padding(Text(nothing, style="dim"), (0, 2)))
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(width=_LEFT, no_wrap=True)
        table.add_column(width=self._width - _LEFT - 4)
        quoted = ""
        for left, what, words in rows:
            table.add_row(left, what)
            if words.plain not in ("", quoted):
                table.add_row("", words)
            quoted = words.plain or quoted
        self._console.print(Padding(table, (0, 0, 0, 2)), width=self._width)

    def _event(self, event: Event, record: Record) -> tuple[Text, Text, Text]:
        style = QUAD_STYLES.get(event.quad, "")
        what = Text()
        what.append(event.type + (f" {event.mode}" if event.mode else ""), style=style)
        if event.status != "happened":
            what.append(f" ({event.status})", style="yellow")
        what.append("  ")
        what.append_text(_people(event.sources) if event.sources else Text("unknown", style="dim"))
        if event.targets:
            what.append(" → ", style="dim")
            what.append_text(_people(event.targets))
        notes = []
        if event.place:
            notes.append(f"in {event.place.name}")
        if event.attributed_to:
            claim = next(c for c in record.claims if c.id == event.attributed_to)
            notes.append(f"says {claim.speaker.name}" if claim.speaker else "nobody named says so")
        if notes:
            what.append(f"  {plain(', '.join(notes))}", style="dim")
        return day(event.date.start, event.date.precision), what, quote(event.evidence.text)

    def _claim(self, claim: Claim) -> tuple[Text, Text, Text]:
        what = _people([claim.speaker]) if claim.speaker else Text("source not named", style="dim")
        if claim.via:
            what.append(f", by {plain(claim.via)}", style="dim")
        if claim.disputed_by:
            what.append("  disputed by ", style="red")
            what.append_text(_people(claim.disputed_by))
            if claim.reason:
                what.append(f" ({plain(claim.reason.text)})", style="dim")
        return Text(_ACTS[claim.act], style="magenta"), what, quote(claim.content.text)

    def _contact(self, contact: Contact) -> tuple[Text, Text, Text]:
        what = Text()
        what.append(contact.channel, style="bold")
        if contact.status != "happened":
            what.append(f" ({contact.status})", style="yellow")
        what.append("  " + plain(" – ".join(contact.parties)))
        if contact.level:
            what.append(f", {contact.level}", style="dim")
        if contact.first_since:
            what.append(f"  first since {contact.first_since.stated}", style="yellow")
        return day(contact.date.start, contact.date.precision), what, quote(contact.evidence.text)

    def _figure(self, figure: Figure) -> tuple[Text, Text, Text]:
        unit = f" {plain(figure.unit)}" if figure.unit else ""
        return (
            Text(figure.measure),
            Text(bounds(figure.low, figure.high, figure.approximate) + unit, style="bold"),
            quote(figure.text),
        )

    def _position(self, position: Position) -> tuple[Text, Text, Text]:
        what = _people([position.actor])
        what.append(f" {STANCES[position.stance]} ", style="dim")
        what.append(plain(position.issue))
        return (
            day(position.date.start, position.date.precision) if position.date.start else Text(""),
            what,
            Text(""),
        )


def _people(actors: Iterable[Actor]) -> Text:
    """ "Kofi Annan (UN UNO)", several joined by commas."""
    text = Text()
    for number, actor in enumerate(actors):
        if number:
            text.append(", ")
        text.append(_shown_name(actor), style="bold")
        codes = " ".join(filter(None, [actor.country or actor.organisation, *actor.sectors[:1]]))
        if codes:
            text.append(f" ({codes})", style="dim")
    return text


def _shown_name(actor: Actor) -> str:
    """The actor's name; for one without a name of its own the report's words ("hundreds of protesters")."""
    words = plain(actor.text)
    unnamed = actor.name[:1].islower() and actor.name.split()[-1][:_STEM] in words.lower()
    return words if unnamed and len(words) <= MOST_NAMED else plain(actor.name)
