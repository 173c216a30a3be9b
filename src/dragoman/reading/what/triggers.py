"""Which words of the report tell of an event, by the lexicon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.reading.parse import Parsed
from dragoman.reading.what.lexicon import NONE, Lexicon, Trigger

_BESIDE = frozenset({"prt", "prep", "advmod", "dative", "agent", "aux", "mark", "npadvmod"})
_NO_EVENTS = frozenset({"DATE", "TIME", "ORG", "PERSON", "GPE", "NORP", "FAC", "PRODUCT", "MONEY"})
"""Names and dates: a "March" is no protest, an "Action Forum" no action."""
_MOVABLE = frozenset({"with", "against"})
"""Prepositions before the other side, which the parser often hangs one noun too deep."""
_MODIFIERS = frozenset({"amod", "compound", "nmod", "poss"})


@dataclass(frozen=True, slots=True)
class Fired:
    """A row of the lexicon that fired at `token`.

    `prepositions` are where its own particles and prepositions stand, `objects` the tokens that its braces ask for.
    """

    token: int
    row: Trigger
    prepositions: tuple[int, ...] = ()
    objects: tuple[int, ...] = ()


def fired(parsed: Parsed, lexicon: Lexicon) -> Iterator[Fired]:
    """The triggers of a report in text order; the most specific row of each token."""
    for token in range(len(parsed)):
        pos = parsed.pos[token]
        if pos == "VERB" and parsed.dep[token] == "amod":
            continue
        if pos == "VERB":
            found = _verb(parsed, lexicon, token)
        elif pos in ("NOUN", "PROPN") and parsed.dep[token] not in ("compound", "nmod"):
            if parsed.entity[token] in _NO_EVENTS:
                continue
            found = _noun(parsed, lexicon, token)
        elif pos == "ADJ":
            found = _adjective(parsed, lexicon, token)
        else:
            continue
        if found is not None and found.row.type != NONE:
            yield found


def _verb(parsed: Parsed, lexicon: Lexicon, token: int) -> Fired | None:
    for row in lexicon.rows("verb", parsed.lemma[token]):
        beside = _beside(parsed, token, row.words)
        if beside is None:
            continue
        objects = _objects(parsed, token, row, beside) if row.objects else ()
        if objects or not row.objects:
            return Fired(token, row, beside, objects)
    return None


def _beside(parsed: Parsed, token: int, words: tuple[str, ...]) -> tuple[int, ...] | None:
    """Where the particles and prepositions that a row asks for stand, or None when one is missing."""
    found: list[int] = []
    for word in words:
        around = (token, *found) if not found else (found[-1], token)
        place = next(
            (
                c
                for t in around
                for c in parsed.children[t]
                if parsed.lower[c] == word and parsed.dep[c] in _BESIDE and not _dated(parsed, c)
            ),
            None,
        )
        if place is None and (objects := parsed.having(token, "dobj", "nsubjpass")):
            place = next(
                (c for o in objects for c in parsed.having(o, "prep") if parsed.lower[c] == word), None
            )
        if place is None:
            # "called for Israel to be ...": the preposition opens the clause that is called for
            clauses = parsed.having(token, "ccomp", "advcl", "xcomp")
            place = next(
                (
                    c
                    for v in clauses
                    if v > token
                    for c in parsed.having(v, "mark")
                    if parsed.lower[c] == word
                ),
                None,
            )
        if place is None:
            place = _deeper(parsed, token, word)
        if place is None:
            return None
        found.append(place)
    return tuple(found)


def _deeper(parsed: Parsed, token: int, word: str) -> int | None:
    """A preposition that the parser hung on the object of another one: "talked about the plan with X"."""
    if word not in _MOVABLE:
        return None
    for child in parsed.having(token, "prep"):
        for noun in parsed.having(child, "pobj"):
            for inner in parsed.having(noun, "prep"):
                if parsed.lower[inner] == word:
                    return inner
    return None


def _dated(parsed: Parsed, preposition: int) -> bool:
    return any(parsed.entity[o] in ("DATE", "TIME") for o in parsed.having(preposition, "pobj"))


def _objects(parsed: Parsed, token: int, row: Trigger, beside: tuple[int, ...]) -> tuple[int, ...]:
    """The tokens that the row's braces ask for, as objects of the verb or of its prepositions."""
    objects = parsed.having(token, "dobj", "nsubjpass", "attr", "oprd", "acomp", "ccomp")
    if parsed.dep[token] == "relcl" or (parsed.dep[token] == "acl" and parsed.tag[token] == "VBN"):
        objects.append(parsed.head[token])
    for place in beside:
        objects.extend(parsed.having(place, "pobj"))
    heads = [*objects, *(c for o in objects for c in parsed.having(o, "conj"))]
    return tuple(head for head in heads if row.objects & _called(parsed, head))


def _called(parsed: Parsed, noun: int) -> set[str]:
    """What the thing is called: the noun, or before a name the title that makes it a person ("President X")."""
    if parsed.pos[noun] != "PROPN":
        return {parsed.lemma[noun]}
    return {parsed.lemma[noun], *(parsed.lemma[c] for c in parsed.having(noun, "compound", "amod"))}


def _noun(parsed: Parsed, lexicon: Lexicon, token: int) -> Fired | None:
    rows = lexicon.rows("noun", parsed.lemma[token])
    if not rows:
        return None
    before = {parsed.lemma[c] for c in parsed.having(token, *_MODIFIERS)}
    before |= {parsed.lower[c] for c in parsed.having(token, *_MODIFIERS)}
    for child in parsed.having(token, *_MODIFIERS):
        before |= {parsed.lemma[c] for c in parsed.having(child, *_MODIFIERS)}
    for row in rows:
        beside = _beside(parsed, token, row.words)
        if beside is None or not all(options & before for options in row.modifiers):
            continue
        objects = _objects(parsed, token, row, beside) if row.objects else ()
        if objects or not row.objects:
            return Fired(token, row, beside, objects)
    return None


def _adjective(parsed: Parsed, lexicon: Lexicon, token: int) -> Fired | None:
    if parsed.dep[token] not in ("acomp", "oprd", "amod", "conj", "attr"):
        return None
    for row in lexicon.rows("adj", parsed.lemma[token]):
        beside = _beside(parsed, token, row.words)
        if beside is not None and (beside or parsed.dep[token] != "amod"):
            return Fired(token, row, beside)
    return None
