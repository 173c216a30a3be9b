"""What a claim does is an event too: to accuse, demand, praise or threaten in words that no trigger shows.

"The attack was the work of X" accuses X, "they should withdraw" demands it, whatever verb carries the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.reading.parse import Parsed
from dragoman.reading.what.draft import Draft, sides
from dragoman.reading.what.lexicon import Trigger
from dragoman.reading.what.triggers import Fired
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.records import Claim, Span


def stated_events(
    parsed: Parsed,
    mentions: Mentions,
    claims: Sequence[Claim],
    drafts: Sequence[Draft],
    lists: Mapping[str, Any],
) -> list[Draft]:
    """Events that claims are by what they do, where no trigger told the same.

    `lists` is the table of what.toml: its part `stated` maps speech acts to types. The target is the actor of another
    side named last in the content before its end, or for a demand the first: whom the words come down to.
    """
    types: Mapping[str, str] = lists["stated"]["types"]
    first = frozenset(lists["stated"]["first"])
    made: list[Draft] = []
    for claim in claims:
        type_ = types.get(claim.act)
        speaker = _mention(mentions, claim.speaker) if claim.speaker else None
        if type_ is None or speaker is None or not speaker.takes_a_side:
            continue
        inside = parsed.tokens_in(claim.content.start, claim.content.end)
        cue = parsed.tokens_in(claim.cue.start, claim.cue.end)
        if not inside or not cue:
            continue
        own = set(sides([speaker]))
        others = [
            m
            for m in mentions.within(inside[0], inside[-1] + 1)
            if m.takes_a_side and not own & set(sides([m]))
        ]
        if not others or _told(parsed, drafts, type_, own, claim):
            continue
        target = others[0] if claim.act in first else others[-1]
        row = Trigger("claim", claim.act, (), frozenset(), (), type_, None, (), ())
        draft = Draft(Fired(cue[-1], row), None, type_, None, [speaker], [target])
        draft.inferred.append("target: named in the claim")
        made.append(draft)
    return made


def _mention(mentions: Mentions, actor: Span) -> Mention | None:
    return next((m for m in mentions if m.actor.start == actor.start and m.actor.end == actor.end), None)


def _told(parsed: Parsed, drafts: Sequence[Draft], type_: str, own: set[str], claim: Claim) -> bool:
    """Whether a trigger in the claim's sentences tells an event of this type by the same side already."""
    around = range(min(claim.cue.start, claim.content.start), max(claim.cue.end, claim.content.end))
    content = range(claim.content.start, claim.content.end)
    return any(
        draft.type == type_
        and parsed.start[draft.token] in around
        # What is told inside the content is told by the speaker of somebody else: "said X had accused Y".
        and ((draft.sources and parsed.start[draft.token] in content) or own & set(sides(draft.sources)))
        for draft in drafts
    )
