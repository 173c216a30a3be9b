"""The codebook as a page of Markdown, made from the data files so that the two can't part."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dragoman.codebook.model import Codebook, Context, EventType, Mode, Sector

_Score = Callable[[str, str | None], float]

_START = """\
# Codebook

What dragoman codes: PLOVER's event types, modes, contexts and sectors. The names, quad classes and
scores are those of the PLOVER manual, draft 2.0 (Open Event Data Alliance, CC BY-SA 4.0); the
definitions and examples are ours. Where the manual contradicts itself, [decisions.md](decisions.md) says
what we do and why. The countries in the examples (Arland, Belmar, Corvia) are made up.

This page is made from the files in `src/dragoman/codebook/data`:

    python -m dragoman.codebook > docs/codebook.md

Name your own TOML files after `codebook`, and the page shows the codebook with your changes.
[data-files.md](data-files.md) says how to write them.

An event has one **type** (what), at most one **mode** (how) and any number of **contexts** (about what).
The **score** runs from -10, the worst conflict, to 10, the best cooperation; a mode with no score of its
own has its type's. The score is PLOVER's `event_scale`. An arrow under *Not* points to what to code
instead."""

_SECTORS = """\
## Sectors

A sector says what part of a country an actor belongs to. An actor has a country code and one or more
sectors, the first being the primary one. International actors have one of seven codes in place of a
country code. A country is an ISO 3166 alpha-3 code; a dependency takes the code of the state that
controls it. Antarctica, Hong Kong, Palestine and the Holy See have codes of their own, and Kosovo is
KOS. A region such as "the West" has no code and makes no event."""

_KINDS = {"frequent": "Frequent", "less frequent": "Less frequent", "international": "International codes"}


def page(book: Codebook) -> str:
    """The whole codebook as Markdown: quad classes, types with their modes, contexts, sectors."""
    return "\n".join(_lines(book)) + "\n"


def _lines(book: Codebook) -> Iterator[str]:
    yield from (_START, "", "## Quad classes", "")
    yield from ("| number | quad class | meaning | types |", "| --- | --- | --- | --- |")
    for quad in book.quads.values():
        types = ", ".join(name for name in book.types if book.quad_of(name) == quad.name)
        yield f"| {quad.number} | {quad.name} | {quad.definition} | {types} |"
    yield from ("", "## Event types and modes")
    for event in book.types.values():
        yield from _event_type(event, list(book.modes(event.name).values()), book.score)
    yield from ("", "## Contexts", "")
    yield "What an event is about. It belongs to the document or the paragraph; several may hold at once."
    for context in book.contexts.values():
        yield from _context(context)
    yield from ("", "### Auxiliary modes", "")
    yield "PLOVER carries these among the contexts. dragoman has a field for them, the event's status."
    yield ""
    for mark in book.auxiliary.values():
        status = f"status `{mark.status}`" if mark.status else "no status"
        yield f"- **{mark.name}** ({status}). {mark.definition} *Example:* “{mark.example}”"
    yield from ("", _SECTORS)
    for kind, title in _KINDS.items():
        yield from ("", f"### {title}", "")
        for sector in book.sectors.values():
            if sector.kind == kind:
                yield _sector(sector)
    yield from ("", "### Places that few states recognise", "")
    yield "Actors there take the sovereign's country code and the sector PRE."
    yield from ("", "| place | country code |", "| --- | --- |")
    for place, country in book.partial.items():
        yield f"| {place} | {country} |"


def _event_type(event: EventType, modes: list[Mode], score: _Score) -> Iterator[str]:
    needed = "needed" if event.recipient_required else "not needed"
    yield from ("", f"### {event.name}", "")
    yield f"{event.definition} *Example:* “{event.example}”"
    yield ""
    yield f"- Quad class: {event.quad}. Score: {event.score:g}. Recipient: {needed}. CAMEO: {event.cameo}."
    yield f"- It is: {'; '.join(event.includes)}."
    yield f"- *Not:* {_instead(event.excludes)}."
    yield f"- Modes: {', '.join(mode.mode for mode in modes) if modes else 'none'}."
    for mode in modes:
        own = "" if mode.score is not None else ", the type's"
        head = f"**{mode.mode}** (score {score(event.name, mode.mode):g}{own}; CAMEO {mode.cameo})."
        yield from ("", f"{head} {mode.definition}{_not(mode.excludes)}")
        if mode.contexts:
            yield f"Brings the context {', '.join(mode.contexts)}."
        yield f"*Example:* “{mode.example}”"


def _context(context: Context) -> Iterator[str]:
    yield from ("", f"### {context.name}", "")
    yield f"{context.definition}{_not(context.excludes)} *Example:* “{context.example}”"
    if context.cues:
        yield from ("", f"Cues: {', '.join(context.cues)}.")


def _sector(sector: Sector) -> str:
    about = f"{sector.definition}{_not(sector.excludes)}"
    return f"- **{sector.code}**. {about} *Example:* “{sector.example}”"


def _not(excludes: tuple[str, ...]) -> str:
    return f" *Not:* {_instead(excludes)}." if excludes else ""


def _instead(excludes: tuple[str, ...]) -> str:
    return "; ".join(item.replace(": ", " → ") for item in excludes)
