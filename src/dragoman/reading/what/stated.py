"""What a claim does is an event too: to accuse, demand, praise or threaten in words that no trigger shows.

"The attack was the work of X" accuses X, "they should withdraw" demands it, whatever verb carries the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from dragoman.reading.parse import Parsed
from dragoman.reading.what.draft import Draft, sides
from dragoman.reading.what.lexicon import Trigger
from dragoman.reading.what.triggers import Fired
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.records import Claim, Span

_SAYING = frozenset({"assert", "demand"})


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
    harm, ought = frozenset(lists["stated"]["harm"]), frozenset(lists["stated"]["ought"])
    made: list[Draft] = []
    for claim in claims:
        speaker = _mention(mentions, claim.speaker) if claim.speaker else None
        if speaker is None or not speaker.takes_a_side:
            continue
        inside = parsed.tokens_in(claim.content.start, claim.content.end)
        cue = parsed.tokens_in(claim.cue.start, claim.cue.end)
        if not inside or not cue:
            continue
        asked = _asked(parsed, mentions, speaker, inside, ought) if claim.act in _SAYING else []
        act = "demand" if asked else claim.act
        type_ = types.get(act)
        if type_ is None:
            continue
        if act == "promise" and any(
            d.type in harm and d.status.status != "denied" and d.token in inside for d in drafts
        ):
            type_ = types.get("threaten", type_)
        own = set(sides([speaker]))
        others = [
            m
            for m in mentions.within(inside[0], inside[-1] + 1)
            if m.takes_a_side and not own & set(sides([m]))
        ]
        if act == "promise" and not asked:
            asked = _meant(drafts, own, inside)
        others = asked or others
        if not others or _told(parsed, drafts, type_, own, claim):
            continue
        target = others[0] if act in first else others[-1]
        same_side = (m for m in others if set(sides([m])) == set(sides([target])))
        target = next(same_side, target)
        row = Trigger("claim", act, (), frozenset(), (), type_, None, (), ())
        draft = Draft(Fired(cue[-1], row), None, type_, None, [speaker], [target])
        draft.inferred.append("target: named in the claim")
        made.append(draft)
    return made


def _meant(drafts: Sequence[Draft], own: Set[str], inside: range) -> list[Mention]:
    """Of "said it would free the men from X" the men: to whom the speaker does the first event of the content."""
    for draft in drafts:
        if draft.token in inside and draft.targets and own & set(sides(draft.sources)):
            return [m for m in draft.targets if m.identified][:1]
    return []


def _asked(
    parsed: Parsed, mentions: Mentions, speaker: Mention, inside: range, ought: Set[str]
) -> list[Mention]:
    """Of "donors said that the ministry must act" the ministry: the subject of a clause that says what ought to be."""
    subjects = (c for t in inside if _ought(parsed, t, ought) for c in parsed.having(t, "nsubj", "nsubjpass"))
    named = (m for s in subjects for m in mentions.all_headed_by(s))
    return [m for m in named if m.takes_a_side and m.entity != speaker.entity][:1]


def _ought(parsed: Parsed, verb: int, ought: Set[str]) -> bool:
    """ "must withdraw", "that Peru withdraw"."""
    helpers = parsed.having(verb, "aux", "auxpass")
    if any(parsed.tag[a] == "MD" and parsed.lower[a] in ought for a in helpers):
        return True
    return parsed.tag[verb] == "VB" and not helpers and parsed.child(verb, "mark") is not None


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
