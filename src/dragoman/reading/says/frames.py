"""What does a cue govern? The pattern in which a verb, noun or adjective takes its content, and the words of it.

Patterns are named as a reader would write them in data/cues.csv:

    that        "said (that) it would go"            to do       "vowed to go"
    quote       "It would go, he said"               X to do     "urged them to go"
    X           "denied the report"                  doing       "denied going"
    X as        "described it as odd" (any preposition)          X Y   "called it odd"
    for X       "called for talks" (any preposition; it belongs to the cue)
    be done     "was criticised"                     be done to do, be done that, be done for X, ...
"""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.reading.parse import Parsed

QUOTE = "quote"

_ROLES = {
    "ccomp": "ccomp",
    "xcomp": "xcomp",
    "dobj": "object",
    "dative": "object",
    "oprd": "oprd",
    "acomp": "oprd",
    "attr": "oprd",
    "prep": "prep",
    "advcl": "",
}
_ADDRESSING = frozenset({"to", "on", "upon", "with"})
"""Prepositions of whom a demand is put to: "appealed to Khartoum to let them in"."""
_VERBAL = frozenset({"VERB", "AUX"})
_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})


@dataclass(frozen=True, slots=True)
class Government:
    """A pattern found at a cue, and the tokens `start` to `end` (exclusive) of its content.

    `cue_end` is the token after the last word of the cue: a preposition or particle may belong to it. `also` are the
    content's tokens on the other side of the cue ("(He) was criticised (for it)")."""

    frame: str
    start: int
    end: int
    cue_end: int
    also: tuple[int, int] | None = None


def is_passive(parsed: Parsed, token: int) -> bool:
    """Whether the verb is in the passive voice, be it with "be" or bare after a noun ("steps urged by France")."""
    dep = parsed.dep
    for child in parsed.children[token]:
        if dep[child] in ("auxpass", "nsubjpass", "agent"):
            return True
    return (
        parsed.tag[token] == "VBN"
        and dep[token] in ("acl", "advcl")
        and not parsed.having(token, "aux", "nsubj")
    )


def verb(parsed: Parsed, token: int) -> Government | None:
    """The pattern of a verb, or None when nothing that could be content hangs on its right side."""
    dep, lemma = parsed.dep, parsed.lemma
    right = [c for c in parsed.children[token] if c > token]
    cue_end = token + 1
    for child in right:
        if dep[child] == "prt" and child <= cue_end:
            cue_end = child + 1
    complements = [c for c in right if dep[c] in _ROLES]
    passive = is_passive(parsed, token)
    found = _active(parsed, token, complements, cue_end)
    if not passive:
        return found
    subject = parsed.child(token, "nsubjpass", "csubjpass") or _shared_subject(parsed, token)
    if subject is None:
        return None
    own = parsed.subtree(subject)
    if own[1] > token:
        return None
    if found is None or found.frame == "X":
        return Government("be done", *own, cue_end)
    if found.frame == "that" or lemma[subject] == "it":
        return Government("be done " + found.frame, found.start, found.end, found.cue_end)
    return Government("be done " + found.frame, found.start, found.end, found.cue_end, own)


def _shared_subject(parsed: Parsed, token: int) -> int | None:
    """The subject of the verb that a passive is joined to ("which killed ten and was claimed by X")."""
    if parsed.dep[token] != "conj":
        return None
    return parsed.child(parsed.head[token], "nsubj", "nsubjpass")


def _active(parsed: Parsed, token: int, complements: list[int], cue_end: int) -> Government | None:
    roles = _roles(parsed, complements, cue_end)
    thing: int | None = None
    low = cue_end
    for index, (child, role) in enumerate(zip(complements, roles, strict=True)):
        start, end = parsed.subtree(child)
        start = max(start, cue_end)
        if role == "ccomp":
            return Government(_clause_frame(parsed, child), start, _and_that(parsed, end), cue_end)
        if role == "for" and thing is None and start <= cue_end + 2:
            return Government("for X", start + 1, end, start + 1)
        if role in ("xcomp", "oprd", "as"):
            frame = "as" if role == "as" else _infinitive_frame(parsed, child, role)
            if thing is not None:
                return Government("X " + frame, low, end, cue_end)
            return None if role == "as" else Government(frame, start, end, cue_end)
        if role == "object" and thing is None:
            thing, low = child, start
        elif role == "prep" and not any(later in ("ccomp", "xcomp") for later in roles[index + 1 :]):
            if thing is not None:
                return Government("X " + parsed.lower[child], low, end, cue_end)
            if child <= cue_end + 2 and "object" not in roles[index + 1 :]:
                return Government(parsed.lower[child] + " X", child + 1, end, child + 1)
    if thing is None or parsed.dep[thing] != "dobj":
        return None
    start, end = parsed.subtree(thing)
    return Government(_object_frame(parsed, thing), start, end, cue_end) if start >= cue_end else None


def _and_that(parsed: Parsed, end: int) -> int:
    """Where a that-clause ends that is followed by "and that ..." or ", but that ..."."""
    stop = parsed.sentences[parsed.sentence[end - 1]].end
    token = end + (end < stop and parsed.text[end] == ",")
    if token + 1 < stop and parsed.pos[token] == "CCONJ" and parsed.lower[token + 1] == "that":
        return stop
    return end


