"""When: times and their values, the days they cover, and the dates of events."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.errors import DataFileError
from dragoman.reading.parse import Parsed, Parser
from dragoman.reading.when import event_date, times
from dragoman.records import UNDATED, Report, Time

CASES = Path(__file__).with_name("cases")
PUBLISHED = date(1998, 8, 7)


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


def _rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _read(parser: Parser, rows: Sequence[dict[str, str]]) -> list[tuple[dict[str, str], Parsed, list[Time]]]:
    parsed = list(parser.parse_many(Report(row["text"], _day(row["published"])) for row in rows))
    return [(row, one, times(one)) for row, one in zip(rows, parsed, strict=True)]


def test_there_are_cases_enough() -> None:
    assert len(_rows("times.csv")) >= 250


def test_times_have_their_extent_and_value(parser: Parser) -> None:
    wrong = []
    for row, _, found in _read(parser, _rows("times.csv")):
        read = [(time.span.text, time.value) for time in found]
        expected = (row["phrase"], row["value"])
        if (expected not in read) if row["phrase"] else read:
            wrong.append((row["text"], expected, read))
    assert not wrong


@pytest.mark.parametrize(("name", "least"), [("times_passages.toml", 0.93), ("times_blind.toml", 0.93)])
def test_whole_passages_are_read_as_an_annotator_would(parser: Parser, name: str, least: float) -> None:
    """The gate on value F1 over annotated passages; benchmarks/times.py --errors lists what is wrong."""
    right = counted = 0
    for passage in tomllib.loads((CASES / name).read_text(encoding="utf-8"))["passage"]:
        text = passage["text"].strip("\n")
        found = times(parser.parse(Report(text, date.fromisoformat(passage["published"]))))
        left = list(found)
        at = 0
        for words, value, *_ in passage["times"]:
            place = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)").search(text, at)
            assert place is not None, (passage["id"], words)
            at = place.end()
            match = next(
                (t for t in left if t.span.start < at and place.start() < t.span.end and t.value == value),
                None,
            )
            if match is not None:
                left.remove(match)
                right += 1
        counted += len(found) + len(passage["times"])
    assert 2 * right / counted >= least


def test_events_have_their_dates(parser: Parser) -> None:
    wrong = []
    for row, parsed, found in _read(parser, _rows("event_dates.csv")):
        trigger = parsed.text.index(row["trigger"])
        dated = event_date(parsed, found, trigger)
        read = (dated.start, dated.end, dated.precision, dated.text or "")
        expected = (_day(row["start"]), _day(row["end"]), row["precision"], row["words"])
        if read != expected:
            wrong.append((row["text"], row["trigger"], expected, read))
    assert not wrong


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("He came on 3 May 1998.", "1998-05-03", "1998-05-03", "day"),
        ("He came on Friday morning.", "1998-08-07", "1998-08-07", "day"),
        ("He came last week.", "1998-07-27", "1998-08-02", "week"),
        ("He came last weekend.", "1998-08-01", "1998-08-02", "week"),
        ("He came in February 1996.", "1996-02-01", "1996-02-29", "month"),
        ("He came in 1996.", "1996-01-01", "1996-12-31", "year"),
        ("He came in the third quarter of 1996.", "1996-07-01", "1996-09-30", "year"),
        ("He came in the second half of 1996.", "1996-07-01", "1996-12-31", "year"),
        ("He came in the summer of 1996.", "1996-06-01", "1996-08-31", "year"),
        ("He came in the winter of 1996.", "1996-12-01", "1997-02-28", "year"),
        ("He came in the 1980s.", "1980-01-01", "1989-12-31", "year"),
        ("He came in the 19th century.", "1800-01-01", "1899-12-31", "year"),
    ],
)
def test_a_time_covers_days(parser: Parser, text: str, start: str, end: str, precision: str) -> None:
    (time,) = times(parser.parse(Report(text, PUBLISHED)))
    assert (time.start, time.end, time.precision) == (_day(start), _day(end), precision)


@pytest.mark.parametrize(
    "text", ["He came recently.", "He stayed for three months.", "He comes every Tuesday."]
)
def test_vague_times_lengths_and_habits_cover_no_days(parser: Parser, text: str) -> None:
    (time,) = times(parser.parse(Report(text, PUBLISHED)))
    assert (time.start, time.end, time.precision) == (None, None, "unknown")


def test_without_a_publication_date_relative_times_stay_open(parser: Parser) -> None:
    text = "Yesterday, last week, in March, on Monday, at Easter, two years ago, next summer, at 4 p.m., now."
    found = times(parser.parse(Report(text)))
    assert len(found) == 9
    assert {time.start for time in found} == {time.end for time in found} == {None}
    assert {time.precision for time in found} == {"unknown"}


def test_a_given_publication_date_goes_before_the_reports_own(parser: Parser) -> None:
    parsed = parser.parse(Report("He came yesterday.", PUBLISHED))
    assert times(parsed, date(2001, 1, 1))[0].value == "2000-12-31"


def test_a_user_adds_words(parser: Parser, tmp_path: Path) -> None:
    own = tmp_path / "times.toml"
    own.write_text(
        '[holidays]\n"Republic Day" = "01-26"\n[vague.PAST_REF]\nmore_words = ["in olden times"]\n'
    )
    parsed = parser.parse(Report("They met on Republic Day and recently, as in olden times.", PUBLISHED))
    found = [(time.span.text, time.value) for time in times(parsed, extra=[own])]
    assert found == [("Republic Day", "1998-01-26"), ("recently", "PAST_REF"), ("in olden times", "PAST_REF")]


@pytest.mark.parametrize(
    "content", ["[monthes]\nJune = 6\n", "[months]\nJune = 'six'\n", "[months\n", "months = 1\n"]
)
def test_a_malformed_file_is_refused(parser: Parser, tmp_path: Path, content: str) -> None:
    own = tmp_path / "times.toml"
    own.write_text(content)
    with pytest.raises(DataFileError):
        times(parser.parse(Report("They met in June.", PUBLISHED)), extra=[own])


WORDS = """the a this last next past late mid - of in on at to and from between since May Mar. March Monday Sun. 3 31
1998 2,000 '98 1990s 3rd first quarter half half-hour year years week day decade ago later earlier before after now 4:30
p.m. noon GMT o'clock every daily few about at least Easter Christmas fiscal summer fall morning night today weekend , .
; said will meet troops old end 30 February 99 9999 0001-01-01 13/13/13 twenty five"""
PIECES = st.sampled_from([*WORDS.split(), "\n\n"])
DATES = st.one_of(st.none(), st.dates())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.one_of(st.lists(PIECES, min_size=1, max_size=25).map(" ".join), st.text(min_size=1, max_size=80)),
    published=DATES,
)
def test_any_text_gives_exact_spans_and_ordered_days(
    parser: Parser, text: str, published: date | None
) -> None:
    parsed = parser.parse(Report(text, published))
    found = times(parsed)
    for time in found:
        assert text[time.span.start : time.span.end] == time.span.text
        assert (time.start is None) == (time.end is None) == (time.precision == "unknown")
        if time.start is not None and time.end is not None:
            assert time.start <= time.end
    for before, after in pairwise(found):
        assert before.span.end <= after.span.start
    for token in range(len(parsed)):
        dated = event_date(parsed, found, token)
        assert dated == UNDATED or (
            dated.start and dated.end and dated.start <= dated.end and dated.text in text
        )
