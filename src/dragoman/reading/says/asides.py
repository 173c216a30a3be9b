"""Sources that stand outside the clause: "according to X", "as X said", "X: ..." in headlines and interviews."""

from __future__ import annotations

from bisect import bisect_left

from dragoman.reading.parse import Parsed, Sentence
from dragoman.reading.says.extents import cue_words, phrase
from dragoman.reading.says.found import Found
from dragoman.reading.says.quotes import DASHES, MARKS, Quotation

_LABEL = 7
"""Tokens before a colon that can be a speaker's name."""
_HEADLINE = 30
"""Tokens of a headline at most."""
_SIGNATURE = 10
"""Tokens of a name after a dash at most."""
_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})


def according(parsed: Parsed, token: int) -> Found | None:
    """The attribution of "according to X" at `token`, the word "according"."""
    if token + 2 >= len(parsed) or parsed.lower[token + 1] != "to":
        return None
    head = _object_after(parsed, token)
    if head is None:
        return None
    source = phrase(parsed, head, token + 1)
    if source[1] <= source[0]:
        return None
    found = Found(token, "according", (token, token + 2), source, "according", "phrase")
    sentence = parsed.sentences[parsed.sentence[token]]
    before, after = (sentence.start, token), (source[1], sentence.end)
    if before[1] - before[0] < 3:
        found.tokens = [after]
    elif after[1] - after[0] < 4 or parsed.text[source[1]] != ",":
        found.tokens = [before]
    else:
        found.tokens = [before, after]
    return found


def _object_after(parsed: Parsed, token: int) -> int | None:
    for child in (token + 1, token):
        head = parsed.child(child, "pobj")
        if head is not None and head > token + 1:
            return head
    following = token + 2
    return following if parsed.pos[following] in ("NOUN", "PROPN", "PRON", "DET", "ADJ", "NUM") else None


def as_clause(parsed: Parsed, verb: int) -> Found | None:
    """The attribution of "as X said" at `verb`: the content is the clause it hangs on."""
    if parsed.dep[verb] != "advcl" or parsed.head[verb] == verb:
        return None
    own = parsed.children[verb]
    mark = next((c for c in own if parsed.lower[c] == "as" and c < verb), None)
    subject = parsed.child(verb, "nsubj")
    if mark is None or subject is None or any(parsed.dep[c] in ("ccomp", "dobj", "xcomp") for c in own):
        return None
    low, high = parsed.subtree(verb)
    sentence = parsed.sentences[parsed.sentence[verb]]
    cue, source = cue_words(parsed, verb, verb + 1), phrase(parsed, subject, verb)
    found = Found(verb, "as", cue, source, parsed.lemma[verb], "verb")
    if low - sentence.start < 3:
        found.tokens = [(high, sentence.end)]
    else:
        found.tokens = [(sentence.start, low)]
    return found


def label(parsed: Parsed, first: Sentence) -> Found | None:
    """The attribution of a headline or a turn in an interview: "Pentagon: no troops sent", "No troops sent: Pentagon".

    `first` is the first sentence of a paragraph; headlines are the report's first paragraph when it is short, and
    lines that end no sentence.
    """
    start, end = first.start, _paragraph_end(parsed, first)
    text = parsed.text
    if text[start] in MARKS and start + 1 < end:
        start += 1
    colon = next((t for t in range(start + 1, min(end, start + _HEADLINE)) if text[t] == ":"), None)
    if colon is None or colon + 1 >= end:
        return None
    turn = text[start].isupper() and len(text[start]) > 2 and colon - start <= 4
    headline = (first.heading or start == 0) and end - start <= _HEADLINE and end < len(parsed)
    if not (turn or headline):
        return None
    if colon - start <= _LABEL and _is_name(parsed, start, colon):
        found = Found(colon, "label", (colon, colon + 1), (start, colon), ":", "punct")
        found.tokens = [(colon + 1, end)]
        return found
    if end - colon - 1 <= 4 and colon - start > 3 and _is_name(parsed, colon + 1, end):
        found = Found(colon, "label", (colon, colon + 1), (colon + 1, end), ":", "punct")
        found.tokens = [(start, colon)]
        return found
    return None


def signature(parsed: Parsed, quote: Quotation) -> Found | None:
    """The attribution of a quotation that its speaker's name follows after a dash, up to the end of the line.

    What is quoted must be a sentence: '"Enough is enough." - a farmer in Kandahar'.
    """
    text = parsed.report.text
    dash = bisect_left(parsed.start, quote.end)
    if dash >= len(parsed) or parsed.text[dash] not in DASHES:
        return None
    line_end = text.find("\n", parsed.end[dash])
    name = parsed.tokens_in(parsed.end[dash], line_end if line_end >= 0 else len(text))
    said = parsed.tokens_in(quote.start, quote.end)
    if not name or len(name) > _SIGNATURE or not said or not _is_name(parsed, name.start, name.stop):
        return None
    if not any(parsed.tag[token] in _FINITE for token in said):
        return None
    found = Found(dash, "label", (dash, dash + 1), (name.start, name.stop), parsed.text[dash], "punct")
    found.tokens = [(said.start, said.stop)]
    return found


def _is_name(parsed: Parsed, start: int, end: int) -> bool:
    tokens = range(start, end)
    if not tokens or any(parsed.tag[t] in _FINITE or parsed.text[t] in MARKS for t in tokens):
        return False
    return parsed.pos[end - 1] in ("NOUN", "PROPN") or parsed.text[end - 1].isupper()


def _paragraph_end(parsed: Parsed, sentence: Sentence) -> int:
    last = sentence
    while (
        last.index + 1 < len(parsed.sentences)
        and parsed.sentences[last.index + 1].paragraph == sentence.paragraph
    ):
        last = parsed.sentences[last.index + 1]
    return last.end
