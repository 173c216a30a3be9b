"""Score the linking of events into incidents against benchmarks/data/incidents_a.jsonl, or another half.

    python benchmarks/incidents.py [a|b] [--errors] [--tune] [--words]

Each row of the data is a short report with the "incidents" that it tells of, as its subject or in passing. The reader
reads the reports, and they are taken into a ledger in a temporary folder; so the reader's errors are in the figures.

Figures are over reports. Two reports belong together in gold when they share a label, and in the answer when they
share an incident: each has an event that is part of it, or tells of it by its words (table incident_reports).
Pairwise precision, recall and F1 count pairs of reports; B-cubed counts, for each report, those that it is with,
itself among them. The reach is the recall of a linker that never errs and has nothing but the events that the reader
found: the share of the gold pairs of which both reports have an event at all. "between readable reports" leaves out
all other reports.

Half a was learned from, of half b only the figures are looked at. --errors lists what is wrong, --tune prints
the weights learned on the half and scores of thresholds, --words writes the table of rare words anew.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

import dragoman
from dragoman import codebook
from dragoman.ledger import schema
from dragoman.ledger.incidents import link
from dragoman.ledger.incidents.by_words import chosen
from dragoman.ledger.incidents.cluster import clusters
from dragoman.ledger.incidents.comparing import comparable, scored
from dragoman.ledger.incidents.features import values
from dragoman.ledger.incidents.recall import tellings
from dragoman.ledger.incidents.settings import Settings, load
from dragoman.ledger.incidents.telling import Telling
from dragoman.ledger.incidents.words import FILE, stems
from dragoman.ledger.store import Store
from dragoman.ledger.writing import add_record
from dragoman.records import Record, Report

ROOT = Path(__file__).parents[1]
DATA = ROOT / "benchmarks" / "data"
RIDGE = 1.0
ROUNDS = 6
NEAR_BEST = 0.7
"""Log-odds below the best pair of two reports within which another pair of theirs is taken for right too."""
AGAINST = {
    "other type", "other mode", "other status", "days apart", "reports apart", "other source", "other target",
    "no party shared", "other person", "other place", "other country", "figures differ", "second",
    "person not in whole", "place not in whole", "other days named", "type in whole", "no day shared",
}  # fmt: skip
"""Evidence that must speak against; all other must speak for. A weight with the wrong sign is chance, and left out."""

Together = Mapping[str, Collection[int]]
"""The incidents of each report, as numbers."""
Pairs = set[tuple[str, str]]


def rows(half: str) -> list[dict[str, Any]]:
    """The reports of a half, or of several: "ab"."""
    texts = ((DATA / f"incidents_{one}.jsonl").read_text(encoding="utf-8") for one in half)
    return [json.loads(line) for text in texts for line in text.splitlines()]


def records(half: str) -> list[Record]:
    """What the reader makes of a half; kept in a temporary file until the reader or the data change."""
    kept = Path(tempfile.gettempdir()) / f"dragoman-incidents-{half}-{_state(half)}.jsonl"
    if not kept.exists():
        told = [
            Report(row["text"], date.fromisoformat(row["published"]), row["id"], title=row["title"],
                   publisher=row["publisher"])
            for row in rows(half)
        ]  # fmt: skip
        read = dragoman.Reader().read_many(told)
        kept.write_text("".join(json.dumps([one.to_json(), one.report.text]) + "\n" for one in read))
    return [Record.from_json(*json.loads(line)) for line in kept.read_text().splitlines()]


def _state(half: str) -> str:
    """A hash of all that the records hang on."""
    found = hashlib.sha256(json.dumps(rows(half)).encode())
    source = ROOT / "src" / "dragoman"
    for room in ("codebook", "gazetteer", "reading", "records.py"):
        for path in sorted((source / room).rglob("*") if (source / room).is_dir() else [source / room]):
            if path.is_file() and path.suffix != ".pyc":
                found.update(path.read_bytes())
    return found.hexdigest()[:12]


def gold(half: str) -> dict[str, set[str]]:
    """The labels of each report, by its id in the ledger."""
    return {
        hashlib.sha256(row["text"].encode()).hexdigest()[:16]: set(row["incidents"]) for row in rows(half)
    }


def linked(read: Sequence[Record], folder: Path) -> dict[str, set[int]]:
    """The incidents of each report after all were taken into a ledger in this folder, one after the other."""
    store, book = Store(folder / "incidents.db"), codebook.load()
    found: dict[str, set[int]] = defaultdict(set)
    for record in read:
        with store.writing() as connection:
            link(connection, add_record(connection, record, book))
    with store.reading() as connection:
        reports, told = schema.reports, schema.incident_reports
        for row in connection.execute(select(schema.incident_events)):
            found[row.event_id.partition("-")[0]].add(row.incident_key)
        asked = select(reports.c.id, told.c.incident_key).join(reports, reports.c.key == told.c.report_key)
        for row in connection.execute(asked):
            found[row.id].add(row.incident_key)
    store.close()
    return found


def together(groups: Mapping[str, Collection[Any]], among: Collection[str]) -> Pairs:
    """The pairs of reports that share something."""
    having: dict[Any, list[str]] = defaultdict(list)
    for report in sorted(among):
        for one in groups.get(report, ()):
            having[one].append(report)
    return {pair for reports in having.values() for pair in combinations(reports, 2)}


def f1(precision: float, recall: float) -> float:
    """The harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def pairwise(found: Pairs, wanted: Pairs) -> tuple[float, float, float]:
    """Precision, recall and F1 of pairs."""
    right = len(found & wanted)
    precision, recall = right / max(len(found), 1), right / max(len(wanted), 1)
    return precision, recall, f1(precision, recall)


