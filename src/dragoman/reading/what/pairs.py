"""Which type for a given pair of actors? The lexicon's events between two marked phrases, as probabilities.

A learned model will take this place; its answer has the same shape.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.codebook import Codebook
from dragoman.errors import SpanError
from dragoman.reading.parse import Parsed
from dragoman.reading.what.draft import Draft
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.records import Actor, Pair, PairCode, Span

# Weights of what speaks for an event being the one between the pair. Set by hand on ../shared/data/plv_train.jsonl
# (`dragoman evaluate pairs FILE` tells how well they do); sharpness turns weight into probability.
SOURCE, TARGET, BETWEEN, FIRST, SHARPNESS = 2.0, 2.0, 0.5, 0.5, 1.2


def check(marked: Sequence[Pair]) -> None:
    """Raises SpanError, naming the pair by its number from 0, for a mark that holds no words of the pair's text."""
    for number, pair in enumerate(marked):
        for name, span in (("source", pair.source), ("target", pair.target)):
            if span is None:
                continue
            start, end = span
            if not 0 <= start < end <= len(pair.text) or not pair.text[start:end].strip():
                size = len(pair.text)
                raise SpanError(
                    f"the {name} {start}:{end} holds no words of its text ({size} characters)",
                    where=f"pair {number}",
                )


def marked_mentions(parsed: Parsed, pair: Pair) -> Mentions:
    """The two marked phrases as mentions, whatever the gazetteer knows of them; tokens that a mark cuts are whole."""
    found: list[Mention] = []
    for number, marked in enumerate((pair.source, pair.target)):
        tokens = _tokens(parsed, marked) if marked else range(0)
        if marked is None or not tokens:
            continue
        inside = set(tokens)
        head = next((t for t in tokens if parsed.head[t] not in inside or parsed.head[t] == t), tokens[-1])
        span = Span.of(pair.text, *marked)
        actor = Actor(span.text, span.start, span.end, name=span.text, kind="group", country=None)
        found.append(Mention(tokens[0], tokens[-1] + 1, head, number, actor))
    return Mentions(found)


def _tokens(parsed: Parsed, marked: tuple[int, int]) -> range:
    start, end = marked
    return parsed.tokens_in(start, end) or range(
        bisect_right(parsed.end, start), bisect_left(parsed.start, end)
    )


def classify(
    parsed: Parsed, pair: Pair, drafts: Sequence[Draft], book: Codebook, lists: Mapping[str, Any]
) -> PairCode:
    """The type of the pair. Without any trigger all types are as likely, and the first in the codebook is given.

    `lists` is the table of what.toml.
    """
    weight = dict.fromkeys(book.types, 0.0)
    edges = [*(pair.source or ()), *(pair.target or ())]
    low, high = min(edges, default=0), max(edges, default=len(pair.text))
    for number, draft in enumerate(drafts):
        score = 1.0 + FIRST / (number + 1)
        score += SOURCE * any(m.entity == 0 for m in draft.sources)
        score += TARGET * any(m.entity == 1 for m in draft.targets)
        score += BETWEEN * (low <= parsed.start[draft.token] <= high)
        future = draft.status.status == "planned" and draft.type in lists["future"]["types"]
        type_ = lists["future"]["becomes"] if future else draft.type
        weight[type_] = max(weight[type_], score)
    total = sum(math.exp(SHARPNESS * w) for w in weight.values())
    scores = {type_: math.exp(SHARPNESS * w) / total for type_, w in weight.items()}
    return PairCode(max(scores, key=lambda t: scores[t]), scores)
