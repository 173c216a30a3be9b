"""Score the grouping of claims across reports against benchmarks/data/claim_groups.jsonl.

    python benchmarks/claims.py [--errors] [--tune] [--compare] [--ledger]

Each row of the data is a short report ("text", "published", "publisher") with the claims that a careful reader finds in
it: "start" and "end" of what is claimed, the "group" it belongs to, and the speaker's "stance". Rows of one "family"
are alike on purpose (the same actors at another time, the same deed at another place); a family lies wholly in one
"half": weights were learned on `tune`, `held` only tells how well they do elsewhere.

The reader reads the reports, so its errors are in the figures: a claim that it does not find stands alone. Claims are
matched by the overlap of their contents. Two settings: "as dated", and "crowded", where all families are moved into
the same weeks, so that a claim has 140 others to be taken for. Figures: precision, recall and F1 of pairs of claims;
B-cubed, in which each claim counts alike; and the share of found claims whose stance is right.

--errors lists the groups and stances that are wrong in the tune half, --tune prints the weights learned on it.
--compare scores other measures of wording beside the shipped encoder's: each half with weights and threshold learned
on the other, crowded, and the mean of both. --ledger takes the reports into a ledger one by one, in another
order, and scores the groups that it then has beside those of the function.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

import dragoman
from dragoman.ledger import ClaimGroup, Ledger, SentenceModel, group_claims
from dragoman.ledger.claims import load_lists
from dragoman.ledger.grouping import Grouping, whole
from dragoman.ledger.likeness import Likeness, gap
from dragoman.ledger.propositions import Proposition, Propositions
from dragoman.reading.pair_model import EVENTS, SHIPPED, PairModel
from dragoman.records import Claim, Pair, Record, Report

DATA = Path(__file__).parent / "data" / "claim_groups.jsonl"
CROWD = date(2012, 3, 5)
"""The first day of every family in the crowded setting; a Monday."""
FEATURES: Mapping[str, int] = {
    "always": 0,
    "likeness": 1,
    "actors": 1,
    "other actors": -1,
    "name": 1,
    "name in the report": 1,
    "other names": -1,
    "other place": -1,
    "number": 1,
    "answer": 1,
    "same report": -1,
    "days between": -1,
    "date": 1,
    "other date": -1,
    "before it": -1,
}
"""What is weighed, and which way it must speak: a weight with the wrong sign is chance, and left out."""
RIDGE = 0.3

Key = tuple[str, int]
"""A gold claim: the row's id and the claim's place in it."""


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of pairs and B-cubed; the share of right stances."""

    pairs: tuple[float, float, float]
    bcubed: tuple[float, float, float]
    stance: float
    unread: int
    claims: int

    def lines(self) -> Iterator[str]:
        """The figures for people."""
        for name, (precision, recall, f1) in (("pairs", self.pairs), ("B-cubed", self.bcubed)):
            yield f"  {name:8} precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}"
        yield f"  stance   {self.stance:.3f} of the claims found; {self.unread} of {self.claims} not found"


def rows(half: str) -> list[dict[str, Any]]:
    """The reports of a half."""
    with DATA.open(encoding="utf-8") as lines:
        return [row for row in map(json.loads, lines) if row["half"] == half]


