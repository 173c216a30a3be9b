"""The rows that the attribution model learns from: passages of annotated articles with the tokens of each part."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

import dragoman
from dragoman.reading.parse import Parsed, Parser
from dragoman.reading.says.cues import load_cues
from dragoman.reading.says.find import find
from dragoman.reading.says.learned import pieces
from dragoman.reading.says.passages import PAIR_FEATURES, Labels, Passage, Passages
from dragoman.reading.says.quotes import quotations

Numbers = NDArray[np.int64]
OUT, CUE_BEGINS, CUE_GOES_ON = 0, 1, 2
SOURCE_BEGINS, SOURCE_GOES_ON, CONTENT_BEGINS, CONTENT_GOES_ON = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Row:
    """A passage. `ids` are word pieces, `first` the piece of each token, `words` [features, tokens], `cues` the labels
    of the tokens as cues; for each place where a cue is or might be (`places`, tokens from and to, in the passage):
    `pairs` [places, features, tokens] and `parts` [places, tokens], all OUT where there is no cue."""

    ids: Numbers
    owner: Numbers
    first: Numbers
    words: Numbers
    cues: Numbers
    places: list[tuple[int, int]]
    pairs: Numbers
    parts: Numbers
    document: str


def articles(path: Path) -> list[dict[str, Any]]:
    """The annotated articles of a PolNeAR file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def labels_of(parser: Parser) -> Labels:
    """The parser's own names of its classes."""
    pipes = {name: parser._nlp.get_pipe(name).labels for name in ("tagger", "parser", "ner")}
    return Labels.of(*(sorted(pipes[name]) for name in ("tagger", "parser", "ner")))


def prepare(
    texts: Sequence[dict[str, Any]], parser: Parser, tokenizer: Tokenizer, labels: Labels
) -> Iterator[Row]:
    """The rows of annotated articles."""
    cues = load_cues()
    reports = (dragoman.Report(one["text"], None, one["id"]) for one in texts)
    for parsed, article in zip(parser.parse_many(reports), texts, strict=True):
        quotes = quotations(parsed.report.text)
        found = find(parsed, cues, quotes)
        passages = Passages(parsed, found, quotes, labels)
        annotations = article.get("annotations") or [{"attributions": []}]
        gold = [_tokens(parsed, one) for one in annotations[0]["attributions"]]
        ruled = [one.cue for one in found]
        for passage in passages:
            yield _row(passages, passage, gold, ruled, tokenizer, article["id"])


def _tokens(parsed: Parsed, attribution: dict[str, Any]) -> dict[str, list[range]]:
    result = {}
    for part in ("source", "cue", "content"):
        result[part] = [one for piece in attribution.get(part) or [] if (one := _within(parsed, *piece))]
    return result


def _within(parsed: Parsed, start: int, end: int) -> range:
    """The tokens of which at least half lies within these characters."""
    inside = parsed.tokens_in(start, end)
    low, high = inside.start, max(inside.stop, inside.start)
    while low > 0 and 2 * (parsed.end[low - 1] - start) > parsed.end[low - 1] - parsed.start[low - 1]:
        low -= 1
    while high < len(parsed) and 2 * (end - parsed.start[high]) > parsed.end[high] - parsed.start[high]:
        high += 1
    return range(low, high)


def _row(
    passages: Passages,
    passage: Passage,
    gold: Sequence[dict[str, list[range]]],
    ruled: Sequence[tuple[int, int]],
    tokenizer: Tokenizer,
    document: str,
) -> Row:
    start, end = passage.start, passage.end
    size = len(passage)
    ids, owner, first = pieces(tokenizer, passages.parsed, passage)
    cues = np.zeros(size, dtype=np.int64)
    places: list[tuple[int, int]] = []
    parts: list[Numbers] = []
    for one in gold:
        if not one["cue"] or not (start <= one["cue"][0].start and one["cue"][0].stop <= end):
            continue
        cue = one["cue"][0]
        low, high = cue.start - start, cue.stop - start
        if low >= high or cues[low:high].any():
            continue
        cues[low] = CUE_BEGINS
        cues[low + 1 : high] = CUE_GOES_ON
        places.append((low, high))
        part = np.zeros(size, dtype=np.int64)
        for name, begins in (("content", CONTENT_BEGINS), ("source", SOURCE_BEGINS)):
            for tokens in one[name]:
                a, b = max(tokens.start, start) - start, min(tokens.stop, end) - start
                if a < b:
                    part[a:b] = begins + 1
                    part[a] = begins
        parts.append(part)
    for cue in ruled:
        low, high = cue[0] - start, cue[1] - start
        if low >= 0 and high <= size and not cues[low:high].any():
            places.append((low, high))
            parts.append(np.zeros(size, dtype=np.int64))
    pairs = [passages.pairs(passage, (low + start, high + start)) for low, high in places]
    return Row(
        ids,
        owner,
        first,
        passage.words,
        cues,
        places,
        np.array(pairs, dtype=np.int64).reshape(len(places), len(PAIR_FEATURES), size),
        np.array(parts, dtype=np.int64).reshape(len(places), size),
        document,
    )
