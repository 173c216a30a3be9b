"""How often is it told right who says what? Source, cue and content spans against those of an annotator.

A source, cue or content is right when its characters are exactly those of a gold one. An attribution is right when its
content shares at least half of the characters that it and the gold content hold together, and their sources overlap or
both are missing. White space counts nowhere. That is how PolNeAR's annotators were compared (Newell et al. 2018).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

import msgspec
from msgspec import Struct

from dragoman.errors import BadRow, EmptyInput, NotFound
from dragoman.evaluation.scores import Score
from dragoman.records import Attribution

PARTS = ("source", "cue", "content")
_LEAST_SHARE = 0.5
_NEXT_STEP = (
    'A row has the article\'s "text" and its "attributions", or "annotations" of which the first has them: '
    'each with "cue" and "content", perhaps "source", as lists of [start, end].'
)

Characters = frozenset[int]


class GoldAttribution(Struct, frozen=True):
    """Spans in characters, each perhaps in several pieces; the source may be missing."""

    cue: list[tuple[int, int]]
    content: list[tuple[int, int]]
    source: list[tuple[int, int]] | None = None


class _Annotation(Struct, frozen=True):
    attributions: list[GoldAttribution]


class GoldArticle(Struct, frozen=True):
    """A text with its attributions; of several annotators the first one's count."""

    text: str
    id: str = ""
    attributions: list[GoldAttribution] | None = None
    annotations: list[_Annotation] = []

    @property
    def gold(self) -> list[GoldAttribution]:
        """The attributions that count."""
        if self.attributions is not None:
            return self.attributions
        return self.annotations[0].attributions if self.annotations else []


@dataclass(frozen=True, slots=True)
class AttributionScores:
    """`exact` and `overlap` have a score for each of PARTS, the latter in characters; `whole` scores attributions.

    `missed` and `extra` hold for each article, by its number, the attributions that found no match.
    """

    exact: Mapping[str, Score]
    overlap: Mapping[str, Score]
    whole: Score
    missed: Sequence[tuple[int, GoldAttribution]] = field(repr=False)
    extra: Sequence[tuple[int, Attribution]] = field(repr=False)


def load_attributions(path: str | PathLike[str]) -> list[GoldArticle]:
    """The annotated articles of a JSONL file. Raises NotFound, EmptyInput or BadRow (with the line)."""
    file = Path(path)
    try:
        lines = file.read_bytes().splitlines()
    except FileNotFoundError:
        raise NotFound("there is no such file", where=str(file)) from None
    articles = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            articles.append(msgspec.json.decode(line, type=GoldArticle))
        except msgspec.DecodeError as error:
            raise BadRow(
                f"the row holds no annotated article ({error})",
                where=str(file),
                line=number,
                next_step=_NEXT_STEP,
            ) from error
    if not articles:
        raise EmptyInput("there is no row in it", where=str(file))
    return articles


def score_attributions(
    articles: Sequence[GoldArticle], said: Sequence[Sequence[Attribution]]
) -> AttributionScores:
    """Compare the attributions read in each article with its gold ones. Both are of the same length and order."""
    exact = dict.fromkeys(PARTS, Score(0, 0, 0))
    overlap = dict.fromkeys(PARTS, Score(0, 0, 0))
    whole = Score(0, 0, 0)
    missed: list[tuple[int, GoldAttribution]] = []
    extra: list[tuple[int, Attribution]] = []
    for number, (article, own) in enumerate(zip(articles, said, strict=True)):
        gold = [_characters(article.text, _gold_spans(one)) for one in article.gold]
        read = [_characters(article.text, _own_spans(one)) for one in own]
        for part in PARTS:
            exact[part] += _exact([one[part] for one in gold], [one[part] for one in read])
            overlap[part] += _overlap([one[part] for one in gold], [one[part] for one in read])
        pairs = _matched(gold, read)
        whole += Score(len(pairs), len(gold) - len(pairs), len(read) - len(pairs))
        matched_gold, matched_read = {i for i, _ in pairs}, {j for _, j in pairs}
        missed += [(number, one) for i, one in enumerate(article.gold) if i not in matched_gold]
        extra += [(number, one) for j, one in enumerate(own) if j not in matched_read]
    return AttributionScores(exact, overlap, whole, missed, extra)


def _gold_spans(one: GoldAttribution) -> dict[str, Sequence[tuple[int, int]]]:
    return {"source": one.source or [], "cue": one.cue, "content": one.content}


def _own_spans(one: Attribution) -> dict[str, Sequence[tuple[int, int]]]:
    source = [(one.source.start, one.source.end)] if one.source is not None else []
    content = [(piece.start, piece.end) for piece in one.pieces or (one.content,)]
    return {"source": source, "cue": [(one.cue.start, one.cue.end)], "content": content}


def _characters(text: str, spans: Mapping[str, Sequence[tuple[int, int]]]) -> dict[str, Characters]:
    return {
        part: frozenset(i for low, high in own for i in range(low, high) if not text[i : i + 1].isspace())
        for part, own in spans.items()
    }


def _exact(gold: Sequence[Characters], read: Sequence[Characters]) -> Score:
    left = [one for one in gold if one]
    wanted, found = len(left), [one for one in read if one]
    for one in found:
        if one in left:
            left.remove(one)
    right = wanted - len(left)
    return Score(right, len(left), len(found) - right)


def _overlap(gold: Sequence[Characters], read: Sequence[Characters]) -> Score:
    wanted: Characters = frozenset().union(*gold)
    found: Characters = frozenset().union(*read)
    return Score(len(wanted & found), len(wanted - found), len(found - wanted))


def _matched(
    gold: Sequence[Mapping[str, Characters]], read: Sequence[Mapping[str, Characters]]
) -> list[tuple[int, int]]:
    """Which gold attribution is which that was read, the best matches first; none is matched twice."""
    ranked: list[tuple[float, int, int]] = []
    for i, one in enumerate(gold):
        for j, other in enumerate(read):
            share = _share(one["content"], other["content"])
            nobody = not one["source"] and not other["source"]
            if share >= _LEAST_SHARE and (nobody or one["source"] & other["source"]):
                ranked.append((share, i, j))
    pairs: dict[int, int] = {}
    for _, i, j in sorted(ranked, reverse=True):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return list(pairs.items())


def _share(one: Characters, other: Characters) -> float:
    both = len(one | other)
    return len(one & other) / both if both else 0.0


def words_in(text: str, spans: Sequence[tuple[int, int]] | None) -> str:
    """The words of some spans of a text, on one line."""
    return " ... ".join(" ".join(text[low:high].split()) for low, high in spans or [])
