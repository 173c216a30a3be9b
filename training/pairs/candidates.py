"""Make unlabelled pairs: two mentions found by dragoman's own reader in one sentence of a story or an article.

Run it where dragoman itself is installed:

    python training/pairs/candidates.py --data ../shared/data --out DIR/candidates.jsonl
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path

import dragoman
from dragoman.records import Actor

STORIES, ARTICLES = 4500, 840
# The lead of a story holds its event; further down the machine-written stories wander.
LEAD_SENTENCES = 2
LENGTHS = range(50, 330)
# A pair in eight is marked without its target: events that have none must be known too.
TARGETLESS = 0.12
# The first two mentions hold the sentence's event more often than others, which mostly teach NONE.
OTHER_PAIR = 0.35

_SENTENCE = re.compile(r"(?<=[.!?][\"'”]) +|(?<=[^A-Z.][.!?]) +(?=[A-Z\"“])|\n+")
# Agency names and datelines before the story's first words.
_OPENING = re.compile(r"^[^a-z]{0,60}(?:\((?:Reuters|AP|AFP)\))? ?-{1,2} ?")


def sentences(data: Path, chance: random.Random) -> Iterator[str]:
    """Sentences of the synthetic stories' leads and of the PolNeAR training articles, in a shuffled order."""
    texts = []
    for line in (data / "synthetic_stories.jsonl").read_text(encoding="utf-8").splitlines():
        parts = [part.strip() for part in _SENTENCE.split(_OPENING.sub("", json.loads(line)["text"]))]
        texts += parts[:LEAD_SENTENCES]
    articles = (data / "polnear_train.jsonl").read_text(encoding="utf-8").splitlines()
    for line in articles[:ARTICLES]:
        parts = [part.strip() for part in _SENTENCE.split(json.loads(line)["text"])]
        texts += chance.sample(parts, min(2, len(parts)))
    texts = sorted({text for text in texts if len(text) in LENGTHS and text[-1] in '.!?"”'})
    chance.shuffle(texts)
    yield from texts


def pairs(text: str, actors: Sequence[Actor], chance: random.Random) -> list[str]:
    """Marked copies of the sentence: the first two mentions in reading order, and sometimes another pair."""
    apart: list[Actor] = []
    for actor in sorted(actors, key=lambda actor: (actor.start, -actor.end)):
        if not apart or actor.start >= apart[-1].end:
            apart.append(actor)
    if len(apart) < 2:
        return []
    others = [pair for pair in permutations(apart, 2) if pair != (apart[0], apart[1])]
    chosen = [(apart[0], apart[1])]
    if chance.random() < OTHER_PAIR:
        chosen.append(chance.choice(others))
    return [mark(text, source, None if chance.random() < TARGETLESS else target) for source, target in chosen]


def mark(text: str, source: Actor, target: Actor | None) -> str:
    """The sentence with its markers."""
    spans = [(source.start, source.end, "s")] + ([(target.start, target.end, "t")] if target else [])
    for start, end, tag in sorted(spans, reverse=True):
        text = f"{text[:start]}<{tag}>{text[start:end]}</{tag}>{text[end:]}"
    return text


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--number", type=int, default=3500, help="how many marked pairs to make")
    asked = arguments.parse_args()
    chance = random.Random(0)
    reader = dragoman.Reader()
    found: list[str] = []
    texts = sentences(asked.data, chance)
    for record in reader.read_many(dragoman.Report(text) for text in texts):
        found += pairs(record.report.text, record.actors, chance)
        if len(found) >= asked.number:
            break
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    with asked.out.open("w", encoding="utf-8") as out:
        for marked in found:
            out.write(json.dumps({"marked": marked}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
