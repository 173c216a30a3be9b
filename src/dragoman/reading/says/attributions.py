"""Who says what? The attributions of a report: what the rules find, weighed and extended by the learned model.

The rules (find.py) know cues and syntax; the model has seen the rules' answers beside 20,000 annotated attributions.
Its answer counts, but for what it can't see or was not taught: a content that stands in another paragraph than its cue,
claims of responsibility and denials of deeds, of which campaign news has next to none, and cues of a user's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path

from dragoman.reading.parse import Parsed
from dragoman.reading.says.cues import Cue, Cues, load_cues
from dragoman.reading.says.find import find
from dragoman.reading.says.found import Found
from dragoman.reading.says.learned import AttributionModel, Seen
from dragoman.reading.says.passages import Passages
from dragoman.reading.says.quotes import DASHES, MARKS, Quotation, quotations
from dragoman.records import Attribution, Span

_EDGES = frozenset({",", ":", ";", "(", ")", *DASHES})
_MARK = 2
"""Characters of a quotation mark at most."""

_UNTAUGHT = frozenset({"claim_responsibility", "deny"})
"""Acts in which the rules are believed whatever the model says."""

Piece = tuple[int, int]
"""Characters from and to."""


def attributions(
    parsed: Parsed, extra: Sequence[Path] = (), model: AttributionModel | None = None, everywhere: bool = True
) -> list[Attribution]:
    """The attributions of a report in the order of their cues.

    `extra` are a user's own data files; a `cues.csv` among them adds to the shipped one. Without a model the rules
    alone answer. Unless `everywhere`, the model is asked only where they find a claim or somebody is quoted.
    """
    cues = load_cues(extra)
    quotes = quotations(parsed.report.text)
    found = find(parsed, cues, quotes)
    if model is None:
        return [_attribution(parsed, one.cue, one.source, one.pieces, one.quoted) for one in found]
    shipped = load_cues()
    claiming: list[int] = []
    sure: set[int] = set()
    for one in found:
        row = _row(cues, one)
        if row is None or row.claim:
            claiming.append(one.head)
        if row is not None and (row.act in _UNTAUGHT or row != _row(shipped, one)):
            sure.add(one.head)
    seen = model.read(Passages(parsed, found, quotes, model.labels), None if everywhere else claiming)
    return _Merger(parsed, found, quotes).merged(seen, sure)


def _row(cues: Cues, found: Found) -> Cue | None:
    return cues.entry(found.lemma, found.pos, found.frame)


class _Merger:
    def __init__(self, parsed: Parsed, found: Sequence[Found], quotes: Sequence[Quotation]) -> None:
        self.parsed = parsed
        self.found = found
        self.quotes = quotes

    def merged(self, seen: Iterable[Seen], sure: Set[int]) -> list[Attribution]:
        """The model's attributions with the rules' words from other paragraphs; and of the rules' own those that have
        no others and those whose heads are in `sure`."""
        by_cue = {token: one for one in self.found for token in (*range(*one.cue), one.head)}
        result: list[tuple[int, Attribution]] = []
        used: set[int] = set()
        for one in seen:
            same = next((by_cue[t] for t in range(*one.cue) if t in by_cue), None)
            pieces = [piece for low, high in one.content if (piece := self._clean(low, high))]
            if same is not None:
                used.add(same.head)
                pieces += self._elsewhere(same)
            if not pieces:
                continue
            result.append((one.cue[0], self._record(one.cue, self._named(one.source), _joined(pieces))))
        for found in self.found:
            if found.head in used:
                continue
            if found.head in sure or len(list(self._elsewhere(found))) == len(found.pieces):
                result.append((found.cue[0], self._record(found.cue, found.source, found.pieces)))
        return [one for _, one in sorted(result, key=lambda pair: pair[0])]

    def _clean(self, low: int, high: int) -> Piece | None:
        """A content's tokens without punctuation around them, with the marks of a quotation that they lack."""
        text = self.parsed.text
        while low < high and text[low] in _EDGES:
            low += 1
        while high > low and text[high - 1] in _EDGES:
            high -= 1
        if not any(word[:1].isalnum() for word in text[low:high]):
            return None
        start, end = self.parsed.start[low], self.parsed.end[high - 1]
        for quote in self.quotes:
            inside = min(end, quote.end) - max(start, quote.start)
            if 0 < quote.end - quote.start - inside <= _MARK < inside:
                start, end = min(start, quote.start), max(end, quote.end)
        return start, end

    def _named(self, source: tuple[int, int] | None) -> tuple[int, int] | None:
        """A source's tokens without quotation marks around them."""
        if source is None:
            return None
        low, high = source
        while low < high and self.parsed.text[low] in MARKS:
            low += 1
        while high > low and self.parsed.text[high - 1] in MARKS:
            high -= 1
        return (low, high) if low < high else None

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


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces in order, those that overlap as one."""
    result: list[Piece] = []
    for low, high in sorted(pieces):
        if result and low < result[-1][1]:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return result


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
