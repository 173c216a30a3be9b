"""Which words of the report tell of an event, by the lexicon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dragoman.reading.parse import Parsed, Sentence
from dragoman.reading.what.lexicon import ANY, NONE, PERSON, Lexicon, Trigger

_BESIDE = frozenset({"prt", "prep", "advmod", "dative", "agent", "aux", "mark", "npadvmod", "oprd", "acomp"})
_NO_EVENTS = frozenset({"DATE", "TIME", "ORG", "PERSON", "GPE", "NORP", "FAC", "PRODUCT", "MONEY"})
"""Names and dates: a "March" is no protest, an "Action Forum" no action."""
_PARTS = frozenset(
    {
        "some",
        "all",
        "most",
        "many",
        "part",
        "number",
        "series",
        "any",
        "one",
        "several",
        "much",
        "rest",
        "dozen",
        "hundred",
        "thousand",
        "score",
        "batch",
        "lot",
        "worth",
        "ton",
        "tonne",
        "shipment",
        "consignment",
        "load",
        "package",
    }
)
"""Before "of": "eased some of its restrictions" eases restrictions."""
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
    around = [_words(parsed, sentence) for sentence in parsed.sentences]
    for token in range(len(parsed)):
        pos = parsed.pos[token]
        words = around[parsed.sentence[token]]
        if pos == "VERB" and parsed.dep[token] == "amod":
            continue
        if pos == "VERB":
            found = _verb(parsed, lexicon.within("verb", parsed.lemma[token], words), token)
            if parsed.dep[token] == "acomp" and parsed.tag[token] == "VBN":
                # "is concerned by": an adjective, whatever the parser calls it.
                adjectives = lexicon.within("adj", parsed.lower[token], words)
                found = _adjective(parsed, adjectives, token) or found
        elif pos in ("NOUN", "PROPN") and parsed.dep[token] not in ("compound", "nmod"):
            if parsed.entity[token] in _NO_EVENTS:
                continue
            found = _noun(parsed, lexicon.within("noun", parsed.lemma[token], words), token)
        elif pos == "ADJ":
            found = _adjective(parsed, lexicon.within("adj", parsed.lower[token], words), token)
        else:
            continue
        if found is not None and found.row.type != NONE:
            yield found


def _words(parsed: Parsed, sentence: Sentence) -> set[str]:
    """All that a row can ask for within a sentence."""
    low, high = sentence.start, sentence.end
    labels = {f"@{label.lower()}" for label in parsed.entity[low:high]}
    return labels.union(parsed.lower[low:high], parsed.lemma[low:high])


def _verb(parsed: Parsed, rows: Sequence[Trigger], token: int) -> Fired | None:
    for row in rows:
        beside = _beside(parsed, token, row)
        if beside is None or (row.type == NONE and _has_object_too(parsed, token, row, beside)):
            continue
        objects = _objects(parsed, token, row, beside) if row.objects else ()
        if objects or not row.objects:
            return Fired(token, row, beside, objects)
    return None


def _has_object_too(parsed: Parsed, token: int, row: Trigger, beside: tuple[int, ...]) -> bool:
    """Whether "seized (the ship) on (suspicion)" is no "seized on": the verb has an object of its own."""
    governing = any(parsed.dep[place] == "prep" for place in beside)
    return governing and not row.objects and parsed.child(token, "dobj", "nsubjpass") is not None


def _beside(parsed: Parsed, token: int, row: Trigger) -> tuple[int, ...] | None:
    """Where the particles and prepositions that a row asks for stand, or None when one is missing."""
    found: list[int] = []
    for word in row.words:
        around = (token, *found) if not found else (found[-1], token)
        place = next(
            (
                c
                for t in around
                for c in parsed.children[t]
                if parsed.lower[c] == word
                and _stands_beside(parsed, c)
                # "vowed to protest": the infinitive's own "to" is no preposition of it.
                and not (parsed.dep[c] == "aux" and c < t)
                and not _dated(parsed, c)
            ),
            None,
        )
        if place is None and (objects := parsed.having(token, "dobj", "nsubjpass")):
            place = next(
                (
                    c
                    for o in objects
                    for c in parsed.having(o, "prep", "amod")
                    # "set free two men": the parser takes "free" for an adjective of the men.
                    if parsed.lower[c] == word and (parsed.dep[c] == "prep" or c == token + 1)
                ),
                None,
            )
        if place is None:
            # "called for Israel to be ...": the preposition opens the clause that is called for
            clauses = parsed.having(token, "ccomp", "advcl", "xcomp")
            # and the infinitive of what somebody is told to do, or, where the row names it, undertakes to do
            told = bool(row.objects) or parsed.child(token, "dobj", "nsubjpass") is not None
            opening = ("mark", "aux") if told else ("mark",)
            place = next(
                (
                    c
                    for v in clauses
                    if v > token
                    for c in parsed.having(v, *opening)
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


def _stands_beside(parsed: Parsed, token: int) -> bool:
    """Whether a word belongs to its verb: a particle, a preposition, or what the object is said to be ("guilty")."""
    dep, pos = parsed.dep[token], parsed.pos[token]
    return (
        dep in _BESIDE
        or (dep in ("ccomp", "advcl") and pos == "ADJ")
        or (dep == "ccomp" and pos in ("ADP", "ADV") and parsed.child(token, "mark") is None)
    )


def _deeper(parsed: Parsed, token: int, word: str) -> int | None:
    """A preposition that the parser hung elsewhere: "talked about the plan with X", "held (an exercise) (with X)"."""
    if word == "to" and parsed.pos[token] == "VERB":
        # "sent dozens of trucks with food to X": the parser hung "to" on what is given.
        given = [
            n for o in parsed.having(token, "dobj", "nsubjpass") for n in range(o + 1, parsed.subtree(o)[1])
        ]
        return next(
            (
                n
                for n in given
                if parsed.dep[n] == "prep"
                and parsed.lower[n] == word
                and parsed.having(n, "pobj")
                and parsed.pos[parsed.head[n]] in ("NOUN", "PROPN")
            ),
            None,
        )
    if word not in _MOVABLE:
        return None
    if parsed.dep[token] == "dobj":
        beside = parsed.having(parsed.head[token], "prep")
        return next((c for c in beside if c > token and parsed.lower[c] == word), None)
    for child in parsed.having(token, "prep"):
        for noun in parsed.having(child, "pobj"):
            for inner in parsed.having(noun, "prep"):
                if parsed.lower[inner] == word:
                    return inner
    return None


def _dated(parsed: Parsed, preposition: int) -> bool:
    return any(parsed.entity[o] in ("DATE", "TIME") for o in parsed.having(preposition, "pobj"))


def raised(parsed: Parsed, verb: int) -> int | None:
    """Who undergoes a passive infinitive: the subject of what it hangs on ("troops are expected to be sent")."""
    if parsed.dep[verb] != "xcomp" or parsed.child(verb, "auxpass") is None:
        return None
    head = parsed.head[verb]
    if parsed.dep[head] == "acomp":
        head = parsed.head[head]
    return parsed.child(head, "nsubjpass", "nsubj")


def _objects(parsed: Parsed, token: int, row: Trigger, beside: tuple[int, ...]) -> tuple[int, ...]:
    """The tokens that the row's braces ask for, as objects of the verb or of its prepositions."""
    objects = parsed.having(token, "dobj", "nsubjpass", "attr", "oprd", "acomp", "ccomp")
    objects += [c for c in parsed.having(token, "advcl") if parsed.pos[c] == "ADJ"]
    if parsed.dep[token] == "relcl" or (parsed.dep[token] == "acl" and parsed.tag[token] == "VBN"):
        objects.append(parsed.head[token])
    if (thing := raised(parsed, token)) is not None:
        objects.append(thing)
    for place in beside:
        objects.extend(parsed.having(place, "pobj"))
        if parsed.dep[place] == "aux":
            # "ordered X to leave"
            objects.append(parsed.head[place])
    heads = [*objects, *(c for o in objects for c in parsed.having(o, "conj"))]
    heads += [
        p
        for o in objects
        if parsed.lemma[o] in _PARTS or parsed.pos[o] == "NUM"
        for c in parsed.having(o, "prep")
        for p in parsed.having(c, "pobj")
    ]
    if PERSON in row.objects and parsed.child(token, "oprd") is not None:
        # "called him a liar"
        return ()
    if ANY in row.objects:
        return tuple(parsed.having(token, "dobj", "nsubjpass"))
    return tuple(head for head in heads if row.objects & _called(parsed, head))


