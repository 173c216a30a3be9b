#!/usr/bin/env python3
"""How often is an actor resolved as a trained coder would code it, and a word traced back to whom it means?

    .venv/bin/python benchmarks/actors.py [--errors] [--speed ../shared/data/polnear_dev.jsonl]

The cases lie beside the tests: actors.csv (phrases: country, sectors, kind, office, name) and coreference.toml (short
texts: whom "he", "the minister", "both countries" mean). --errors lists what was wrong; --speed measures the stage on a
JSONL file of texts, in microseconds a token.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import time
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date as Date
from pathlib import Path
from typing import Any

import dragoman
from dragoman.gazetteer.names import fold
from dragoman.reading import where, who
from dragoman.reading.parse import Parsed
from dragoman.reading.reader import Reader
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.records import Actor

CASES = Path(__file__).parents[1] / "tests" / "reading" / "cases"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", action="store_true", help="list what was wrong")
    parser.add_argument("--speed", type=Path, help="measure the stage on these texts (JSONL)")
    args = parser.parse_args()
    reader = Reader()
    blind = list(actors(reader, actor_rows(CASES / "actors_blind.csv")))
    tables = (
        ("actors", list(actors(reader))),
        ("blind actors", blind),
        ("references", list(references(reader))),
    )
    for title, rows in tables:
        right = sum(not wrong for _, wrong in rows)
        print(f"{title:12s} {right} of {len(rows)} right, {right / len(rows):.1%}")
        for case, wrong in rows:
            if args.errors and wrong:
                print(f"  {case}\n      {wrong}")
    if args.speed:
        print(f"{'speed':12s} {speed(reader, args.speed):.1f} microseconds a token")


def actor_rows(path: Path = CASES / "actors.csv") -> list[dict[str, str]]:
    """The rows of actors.csv."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def reference_cases(path: Path = CASES / "coreference.toml") -> list[dict[str, Any]]:
    """The cases of coreference.toml."""
    with path.open("rb") as file:
        return list(tomllib.load(file)["case"])


def actors(reader: Reader, rows: Sequence[dict[str, str]] | None = None) -> Iterator[tuple[str, str]]:
    """Each phrase and what is wrong with its actor; "" when nothing is."""
    for row in actor_rows() if rows is None else rows:
        day = Date.fromisoformat(row["date"]) if row["date"] else None
        actor = reader.resolve_actor(row["phrase"], day)
        yield row["phrase"], "; ".join(faults(row, actor))


def faults(row: dict[str, str], actor: Actor | None) -> Iterator[str]:
    """What of `actor` differs from the row."""
    if row["kind"] == "none" or actor is None:
        if actor is not None:
            yield f"is no actor, not {actor.name} ({actor.country} {actor.sectors})"
        elif row["kind"] != "none":
            yield "no actor found"
        return
    if row["country"] != "*" and (actor.country or "") != row["country"]:
        yield f"country {actor.country}, not {row['country'] or None} ({actor.name})"
    if not _sectors_fit(row["sectors"], actor.sectors):
        yield f"sectors {' '.join(actor.sectors) or None}, not {row['sectors']} ({actor.name})"
    if actor.kind not in row["kind"].split("|"):
        yield f"kind {actor.kind}, not {row['kind']}"
    if row["office"] and (actor.office or "-") != row["office"]:
        yield f"office {actor.office}, not {row['office']}"
    if row["name"] and fold(actor.name) != fold(row["name"]):
        yield f"name {actor.name}, not {row['name']}"


def _sectors_fit(asked: str, sectors: Sequence[str]) -> bool:
    """Whether the sectors are as a row asks: "PTY|OPP PRE", "GOV PRE|PRE GOV" (whole lists), "*" (not asked)."""
    primary, *others = asked.split()
    if any("|" in other for other in others):
        return any(_sectors_fit(whole, sectors) for whole in asked.split("|"))
    first = primary == "*" or bool(sectors and sectors[0] in primary.split("|"))
    return first and set(others) <= set(sectors)


def references(reader: Reader) -> Iterator[tuple[str, str]]:
    """Each word of a text and whom it was wrongly taken for; "" when it was right."""
    for case in reference_cases():
        report = dragoman.Report(case["text"], case.get("date"))
        parsed = reader.parser.parse(report)
        found = _mentions(reader, parsed)
        for words, *wanted in case["refers"]:
            meant = whom(parsed, found, words)
            right = len(meant) == len(wanted) and all(
                any(_is(m, found, one) for m in meant) for one in wanted
            )
            got = ", ".join(f"{m.actor.name} ({m.actor.country})" for m in meant) or "nobody"
            yield (
                f"{words} in: {case['text']}",
                "" if right else f"{got}, not {', '.join(wanted) or 'nobody'}",
            )


def whom(parsed: Parsed, found: Mentions, words: str) -> list[Mention]:
    """One mention for each actor that `words` mean; "she#2" is the second "she" of the text."""
    words, _, number = words.partition("#")
    places = list(re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", parsed.report.text))
    place = places[int(number or 1) - 1]
    tokens = parsed.tokens_in(*place.span())
    heads = [t for t in tokens if parsed.head[t] not in tokens or parsed.head[t] == t]
    return list({m.entity: m for head in heads for m in found.all_headed_by(head) if not m.modifies}.values())


def _is(mention: Mention, found: Mentions, wanted: str) -> bool:
    """Whether the mention is of that country, or of the actor that the report calls by these words somewhere."""
    if re.fullmatch("[A-Z]{3}", wanted):
        return mention.actor.country == wanted
    called = {mention.actor.name, *(m.actor.text for m in found.of(mention.entity))}
    return any(fold(wanted) in fold(name) for name in called)


def _mentions(reader: Reader, parsed: Parsed) -> Mentions:
    places = where.places(parsed, reader.gazetteer)
    return who.mentions(parsed, reader.gazetteer, reader._lists("who"), places, where.setting(parsed, places))


def speed(reader: Reader, path: Path) -> float:
    """Microseconds a token that finding the mentions takes, over the texts of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        reports = [dragoman.Report(json.loads(line)["text"]) for line in lines]
    spent, tokens = 0.0, 0
    for parsed in reader.parser.parse_many(reports):
        places = where.places(parsed, reader.gazetteer)
        setting = where.setting(parsed, places)
        lists = reader._lists("who")
        start = time.perf_counter()
        who.mentions(parsed, reader.gazetteer, lists, places, setting)
        spent += time.perf_counter() - start
        tokens += len(parsed)
    return 1e6 * spent / tokens


if __name__ == "__main__":
    main()
