"""Who speaks the words between quotation marks? Whole quoted sentences and the cue that stands beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dragoman.reading.parse import Parsed
from dragoman.reading.says.quotes import Quotation

_ENDS = frozenset({".", "!", "?"})
_CLOSING = frozenset({",", ".", "?", "!", "...", "…", "--", "—"})
_LEADING = frozenset({",", ":", ".", "?", "!", "—", ")"})
_FEW = 4
"""Tokens, marks included, below which quoted words are no sentence."""
_REACH = 30
"""Tokens looked at on either side of a quotation; a source with its apposition seldom is longer."""


_SHORT = 9
"""Tokens in "..." Smith said. after a quotation that ends in a full stop of its own."""


@dataclass(slots=True)
class Speech:
    """Quotations with one cue: token `cue`, and the quotations as indexes, in order."""

    cue: int
    quotes: list[int]


def speeches(
    parsed: Parsed, quotes: Sequence[Quotation], inside: Sequence[bool], speaks: Callable[[int], bool]
) -> list[Speech]:
    """The speeches of a report.

    `inside[token]` is True in quotations; `speaks(token)` tells whether a token can be the verb of speaking.
    """
    return _Listener(parsed, quotes, inside, speaks).run()


class _Listener:
    """One report; `spoken[token]` is True in quotations that are sentences of their own."""

    def __init__(
        self,
        parsed: Parsed,
        quotes: Sequence[Quotation],
        inside: Sequence[bool],
        speaks: Callable[[int], bool],
    ) -> None:
        self.parsed = parsed
        self.inside = inside
        self.speaks = speaks
        spans = [parsed.tokens_in(quote.start, quote.end) for quote in quotes]
        pairs = zip(quotes, spans, strict=True)
        self.whole = [(i, span) for i, (quote, span) in enumerate(pairs) if self._is_whole(quote, span)]
        self.spoken = [False] * len(parsed)
        for _, span in self.whole:
            self.spoken[span.start : span.stop] = [True] * len(span)

    def run(self) -> list[Speech]:
        found: list[Speech] = []
        last: Speech | None = None
        last_end = 0
        for index, span in self.whole:
            cue, before = self._cue_after(span), self._cue_before(span)
            if before is not None and (cue is None or self.parsed.text[span.start - 1] == ":"):
                cue = before
            if cue is None and (last is None or not self._continues(last_end, span.start, last.cue)):
                continue
            if last is not None and cue in (None, last.cue):
                last.quotes.append(index)
            elif cue is not None:
                last = Speech(cue, [index])
                found.append(last)
            last_end = span.stop
        return found

    def _is_whole(self, quote: Quotation, span: range) -> bool:
        """Whether a quotation is a sentence of its own and not some words within the reporter's sentence."""
        if len(span) < _FEW:
            return False
        parsed, text = self.parsed, self.parsed.text
        first = span.start
        word = text[first + 1] if quote.start == parsed.start[first] else text[first]
        closes = text[span.stop - 2] in _CLOSING or not quote.closed
        closes = closes or span.stop >= len(parsed) or text[span.stop] == ","
        led = first == 0 or parsed.opens[first] or text[first - 1] in _LEADING
        return closes and (led or word[:1].isupper())

    def _cue_after(self, span: range) -> int | None:
        """The verb of speaking in what follows a quotation: "..., he said"."""
        parsed, text = self.parsed, self.parsed.text
        token = span.stop
        if token >= len(parsed) or self._paragraph(token) != self._paragraph(span.start):
            return None
        own_sentence = text[span.stop - 2] == "." and text[token][:1].isupper()
        limit = min(len(parsed), token + (_SHORT if own_sentence else _REACH))
        passed: int | None = None
        while token < limit and not self._stops(token, span.start):
            if self.speaks(token):
                if parsed.dep[token] not in ("relcl", "acl"):
                    complete = own_sentence and parsed.having(token, "ccomp", "dobj", "xcomp", "prep")
                    return None if complete else token
                passed = token if passed is None else passed
            token += 1
        return None if own_sentence else passed

    def _cue_before(self, span: range) -> int | None:
        """The verb of speaking in what leads to a quotation: "He said, ..."."""
        parsed, text = self.parsed, self.parsed.text
        token = span.start - 1
        if token < 0 or text[token] in _ENDS:
            return None
        apart = self._paragraph(span.start) - self._paragraph(token)
        if apart > 1 or (apart == 1 and text[token] != ":"):
            return None
        limit = max(-1, token - _REACH)
        home = token
        best: int | None = None
        while token > limit and not self.spoken[token] and not self._ends(token, home):
            if self.speaks(token):
                if parsed.dep[token] not in ("acl", "relcl"):
                    return token
                best = token if best is None else best
            token -= 1
        return best

    def _continues(self, end: int, start: int, cue: int) -> bool:
        """Whether nothing but the rest of the cue's own sentence lies between two quotations."""
        parsed = self.parsed
        if start < end or self._paragraph(start) - self._paragraph(end - 1) > 1:
            return False
        gap = range(end, start)
        if not any(parsed.pos[token] != "PUNCT" for token in gap):
            return True
        if cue not in gap:
            return False
        return not any(self._is_end(token) for token in gap[:-1])

    def _stops(self, token: int, first: int) -> bool:
        return self.inside[token] or self._ends(token, first)

    def _ends(self, token: int, first: int) -> bool:
        return self._is_end(token) or self._paragraph(token) != self._paragraph(first)

    def _is_end(self, token: int) -> bool:
        """Whether a sentence ends at `token`; the full stop of an abbreviation ends none."""
        parsed = self.parsed
        return parsed.text[token] in _ENDS and (token + 1 >= len(parsed) or parsed.opens[token + 1])

    def _paragraph(self, token: int) -> int:
        return self.parsed.sentences[self.parsed.sentence[token]].paragraph