def _called(parsed: Parsed, noun: int) -> set[str]:
    """What the thing is called: the noun, or before a name the title that makes it a person ("President X")."""
    if parsed.pos[noun] != "PROPN":
        return {parsed.lemma[noun]}
    titles = (parsed.lemma[c] for c in parsed.having(noun, "compound", "amod"))
    return {parsed.lemma[noun], f"@{parsed.entity[noun].lower()}", *titles}


def _noun(parsed: Parsed, rows: Sequence[Trigger], token: int) -> Fired | None:
    if not rows:
        return None
    before = {parsed.lemma[c] for c in parsed.having(token, *_MODIFIERS)}
    before |= {parsed.lower[c] for c in parsed.having(token, *_MODIFIERS)}
    for child in parsed.having(token, *_MODIFIERS):
        before |= {parsed.lemma[c] for c in parsed.having(child, *_MODIFIERS)}
    for row in rows:
        beside = _beside(parsed, token, row)
        if beside is None or not all(options & before for options in row.modifiers):
            continue
        objects = _objects(parsed, token, row, beside) if row.objects else ()
        if objects or not row.objects:
            return Fired(token, row, beside, objects)
    return None


def _adjective(parsed: Parsed, rows: Sequence[Trigger], token: int) -> Fired | None:
    if parsed.dep[token] not in ("acomp", "oprd", "amod", "conj", "attr"):
        return None
    for row in rows:
        beside = _beside(parsed, token, row)
        if beside is None or (not beside and parsed.dep[token] == "amod"):
            continue
        objects = _objects(parsed, token, row, beside) if row.objects else ()
        if objects or not row.objects:
            return Fired(token, row, beside, objects)
    return None
