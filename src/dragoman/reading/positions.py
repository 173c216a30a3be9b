"""Where does an actor stand? Support, opposition, and what is not ruled out, each with the words that show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dragoman.reading.arguments import Arguments
from dragoman.reading.mentions import Mentions
from dragoman.reading.parse import Parsed
from dragoman.records import UNDATED, Position, Span, Stance

_MAX_ISSUE = 12
"""Words; a longer issue is cut to its head noun and what stands before it."""


def positions(
    parsed: Parsed, mentions: Mentions, lists: Mapping[str, Any], what_lists: Mapping[str, Any]
) -> list[Position]:
    """The positions that actors take in a report. `lists` is positions.toml, `what_lists` what.toml."""
    return list(_Finder(parsed, mentions, lists, what_lists).find())


class _Finder:
    def __init__(
        self, parsed: Parsed, mentions: Mentions, lists: Mapping[str, Any], what_lists: Mapping[str, Any]
    ) -> None:
        self._parsed = parsed
        self._args = Arguments(parsed, mentions, what_lists)
        self._rules: dict[tuple[str, str], tuple[Stance, str]] = {}
        for pos, table in (("VERB", "verbs"), ("NOUN", "nouns"), ("ADJ", "adjectives")):
            for stance, words in lists[table].items():
                for word, preposition in words.items():
                    self._rules[pos, word] = (stance, preposition)
        self._rule_out = frozenset(lists["rule_out"]["verbs"])
        self._negative = frozenset(lists["rule_out"]["negative"])

    def find(self) -> Iterator[Position]:
        parsed = self._parsed
        seen: set[tuple[str, str, str]] = set()
        for token in range(len(parsed)):
            for stance, issue in self._stances(token):
                actor = next(iter(self._holder(token)), None)
                if actor is None:
                    continue
                evidence = parsed.sentence_span(parsed.sentence[token])
                key = (actor.actor.name, issue.text.lower(), stance)
                if key not in seen:
                    seen.add(key)
                    yield Position(
                        actor=actor.actor, issue=issue.text, stance=stance, evidence=evidence, date=UNDATED
                    )

    def _stances(self, token: int) -> Iterator[tuple[Stance, Span]]:
        parsed = self._parsed
        particle = parsed.child(token, "prt")
        verb = (
            f"{parsed.lemma[token]}_{parsed.lower[particle]}" if particle is not None else parsed.lemma[token]
        )
        if parsed.pos[token] == "VERB" and verb in self._rule_out:
            thing = self._args.object(token)
            if thing is not None and self._is_negated(token):
                yield "does_not_rule_out", self._issue(thing)
            return
        rule = self._rules.get((parsed.pos[token], parsed.lemma[token]))
        if rule is None or self._is_negated(token):
            return
        stance, preposition = rule
        things = list(self._args.after(token, preposition)) if preposition else [self._args.object(token)]
        for thing in things[:1]:
            if thing is not None and parsed.pos[thing] in ("NOUN", "PROPN"):
                yield stance, self._issue(thing)

    def _is_negated(self, token: int) -> bool:
        parsed = self._parsed
        if any(parsed.lower[c] in self._negative for c in parsed.having(token, "neg", "det")):
            return True
        governor = parsed.head[token]
        return parsed.dep[token] in ("xcomp", "pcomp") and (
            parsed.lemma[governor] in self._negative
            or any(parsed.lower[c] in self._negative for c in parsed.having(governor, "neg"))
        )

    def _holder(self, token: int) -> list[Any]:
        parsed = self._parsed
        if parsed.pos[token] == "VERB":
            return self._args.actors(self._args.subject(token))
        owner = parsed.child(token, "poss")
        if owner is not None:
            return self._args.actors(owner)
        if modifying := list(self._args.modifying(token)):
            return modifying
        carrier = self._args.light_verb(token)
        if carrier is not None:
            return self._args.actors(self._args.subject(carrier))
        return self._args.actors(self._args.clause_subject(token)) if parsed.pos[token] == "ADJ" else []

    def _issue(self, thing: int) -> Span:
        """The words of the issue, without its article."""
        parsed = self._parsed
        low, high = parsed.subtree(thing)
        if high - low > _MAX_ISSUE:
            low = min([thing, *(c for c in parsed.children[thing] if c < thing)])
            high = thing + 1
        while low < thing and parsed.dep[low] in ("det", "punct"):
            low += 1
        while high > thing + 1 and parsed.pos[high - 1] == "PUNCT":
            high -= 1
        return parsed.span(low, high)
