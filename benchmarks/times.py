"""Score the reader's time expressions against annotated articles, as TempEval-3 (task A) does.

    python benchmarks/times.py --data articles.jsonl [--data passages.toml] [--gold values.jsonl] [--errors]

A row of --data has "id", "published" (ISO date) and "text"; its times come with it ("times": a list with "start",
"end", "value", in characters) or, where the articles may not be kept beside them, from the rows of --gold ("id",
"start", "end", "value"). A .toml file holds passages instead ("id", "published", "text", "times": [words, value] in
the order of the text), such as tests/reading/cases/times_passages.toml.

A span is right when it overlaps one of the gold; a value is right when it is also the same string. Each expression
is matched once. --errors lists what was missed, what was too much, and what has another value.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from dragoman.reading.parse import Parser
from dragoman.reading.when import times
from dragoman.records import Report, Time


@dataclass(frozen=True, slots=True)
class Gold:
    """An annotated expression: its characters and its TIMEX3 value."""

    start: int
    end: int
    value: str


@dataclass(slots=True)
class Article:
    """A text and the expressions that annotators found in it."""

    id: str
    published: str
    text: str
    times: list[Gold]


@dataclass(slots=True)
class Score:
    """Counts over all articles; `errors` are the lines that --errors prints."""

    gold: int = 0
    found: int = 0
    spans: int = 0
    values: int = 0
    errors: list[str] = field(default_factory=list)

    def line(self, name: str, right: int) -> str:
        """Precision, recall and F1 of `right` expressions."""
        precision = right / self.found if self.found else 0.0
        recall = right / self.gold if self.gold else 0.0
        f1 = 2 * right / (self.found + self.gold) if self.found + self.gold else 0.0
        return f"{name:6} precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f} ({right} right)"


def articles(data: Sequence[Path], gold: Path | None) -> Iterator[Article]:
    """The articles of all files, with their times."""
    apart: dict[str, list[Gold]] = {}
    if gold is not None:
        for row in _rows(gold):
            apart.setdefault(row["id"], []).append(Gold(row["start"], row["end"], row["value"]))
    for path in data:
        if path.suffix == ".toml":
            with path.open("rb") as file:
                for passage in tomllib.load(file)["passage"]:
                    text = passage["text"].strip("\n")
                    yield Article(
                        passage["id"], passage["published"], text, list(placed(text, passage["times"]))
                    )
            continue
        for row in _rows(path):
            own = [Gold(one["start"], one["end"], one["value"]) for one in row.get("times", ())]
            yield Article(row["id"], row["published"], row["text"], own or apart.get(row["id"], []))


def placed(text: str, listed: Sequence[Sequence[str]]) -> Iterator[Gold]:
    """The expressions of a passage, found in order. Raises ValueError when one is not there."""
    at = 0
    for words, value, *_ in listed:
        start = text.index(words, at)
        while text[max(0, start - 1) : start].isalnum() or text[start + len(words) :][:1].isalnum():
            start = text.index(words, start + 1)
        at = start + len(words)
        yield Gold(start, at, value)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def compare(article: Article, found: Sequence[Time], score: Score) -> None:
    """Add one article to the score."""
    score.gold += len(article.times)
    score.found += len(found)
    left = list(found)
    for gold in article.times:
        meeting = [time for time in left if time.span.start < gold.end and gold.start < time.span.end]
        words = _around(article.text, gold.start, gold.end)
        if not meeting:
            score.errors.append(f"{article.id} missed: {words} {gold.value}")
            continue
        match = next((time for time in meeting if time.value == gold.value), meeting[0])
        left.remove(match)
        score.spans += 1
        if match.value == gold.value:
            score.values += 1
        else:
            score.errors.append(
                f"{article.id} value: {words} {gold.value}, read {match.span.text!r} {match.value}"
            )
    for time in left:
        words = _around(article.text, time.span.start, time.span.end)
        score.errors.append(f"{article.id} too much: {words} {time.value}")


def _around(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - 30) : start], text[end : end + 30]
    return f"{before}[{text[start:end]}]{after}".replace("\n", " ")


def main() -> None:
    """Read, compare and print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--data", type=Path, action="append", required=True)
    options.add_argument("--gold", type=Path)
    options.add_argument("--errors", action="store_true")
    chosen = options.parse_args()
    listed = list(articles(chosen.data, chosen.gold))
    score = Score()
    reports = (Report(one.text, date.fromisoformat(one.published), id=one.id) for one in listed)
    for article, parsed in zip(listed, Parser().parse_many(reports), strict=True):
        compare(article, times(parsed), score)
    if chosen.errors:
        print("\n".join(score.errors))
    print(f"{len(listed)} articles, {score.gold} annotated times, {score.found} found")
    print(score.line("spans", score.spans))
    print(score.line("values", score.values))


if __name__ == "__main__":
    main()