def reports(listed: Sequence[dict[str, Any]], crowded: bool) -> list[Report]:
    """The reports of rows; crowded, each family is moved by whole weeks, so that weekdays still fit."""
    first: dict[int, date] = {}
    for row in listed:
        day = date.fromisoformat(row["published"])
        first[row["family"]] = min(day, first.get(row["family"], day))
    found = []
    for row in listed:
        day = date.fromisoformat(row["published"])
        if crowded:
            day += timedelta(days=(CROWD - first[row["family"]]).days // 7 * 7)
        found.append(Report(row["text"], day, id=row["id"], publisher=row["publisher"]))
    return found


def matched(row: Mapping[str, Any], claims: Sequence[Claim]) -> Iterator[tuple[int, Claim]]:
    """The gold claims of a row that were found, by their place, each with the claim that overlaps it most."""
    left = list(claims)
    for place, gold in enumerate(row["claims"]):

        def overlap(claim: Claim, gold: Mapping[str, Any] = gold) -> int:
            return min(claim.content.end, gold["end"]) - max(claim.content.start, gold["start"])

        best = max(left, key=overlap, default=None)
        if best is not None and overlap(best) > 0:
            left.remove(best)
            yield place, best


def score(
    listed: Sequence[dict[str, Any]], records: Sequence[Record], groups: Sequence[ClaimGroup | LedgerGroup]
) -> Score:
    """Compare groups with the gold."""
    placed: dict[tuple[str, str], str] = {}
    stances: dict[tuple[str, str], str] = {}
    for group in groups:
        for member in group.members:
            placed.setdefault((member.report, member.claim), group.id)
            stances.setdefault((member.report, member.claim), member.stance)
    gold: dict[Key, str] = {}
    found: dict[Key, str] = {}
    right = read = 0
    for row, record in zip(listed, records, strict=True):
        for place, claim in enumerate(row["claims"]):
            gold[row["id"], place] = claim["group"]
            found[row["id"], place] = f"not found {row['id']} {place}"
        for place, claim in matched(row, record.claims):
            found[row["id"], place] = placed[row["id"], claim.id]
            right += stances[row["id"], claim.id] == row["claims"][place]["stance"]
            read += 1
    return Score(_pairs(gold, found), _bcubed(gold, found), right / max(read, 1), len(gold) - read, len(gold))


def _pairs(gold: Mapping[Key, str], found: Mapping[Key, str]) -> tuple[float, float, float]:
    def together(groups: Mapping[Key, str]) -> set[tuple[Key, Key]]:
        return {(a, b) for a, b in combinations(sorted(groups), 2) if groups[a] == groups[b]}

    told, true = together(found), together(gold)
    return _f1(len(told & true) / max(len(told), 1), len(told & true) / max(len(true), 1))


def _bcubed(gold: Mapping[Key, str], found: Mapping[Key, str]) -> tuple[float, float, float]:
    """Bagga and Baldwin 1998: each claim's own precision and recall, and their means."""
    both = Counter((found[key], gold[key]) for key in gold)
    founds, golds = Counter(found.values()), Counter(gold.values())
    precision = sum(both[found[key], gold[key]] / founds[found[key]] for key in gold) / len(gold)
    recall = sum(both[found[key], gold[key]] / golds[gold[key]] for key in gold) / len(gold)
    return _f1(precision, recall)


def _f1(precision: float, recall: float) -> tuple[float, float, float]:
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


# Learning the weights


def learned(
    listed: Sequence[dict[str, Any]], records: Sequence[Record], vectors: Callable[[list[str]], NDArray[Any]]
) -> dict[str, float]:
    """The weights of the evidence, from every pair of gold claims within the window, by logistic regression."""
    propositions: list[Proposition] = []
    golds: list[str] = []
    maker = Propositions(load_lists())
    for row, record in zip(listed, records, strict=True):
        own = {one.claim: one for one in maker.of(record)}
        for place, claim in matched(row, record.claims):
            propositions.append(own[claim.id])
            golds.append(row["claims"][place]["group"])
    grouping = Grouping(propositions, whole(vectors([one.words for one in propositions])), load_lists())
    likeness = Likeness({})
    window = load_lists()["candidates"]["window"]
    values, same = [], []
    for a, b in combinations(range(len(propositions)), 2):
        apart = gap(propositions[a], propositions[b])
        if apart is not None and apart <= window:
            evidence = likeness.evidence(propositions[a], propositions[b], grouping.cosine(a, b))
            values.append([evidence.get(name, 0.0) for name in FEATURES])
            same.append(golds[a] == golds[b])
    return fitted(np.array(values), np.array(same, dtype=float))


def fitted(values: NDArray[Any], same: NDArray[Any]) -> dict[str, float]:
    """Ridge-regularised logistic regression by Newton's method, without features whose weight has the wrong sign."""
    names = list(FEATURES)
    signs = np.array([FEATURES[name] for name in names])
    weights = np.zeros(len(names))
    kept = np.ones(len(names), dtype=bool)
    while True:
        ridge = np.where(signs == 0, 0.01, RIDGE)[kept]
        own, x = np.zeros(int(kept.sum())), values[:, kept]
        for _ in range(30):
            chances = 1 / (1 + np.exp(-x @ own))
            slope = x.T @ (chances - same) + ridge * own
            own -= np.linalg.solve((x * (chances * (1 - chances))[:, None]).T @ x + np.diag(ridge), slope)
        weights[:] = 0
        weights[kept] = own
        wrong = kept & (weights * signs < 0)
        if not wrong.any():
            return {name: round(float(w), 2) for name, w in zip(names, weights, strict=True)}
        kept &= ~wrong


# Other measures of wording

KINDS = ("shipped", "characters", "events", "pairs", "events characters", "pairs characters")
THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)