def bcubed(found: Pairs, wanted: Pairs, among: Collection[str]) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1 over reports."""
    with_found, with_wanted = _with(found, among), _with(wanted, among)
    right = {one: len(with_found[one] & with_wanted[one]) for one in among}
    precision = sum(right[one] / len(with_found[one]) for one in among) / len(among)
    recall = sum(right[one] / len(with_wanted[one]) for one in among) / len(among)
    return precision, recall, f1(precision, recall)


def _with(pairs: Pairs, among: Collection[str]) -> dict[str, set[str]]:
    found = {one: {one} for one in among}
    for one, other in pairs:
        found[one].add(other)
        found[other].add(one)
    return found


def show(found: Together, labels: Mapping[str, set[str]], readable: Collection[str]) -> None:
    """Print the figures."""
    count = len({label for row in labels.values() for label in row})
    print(
        f"{len(labels)} reports of {count} incidents; the reader found no event in {len(labels) - len(readable)}"
    )
    for name, among in (("all reports", labels), ("between readable reports", readable)):
        here, there = together(found, among), together(labels, among)
        print(f"{name}: {len(there)} pairs in gold, {len(here)} found")
        for kind, score in (("pairs", pairwise(here, there)), ("B-cubed", bcubed(here, there, list(among)))):
            print("  {:8} precision {:.3f} recall {:.3f} F1 {:.3f}".format(kind, *score))
    reach = len(together(labels, readable)) / len(together(labels, labels))
    print(f"reach of events alone: recall {reach:.3f}, F1 at most {f1(1.0, reach):.3f}")


def errors(found: Together, labels: Mapping[str, set[str]], half: str) -> Iterator[str]:
    """The pairs that are wrong."""
    names = {hashlib.sha256(row["text"].encode()).hexdigest()[:16]: row["id"] for row in rows(half)}
    here, there = together(found, labels), together(labels, labels)
    for what, pairs in (("joined wrongly", here - there), ("not joined", there - here)):
        for one, other in sorted(pairs, key=lambda pair: (names[pair[0]], names[pair[1]])):
            told = "; ".join(" ".join(sorted(labels[report])) for report in (one, other))
            yield f"{what}: {names[one]} {names[other]} ({told})"


class Tuner:
    """Learns the weights: of two reports that share a label the best pair of tellings is taken for right."""

    def __init__(self, read: Sequence[Record], labels: Mapping[str, set[str]]) -> None:
        self.labels, self.settings = labels, load()
        folder = tempfile.TemporaryDirectory()
        store, book = Store(Path(folder.name) / "tuner.db"), codebook.load()
        self.told: list[Telling] = []
        with store.writing() as connection:
            for record in read:
                key = add_record(connection, record, book)
                self.told += tellings(connection, key, self.settings)
        store.close()
        self.pairs = [
            (one, other, values(one, other, self.settings))
            for one, other in combinations(self.told, 2)
            if comparable(one, other)
        ]

    def weights(self, wholes: bool) -> dict[str, float]:
        """Weights by evidence: logistic regression, each held to the sign that it must have."""
        pairs = [pair for pair in self.pairs if (pair[0].whole or pair[1].whole) == wholes]
        names = sorted({name for *_, found in pairs for name in found} - {"same report"})
        table = np.array([[1.0, *(found.get(name, 0.0) for name in names)] for *_, found in pairs])
        sign = np.array([0.0] + [-1.0 if name in AGAINST else 1.0 for name in names])
        start = self.settings.wholes if wholes else self.settings.events
        learned = np.array([start.get(name, 0.0) for name in ("always", *names)])
        reports = [tuple(sorted((one.report, other.report))) for one, other, _ in pairs]
        sharing: dict[Any, list[int]] = defaultdict(list)
        ignored = np.zeros(len(pairs), dtype=bool)
        for place, (one, other) in enumerate(reports):
            if one == other:
                ignored[place] = True
            elif self.labels[one] & self.labels[other]:
                ignored[place] = True
                sharing[one, other].append(place)
        for _ in range(ROUNDS):
            odds = table @ learned
            right, counted = np.zeros(len(pairs)), np.where(ignored, 0.0, 1.0)
            for places in sharing.values():
                best = max(places, key=lambda place: odds[place])
                for place in places:
                    if odds[place] >= odds[best] - NEAR_BEST:
                        right[place], counted[place] = 1.0, 1.0 if place == best else 0.5
            learned = _fit(table, right, counted, sign)
        return dict(zip(("always", *names), learned.round(2).tolist(), strict=True))

    def found(self, settings: Settings) -> dict[str, set[int]]:
        """The incidents of each report, as `linked` has them."""
        links: dict[tuple[str, str], float] = {}
        wholes: dict[str, dict[str, float]] = defaultdict(dict)
        for one, other, evidence in self.pairs:
            whole = one if one.whole else other if other.whole else None
            score = scored(evidence, settings.events if whole is None else settings.wholes)
            if score < settings.stored:
                continue
            if whole is None:
                links[min(one.id, other.id), max(one.id, other.id)] = score
            else:
                wholes[whole.id][(other if whole is one else one).id] = score
        groups = dict(
            enumerate(clusters([one.id for one in self.told if not one.whole], links, {}, settings))
        )
        incident_of = {event: number for number, group in groups.items() for event in group}
        found: dict[str, set[int]] = defaultdict(set)
        for event, number in incident_of.items():
            found[event.partition("-")[0]].add(number)
        for report, row in wholes.items():
            found[report] |= {number for number, _ in chosen(row, incident_of, groups, report, settings)}
        return found

    def score(self, settings: Settings) -> tuple[float, float, float]:
        """Pairwise precision, recall and F1."""
        return pairwise(together(self.found(settings), self.labels), together(self.labels, self.labels))


def _fit(
    table: NDArray[np.float64],
    right: NDArray[np.float64],
    counted: NDArray[np.float64],
    sign: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Logistic regression with a ridge, by accelerated gradient; what leaves its sign is put to 0."""
    # Evidence on one scale, so that the ridge holds all alike; a little more for what is rare.
    scale = np.append(1.0, table[:, 1:].std(axis=0) + 0.05)
    table = table / scale
    steep = 0.25 * float(np.linalg.norm(table * np.sqrt(counted)[:, None], 2)) ** 2 + RIDGE
    ahead = learned = np.zeros(table.shape[1])
    speed = 1.0
    for _ in range(3000):
        chance = 1 / (1 + np.exp(-table @ ahead))
        ridge = RIDGE * ahead
        ridge[0] = 0.0
        fresh = ahead - (table.T @ (counted * (chance - right)) + ridge) / steep
        fresh = np.where(sign * fresh < 0, 0.0, fresh)
        faster = (1 + math.sqrt(1 + 4 * speed * speed)) / 2
        ahead, learned, speed = fresh + (speed - 1) / faster * (fresh - learned), fresh, faster
    found: NDArray[np.float64] = learned / scale
    return found


