"""Who disputes a claim within the report, and why? "a claim Paris denied for lack of proof", "Kyiv rejected it".

The words are in data/claims.toml. A dispute is tied to the claim that its words point back to: the one before it in
the same sentence, or the nearest earlier one, an accusation before any other, that somebody else made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from dragoman.reading.parse import Parsed
from dragoman.reading.says.denials import Denial, Denials
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.records import Actor, Claim, Span

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "such", "all", "both", "any"})
_PERSONS = frozenset({"him", "her", "them"})
_SAID = ("VERB", "AUX")
_DENIABLE = frozenset({"accuse", "assert", "claim_responsibility"})
_FOR_THE_STATE = frozenset({"state", "office", "force"})
_OF_THE_STATE = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY"})
_STANDING = frozenset({"do", "be", "have"})
"""Verbs that stand for what was said before: "it was not", "had not done so"."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim with the token of its cue, the tokens of its content, and the mention that speaks."""

    claim: Claim
    token: int
    content: range
    mention: Mention | None

    def with_claim(self, **changes: Any) -> Stated:
        """The same with fields of the claim changed."""
        return replace(self, claim=msgspec.structs.replace(self.claim, **changes))


class Disputes:
    """The lists of claims.toml's `disputes`, over one report."""

    def __init__(self, parsed: Parsed, mentions: Mentions, lists: Mapping[str, Any]) -> None:
        self._parsed = parsed
        self._mentions = mentions
        self._denials = Denials(parsed, mentions, lists)
        self._confirming = frozenset(lists["confirming"])
        self._mutual = frozenset(lists["mutual"])
        self._mutual_objects = tuple(tuple(words.split()) for words in lists["mutual_objects"])
        self._reach = int(lists["reach"])
        self._accused_reach = int(lists["accused_reach"])

    def settle(self, stated: Sequence[Stated]) -> list[Stated]:
        """The claims with `disputes`, `disputed_by` and `reason` filled in; order and ids stay."""
        if not stated:
            return []
        result = list(stated)
        at = {one.token: index for index, one in enumerate(result)}
        for dispute in self._denials.found():
            target = self._target(result, dispute)
            if target is not None:
                self._tie(result, target, dispute, at.get(dispute.verb))
        for index in range(len(result)):
            self._answer(result, index)
            self._each_other(result, index)
            self._confirm(result, index)
        return result

    def _tie(self, stated: list[Stated], target: int, dispute: Denial, own: int | None) -> None:
        stated[target] = _disputed(
            stated[target], [m.actor for m in dispute.actors], dispute.cue, dispute.reason
        )
        if own is not None and own != target:
            other, contested = stated[own].claim, stated[target].claim.id
            if contested not in other.disputes:
                stated[own] = stated[own].with_claim(disputes=(*other.disputes, contested))

    def _target(self, stated: Sequence[Stated], dispute: Denial) -> int | None:
        """The claim that a denial points back to, or that its own object makes ("denied a charge that ...")."""
        parsed = self._parsed
        here = parsed.sentence[dispute.verb]
        own = {m.entity for m in dispute.actors}
        whose = self._whose(dispute.thing)
        told = dispute.thing is not None and self._denials.is_told(dispute.thing)
        best: tuple[tuple[bool, int, bool, int], int] | None = None
        for index, one in enumerate(stated):
            if dispute.thing is not None and one.token == dispute.thing:
                return index
            if told or one.token >= dispute.verb or here - parsed.sentence[one.token] > self._reach:
                continue
            if one.mention is not None and one.mention.entity in own:
                continue
            if whose is not None and (one.mention is None or one.mention.entity != whose):
                continue
            if dispute.apposed and parsed.sentence[one.token] != here:
                continue
            if dispute.counted and not any(parsed.pos[t] == "NUM" for t in one.content):
                continue
            accuses = one.claim.act == "accuse"
            rank = (dispute.accused and accuses, parsed.sentence[one.token] - here, accuses, one.token)
            if best is None or rank > best[0]:
                best = rank, index
        return best[1] if best is not None else None

    def _whose(self, thing: int | None) -> int | None:
        """Who made the claim, when a person stands for it: "contradicted him"."""
        if (
            thing is None
            or self._parsed.lemma[thing] in self._denials.nouns
            or not self._denials.is_speaker(thing)
        ):
            return None
        mention = self._denials.mention(thing)
        return mention.entity if mention is not None else -1

    def _answer(self, stated: list[Stated], index: int) -> None:
        one = stated[index]
        if one.mention is None or one.claim.disputes:
            return
        denies = one.claim.hedge in ("denied", "doubted")
        denies = denies or any(self._parsed.lower[t] in self._denials.false for t in one.content)
        if one.claim.act != "deny" and not denies:
            return
        parsed = self._parsed
        here = parsed.sentence[one.token]
        back = self._names_claim(one.content)
        for other in range(index - 1, -1, -1):
            earlier = stated[other]
            away = here - parsed.sentence[earlier.token]
            if away > self._accused_reach:
                return
            if earlier.claim.act not in _DENIABLE or earlier.mention is None:
                continue
            if earlier.mention.entity == one.mention.entity or earlier.token == one.token:
                continue
            accused = earlier.claim.act == "accuse" and self._concerns(earlier, one.mention)
            if away > self._reach and not accused:
                continue
            if (one.claim.act == "deny" and accused) or back or (denies and self._repeats(earlier, one)):
                reason = self._denials.reason(one.token)
                cue = one.claim.cue if parsed.lemma[one.token] in self._denials.verbs else one.claim.content
                stated[other] = _disputed(earlier, [one.mention.actor], cue, reason)
                stated[index] = stated[index].with_claim(disputes=(earlier.claim.id,))
                return

    def _names_claim(self, content: range) -> bool:
        """ "there was no evidence for the claim", "of that": the content itself points back to what was claimed."""
        parsed = self._parsed
        for token in content:
            own = parsed.children[token]
            noun = parsed.lemma[token] in self._denials.nouns and parsed.pos[token] == "NOUN"
            bare = not any(parsed.dep[c] in ("acl", "relcl", "prep") for c in own)
            if noun and bare and any(parsed.lower[c] in _DEFINITE for c in own):
                return True
            if parsed.lower[token] in ("that", "this") and parsed.dep[token] == "pobj":
                return token + 1 >= content.stop
            if parsed.lower[token] == "such" and token > 0 and parsed.lower[token - 1] == "no":
                return True
            if parsed.lower[token] in ("that", "this") and parsed.dep[token] == "nsubj":
                return parsed.lemma[parsed.head[token]] == "be"
        return False

    def _repeats(self, earlier: Stated, one: Stated) -> bool:
        """Whether `one` negates what `earlier` says: "it was not", "had not done so", or the same verb again."""
        parsed = self._parsed
        if parsed.sentence[one.token] - parsed.sentence[earlier.token] > 1:
            return False
        verb = next((t for t in one.content if self._is_main(t, one.content)), None)
        if verb is None:
            return False
        rest = [
            t
            for t in one.content
            if t > verb
            and parsed.pos[t] not in ("PUNCT", "PART")
            and parsed.lower[t] not in ("not", "n't", "so")
        ]
        if not rest and parsed.lemma[verb] in _STANDING:
            return True
        if not rest and parsed.pos[verb] == "AUX":
            return True
        own = {parsed.lemma[t] for t in earlier.content if parsed.pos[t] == "VERB"}
        return parsed.pos[verb] == "VERB" and parsed.lemma[verb] in own - _STANDING

    def _is_main(self, token: int, content: range) -> bool:
        parsed = self._parsed
        if parsed.pos[token] not in _SAID or parsed.dep[token] in ("aux", "auxpass"):
            return False
        return parsed.head[token] == token or parsed.head[token] not in content

    def _confirm(self, stated: list[Stated], index: int) -> None:
        """ "confirmed the report": ties the claim to the nearest earlier one that somebody else made."""
        one, parsed = stated[index], self._parsed
        if parsed.lemma[one.token] not in self._confirming or not one.content:
            return
        thing = self._denials.thing(one.token)
        if thing is None or parsed.lower[thing] in _PERSONS or not self._denials.stands_for_claim(thing):
            return
        here = parsed.sentence[one.token]
        for other in range(index - 1, -1, -1):
            earlier = stated[other]
            if here - parsed.sentence[earlier.token] > self._reach:
                return
            speaks = earlier.mention is not None and one.mention is not None
            if speaks and earlier.mention.entity == one.mention.entity:  # type: ignore[union-attr]
                continue
            stated[index] = one.with_claim(confirms=(earlier.claim.id,))
            return

    def _concerns(self, accusation: Stated, accused: Mention) -> bool:
        sentence = self._parsed.sentences[self._parsed.sentence[accusation.token]]
        near = self._mentions.within(sentence.start, sentence.end)
        near += self._mentions.within(accusation.content.start, accusation.content.stop)
        accuser = accusation.mention.actor.country if accusation.mention is not None else None
        actor = accused.actor
        official = actor.kind in _FOR_THE_STATE or bool(_OF_THE_STATE.intersection(actor.sectors))
        stands_for = actor.country if official and actor.country != accuser else None
        for mention in near:
            if accusation.mention is not None and mention.entity == accusation.mention.entity:
                continue
            if mention.entity == accused.entity:
                return True
            if stands_for is not None and mention.actor.country == stands_for:
                return True
        return False

    def is_mutual(self, cue: int) -> bool:
        """Whether each side says it of the other: "blamed each other"."""
        parsed = self._parsed
        if parsed.lemma[cue] not in self._mutual:
            return False
        return tuple(parsed.lower[cue + 1 : cue + 3]) in self._mutual_objects

    def speakers(self, cue: int) -> tuple[Mention, ...]:
        """Those who say it at the cue at token `cue`, each joined one by himself."""
        return self._denials.actors(cue)

    def _each_other(self, stated: list[Stated], index: int) -> None:
        """ "Chad and Sudan blamed each other": each disputes what the other says, as do "both sides"."""
        one = stated[index]
        if not self.is_mutual(one.token):
            return
        others = [o for o in stated if o.token == one.token and o is not one and o.mention is not None]
        actors = [o.mention.actor for o in others if o.mention is not None]
        ids = tuple(o.claim.id for o in others)
        actors = actors or [m.actor for m in self._denials.actors(one.token)]
        stated[index] = _disputed(one, actors, one.claim.cue, None).with_claim(disputes=ids)


def _disputed(one: Stated, actors: Sequence[Actor], cue: Span, reason: Span | None) -> Stated:
    """The claim with those who dispute it, by which words and why, added to what is known."""
    claim = one.claim
    new = [actor for actor in dict.fromkeys(actors) if actor not in claim.disputed_by]
    return one.with_claim(
        disputed_by=(*claim.disputed_by, *new),
        dispute_cues=(*claim.dispute_cues, *(cue for _ in new)),
        reason=claim.reason or reason,
    )