Read = tuple[list[dict[str, Any]], list[Record]]


class Wording(SentenceModel):
    """Another idea of how alike two wordings are: the states of shipped models, n-grams of characters, or both."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self._known: dict[str, NDArray[np.float64]] = {}

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The direction of each text, every row of length 1."""
        parts = [self._part(kind, texts) for kind in self.kind.split()]
        rows = np.concatenate(parts, axis=1) / math.sqrt(len(parts))
        return rows.astype(np.float32)

    def _part(self, kind: str, texts: Sequence[str]) -> NDArray[np.float64]:
        rows = _characters(texts) if kind == "characters" else self._encoded(kind, texts)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True).clip(min=1e-12)
        return rows

    def _encoded(self, kind: str, texts: Sequence[str]) -> NDArray[np.float64]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new and kind == "shipped":
            self._known |= zip(new, super().vectors(new).astype(np.float64), strict=True)
        elif new:
            model = PairModel(EVENTS if kind == "events" else SHIPPED)
            self._known |= zip(new, model.vectors([Pair(text, None) for text in new]), strict=True)
        return np.stack([self._known[text] for text in texts])


def _characters(texts: Sequence[str]) -> NDArray[np.float64]:
    """Three to five characters of a word, weighted by how rare they are."""
    grams = []
    for text in texts:
        words = [f"<{word}>" for word in re.findall(r"[a-z]+", text.lower())]
        grams.append(Counter(w[i : i + n] for w in words for n in (3, 4, 5) for i in range(len(w) - n + 1)))
    having = Counter(gram for own in grams for gram in own)
    place = {gram: n for n, gram in enumerate(sorted(having))}
    found = np.zeros((len(texts), len(place)))
    for row, own in zip(found, grams, strict=True):
        for gram, count in own.items():
            row[place[gram]] = (1 + math.log(count)) * math.log((len(texts) + 1) / having[gram])
    return found


def compare(halves: Mapping[str, Read]) -> Iterator[str]:
    """The rows of a table: each measure of wording with its figures on either half, and their means."""
    lists = load_lists()
    # The floor is for the shipped encoder: other measures have smaller values throughout.
    lists["candidates"]["least_likeness"] = 0.0
    for kind in KINDS:
        model = Wording(kind)
        found = []
        for own, other in (("tune", "held"), ("held", "tune")):
            lists["weights"].clear()
            lists["weights"].update(learned(*halves[own], model.vectors))
            tried = []
            for least in THRESHOLDS:
                lists["grouping"]["least"] = least
                scored = {half: score(*read, group_claims(read[1], model)) for half, read in halves.items()}
                tried.append((scored[own].pairs[2] + scored[own].bcubed[2], least, scored[other]))
            found.append(max(tried, key=lambda row: row[:2])[2])
        pairs, bcubed = [s.pairs[2] for s in found], [s.bcubed[2] for s in found]
        yield f"{kind:18} pairs F1 {_means(pairs)}  B-cubed F1 {_means(bcubed)}"


def _means(values: Sequence[float]) -> str:
    told = " and ".join(f"{value:.3f}" for value in values)
    return f"{sum(values) / len(values):.3f} ({told})"