def tune(learning: Tuner, scoring: Tuner) -> None:
    """Print the weights learned on one half, and what scores they and thresholds get on another."""
    settings = load()
    learning.settings = scoring.settings = settings
    print("as shipped: {:.3f} {:.3f} {:.3f}".format(*scoring.score(settings)))
    for name, wholes in (("events", False), ("wholes", True)):
        learned = learning.weights(wholes)
        if not wholes:
            learned["same report"] = settings.events.get("same report", 0.0)
        setattr(settings, name, learned)
        print(f"[{name}]")
        for evidence, weight in learned.items():
            if weight:
                print(f'"{evidence}" = {weight}')
    tried = []
    for joined in (0.3, 0.4, 0.5, 0.6):
        for first in (0.2, 0.3, 0.4, 0.5):
            for told in (0.3, 0.4, 0.5, 0.6, 0.7):
                settings.linked = settings.joined = joined
                settings.told_first, settings.told = first, told
                scores = learning.score(settings), scoring.score(settings)
                tried.append((*scores[1], joined, first, told, scores[0][2]))
    for row in sorted(tried, key=lambda row: -row[-1])[:6]:
        print(
            "precision {:.3f} recall {:.3f} F1 {:.3f}: joined {} first {} told {}; learned on {:.3f}".format(
                *row
            )
        )
    print(f"best mean {max((r[2] + r[6]) / 2 for r in tried):.3f}: {max(tried, key=lambda r: r[2] + r[6])}")


