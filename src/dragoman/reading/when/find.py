"""When? Every time expression of a report, with its TIMEX3 value and the days it covers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from dragoman.reading.parse import Parsed
from dragoman.reading.when.around import Around
from dragoman.reading.when.grammar import Piece, candidates, runs
from dragoman.reading.when.resolve import resolve
from dragoman.reading.when.setting import Reading, Setting
from dragoman.reading.when.values import days_of
from dragoman.reading.when.words import Lexed, lex, time_words
from dragoman.records import Span, Time


def times(parsed: Parsed, published: date | None = None, extra: Sequence[Path] = ()) -> list[Time]:
    """Every time expression of the report, in text order, as exact spans that don't overlap.

    `published` is the day of publication; without it the report's own counts. Where neither is known, relative times
    ("on Wednesday") have X in their value and no days: today's date is never taken instead. `extra` holds a user's
    own times.toml, laid over the shipped one. Raises DataFileError when that file is malformed.
    """
    words = time_words(extra)
    text = parsed.report.text
    lexed = lex(text, words)
    setting = Setting(Around(parsed, words), published or parsed.report.published)
    found: list[Time] = []
    breaks = _paragraph_starts(parsed)
    opens = [parsed.start[sentence.start] for sentence in parsed.sentences]
    sentence = -1
    for first, last in runs(lexed):
        position = first
        while position < last:
            here = bisect_right(opens, lexed.start[position])
            if here != sentence:
                sentence, setting.sentence = here, here
                setting.last_year = setting.past_year = None
            reading = _read(lexed, position, setting, breaks)
            if reading is None:
                position += 1
                continue
            for piece, value in reading:
                found.append(_time(text, piece, value))
                setting.spoken(value, setting.around.is_aside(piece.start, piece.end))
            position = reading[-1][0].last
    return found


def _paragraph_starts(parsed: Parsed) -> list[int]:
    """Where paragraphs begin, in characters."""
    starts: dict[int, int] = {}
    for sentence in parsed.sentences:
        starts.setdefault(sentence.paragraph, parsed.start[sentence.start])
    return list(starts.values())


def _read(lexed: Lexed, position: int, setting: Setting, breaks: Sequence[int]) -> Reading | None:
    for piece in candidates(lexed, position):
        if bisect_right(breaks, piece.start) != bisect_right(breaks, piece.end - 1):
            continue
        reading = resolve(piece, setting)
        if reading is not None:
            return reading
    return None


def _time(text: str, piece: Piece, value: str) -> Time:
    start, end, precision = days_of(value)
    return Time(
        span=Span.of(text, piece.start, piece.end), value=value, start=start, end=end, precision=precision
    )
