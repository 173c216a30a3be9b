"""How far do a source, a cue and a content reach? Their exact words.

The extents follow the annotation guide of PolNeAR: a source is the whole noun phrase with title, apposition and
relative clause; a cue takes its auxiliaries, negation and adverbs in between; a content takes "that", "to" and its
quotation marks, but no full stop outside them. Where the guide leaves room, the reading that agreed best with the
training articles was taken (benchmarks/attributions.py measures it).
"""

from __future__ import annotations

from dragoman.reading.parse import Parsed

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_CLIMB = frozenset({"conj", "advcl", "xcomp", "pcomp", "prep", "ccomp", "dep"})
_PRONOUNS = frozenset({"WP", "WDT"})
_TIMES = frozenset({"DATE", "TIME"})
_LIGHT = frozenset({"aux", "auxpass", "neg", "advmod"})
_NEAR = 12
"""Tokens of a source that the parser did not tie to its verb."""
_MAKERS = frozenset({"NORP", "GPE", "ORG", "PERSON"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_CHAIN = 8
"""Tokens between the verbs of one cue."""
_CLAUSE_ENDS = frozenset({",", ";", ":", "--", "—", "–", "-"})


def subject_of(parsed: Parsed, verb: int) -> int | None:
    """The head of who does what `verb` says: its own subject, or that of the verb it hangs on."""
    dep = parsed.dep
    current = verb
    for _ in range(6):
        found = parsed.child(current, *_SUBJECTS)
        if found is not None and found != verb:
            return found
        label = dep[current]
        head = parsed.head[current]
        if label == "relcl" and head != current:
            return head
        if label == "acl" and head != current:
            if parsed.tag[current] != "VBG" or not _is_bystander(parsed, head):
                return head
            label = "advcl"
        if label not in _CLIMB or head == current:
            return None
        if label == "pcomp" or label == "prep":
            owner = parsed.child(head, "poss")
            if owner is not None and parsed.pos[head] in ("NOUN", "PROPN"):
                return owner
        current = head
    return None


def _is_bystander(parsed: Parsed, noun: int) -> bool:
    """Whether a participle after `noun` belongs to the clause: "dropped leaflets on the town warning of attacks"."""
    above = parsed.head[noun]
    return parsed.dep[noun] == "pobj" and parsed.dep[above] == "prep" and parsed.entity[noun] == ""


def beside(parsed: Parsed, verb: int) -> int | None:
    """The head of the words between a comma and a verb of saying that the parser gave no subject.

    "..., the governor said Sunday" now and then comes out with the governor in apposition to what stands before.
    """
    start = parsed.sentences[parsed.sentence[verb]].start
    low = verb
    while low > start and verb - low <= _NEAR and parsed.text[low - 1] not in _CLAUSE_ENDS:
        low -= 1
    if low <= start or low == verb or verb - low > _NEAR:
        return None
    words = range(low, verb)
    if any(parsed.pos[t] in ("VERB", "AUX", "CCONJ", "SCONJ") for t in words) or parsed.pos[low] in (
        "ADP",
        "ADV",
    ):
        return None
    return next((t for t in words if parsed.head[t] not in words and parsed.pos[t] in _NOMINAL), None)


def phrase(parsed: Parsed, head: int, cue: int) -> tuple[int, int]:
    """The noun phrase of `head` as a source: tokens from and to (exclusive), on its own side of `cue`.

    A trailing comma belongs to a phrase that the cue follows; a date at its end never does.
    """
    low, high = parsed.subtree(head)
    if low <= cue < high:
        low, high = (low, cue) if head < cue else (cue + 1, high)
    while low < head and parsed.pos[low] in ("PUNCT", "CCONJ", "ADV", "SCONJ") and parsed.dep[low] != "det":
        low += 1
    if head > cue:
        high = _without_time(parsed, head, high)
        for token in range(head + 1, high):
            if parsed.dep[token] in ("advcl", "ccomp") or parsed.text[token] in ('"', "”", "“"):
                high = token
                break
    while (
        high - 1 > head
        and parsed.pos[high - 1] in ("PUNCT",)
        and parsed.text[high - 1] not in (")", '"', "”")
    ):
        high -= 1
    if (
        head < cue
        and high < cue
        and parsed.text[high] == ","
        and high > head + 1
        and "," in parsed.text[head:high]
    ):
        high += 1
    return low, high


def carrier(parsed: Parsed, noun: int, verbs: frozenset[str]) -> int | None:
    """The verb that only carries a noun of speech: "made the claim that", "went with promises to"; else None."""
    head = parsed.head[noun]
    if parsed.dep[noun] == "dobj" and parsed.lemma[head] in verbs:
        return head
    return None


def noun_source(parsed: Parsed, noun: int, before: int) -> int | None:
    """The head of who makes the claim that `noun` names: "Putin's claim", "a claim by Putin"; None when not said.

    `before` is the token where the content starts.
    """
    owner = parsed.child(noun, "poss")
    if owner is not None:
        return owner
    for prep in parsed.having(noun, "prep", "agent"):
        if noun < prep < before and parsed.lower[prep] in ("by", "from"):
            return parsed.child(prep, "pobj")
    for child in parsed.children[noun]:
        if (
            child < noun
            and parsed.dep[child] in ("amod", "compound", "nmod")
            and parsed.entity[child] in _MAKERS
        ):
            return child
    return None


def _without_time(parsed: Parsed, head: int, high: int) -> int:
    for token in range(head + 1, high):
        if parsed.entity[token] in _TIMES and parsed.dep[token] in (
            "npadvmod",
            "tmod",
            "appos",
            "nmod",
            "compound",
        ):
            return token
    return high


def _chain(parsed: Parsed, verb: int) -> int:
    """The verb that leads to this one without a clause between: "went on to say", "is struggling to show"."""
    dep = parsed.dep
    current = verb
    for _ in range(3):
        head = parsed.head[current]
        label = dep[current]
        to = current > 0 and any(
            parsed.lower[c] == "to" and dep[c] == "aux" for c in parsed.children[current]
        )
        if label == "pcomp" and dep[head] == "prep":
            head, label = parsed.head[head], "xcomp"
        elif not (label == "xcomp" or (label == "advcl" and to)):
            break
        if head >= current or current - head > _CHAIN or parsed.pos[head] not in ("VERB", "AUX"):
            break
        if any(parsed.text[t] in (",", ";", ":", '"', "“", "”") for t in range(head, current)):
            break
        current = head
    return current


def cue_words(parsed: Parsed, verb: int, end: int) -> tuple[int, int]:
    """The words of a cue: its verb with the auxiliaries, negations and adverbs right before it, up to `end`."""
    dep = parsed.dep
    own = {c for c in parsed.children[verb] if dep[c] in _LIGHT and c < verb}
    low = _chain(parsed, verb)
    if low != verb:
        own = {c for c in parsed.children[low] if dep[c] in _LIGHT and c < low}
        verb, first = low, verb
        end = max(end, first + 1)
    while low - 1 in own and parsed.tag[low - 1] not in ("WRB",):
        low -= 1
    while (
        low < verb and dep[low] == "advmod" and parsed.lower[low] in ("then", "when", "so", "however", "thus")
    ):
        low += 1
    high = max(end, verb + 1)
    if high < len(parsed) and parsed.text[high] == ":":
        high += 1
    return low, high
