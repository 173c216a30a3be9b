"""Varied records for the benchmarks of the ledger: records of real readings, replayed with other words, sides and days.

Every record is a reading of one of some hundred reports. A variant keeps its structure and changes what a ledger
tells apart: two of five words become other words of their length (so that every span keeps its place and no two
texts are alike), countries and people become others, drawn so that a few are in the news every day and most now and
then, and the whole report moves to another day between 1990 and 2025. The same number gives the same variant.
"""

from __future__ import annotations

import json
import random
import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

import dragoman
from dragoman.gazetteer import countries
from dragoman.records import Actor, Contact, DateRange, Record, Report, Span
from dragoman.sources import publication_date

ROOT = Path(__file__).parents[1]
DATA = ROOT / ".." / "shared" / "data"
OWN = ROOT / "benchmarks" / "data"

FIRST, LAST = date(1990, 1, 1), date(2025, 12, 31)

_CHANGED = 0.4
_PEOPLE = 30_000
_STORIES = 150
_WORD = re.compile(r"[A-Za-z]{3,}")
_AGENCIES = ("AFP", "Xinhua", "AP", "Reuters", "New York Times", "Interfax", "Kyodo", "DPA", "ANSA", "EFE")
_PAPERS = tuple(
    f"{town} {paper}" for town in ("Northport", "Lakeside", "Easton") for paper in ("Herald", "Post")
)


def base_records(kept: Path) -> list[Record]:
    """The records to vary: read once, then kept as JSON lines in the file `kept`, with their texts."""
    if kept.exists():
        lines = (json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines())
        return [Record.from_json(line["record"], line["text"]) for line in lines]
    reader = dragoman.Reader()
    records = [record for record in reader.read_many(list(_reports())) if record.events]
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(
        "".join(json.dumps({"record": r.to_json(), "text": r.report.text}) + "\n" for r in records),
        encoding="utf-8",
    )
    return records


def _reports() -> Iterator[Report]:
    files = [
        DATA / "newswire_dev.jsonl",
        *(OWN / f"{name}.jsonl" for name in ("reports", "unseen", "contacts")),
    ]
    stories = [DATA / "synthetic_stories.jsonl"]
    for path in (*files, *stories):
        if not path.exists():
            continue
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for row in rows[:: max(1, len(rows) // _STORIES)] if path in stories else rows:
            published = publication_date(row["published"]) if row.get("published") else date(2005, 3, 2)
            yield Report(row["text"], published, title=row.get("title"), publisher=row.get("publisher"))


class Replay:
    """Makes variants of records."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records
        words: defaultdict[tuple[int, bool], list[str]] = defaultdict(list)
        for record in records:
            for word in _WORD.findall(record.report.text):
                words[len(word), word[0].isupper()].append(word)
        self._words = words
        self._found = [[(m.start(), m[0]) for m in _WORD.finditer(r.report.text)] for r in records]
        self._countries = [country.alpha3 for country in countries.load()]
        self._names = {country.alpha3: country.name for country in countries.load()}
        self._weights = list(accumulate(1 / rank for rank in range(1, len(self._countries) + 1)))
        self._capital = sorted({*words[6, True]})
        self._people = list(accumulate(1 / rank for rank in range(1, _PEOPLE + 1)))

    def variants(self, start: int = 0) -> Iterator[Record]:
        """One variant after another, from number `start`, without end."""
        number = start
        while True:
            yield self.variant(number)
            number += 1

    def variant(self, number: int) -> Record:
        """The variant of this number."""
        drawn = random.Random(number)
        place = number % len(self._records)
        record = self._records[place]
        text = self._text(record.report.text, self._found[place], drawn)
        day = FIRST + timedelta(days=drawn.randrange((LAST - FIRST).days + 1))
        published = record.report.published or day
        change = _Change(self, drawn, text, day - published)
        parts = {
            name: change.of(getattr(record, name))
            for name in ("actors", "events", "claims", "figures", "contacts", "positions")
        }
        title = " ".join(text.split()[:8])
        report = Report(
            text,
            day,
            id=f"replay-{number}",
            source=f"replay/{day.year}.jsonl",
            title=title,
            publisher=drawn.choice(_AGENCIES) if drawn.random() < 0.8 else drawn.choice(_PAPERS),
            url=f"https://news.example/{day:%Y/%m/%d}/{number}",
            language="en",
        )
        return Record(report, **parts)

    def _text(self, text: str, found: Iterable[tuple[int, str]], drawn: random.Random) -> str:
        pieces, last = [], 0
        for start, word in found:
            if drawn.random() < _CHANGED:
                others = self._words[len(word), word[0].isupper()]
                pieces += [text[last:start], others[int(drawn.random() * len(others))]]
                last = start + len(word)
        return "".join(pieces) + text[last:]

    def country(self, drawn: random.Random) -> str:
        """A country; a few come often."""
        return drawn.choices(self._countries, cum_weights=self._weights)[0]

    def name_of(self, country: str) -> str:
        """The name of a country."""
        return self._names[country]

    def person(self, drawn: random.Random) -> str:
        """A name of somebody; a few come often."""
        number = bisect(self._people, drawn.random() * self._people[-1])
        capital = self._capital
        return f"{capital[number % len(capital)]} {capital[number // 7 % len(capital)]} {number % 100}"


class _Change:
    """What one variant changes, the same everywhere in it."""

    def __init__(self, replay: Replay, drawn: random.Random, text: str, moved: timedelta) -> None:
        self._replay = replay
        self._drawn = drawn
        self._text = text
        self._moved = moved
        self._countries: dict[str, str] = {}
        self._people: dict[str, str] = {}

    def of(self, value: Any) -> Any:
        match value:
            case str() | int() | float() | None:
                return value
            case tuple():
                return tuple([self.of(item) for item in value])
            case DateRange():
                return msgspec.structs.replace(value, start=self._day(value.start), end=self._day(value.end))
            case Struct():
                fields = {name: self.of(getattr(value, name)) for name in value.__struct_fields__}
                if isinstance(value, Span):
                    fields["text"] = self._text[value.start : value.end]
                if isinstance(value, Actor):
                    fields |= self._actor(value)
                if isinstance(value, Contact):
                    fields["parties"] = tuple(self._country(party) for party in value.parties)
                return type(value)(**fields)
        return value

    def _actor(self, actor: Actor) -> dict[str, str | None]:
        country = self._country(actor.country) if actor.country else None
        if actor.kind == "state" and country:
            return {"country": country, "name": self._replay.name_of(country)}
        if actor.kind == "person":
            if actor.name not in self._people:
                self._people[actor.name] = self._replay.person(self._drawn)
            name = self._people[actor.name]
            return {"country": country, "name": name}
        return {"country": country}

    def _country(self, party: str) -> str:
        try:
            self._replay.name_of(party)
        except KeyError:
            return party
        if party not in self._countries:
            self._countries[party] = self._replay.country(self._drawn)
        return self._countries[party]

    def _day(self, day: date | None) -> date | None:
        return day + self._moved if day else None
