"""Who says what? The attributions of a report: what the rules find, weighed and extended by the learned model.

The rules (find.py) know cues and syntax; the model has seen the rules' answers beside 20,000 annotated attributions. Its
answer counts, but for three things that it can't see or was not taught: a content that stands in another paragraph than
its cue, and cues of a user's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dragoman.reading.parse import Parsed
from dragoman.reading.says.cues import Cue, Cues, load_cues
from dragoman.reading.says.find import find
from dragoman.reading.says.found import Found
from dragoman.reading.says.learned import AttributionModel, Seen
from dragoman.reading.says.passages import Passages
from dragoman.reading.says.quotes import Quotation, quotations
from dragoman.records import Attribution, Span

Piece = tuple[int, int]
"""Characters from and to."""


def attributions(
    parsed: Parsed, extra: Sequence[Path] = (), model: AttributionModel | None = None
) -> list[Attribution]:
    """The attributions of a report in the order of their cues.

    `extra` are a user's own data files; a `cues.csv` among them adds to the shipped one. Without a model the rules alone
    answer.
    """
    cues = load_cues(extra)
    found = find(parsed, cues)
    if model is None:
        return [_attribution(parsed, one.cue, one.source, one.pieces, one.quoted) for one in found]
    quotes = quotations(parsed.report.text)
    seen = list(model.read(Passages(parsed, found, quotes, model.labels)))
    shipped = load_cues()
    own = [one for one in found if _row(cues, one) != _row(shipped, one)] if extra else []
    return _Merger(parsed, found, quotes).merged(seen, own)


def _row(cues: Cues, found: Found) -> Cue | None:
    return cues.entry(found.lemma, found.pos, found.frame)


class _Merger:
    def __init__(self, parsed: Parsed, found: Sequence[Found], quotes: Sequence[Quotation]) -> None:
        self.parsed = parsed
        self.found = found
        self.quotes = quotes

    def merged(self, seen: Sequence[Seen], own: Sequence[Found]) -> list[Attribution]:
        """The model's attributions with the rules' words from other paragraphs, those that have no others, and `own`."""
        parsed = self.parsed
        by_cue = {token: one for one in self.found for token in (*range(*one.cue), one.head)}
        result: list[tuple[int, Attribution]] = []
        used: set[int] = set()
        for one in seen:
            same = next((by_cue[t] for t in range(*one.cue) if t in by_cue), None)
            pieces = [(parsed.start[low], parsed.end[high - 1]) for low, high in one.content]
            if same is not None:
                used.add(same.head)
                pieces = sorted((*pieces, *self._elsewhere(same)))
            result.append((one.cue[0], self._record(one.cue, one.source, pieces)))
        for found in self.found:
            if found.head in used:
                continue
            if found in own or len(list(self._elsewhere(found))) == len(found.pieces):
                result.append((found.cue[0], self._record(found.cue, found.source, found.pieces)))
        return [one for _, one in sorted(result, key=lambda pair: pair[0])]

    def _elsewhere(self, found: Found) -> Iterator[Piece]:
        """The pieces that stand in another paragraph than the cue."""
        parsed = self.parsed
        here = parsed.sentences[parsed.sentence[found.head]].paragraph
        for low, high in found.pieces:
            tokens = parsed.tokens_in(low, high)
            if tokens and parsed.sentences[parsed.sentence[tokens[0]]].paragraph != here:
                yield low, high

    def _record(
        self, cue: tuple[int, int], source: tuple[int, int] | None, pieces: Sequence[Piece]
    ) -> Attribution:
        first, last = pieces[0][0], pieces[-1][1]
        quoted = [(q.start, q.end) for q in self.quotes if q.start < last and first < q.end]
        return _attribution(self.parsed, cue, source, pieces, quoted)


def _attribution(
    parsed: Parsed,
    cue: tuple[int, int],
    source: tuple[int, int] | None,
    pieces: Sequence[Piece],
    quoted: Sequence[Piece],
) -> Attribution:
    text = parsed.report.text
    return Attribution(
        source=parsed.span(*source) if source is not None else None,
        cue=parsed.span(*cue),
        content=Span.of(text, pieces[0][0], pieces[-1][1]),
        direct=any(low < high for low, high in quoted),
        pieces=tuple(Span.of(text, low, high) for low, high in pieces) if len(pieces) > 1 else (),
    )
