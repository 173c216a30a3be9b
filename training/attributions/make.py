"""Make the attribution model from nothing, with one command.

    python training/attributions/make.py --data ../shared/data --encoder MINILM --out DIR

MINILM is the folder of the small encoder (see training/pairs/encoders.py). Each step leaves its result in DIR and is
skipped when that is there already:

1. rows.pkl      the passages of --data's polnear_train.jsonl with what rules and syntax say of each word (rows.py)
2. teacher.pt    all layers of the encoder, after EPOCHS passes over them
3. student.pt    LAYERS of its layers, taught by it
4. ship/         encoder.onnx (int8), parts.onnx, tokenizer.json, model.json with the thresholds that score best on the
                 articles held back for that (every twentieth); scores.json has that score and polnear_dev.jsonl's
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import sys
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Any

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "pairs"))

import msgspec  # noqa: E402
import torch  # noqa: E402
from annotated import Row, articles, labels_of, prepare  # noqa: E402
from encoders import load  # noqa: E402
from graphs import export  # noqa: E402
from network import AttributionModel, restore, save  # noqa: E402
from teaching import run, soften  # noqa: E402
from train import diary  # noqa: E402

from dragoman.evaluation import AttributionScores, load_attributions, score_attributions  # noqa: E402
from dragoman.reading.parse import Parsed, Parser  # noqa: E402
from dragoman.reading.says import attributions  # noqa: E402
from dragoman.reading.says.learned import AttributionModel as Shipped  # noqa: E402
from dragoman.records import Report  # noqa: E402

EPOCHS = 3
RATE = 2e-4
STAGES = ((4.0, 2.5e-4, 0.1), (3.5, 1.6e-4, 0.05))
"""Epochs, rate and dropout of the student, which goes on learning when the teacher has long stopped."""
LAYERS = (0, 2, 5)
HELD = 20
"""One article in so many is held back to set the thresholds."""
GRID = {
    "cue": (0.1, 0.15, 0.2),
    "content": (0.4, 0.5, 0.6),
    "source": (0.4, 0.5),
    "least": (0.35, 0.45, 0.55),
}


class Kitchen:
    """The rows, the tokenizer and the folder that the steps share."""

    def __init__(self, data: Path, encoder: Path, out: Path, seed: int) -> None:
        self.data, self.encoder, self.out, self.seed = data, encoder, out, seed
        self.tokenizer = load(encoder)[1]
        self.parser = Parser()
        self.labels = labels_of(self.parser)
        out.mkdir(parents=True, exist_ok=True)
        self.log = diary(out)
        names = sorted(one["id"] for one in articles(data / "polnear_train.jsonl"))
        self.held = frozenset(names[::HELD])

    def rows(self) -> list[Row]:
        """Step 1, without the articles held back."""
        path = self.out / "rows.pkl"
        if not path.exists():
            texts = articles(self.data / "polnear_train.jsonl")
            made = list(prepare(texts, self.parser, self.tokenizer, self.labels))
            path.write_bytes(pickle.dumps(made))
        rows: list[Row] = pickle.loads(path.read_bytes())
        return [row for row in rows if row.document not in self.held]

    def teacher(self) -> AttributionModel:
        """Step 2."""
        path = self.out / "teacher.pt"
        if not path.exists():
            torch.manual_seed(self.seed)
            model = AttributionModel(load(self.encoder)[0], *self.labels.sizes())
            run(model, self.rows(), EPOCHS, RATE, seed=self.seed, log=self.log)
            save(model, path)
        return restore(path)

    def student(self) -> AttributionModel:
        """Step 3."""
        path = self.out / "student.pt"
        if not path.exists():
            model, rows = self.teacher(), self.rows()
            soft = soften(rows, model)
            model.told.encoder.keep_layers(list(LAYERS))
            for number, (epochs, rate, dropout) in enumerate(STAGES):
                for part in model.modules():
                    if isinstance(part, torch.nn.Dropout):
                        part.p = dropout
                run(model, rows, epochs, rate, soft=soft, seed=self.seed + number, log=self.log)
            save(model, path)
        return restore(path)

    def ship(self) -> None:
        """Step 4."""
        folder = self.out / "ship"
        about: dict[str, Any] = {
            "tags": list(self.labels.tags),
            "deps": list(self.labels.deps),
            "entities": list(self.labels.entities),
            **{name: values[0] for name, values in GRID.items()},
        }
        export(self.student(), self.tokenizer, about, folder)
        held = [one for one in load_attributions(self.data / "polnear_train.jsonl") if one.id in self.held]
        read = self._parsed([one.text for one in held])
        tried = []
        for values in product(*GRID.values()):
            settings = dict(zip(GRID, values, strict=True))
            scores = score_attributions(held, _read(folder, read, settings))
            tried.append((_worth(scores), settings, scores))
        worth, settings, scores = max(tried, key=lambda one: one[0])
        self.log(f"thresholds {settings}: {worth:.4f} on the articles held back")
        (folder / "model.json").write_text(json.dumps(about | settings, indent=2) + "\n", encoding="utf-8")
        dev = load_attributions(self.data / "polnear_dev.jsonl")
        on_dev = score_attributions(dev, _read(folder, self._parsed([one.text for one in dev]), settings))
        told = {
            "thresholds": settings,
            "held back, thresholds set on them": _told(scores),
            "polnear_dev": _told(on_dev),
        }
        (self.out / "scores.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
        self.log(json.dumps(told))

    def _parsed(self, texts: list[str]) -> list[Parsed]:
        return list(self.parser.parse_many(Report(text) for text in texts))


def _read(folder: Path, parsed: list[Parsed], settings: dict[str, float]) -> list[Any]:
    model = Shipped(folder)
    model.about = msgspec.structs.replace(model.about, **settings)
    return [attributions(one, model=model) for one in parsed]


def _worth(scores: AttributionScores) -> float:
    """What the thresholds are chosen by: whole attributions, and how exactly their parts are told."""
    exact = sum(score.f1 for score in scores.exact.values()) / len(scores.exact)
    return scores.whole.f1 + exact / 2


def _told(scores: AttributionScores) -> dict[str, Any]:
    return {
        "whole": round(scores.whole.f1, 4),
        "exact": {part: round(score.f1, 4) for part, score in scores.exact.items()},
        "overlap": {part: round(score.f1, 4) for part, score in scores.overlap.items()},
        "attributions": asdict(scores.whole),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--encoder", type=Path, required=True, help="folder of the MiniLM encoder")
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    torch.set_num_threads(asked.threads)
    Kitchen(asked.data, asked.encoder, asked.out, asked.seed).ship()


if __name__ == "__main__":
    main()