def write_words() -> None:
    """Count in how many of our own texts, other than the reports of incidents, words stand; write the table."""
    texts = []
    for path in sorted(DATA.glob("*.jsonl")) + sorted((ROOT / "training" / "pairs" / "data").glob("*.jsonl")):
        if "incidents" not in path.name and "gold" not in path.name and "times" not in path.name:
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                text = row.get("text") or row.get("marked") or ""
                texts.append(re.sub(r"</?[st]>", "", f"{row.get('title') or ''} {text}"))
    counted = Counter(word for text in texts for word in stems(text))
    least = 4
    with (ROOT / "src" / "dragoman" / "ledger" / "data" / FILE).open(
        "w", encoding="utf-8", newline=""
    ) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("stem", "weight"))
        for word, count in sorted(counted.items()):
            if count >= least:
                writer.writerow((word, round(1 - math.log(count) / math.log(len(texts)), 2)))


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("half", nargs="?", default="a")
    parser.add_argument("--on", default="", help="with --tune: score what was learned on this half")
    for option in ("--errors", "--tune", "--words"):
        parser.add_argument(option, action="store_true")
    asked = parser.parse_args()
    if asked.words:
        write_words()
        return
    read, labels = records(asked.half), gold(asked.half)
    if asked.tune:
        learning = Tuner(read, labels)
        scoring = Tuner(records(asked.on), gold(asked.on)) if asked.on else learning
        tune(learning, scoring)
        return
    with tempfile.TemporaryDirectory() as folder:
        found = linked(read, Path(folder))
    show(found, labels, [one.report.sha256[:16] for one in read if one.events])
    if asked.errors:
        print(*errors(found, labels, asked.half), sep="\n")


if __name__ == "__main__":
    main()
