"""Make the event classifier from nothing, with one command.

    python training/events/make.py --data ../shared/data --encoder MINILM --pairs PAIRS --out DIR

MINILM is the folder of the small encoder (see training/pairs/encoders.py), PAIRS the folder in which
training/pairs/make.py left its teacher's probabilities. Each step leaves its result in DIR and is skipped when that
is there already:

1. soft.jsonl     the rows of the pair classifier with the trigger marked where the reader sees one (triggers.py)
2. judged.jsonl   candidates of the reader with a careful reader's label (judged.py), sentences taken from --data
3. events.pt      the encoder after both
4. half.pt        half its layers, taught by it; scored on the fifth of the documents that was held back. final.pt
                  after a short further stage that sees them too
5. ship/          model.onnx (int8), tokenizer.json, model.json; scores.json
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "pairs"))

import torch  # noqa: E402
from distil import choose_layers, soften, student_of  # noqa: E402
from encoders import load, marker_ids  # noqa: E402
from export import export, fit_temperature, onnx_logits  # noqa: E402
from judged import read_judged  # noqa: E402
from marks import held  # noqa: E402
from model import PairModel, restore, save  # noqa: E402
from ranking import area  # noqa: E402
from rows import LABELS, Row, encode, read, turned  # noqa: E402
from score import reliability  # noqa: E402
from train import Stage, diary, run  # noqa: E402

TURNED = 400
LAYERS = 3


class Kitchen:
    """The rows, the tokenizer and the folder that the steps share."""

    def __init__(self, data: Path, encoder: Path, pairs: Path, out: Path, seed: int) -> None:
        self.data, self.encoder, self.pairs, self.out, self.seed = data, encoder, pairs, out, seed
        self.tokenizer = load(encoder)[1]
        out.mkdir(parents=True, exist_ok=True)
        self.log = diary(out)
        judged = read_judged(HERE / "data", data)
        self.kept = [one for one in judged if not held(one.document)]
        self.held = [one for one in judged if held(one.document)]

    def soft(self) -> list[Row]:
        """Step 1."""
        path = self.out / "soft.jsonl"
        if not path.exists():
            rows = sorted(self.pairs.glob("soft*.jsonl"))[-1]
            subprocess.run(
                [sys.executable, str(HERE / "triggers.py"), str(rows), "--out", str(path)], check=True
            )
        return read(path)

    def model(self) -> PairModel:
        """Step 3."""
        path = self.out / "events.pt"
        if not path.exists():
            torch.manual_seed(self.seed)
            encoder, _ = load(self.encoder)
            model = PairModel(encoder, marker_ids(self.tokenizer, "ste"))
            soft = self.soft()
            stages = [
                Stage("pairs", soft, 1.25, 1.5e-4, warm=0.06, end_rate=0.6),
                Stage("judged", self._closing(soft), 2, 1.2e-4, warm=0.0),
            ]
            run(model, self.tokenizer, stages, [], self.out / "events", self.seed, log=self.log)
            save(model, path)
        return restore(path)

    def half(self) -> PairModel:
        """Step 4, the model that has not seen the documents held back."""
        path = self.out / "half.pt"
        if not path.exists():
            whole = self.model()
            kept = choose_layers(whole, [one.row for one in self.kept], self.tokenizer, LAYERS)
            self.log(f"layers {kept} stay")
            rows = soften(self._closing(self.soft()), [whole], self.tokenizer)
            model = student_of(whole, kept)
            stage = Stage("half", rows, 1.5, 1.5e-4, warm=0.05)
            run(model, self.tokenizer, [stage], [], self.out / "half", self.seed, log=self.log)
            save(model, path)
        return restore(path)

    def final(self) -> PairModel:
        """Step 4, the model that is shipped."""
        path = self.out / "final.pt"
        if not path.exists():
            chance = random.Random(self.seed)
            rows = [replace(one.row, weight=1.5) for one in self.held]
            rows += [one.row for one in chance.sample(self.kept, min(len(self.kept), 2 * len(rows)))]
            model = self.half()
            run(
                model,
                self.tokenizer,
                [Stage("all", rows, 1, 4e-5)],
                [],
                self.out / "final",
                self.seed,
                log=self.log,
            )
            save(model, path)
        return restore(path)

    def _closing(self, soft: list[Row]) -> list[Row]:
        """The judged rows, the labelled rows of the pair classifier, and some of those turned round."""
        labelled = [row for row in soft if row.label == "NONE" or (row.label and "<e>" in row.marked)]
        turns = turned(labelled)
        chosen = random.Random(self.seed).sample(turns, min(TURNED, len(turns)))
        wrong = [row for one in self.kept for row in one.wrong]
        return [*(one.row for one in self.kept), *wrong, *labelled, *chosen]

    def ship(self) -> None:
        """Step 5."""
        ids = [encode(one.row, self.tokenizer) for one in self.held]
        gold = [str(one.row.label) for one in self.held]
        model, final = self.half(), self.final()
        export(model, self.tokenizer, 1.0, self.out / "trial")
        logits = onnx_logits(self.out / "trial", ids, model.encoder.shape.pad)
        heat = fit_temperature(logits, gold)
        export(final, self.tokenizer, heat, self.out / "ship")
        chances = (logits / heat).softmax(1)
        said = [LABELS[int(i)] for i in chances.argmax(1)]
        sure = [LABELS[int(i)] for i in chances[:, :-1].argmax(1)]
        some_event = (1 - chances[:, -1]).tolist()
        events = [i for i, label in enumerate(gold) if label != "NONE"]
        scores = {
            "rows": {"soft": len(self.soft()), "judged": len(self.kept), "held back": len(self.held)},
            "right": sum(g == s for g, s in zip(gold, said, strict=True)) / len(gold),
            "type right where there is an event": sum(gold[i] == sure[i] for i in events) / len(events),
            "told apart, event or none": area(zip(some_event, (g != "NONE" for g in gold), strict=True)),
            "temperature": heat,
            "reliability": reliability(gold, chances),
        }
        (self.out / "scores.json").write_text(json.dumps(scores, indent=2) + "\n", encoding="utf-8")
        self.log(json.dumps(scores))


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--encoder", type=Path, required=True, help="folder of the MiniLM encoder")
    arguments.add_argument(
        "--pairs", type=Path, required=True, help="folder of a run of training/pairs/make.py"
    )
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    torch.set_num_threads(asked.threads)
    Kitchen(asked.data, asked.encoder, asked.pairs, asked.out, asked.seed).ship()


if __name__ == "__main__":
    main()
