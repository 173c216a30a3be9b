"""Who speaks the words between quotation marks? Whole quoted sentences and the cue that stands beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dragoman.reading.parse import Parsed
from dragoman.reading.quotes import Quotation

_ENDS = frozenset({".", "!", "?"})
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
    found: list[Speech] = []
    last: Speech | None = None
    last_end = 0
    spans = [parsed.tokens_in(q.start, q.end) for q in quotes]
    for index, quote in enumerate(quotes):
        span = spans[index]
        if not is_speech(parsed, quote, span):
            continue
        cue = _cue_after(parsed, span, inside, speaks)
        before = _cue_before(parsed, span, inside, speaks)
        if before is not None and (cue is None or parsed.text[span.start - 1] == ":"):
            cue = before
        if cue is not None:
            if last is not None and last.cue == cue:
                last.quotes.append(index)
            else:
                last = Speech(cue, [index])
                found.append(last)
        elif last is not None and _continues(parsed, last_end, span.start, last):
            last.quotes.append(index)
        else:
            continue
        last_end = span.stop
    return found


def is_speech(parsed: Parsed, quote: Quotation, span: range) -> bool:
    """Whether a quotation is a sentence of its own and not some words within the reporter's sentence."""
    if len(span) < 4:
        return False
    text = parsed.text
    first = span.start
    mark = quote.start == parsed.start[first] and first + 1 < len(parsed)
    word = text[first + 1] if mark else text[first]
    opens = first == 0 or parsed.sentences[parsed.sentence[first]].start == first
    previous = text[first - 1] if first else ""
    ended = text[span.stop - 2] if span.stop - 2 >= first else ""
    closes = ended in (",", ".", "?", "!", "...", "…", "--", "—") or not quote.closed
    closes = closes or span.stop >= len(parsed) or text[span.stop] in (",",)
    led = opens or previous in (",", ":", ".", "?", "!", "—", ")")
    return closes and (led or word[:1].isupper())


def _cue_after(
    parsed: Parsed, span: range, inside: Sequence[bool], speaks: Callable[[int], bool]
) -> int | None:
    text = parsed.text
    size = len(parsed)
    token = span.stop
    ended = text[span.stop - 2] if len(span) > 2 else ""
    if token >= size or _paragraph(parsed, token) != _paragraph(parsed, span.start):
        return None
    own_sentence = ended == "." and text[token][:1].isupper()
    limit = min(size, token + (_SHORT if own_sentence else _REACH))
    while token < limit:
        if (
            inside[token]
            or _is_end(parsed, token)
            or _paragraph(parsed, token) != _paragraph(parsed, span.start)
        ):
            return None
        if speaks(token):
            if parsed.dep[token] in ("relcl", "acl") and _more(parsed, token, limit, inside, speaks):
                token += 1
                continue
            return None if own_sentence and parsed.having(token, "ccomp", "dobj", "xcomp", "prep") else token
        token += 1
    return None


def _more(
    parsed: Parsed, token: int, limit: int, inside: Sequence[bool], speaks: Callable[[int], bool]
) -> bool:
    for later in range(token + 1, limit):
        if inside[later] or _is_end(parsed, later):
            return False
        if speaks(later):
            return True
    return False


def _cue_before(
    parsed: Parsed, span: range, inside: Sequence[bool], speaks: Callable[[int], bool]
) -> int | None:
    text = parsed.text
    token = span.start - 1
    if token < 0 or _paragraph(parsed, token) != _paragraph(parsed, span.start):
        colon = (
            token >= 0
            and text[token] == ":"
            and _paragraph(parsed, token) + 1 == _paragraph(parsed, span.start)
        )
        if not colon:
            return None
    if text[token] in _ENDS:
        return None
    limit = max(-1, token - _REACH)
    home = _paragraph(parsed, token)
    best: int | None = None
    while (
        token > limit
        and not inside[token]
        and not _is_end(parsed, token)
        and _paragraph(parsed, token) == home
    ):
        if speaks(token) and (best is None or parsed.dep[best] in ("acl", "relcl")):
            best = token
        token -= 1
    return best


def _continues(parsed: Parsed, end: int, start: int, last: Speech) -> bool:
    """Whether only the end of the cue's own sentence lies between two quotations."""
    if start < end:
        return False
    gap = [t for t in range(end, start) if not _is_end(parsed, t)]
    if not gap:
        return True
    if last.cue not in gap and not (gap and gap[0] > last.cue):
        return False
    inner = [t for t in range(end, start - 1) if _is_end(parsed, t)]
    return not inner and _paragraph(parsed, start) - _paragraph(parsed, end - 1) <= 1


def _is_end(parsed: Parsed, token: int) -> bool:
    """Whether a sentence ends at `token`; the full stop of an abbreviation ends none."""
    return parsed.text[token] in _ENDS and (token + 1 >= len(parsed) or parsed.opens[token + 1])


def _paragraph(parsed: Parsed, token: int) -> int:
    return parsed.sentences[parsed.sentence[token]].paragraph
