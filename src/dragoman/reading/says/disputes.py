"""Who disputes a claim within the report, and why? "a claim Paris denied for lack of proof", "Kyiv rejected it".

The words are in data/claims.toml. A dispute is tied to the claim that its words point back to: the one before it in
the same sentence, or the nearest earlier one, an accusation before any other, that somebody else made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from dragoman.reading.parse import Parsed
from dragoman.reading.says.extents import subject_of
from dragoman.reading.says.frames import is_passive
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.records import Claim, Span

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "such", "all", "both", "any"})
_RELATIVE = frozenset({"which", "that", "who"})


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


@dataclass(frozen=True, slots=True)
class _Dispute:
    """A denial at token `verb` by `actors`; `apposed` when it hangs on the claim's sentence ("a claim X denied").

    `accused` is True when its words say that an accusation is denied.
    """

    verb: int
    actors: tuple[Mention, ...]
    apposed: bool
    reason: Span | None
    accused: bool


class Disputes:
    """The lists of claims.toml's `disputes`, over one report."""

    def __init__(self, parsed: Parsed, mentions: Mentions, lists: Mapping[str, Any]) -> None:
        self._parsed = parsed
        self._mentions = mentions
        self._verbs = frozenset(lists["verbs"])
        self._nouns = frozenset(lists["nouns"])
        self._accusing = frozenset(lists["accusing"])
        self._pronouns = frozenset(lists["pronouns"])
        self._false = frozenset(lists["false"])
        self._calling = frozenset(lists["calling"])
        self._mutual = frozenset(lists["mutual"])
        self._mutual_objects = tuple(tuple(words.split()) for words in lists["mutual_objects"])
        self._reasons = tuple(sorted((tuple(r.split()) for r in lists["reasons"]), key=len, reverse=True))
        self._clauses = tuple(sorted((tuple(r.split()) for r in lists["clauses"]), key=len, reverse=True))
        self._reach = int(lists["reach"])

    def settle(self, stated: Sequence[Stated]) -> list[Stated]:
        """The claims with `disputes`, `disputed_by` and `reason` filled in; order and ids stay."""
        if not stated:
            return []
        result = list(stated)
        at = {one.token: index for index, one in enumerate(result)}
        for dispute in self._found():
            target = self._target(result, dispute)
            if target is not None:
                self._tie(result, target, dispute, at.get(dispute.verb))
        for index, one in enumerate(stated):
            self._answer(result, index, one)
            self._each_other(result, index, one)
        return result

    def _tie(self, stated: list[Stated], target: int, dispute: _Dispute, own: int | None) -> None:
        one = stated[target]
        actors = one.claim.disputed_by + tuple(m.actor for m in dispute.actors)
        stated[target] = one.with_claim(
            disputed_by=tuple(dict.fromkeys(actors)), reason=one.claim.reason or dispute.reason
        )
        if own is not None and own != target:
            other = stated[own].claim
            if one.claim.id not in other.disputes:
                stated[own] = stated[own].with_claim(disputes=(*other.disputes, one.claim.id))

    # Denials in the text

    def _found(self) -> Iterator[_Dispute]:
        parsed = self._parsed
        for token, lemma in enumerate(parsed.lemma):
            if parsed.pos[token] != "VERB":
                continue
            if lemma in self._verbs:
                apposed = self._hangs_on_claim(token)
                if apposed or self._objects_to_claim(token):
                    yield self._dispute(token, apposed)
            elif lemma in self._calling and self._calls_false(token):
                yield self._dispute(token, apposed=self._hangs_on_claim(token))

    def _dispute(self, token: int, apposed: bool) -> _Dispute:
        parsed = self._parsed
        things = [*parsed.having(token, "dobj", "nsubjpass"), parsed.head[token]]
        accused = any(parsed.lemma[t] in self._accusing for t in things)
        return _Dispute(token, self._actors(token), apposed, self._reason(token), accused)

    def _hangs_on_claim(self, verb: int) -> bool:
        """ "a claim X denied", "an accusation rejected by X", "..., which X denied"."""
        parsed = self._parsed
        ahead = parsed.child(verb, "dobj")
        if ahead is not None and ahead < verb and parsed.lemma[ahead] in self._nouns:
            return True
        if parsed.dep[verb] not in ("relcl", "acl"):
            return False
        noun = parsed.head[verb]
        if self._denies_own(verb):
            return True
        if parsed.lemma[noun] in self._nouns or parsed.lower[noun] in ("something", "which"):
            return self._takes(verb)
        return any(parsed.lower[c] == "which" and parsed.dep[c] == "dobj" for c in parsed.children[verb])

    def _takes(self, verb: int) -> bool:
        """Whether the noun that a clause hangs on is what is denied, not who denies."""
        parsed = self._parsed
        if is_passive(parsed, verb):
            return True
        subject = parsed.child(verb, "nsubj")
        return subject is not None and parsed.lower[subject] not in _RELATIVE

    def _denies_own(self, verb: int) -> bool:
        """ "Pakistan, which denies the charge", "... denies involvement": the accused answers in a relative clause."""
        parsed = self._parsed
        subject = parsed.child(verb, "nsubj")
        return (
            parsed.dep[verb] == "relcl"
            and parsed.lemma[verb] == "deny"
            and subject is not None
            and parsed.lower[subject] in _RELATIVE
            and self._mentions.covering(parsed.head[verb]) is not None
        )

    def _objects_to_claim(self, verb: int) -> bool:
        """ "denied the charge", "rejected it", "the claim was dismissed by X"."""
        parsed = self._parsed
        own = parsed.child(verb, "nsubjpass") if is_passive(parsed, verb) else parsed.child(verb, "dobj")
        if own is None:
            return False
        if parsed.lower[own] in self._pronouns:
            return parsed.dep[own] != "nsubjpass"
        return parsed.lemma[own] in self._nouns and self._points_back(own)

    def _points_back(self, noun: int) -> bool:
        parsed = self._parsed
        if any(parsed.lower[c] in _DEFINITE or parsed.dep[c] == "poss" for c in parsed.children[noun]):
            return True
        return parsed.tag[noun] == "NNS"

    def _calls_false(self, verb: int) -> bool:
        parsed = self._parsed
        low, high = parsed.subtree(verb)
        thing = parsed.child(verb, "dobj", "ccomp", "nsubjpass")
        if thing is None:
            return False
        false = any(parsed.lower[t] in self._false for t in range(max(low, verb), high))
        if not false:
            return False
        tokens = [thing, *parsed.children[thing]]
        return any(parsed.lower[t] in self._pronouns or parsed.lemma[t] in self._nouns for t in tokens)

    def _actors(self, verb: int) -> tuple[Mention, ...]:
        parsed = self._parsed
        if is_passive(parsed, verb):
            agent = parsed.child(verb, "agent")
            head = parsed.child(agent, "pobj") if agent is not None else None
        else:
            head = subject_of(parsed, verb)
            if head is not None and parsed.lower[head] in _RELATIVE and parsed.dep[verb] == "relcl":
                head = parsed.head[verb]
        if head is None:
            return ()
        heads = [head, *parsed.having(head, "conj")]
        found = [self._mentions.headed_by(h) or self._mentions.covering(h) for h in heads]
        return tuple(m for m in found if m is not None)

    def _target(self, stated: Sequence[Stated], dispute: _Dispute) -> int | None:
        """The claim that a denial points back to."""
        parsed = self._parsed
        here = parsed.sentence[dispute.verb]
        own = {m.entity for m in dispute.actors}
        best: tuple[tuple[bool, int, bool, int], int] | None = None
        for index, one in enumerate(stated):
            if one.token >= dispute.verb or here - parsed.sentence[one.token] > self._reach:
                continue
            if one.mention is not None and one.mention.entity in own:
                continue
            if dispute.apposed and parsed.sentence[one.token] != here:
                continue
            accuses = one.claim.act == "accuse"
            rank = (dispute.accused and accuses, parsed.sentence[one.token] - here, accuses, one.token)
            if best is None or rank > best[0]:
                best = rank, index
        return best[1] if best is not None else None

    # Why

    def _reason(self, verb: int) -> Span | None:
        """The words after a denial that say why, from their first one on."""
        parsed = self._parsed
        sentence = parsed.sentences[parsed.sentence[verb]]
        for token in range(verb + 1, sentence.end):
            words = self._opens(token, self._reasons)
            if words is None and (parsed.text[token - 1] == "," or token - verb <= 2):
                words = self._opens(token, self._clauses)
            if words is not None:
                high = parsed.subtree(token)[1]
                head = parsed.head[token]
                if parsed.dep[token] == "mark":
                    high = max(high, parsed.subtree(head)[1])
                high = max(high, token + words + 1)
                high = min(high, sentence.end)
                while high - 1 > token and parsed.text[high - 1] in (".", ",", ";", ":", "--", "—"):
                    high -= 1
                return parsed.span(token, high)
        return None

    def _opens(self, token: int, phrases: Sequence[tuple[str, ...]]) -> int | None:
        lower = self._parsed.lower
        for words in phrases:
            if lower[token] == words[0] and tuple(lower[token : token + len(words)]) == words:
                return len(words)
        return None

    # Answers: a claim that denies what another accuses its speaker of

    def _answer(self, stated: list[Stated], index: int, one: Stated) -> None:
        if one.claim.act != "deny" or one.mention is None or stated[index].claim.disputes:
            return
        parsed = self._parsed
        here = parsed.sentence[one.token]
        for other in range(index - 1, -1, -1):
            earlier = stated[other]
            if here - parsed.sentence[earlier.token] > self._reach:
                return
            if earlier.claim.act not in ("accuse", "assert") or earlier.mention is None:
                continue
            if earlier.mention.entity == one.mention.entity:
                continue
            if earlier.claim.act == "accuse" and self._concerns(earlier, one.mention):
                by = tuple(dict.fromkeys((*earlier.claim.disputed_by, one.mention.actor)))
                reason = earlier.claim.reason or self._reason(one.token)
                stated[other] = earlier.with_claim(disputed_by=by, reason=reason)
                stated[index] = stated[index].with_claim(disputes=(earlier.claim.id,))
                return

    def _concerns(self, accusation: Stated, accused: Mention) -> bool:
        sentence = self._parsed.sentences[self._parsed.sentence[accusation.token]]
        near = self._mentions.within(sentence.start, sentence.end)
        near += self._mentions.within(accusation.content.start, accusation.content.stop)
        for mention in near:
            if accusation.mention is not None and mention.entity == accusation.mention.entity:
                continue
            if mention.entity == accused.entity:
                return True
            country = mention.actor.country
            if country is not None and country == accused.actor.country:
                return True
        return False

    def _each_other(self, stated: list[Stated], index: int, one: Stated) -> None:
        """ "Both sides blamed each other": each disputes what the other says."""
        parsed = self._parsed
        if parsed.lemma[one.token] not in self._mutual:
            return
        words = tuple(parsed.lower[one.token + 1 : one.token + 3])
        if words not in self._mutual_objects:
            return
        actors = self._actors(one.token)
        by = one.claim.disputed_by + tuple(m.actor for m in actors)
        if by:
            stated[index] = stated[index].with_claim(disputed_by=tuple(dict.fromkeys(by)))