@dataclass(frozen=True, slots=True)
class Placed:
    """A claim in a group of the ledger, as `score` looks at it."""

    report: str
    claim: str
    stance: str


@dataclass(frozen=True, slots=True)
class LedgerGroup:
    """A group of the ledger."""

    id: str
    members: tuple[Placed, ...]


def through_ledger(records: Sequence[Record], model: SentenceModel) -> list[LedgerGroup]:
    """The groups of a ledger that took the reports in, in the order of their texts' hashes."""
    own_id = {record.report.sha256[:16]: record.report.id for record in records}
    with TemporaryDirectory() as folder, Ledger(Path(folder) / "ledger.db", sentence_model=model) as ledger:
        ledger.add(sorted(records, key=lambda record: record.report.sha256))
        groups = []
        for row in ledger.claim_groups():
            history = [one for one in ledger.claim_group(row.id) if not one.in_report]
            placed = (Placed(own_id[one.report], one.claim.rpartition("-")[2], one.stance) for one in history)
            groups.append(LedgerGroup(row.id, tuple(placed)))
        return groups


def main() -> None:
    """Read, group, compare and print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--errors", action="store_true")
    options.add_argument("--tune", action="store_true")
    options.add_argument("--compare", action="store_true")
    options.add_argument("--ledger", action="store_true")
    chosen = options.parse_args()
    reader = dragoman.Reader()
    model = SentenceModel()
    read = {}
    for half in ("tune", "held"):
        for crowded in (False, True):
            listed = rows(half)
            read[half, crowded] = listed, list(reader.read_many(reports(listed, crowded)))
    if chosen.compare:
        print("\n".join(compare({half: read[half, True] for half in ("tune", "held")})))
        return
    if chosen.tune:
        weights = learned(*read["tune", True], model.vectors)
        print("\n".join(f'"{name}" = {weight}' for name, weight in weights.items()))
        load_lists()["weights"].clear()
        load_lists()["weights"].update(weights)
    for (half, crowded), (listed, records) in read.items():
        groups = group_claims(records, model)
        kinds = len({claim["group"] for row in listed for claim in row["claims"]})
        print(f"{half}, {'crowded' if crowded else 'as dated'}: {len(listed)} reports, {kinds} groups")
        print("\n".join(score(listed, records, groups).lines()))
        if chosen.ledger:
            print(f"{half}, {'crowded' if crowded else 'as dated'}, through a ledger")
            print("\n".join(score(listed, records, through_ledger(records, model)).lines()))
        if chosen.errors and half == "tune":
            print("\n".join(_errors(listed, records, groups)))


def _errors(
    listed: Sequence[dict[str, Any]], records: Sequence[Record], groups: Sequence[ClaimGroup]
) -> Iterator[str]:
    placed = {(m.report, m.claim): group for group in groups for m in group.members}
    stances = {(m.report, m.claim): m.stance for group in groups for m in reversed(group.members)}
    golds: dict[str, list[tuple[str, str, str]]] = {}
    for row, record in zip(listed, records, strict=True):
        for place, claim in matched(row, record.claims):
            gold = row["claims"][place]
            golds.setdefault(gold["group"], []).append((row["id"], claim.id, claim.content.text))
            if stances[row["id"], claim.id] != gold["stance"]:
                yield f"stance {gold['stance']}, read {stances[row['id'], claim.id]}: {row['text']}"
    gold_of = {(report, claim): name for name, own in golds.items() for report, claim, _ in own}
    for name, own in golds.items():
        parts = {placed[report, claim].id for report, claim, _ in own}
        strangers = {
            member.content.text
            for report, claim, _ in own
            for member in placed[report, claim].members
            if gold_of.get((member.report, member.claim), name) != name
        }
        if len(parts) > 1 or strangers:
            yield f"{name}: in {len(parts)} parts"
            yield from (f"    {placed[r, c].id[:4]} {r} {text}" for r, c, text in own)
            yield from (f"    with {text}" for text in sorted(strangers))


if __name__ == "__main__":
    main()
