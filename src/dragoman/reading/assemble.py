"""From what the stages found to one record: ids, and the links between events, claims, figures and contacts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from dragoman.codebook import Codebook
from dragoman.reading.parse import Parsed
from dragoman.reading.says.hedges import Hedges
from dragoman.reading.what.draft import Draft
from dragoman.reading.what.merging import Told
from dragoman.reading.what.status import future
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.records import Actor, Claim, Event, Figure, Place, Span

# Confidence of an event that no model has judged. Set by hand after the share of right events on newswire_dev: it
# orders events, and is no calibrated probability.
ONE_SIDE, BOTH_SIDES, INFERRED, SPECIFIC, LOOSE = 0.4, 0.7, 0.5, 0.05, -0.15


_DEEDS = frozenset({"demand", "promise", "propose", "threaten", "praise"})
"""Acts that ask for, announce or judge a deed, and tell of nothing else."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Events with what they came from, in text order."""

    events: tuple[Event, ...]
    told: tuple[Told, ...]


def events(
    parsed: Parsed,
    told: Sequence[Told],
    book: Codebook,
    contexts: Callable[[Draft], tuple[str, ...]],
    place: Callable[[int], Place | None],
) -> Linked:
    """Event records of what was told. `contexts` maps a draft, `place` a trigger token."""
    made: list[Event] = []
    kept: list[Told] = []
    for one in told:
        draft = one.draft
        if not draft.sources and not draft.targets:
            continue
        sentence = parsed.sentence[draft.token]
        confidence, why = _confidence(draft)
        again = [parsed.text[d.token] for d in one.again]
        made.append(
            Event(
                id=f"e{len(made) + 1}",
                type=draft.type,
                mode=draft.mode,
                contexts=tuple(dict.fromkeys((*_brought(book, draft), *contexts(draft)))),
                quad=book.quad_of(draft.type),
                sources=_actors(draft.sources),
                targets=_actors(draft.targets),
                status=future(draft.status.status, one.date, parsed.report.published),
                date=one.date,
                place=place(draft.light if draft.light is not None else draft.token) or place(draft.token),
                trigger=parsed.span(draft.token, draft.token + 1),
                evidence=parsed.sentence_span(sentence),
                confidence=confidence,
                why=(*why, *(f"told again: {word!r}" for word in again)),
            )
        )
        kept.append(one)
    return Linked(tuple(made), tuple(kept))


def _brought(book: Codebook, draft: Draft) -> tuple[str, ...]:
    """The contexts that the event's mode always brings."""
    mode = book.modes_by_type.get(draft.type, {}).get(draft.mode or "")
    return mode.contexts if mode else ()


def _actors(found: Sequence[Mention]) -> tuple[Actor, ...]:
    return tuple(dict.fromkeys(m.actor for m in found))


def _confidence(draft: Draft) -> tuple[float, list[str]]:
    """How sure the reading is, and why: the trigger, how exactly it matched, where source and target came from."""
    row = draft.fired.row
    words = " ".join([row.lemma, *row.words])
    why = [f"{row.pos} {words!r} is {row.type}" + (f" {row.mode}" if row.mode else "")]
    score = ONE_SIDE
    if draft.inferred:
        score = INFERRED
    elif draft.sources and draft.targets:
        score = BOTH_SIDES
        why.append("source and target stand in its own syntax")
    if row.specificity:
        score += SPECIFIC
    if any(m.weak for m in (*draft.sources, *draft.targets)):
        score += LOOSE
        why.append("an actor is named only loosely")
    score = min(max(score, 0.05), 0.95) if draft.belief is None else draft.belief
    return round(score, 2), [*why, *draft.why, *draft.inferred]


def link_claims(
    told: Sequence[Told], found: Sequence[Event], claims: Sequence[Claim], hedges: Hedges
) -> tuple[tuple[Event, ...], tuple[Claim, ...]]:
    """Tell every event inside a claim on whose word it rests and how sure that is, and every claim what it is about.

    `told` are what the events `found` came from. Of claims within claims the innermost counts; a denial of what nobody
    else is quoted for ("denied the attack") counts too. What never happened, as the report has it, is denied whatever
    its words say of how sure that is.
    """
    about: dict[str, list[str]] = {}
    linked: list[Event] = []
    for one, event in zip(told, found, strict=True):
        draft = one.draft
        holding = [c for c in claims if _inside(event.trigger, c.content)]
        start = draft.light if draft.light is not None else draft.token
        if hedges.is_setting(start):
            # what a demand says of the time it is made at is no part of the demand
            holding = [c for c in holding if c.act not in _DEEDS]
        claim = min(holding, key=lambda c: c.content.end - c.content.start, default=None)
        for held in holding:
            about.setdefault(held.id, []).append(event.id)
        hedge = hedges.of_event(start, claim.cue if claim else None)
        if event.status == "denied" and hedge == "certain":
            hedge = "denied"
        linked.append(msgspec.structs.replace(event, attributed_to=claim.id if claim else None, hedge=hedge))
    return tuple(linked), tuple(
        msgspec.structs.replace(claim, about=tuple(about.get(claim.id, ()))) for claim in claims
    )


def link_figures(
    parsed: Parsed,
    linked: Linked,
    figures: Sequence[Figure],
    counted: Callable[[Figure], int],
    kinds: Mapping[str, Collection[str]],
) -> tuple[tuple[Event, ...], tuple[Figure, ...]]:
    """Tie each figure to the event of its sentence that can cause what it counts; the nearest trigger of several.

    `kinds` gives the event types that each measure can belong to.
    """
    of_event: dict[str, list[str]] = {}
    tied: list[Figure] = []
    sentences = {
        event.id: {parsed.sentence[d.token] for d in (one.draft, *one.again)}
        for event, one in zip(linked.events, linked.told, strict=True)
    }
    for figure in figures:
        token = counted(figure)
        near = [
            event
            for event in linked.events
            if parsed.sentence[token] in sentences[event.id] and event.type in kinds.get(figure.measure, ())
        ]
        event = min(near, key=lambda e: abs(e.trigger.start - figure.start), default=None)
        if event is not None:
            of_event.setdefault(event.id, []).append(figure.id)
        tied.append(msgspec.structs.replace(figure, event=event.id if event else None))
    return tuple(
        msgspec.structs.replace(event, figures=tuple(of_event.get(event.id, ()))) for event in linked.events
    ), tuple(tied)


def named_actors(mentions: Mentions, found: Sequence[Event], claims: Sequence[Claim]) -> tuple[Actor, ...]:
    """The actors of the record: every mention that names one by itself, and whoever takes part in an event or claim."""
    taking_part = {actor for event in found for actor in (*event.sources, *event.targets)}
    taking_part |= {claim.speaker for claim in claims if claim.speaker}
    listed = [m.actor for m in mentions if m.actor in taking_part or not (m.weak or m.modifies)]
    return tuple(dict.fromkeys(listed))


def _inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
