"""Where does an actor stand? Support, opposition, and what is not ruled out, each with the words that show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, get_args

from dragoman.reading.parse import Parsed
from dragoman.reading.what.arguments import Arguments
from dragoman.reading.who.mention import Mention
from dragoman.records import UNDATED, Actor, DateRange, Position, Span, Stance

_MAX_ISSUE = 14
"""Words; a longer issue is cut to its head noun, what stands before it and its first complement."""
_IDLE = frozenset({"any", "their", "its", "his", "her", "our", "my"})
"""Words before an issue that say nothing without the sentence around."""
_STANCES: tuple[Stance, ...] = get_args(Stance)
_ENDS = frozenset({"relcl", "appos", "advcl", "punct", "parataxis", "cc", "conj"})
"""Dependants after the head at which an issue ends."""
_PARTS = {"verbs": ("VERB",), "nouns": ("NOUN",), "adjectives": ("ADJ", "ADP", "VERB", "AUX")}
"""Parts of speech that the words of a table may have; participles ("is opposed to") are tagged either way."""
_Rule = tuple[Stance, str, str]
"""A stance, the object that the word must have ("" for none) and the way to its issue."""


def positions(
    parsed: Parsed,
    args: Arguments,
    lists: Mapping[str, Any],
    what_lists: Mapping[str, Any],
    dated: Callable[[int], DateRange] | None = None,
) -> list[Position]:
    """The positions that actors take in a report.

    `args` finds the actors of its words; `lists` is positions.toml, `what_lists` what.toml; `dated` gives the date of
    what the word at a token tells, without it positions are undated.
    """
    return list(_Finder(parsed, args, lists, what_lists, dated or _undated).find())


def _undated(token: int) -> DateRange:
    return UNDATED


class _Finder:
    def __init__(
        self,
        parsed: Parsed,
        args: Arguments,
        lists: Mapping[str, Any],
        what_lists: Mapping[str, Any],
        dated: Callable[[int], DateRange],
    ) -> None:
        self._parsed = parsed
        self._dated = dated
        self._args = args
        self._plain = _rules(lists)
        self._negated = _rules(lists["negated"])
        self._reversed = frozenset(what_lists["light"]["reversed"])
        self._words = frozenset(
            word.split("_")[0].split(" ")[0] for word, _ in (*self._plain, *self._negated)
        )
        rule_out = [word for (word, _), rows in self._negated.items() if rows[0][0] == "does_not_rule_out"]
        self._rule_out = frozenset(rule_out)
        self._negative = frozenset(lists["negation"]["words"])
        self._leading = frozenset(lists["issue"]["leading"])
        self._kept = frozenset(lists["issue"]["kept"])
        self._after = frozenset(lists["issue"]["after"])
        self._no_kinds = frozenset(lists["holder"]["no_kinds"])
        self._no_sectors = frozenset(lists["holder"]["no_sectors"])
        self._asking = frozenset(lists["holder"]["asking"])
        self._open = frozenset(lists["holder"]["open"])

    def find(self) -> Iterator[Position]:
        parsed = self._parsed
        seen: set[tuple[object, str, str]] = set()
        for token, lemma in enumerate(parsed.lemma):
            if lemma not in self._words and parsed.lower[token] not in self._words:
                continue
            found = next(self._stances(token), None)
            if found is None:
                continue
            stance, issue = found
            for actor in self._holders(token):
                key = (actor.country or actor.organisation or actor.name, issue.text.lower(), stance)
                if key in seen:
                    continue
                seen.add(key)
                yield Position(
                    actor=actor,
                    issue=issue.text,
                    stance=stance,
                    evidence=parsed.sentence_span(parsed.sentence[token]),
                    date=self._dated(token),
                )

    # Stance

    def _stances(self, token: int) -> Iterator[tuple[Stance, Span]]:
        parsed = self._parsed
        negated = self._is_negated(token)
        if self._is_open(token, negated):
            return
        rules = self._negated if negated else self._plain
        for word in self._forms(token):
            for stance, needed, way in rules.get((word, parsed.pos[token]), ()):
                place = token
                if needed:
                    with_it = self._object_named(token, needed)
                    if with_it is None:
                        continue
                    place = with_it
                issue = self._issue_of(token, place, way)
                if issue is not None:
                    yield stance, issue

    def _forms(self, token: int) -> Iterator[str]:
        """The word with its particle ("rule_out", "in favour"), then alone."""
        parsed = self._parsed
        lemma = parsed.lemma[token]
        for child in parsed.children[token]:
            if parsed.dep[child] in ("prt", "advmod", "acomp", "oprd") and child > token:
                yield f"{lemma}_{parsed.lower[child]}"
            elif lemma == "in" and parsed.dep[child] == "pobj":
                yield f"in {parsed.lower[child]}"
        if parsed.lower[token] != lemma:
            yield parsed.lower[token]
        yield lemma

    def _object_named(self, verb: int, noun: str) -> int | None:
        parsed = self._parsed
        places = [verb, *parsed.having(verb, "prep")]
        for place in places:
            for child in parsed.having(place, "dobj", "pobj", "xcomp"):
                if parsed.lemma[child] == noun:
                    return child
        return None

    def _issue_of(self, token: int, place: int, way: str) -> Span | None:
        parsed = self._parsed
        if way == "noun":
            thing = self._args.object(token) if place == token else parsed.child(place, "dobj")
            if thing is not None and parsed.pos[thing] in ("NOUN", "PROPN"):
                return self._issue(thing, token)
            clause = parsed.child(token, "xcomp")
            return self._issue(clause, token) if clause is not None and parsed.tag[clause] == "VBG" else None
        if way == "whether":
            for clause in parsed.having(token, "ccomp", "xcomp"):
                if any(parsed.lower[c] == "whether" for c in parsed.having(clause, "mark")):
                    return self._issue(clause, token)
            return None
        if way == "":
            thing = parsed.child(token, "pobj", "pcomp")
            return self._issue(thing, token) if thing is not None else None
        places = dict.fromkeys((place, token))
        if parsed.pos[token] == "NOUN" and parsed.dep[token] == "dobj":
            places[parsed.head[token]] = None
        for around in places:
            for thing in self._complements(around, way):
                if parsed.pos[thing] in ("NOUN", "PROPN", "VERB"):
                    return self._issue(thing, around)
        return None

    def _complements(self, token: int, way: str) -> Iterator[int]:
        """What stands after the preposition, or after a phrase such as "in favour (of)"."""
        first, _, noun = way.partition(" ")
        if not noun:
            yield from self._args.after(token, first)
            if self._parsed.lower[token] == "in":
                for child in self._parsed.having(token, "pobj"):
                    yield from self._args.after(child, first)
            return
        for inner in self._args.after(token, first):
            if self._parsed.lower[inner] in (noun, noun.replace("our", "or")):
                yield from self._args.after(inner, "of")

    def _is_negated(self, token: int) -> bool:
        parsed = self._parsed
        chain = [token]
        head = parsed.head[token]
        if parsed.dep[token] in ("xcomp", "pcomp", "acomp", "prep", "attr", "dobj", "oprd") and head != token:
            chain.append(head)
        for place in chain:
            if place != token and parsed.dep[token] != "dobj" and parsed.lemma[place] in self._negative:
                return True
            for child in parsed.having(place, "neg", "det", "advmod"):
                if parsed.lower[child] in self._negative or (
                    parsed.lower[child] == "yet" and parsed.lemma[place] in ("have", "be") and place != token
                ):
                    return True
        for noun in parsed.having(token, "dobj"):
            if any(parsed.lower[c] == "no" for c in parsed.having(noun, "det")):
                return True
        return False

    def _is_open(self, token: int, negated: bool) -> bool:
        """Whether the words leave the stance open: asked for, possible, conditional."""
        parsed = self._parsed
        if parsed.pos[token] == "ADP":
            return parsed.lemma[parsed.head[token]] not in ("be", "remain", "stand", "come")
        if parsed.pos[token] not in ("VERB", "AUX"):
            return False
        helpers = {parsed.lower[c] for c in parsed.having(token, "aux", "mark")}
        if (helpers & self._open and not negated) or "if" in helpers:
            return True
        head = parsed.head[token]
        asked = parsed.dep[token] in ("xcomp", "ccomp", "advcl") and "to" in helpers
        return asked and parsed.lemma[head] in self._asking

    # Who

    def _holders(self, token: int) -> Iterator[Actor]:
        for mention in self._holder(token):
            actor = mention.actor
            of_no_side = (actor.sectors[:1] or ("UNK",))[0] in self._no_sectors
            if not mention.identified or (of_no_side and actor.kind in self._no_kinds):
                continue
            if not mention.named and of_no_side:
                continue
            if actor.country or actor.organisation or mention.named:
                yield actor

    def _holder(self, token: int) -> list[Mention]:
        parsed = self._parsed
        verb = parsed.head[token]
        if parsed.pos[token] == "NOUN" and parsed.dep[token] == "dobj":
            received = parsed.lemma[verb] in self._reversed
            if received or any(form in self._rule_out for form in self._forms(verb)):
                return []
        if parsed.pos[token] == "VERB":
            subject = self._args.subject(token)
            if subject is None and parsed.child(token, "agent") is None:
                subject = parsed.child(
                    token, "nsubjpass", "nsubj"
                )  # "Israel is opposed to it": a state, no passive
            return self._args.actors(subject)
        if parsed.pos[token] in ("ADJ", "ADP"):
            return self._args.actors(self._args.clause_subject(token))
        owner = parsed.child(token, "poss")
        if owner is not None and (owners := self._args.actors(owner)):
            return owners
        if modifying := list(self._args.modifying(token)):
            return modifying
        carrier = self._args.light_verb(token)
        if carrier is None and parsed.dep[token] == "dobj" and parsed.pos[parsed.head[token]] == "VERB":
            carrier = parsed.head[token]
        return self._args.actors(self._args.subject(carrier)) if carrier is not None else []

    # About what

    def _issue(self, thing: int, governor: int) -> Span:
        """The words of the issue: no article before, no clause or date after."""
        parsed = self._parsed
        if parsed.lemma[thing] in self._leading and parsed.lemma[thing] not in self._kept:
            inner = next(iter(self._args.after(thing, "of")), None)
            if inner is not None:
                return self._issue(inner, thing)
        low, high = thing, thing + 1
        verb = parsed.pos[thing] in ("VERB", "AUX")
        for child in parsed.children[thing]:
            if child < thing and parsed.dep[child] not in (
                "mark",
                "aux",
                "nsubj",
                "cc",
                "punct",
                "neg",
                "preconj",
            ):
                low = min(low, parsed.subtree(child)[0])
        for child in parsed.children[thing]:
            if child < thing:
                continue
            if (parsed.dep[child] in _ENDS and not self._joins(child)) or self._is_date(child):
                break
            end = self._end(child)
            if end - low > _MAX_ISSUE and high > thing + 1:
                break
            high = max(high, end)
        if not verb and governor != thing:
            for child in parsed.having(governor, "prep", "dative"):
                if child == high and parsed.lower[child] in self._after and not self._is_date(child):
                    high = self._end(child)
        while low < thing and (parsed.dep[low] in ("det", "punct", "predet") or parsed.lower[low] in _IDLE):
            low += 1
        while (
            high > thing + 1 and parsed.pos[high - 1] == "PUNCT" and parsed.text[high - 1] not in ('"', ")")
        ):
            high -= 1
        return parsed.span(low, high)

    def _joins(self, child: int) -> bool:
        """Whether a conjunct or conjunction joins nouns of one issue: "sovereignty and freedom"."""
        parsed = self._parsed
        return parsed.dep[child] in ("cc", "conj") and parsed.pos[parsed.head[child]] in ("NOUN", "PROPN")

    def _end(self, token: int) -> int:
        """Where the words under `token` end, relative clauses and dates at their end left out."""
        parsed = self._parsed
        high = token + 1
        for child in parsed.children[token]:
            if child < token:
                continue
            if parsed.dep[child] in ("relcl", "appos", "parataxis") or self._is_date(child):
                break
            high = max(high, self._end(child))
        return high

    def _is_date(self, token: int) -> bool:
        parsed = self._parsed
        if parsed.dep[token] == "npadvmod":
            return parsed.entity[token] in ("DATE", "TIME")
        return parsed.dep[token] == "prep" and any(
            parsed.entity[c] in ("DATE", "TIME") for c in parsed.having(token, "pobj")
        )


def _rules(tables: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[tuple[str, str], list[_Rule]]:
    """(word, part of speech) -> rules, of entries such as "vote:for", "throw weight:behind", "in favour:of"."""
    rules: dict[tuple[str, str], list[_Rule]] = {}
    for table, parts in _PARTS.items():
        for stance in _STANCES:
            for entry in tables.get(table, {}).get(stance, ()):
                words, colon, ways = entry.partition(":")
                word, _, needed = (words, "", "") if words.startswith("in ") else words.partition(" ")
                for way in ways.split(",") if colon else ("noun",):
                    for part in parts:
                        rules.setdefault((word, part), []).append((stance, needed, way.strip()))
    return rules
