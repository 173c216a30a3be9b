"""Make the pair classifier from nothing, with one command.

    python training/pairs/make.py --data ../shared/data --encoder MPNET --out DIR

MPNET is the unpacked folder of the MPNet base encoder (see encoders.py). Each step leaves its result in DIR and is
skipped when that is there already, so a run that was cut off goes on:

1. candidates.jsonl  unlabelled pairs (candidates.py; needs dragoman itself installed)
2. teacher1.pt       MPNet with its 12 layers, on our own sentences and four fifths of PLV
3. soft1.jsonl       the teacher's probabilities for all pairs
4. layers.json, student1.pt
                     half the layers, taught by the teacher: the mean of its weights after each of two stages; scored
                     on the fifth of PLV that was held back; with --teachers 2 (as it is shipped) and more, steps 2 to 4
                     again, the student going on from where it stands
5. final.pt          the student after a short further stage that also sees the held-back fifth
6. ship/             model.onnx (int8), tokenizer.json, model.json, MODEL_CARD.md; scores.json holds every score
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
# Threads that wait must not spin: they would take the processor from those that work.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import card
import torch
from distil import choose_layers, mean_scores, read_candidates, soften, student_of, thin_none, write
from encoders import load, marker_ids
from export import export, fit_temperature, onnx_logits
from model import PairModel, logits_of, mean_of, restore, save
from rows import LABELS, YIELD, Row, encode, hold_back, read, read_own, turned
from score import reliability, report
from tokenizers import Tokenizer
from train import Stage, diary, run

HERE = Path(__file__).resolve().parent
# The teacher's lowest layers, which do not move.
FROZEN = 4
# How many of our own rows of each of four groups (NONE, CONCEDE and RETREAT, the rest, and rows with source and target
# exchanged) join the closing stages.
CLOSING_ROWS = 120


class Kitchen:
    """The rows, the tokenizer and the folder that the steps share."""

    def __init__(self, data: Path, encoder: Path, own: Path, out: Path, seed: int) -> None:
        self.data, self.encoder, self.out, self.seed = data, encoder, out, seed
        self.tokenizer: Tokenizer = load(encoder)[1]
        self.plv = read(data / "plv_train.jsonl")
        self.kept, self.held = hold_back(self.plv)
        self.own = read_own(own)
        self.scores: dict[str, object] = {"own rows": len(self.own), "plv rows": len(self.plv)}
        out.mkdir(parents=True, exist_ok=True)
        self.log = diary(out)

    def candidates(self) -> list[Row]:
        """Step 1."""
        path = self.out / "candidates.jsonl"
        if not path.exists():
            asked = [
                sys.executable,
                str(HERE / "candidates.py"),
                "--data",
                str(self.data),
                "--out",
                str(path),
            ]
            subprocess.run(asked, check=True)
        return read_candidates(path)

    def teacher(self, number: int) -> PairModel:
        """Step 2; teachers differ by their seed."""
        path = self.out / f"teacher{number}.pt"
        if not path.exists():
            seed = self.seed + number - 1
            torch.manual_seed(seed)
            encoder, _ = load(self.encoder)
            stages = [
                Stage("mixed", self.own + self.kept, 1, 5e-5, warm=0.08, end_rate=0.7),
                Stage("last", self.kept, 2, 3.5e-5, warm=0.0),
            ]
            model = PairModel(encoder, marker_ids(self.tokenizer))
            self._run(model, stages, self.held, f"teacher{number}", seed, FROZEN)
            save(model, path)
        return restore(path)

    def soft(self, number: int) -> list[Row]:
        """Step 3: candidates (thinned after the first teacher), own rows and PLV rows, with the mean of the teachers'
        probabilities."""
        path = self.out / f"soft{number}.jsonl"
        if not path.exists():
            if number == 1:
                rows = thin_none(soften(self.candidates(), [self.teacher(1)], self.tokenizer))
                rows += soften(self.own + self.plv, [self.teacher(1)], self.tokenizer)
            else:
                old = self.soft(number - 1)
                rows = mean_scores(old, soften(old, [self.teacher(number)], self.tokenizer), number)
            write(path, rows)
        return read(path)

    def layers(self, teacher: PairModel) -> list[int]:
        """The layers that the student keeps."""
        path = self.out / "layers.json"
        if not path.exists():
            path.write_text(json.dumps(choose_layers(teacher, self.kept, self.tokenizer)), encoding="utf-8")
        kept: list[int] = json.loads(path.read_text(encoding="utf-8"))
        self.log(f"the student keeps layers {kept}")
        return kept

    def student(self, number: int) -> PairModel:
        """Step 4; from the second round on the student goes on with the labels of one more teacher."""
        path = self.out / f"student{number}.pt"
        if not path.exists():
            soft = self._without_held(self.soft(number))
            if number == 1:
                teacher = self.teacher(1)
                model = student_of(teacher, self.layers(teacher))
            else:
                model = self.student(number - 1)
            stages = [
                Stage("distil", soft, 1.75, 1e-4 if number == 1 else 6e-5, warm=0.05, end_rate=0.3),
                Stage("close", self._closing(soft), 1.5, 4e-5, warm=0.0),
            ]
            self._run(model, stages, self.held, f"student{number}", self.seed + number - 1)
            model = mean_of([self.out / f"student{number}" / f"{stage.name}.pt" for stage in stages])
            ids = [encode(row, self.tokenizer) for row in self.held]
            scores = report([str(row.label) for row in self.held], logits_of(model, ids).softmax(1))
            self.log("mean of both held back " + " ".join(f"{k} {v:.4f}" for k, v in scores.items()))
            save(model, path)
        return restore(path)

    def final(self, number: int) -> PairModel:
        """Step 5: all PLV rows, the held-back ones counted double because they are new."""
        path = self.out / "final.pt"
        if not path.exists():
            held = {row.marked for row in self.held}
            rows = self._closing(self.soft(number))
            rows = [replace(row, weight=2.0) if row.marked in held else row for row in rows]
            model = self.student(number)
            self._run(model, [Stage("all", rows, 1, 3e-5)], [], "final", self.seed)
            save(model, path)
        return restore(path)

    def _without_held(self, rows: list[Row]) -> list[Row]:
        held = {row.marked for row in self.held}
        return [row for row in rows if row.marked not in held]

    def _closing(self, rows: list[Row]) -> list[Row]:
        """The PLV rows among them, and enough of our own that NONE and the halves of YIELD are not forgotten."""
        plv = {row.marked for row in self.plv}
        closing = [row for row in rows if row.marked in plv]
        own = [row for row in rows if row.label is not None and row.marked not in plv]
        chance = random.Random(self.seed)
        for labels in (("NONE",), YIELD, set(LABELS) - {"NONE", *YIELD}):
            group = [row for row in own if row.label in labels]
            closing += chance.sample(group, min(CLOSING_ROWS, len(group)))
        other_way = turned(own)
        closing += chance.sample(other_way, min(CLOSING_ROWS, len(other_way)))
        return closing

    def _run(
        self, model: PairModel, stages: list[Stage], held: list[Row], name: str, seed: int, frozen: int = 0
    ) -> None:
        run(model, self.tokenizer, stages, held, self.out / name, seed, frozen=frozen, log=self.log)

    def ship(self, student: PairModel, final: PairModel, teachers: int) -> None:
        """Step 6: the student's int8 copy gives the scores and the temperature, the final one is shipped."""
        ids = [encode(row, self.tokenizer) for row in self.held]
        gold = [str(row.label) for row in self.held]
        pad = final.encoder.shape.pad
        export(student, self.tokenizer, 1.0, self.out / "student_onnx")
        logits = onnx_logits(self.out / "student_onnx", ids, pad)
        heat = fit_temperature(logits, gold)
        export(final, self.tokenizer, heat, self.out / "ship")
        started = time.process_time()
        onnx_logits(self.out / "ship", ids, pad)
        self.scores |= {
            "student int8 on held-back PLV": report(gold, logits.softmax(1)),
            "held rows": len(gold),
            "temperature": heat,
            "reliability": reliability(gold, (logits / heat).softmax(1)),
            "pairs a second, one thread": round(len(ids) / (time.process_time() - started), 1),
        }
        (self.out / "scores.json").write_text(json.dumps(self.scores, indent=2) + "\n", encoding="utf-8")
        command = f"python training/pairs/make.py --data DATA --encoder MPNET --out DIR --teachers {teachers}"
        card.write(self.scores, command, time.strftime("%Y-%m-%d"), self.out / "ship" / "MODEL_CARD.md")
        self.log(json.dumps(self.scores))


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument(
        "--data", type=Path, required=True, help="folder with plv_train.jsonl and the stories"
    )
    arguments.add_argument("--encoder", type=Path, required=True, help="folder of the MPNet base encoder")
    arguments.add_argument("--own", type=Path, default=HERE / "data", help="folder of our own sentences")
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--teachers", type=int, default=2, help="how many rounds, one teacher each")
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    torch.set_num_threads(asked.threads)
    kitchen = Kitchen(asked.data, asked.encoder, asked.own, asked.out, asked.seed)
    kitchen.ship(kitchen.student(asked.teachers), kitchen.final(asked.teachers), asked.teachers)


if __name__ == "__main__":
    main()