def _roles(parsed: Parsed, complements: list[int], cue_end: int) -> list[str]:
    """What each complement is to the verb, the parser's commoner slips put right ("" for what is none)."""
    dep, lower, tag = parsed.dep, parsed.lower, parsed.tag
    result = []
    reached, addressed = cue_end, False
    for child in complements:
        start, end = parsed.subtree(child)
        label = dep[child]
        role = _ROLES.get(label, "")
        if label in ("ccomp", "xcomp", "advcl") and lower[start] == "for":
            role = "for"
        elif label == "advcl":
            first = child if start == child else start
            if lower[first] in ("that", "whether"):
                role = "ccomp"
            elif (
                lower[first] == "as"
                and tag[child] in ("JJ", "NN", "VBN")
                and not parsed.having(child, "nsubj")
            ):
                role = "as"
            elif lower[first] == "to" and tag[child] == "VB" and start == reached and addressed:
                role = "xcomp"
        elif label == "prep":
            objects = parsed.having(child, "pobj", "pcomp")
            if not objects or _is_time(parsed, objects[0]) or _is_reporting(parsed, child, objects[0]):
                role = ""
        result.append(role)
        addressed = role == "object" or (role == "prep" and lower[child] in _ADDRESSING)
        reached = end
    return result


def _infinitive_frame(parsed: Parsed, child: int, role: str) -> str:
    if role == "oprd":
        return "Y"
    if any(parsed.lower[c] == "to" and parsed.dep[c] == "aux" for c in parsed.children[child]):
        return "to do"
    return "doing" if parsed.tag[child] == "VBG" else "Y"


def _object_frame(parsed: Parsed, thing: int) -> str:
    """ "X", or what the parser hung on the object: "called Syria an aggressor", "dismissed the claim as nonsense"."""
    for child in parsed.children[thing]:
        if parsed.dep[child] == "prep" and parsed.lower[child] == "as":
            return "X as"
        if parsed.dep[child] == "appos" and parsed.subtree(child)[0] == thing + 1:
            return "X Y"
    return "X"


def _is_reporting(parsed: Parsed, preposition: int, token: int) -> bool:
    """ "(was quoted) as saying that ...": the participle is the cue, not the content."""
    if parsed.lower[preposition] != "as":
        return False
    return (
        parsed.dep[token] == "pcomp"
        and parsed.tag[token] == "VBG"
        and parsed.child(token, "ccomp") is not None
    )


def _is_time(parsed: Parsed, token: int) -> bool:
    return parsed.entity[token] in ("DATE", "TIME")


def _clause_frame(parsed: Parsed, clause: int) -> str:
    dep, tag, lower = parsed.dep, parsed.tag, parsed.lower
    own = parsed.children[clause]
    subject = any(dep[c] in ("nsubj", "nsubjpass", "expl", "csubj") for c in own)
    if any(dep[c] == "aux" and lower[c] == "to" for c in own):
        return "X to do" if subject else "to do"
    if any(dep[c] in ("aux", "auxpass", "mark") for c in own) or tag[clause] in _FINITE:
        return "that"
    if subject and tag[clause] == "VBG":
        return "X doing"
    if subject and parsed.pos[clause] not in _VERBAL:
        return "X Y"
    return "that"


def noun(parsed: Parsed, token: int) -> Government | None:
    """The pattern of a noun: a clause, an infinitive or a prepositional phrase that hangs on it."""
    dep, lower = parsed.dep, parsed.lower
    for child in parsed.children[token]:
        if child < token:
            continue
        label = dep[child]
        if label in ("acl", "ccomp", "relcl", "advcl"):
            start, end = parsed.subtree(child)
            marks = {lower[c] for c in parsed.children[child] if dep[c] in ("mark", "aux")}
            if "to" in marks and label != "relcl":
                start = _with_for(parsed, token, start)
                return Government("to do", max(start, token + 1), end, token + 1)
            if lower[start] == "that" and label in ("acl", "ccomp"):
                return Government("that", start, end, token + 1)
        elif label == "prep" and all(
            _is_time(parsed, t) or parsed.pos[t] == "ADV" for t in range(token + 1, child)
        ):
            if lower[child] in ("by", "from") or not parsed.having(child, "pobj", "pcomp"):
                continue
            target = parsed.having(child, "pobj", "pcomp")[0]
            if _is_time(parsed, target):
                continue
            start, end = parsed.subtree(child)
            return Government(lower[child] + " X", child + 1, end, child + 1)
    return None


def _with_for(parsed: Parsed, noun: int, start: int) -> int:
    """Where "(demands) for Britain to leave" starts, when "for Britain" was parsed apart."""
    for child in parsed.children[noun]:
        if parsed.dep[child] == "prep" and parsed.lower[child] == "for" and parsed.subtree(child)[1] == start:
            return child
    return start


def adjective(parsed: Parsed, token: int) -> Government | None:
    """The pattern of an adjective after "be": a clause, an infinitive or a prepositional phrase."""
    dep, lower = parsed.dep, parsed.lower
    for child in parsed.children[token]:
        if child < token:
            continue
        start, end = parsed.subtree(child)
        if dep[child] == "ccomp":
            return Government("that", start, end, token + 1)
        if dep[child] == "xcomp":
            return Government("to do", start, end, token + 1)
        if dep[child] == "prep" and child == token + 1 and parsed.having(child, "pobj", "pcomp"):
            return Government(lower[child] + " X", child + 1, end, child + 1)
    return None
