"""Learn what speaks for an event and what against it: the weights of belief.json, in log-odds.

    python training/events/weigh.py benchmarks/data/reports.jsonl benchmarks/data/reports_second.jsonl --model DIR/ship

Run it where dragoman itself is installed. The reports are annotated ones (their gold records beside them): every event
that the reader finds in them is right or not, and logistic regression with a penalty finds the weights of what speaks
for it. Writes belief.json into the model's folder and prints how well the weights tell right from wrong in reports
left out in turn, and what F1 of those reports would be were events of less belief left out (`least` of what.toml).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from ranking import area

from dragoman import Record
from dragoman.evaluation import load_gold, score_records
from dragoman.reading.assemble import Linked
from dragoman.reading.reader import Reader
from dragoman.sources import read_sources

PENALTY = 2.0
FOLDS = 36
LEASTS = (0.0, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
Row = tuple[str, Mapping[str, float], bool]
"""Report, evidence, whether the event is right."""


def gather(reports: Path, reader: Reader) -> tuple[list[Row], int]:
    """The evidence of every event found in annotated reports, and how many the reader missed.

    Those that gold leaves open are left out.
    """
    rows, missed = [], 0
    linked: dict[str, Linked] = {}
    records = []
    for parsed in reader.parser.parse_many(read_sources([str(reports)])):
        found = reader.linked(parsed)
        linked[parsed.report.id] = found
        records.append(Record(parsed.report, events=found.events))
    for one in score_records(load_gold(reports.with_suffix(".gold.jsonl")), records).reports:
        compared = one.parts["events"]
        right = {event.id for _, event in compared.pairs}
        wrong = {event.id for event in compared.extra}
        missed += sum(not event.optional for event in compared.missed)
        for event, told in zip(linked[one.id].events, linked[one.id].told, strict=True):
            if event.id in right | wrong and told.draft.evidence is not None:
                rows.append((one.id, told.draft.evidence, event.id in right))
    return rows, missed


def fit(rows: Sequence[Row]) -> dict[str, float]:
    """The weights with the least penalised log-loss (Newton's method)."""
    names = sorted({name for row in rows for name in row[1]})
    column = {name: i for i, name in enumerate(names)}
    x, y = np.zeros((len(rows), len(names))), np.array([row[2] for row in rows], dtype=float)
    for i, row in enumerate(rows):
        for name, value in row[1].items():
            x[i, column[name]] = value
    penalty = np.array([0.0 if name == "always" else PENALTY for name in names])
    w = np.zeros(len(names))
    for _ in range(30):
        p = 1 / (1 + np.exp(-(x @ w)))
        curve = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        w -= np.linalg.solve(curve, x.T @ (p - y) + penalty * w)
    return {name: round(float(w[i]), 2) for name, i in column.items() if abs(w[i]) >= 0.005}


def believe(weights: Mapping[str, float], evidence: Mapping[str, float]) -> float:
    """The belief that Judge gives, of weights that are in no file yet."""
    return float(1 / (1 + np.exp(-sum(weights.get(name, 0.0) * value for name, value in evidence.items()))))


def show(rows: Sequence[Row], missed: int) -> None:
    """Print how the weights do on reports left out in turn."""
    fold_of = {report: i % FOLDS for i, report in enumerate(sorted({row[0] for row in rows}))}
    found = []
    for fold in range(FOLDS):
        weights = fit([row for row in rows if fold_of[row[0]] != fold])
        found += [(believe(weights, row[1]), row[2]) for row in rows if fold_of[row[0]] == fold]
    found.sort()
    told = np.array(found)
    belief, right = told[:, 0].clip(1e-6, 1 - 1e-6), told[:, 1] == 1
    loss = -np.log(np.where(right, belief, 1 - belief)).mean()
    print(f"{len(told)} events, {right.sum()} right; told apart {area(found):.3f}, log-loss {loss:.4f}")
    for part in np.array_split(told, 8):
        print(f"  belief {part[:, 0].mean():.2f}: {part[:, 1].mean():.2f} right of {len(part)}")
    for least in LEASTS:
        kept = belief >= least
        f1 = 2 * (right & kept).sum() / (kept.sum() + right.sum() + missed)
        print(
            f"  least {least:.2f}: {(right & ~kept).sum()} right and {(~right & ~kept).sum()} wrong go, F1 {f1:.3f}"
        )


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("reports", type=Path, nargs="+")
    arguments.add_argument("--model", type=Path, required=True)
    asked = arguments.parse_args()
    path = asked.model / "belief.json"
    # Without weights every event is believed alike, and none is left out for being believed too little.
    path.write_text("{}", encoding="utf-8")
    reader = Reader(event_model=asked.model)
    gathered = [gather(reports, reader) for reports in asked.reports]
    rows = [row for found, _ in gathered for row in found]
    show(rows, sum(missed for _, missed in gathered))
    path.write_text(json.dumps(fit(rows), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
