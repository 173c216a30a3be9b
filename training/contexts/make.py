"""Make the model of contexts from nothing, with one command.

    python training/contexts/make.py --data ../shared/data --encoder MINILM --out DIR

Run it where dragoman itself is installed. MINILM is the folder of the small encoder (training/events/README.md); only
its table of word pieces is used. Writes model.json, model.npz and scores.json into DIR.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from regression import Array, fit
from vectors import Vectors

from dragoman import Report
from dragoman.codebook import Codebook
from dragoman.reading.reader import Reader
from dragoman.reading.tables import load_toml
from dragoman.reading.what.contexts import MOST, ContextFinder
from dragoman.reading.what.judge import EventModel, Judge
from sentences import CueLabels, Labelled, read_near, read_others, read_own

HERE = Path(__file__).resolve().parent
OTHERS = ("plv_train", "synthetic_stories", "polnear_train")
A_CONTEXT, NO_CUE = 150, 1500
"""Sentences of others with one context, and with no cue at all."""
ASKED = 15_000
"""Sentences of others that are asked for their cues."""
SURE, UNSURE = 0.1, 0.03
"""What a context that cues give, and one that they don't, count beside a label of our own."""
PENALTY = {"words": 0.6, "state": 2.0}
STATE, STATE_SCALE = 384, 0.2
"""The event model's mean over the sentence is the last part of its state."""
FOLDS, BETA = 5, 0.5
"""Thresholds are the best by F-beta, where precision counts double: unknown stays empty."""
GRID = np.arange(0.2, 0.75, 0.05)
SHARES = (0.3, 0.4, 0.5)
RAISED = 0.15
"""Added to every threshold: nearly all of our sentences have a context, of events in news a third have none. Set on 98
event sentences of newswire_dev, where it lifts precision from 0.64 to 0.76 and costs 0.05 of recall."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the reader makes of our sentences: cues that prove, cues that hint, states [sentences, STATE]."""

    proven: list[frozenset[str]]
    hinted: list[frozenset[str]]
    state: Array


def read(own: Sequence[Labelled], book: Codebook) -> Read:
    reader = Reader()
    assert isinstance(reader.event_model, EventModel)
    finder = ContextFinder(book)
    proven, hinted, states = [], [], []
    for parsed in reader.parser.parse_many(Report(one.text) for one in own):
        cues = [finder.cues(parsed, sentence.index) for sentence in parsed.sentences]
        proven.append(frozenset(c for sure, _ in cues for c in sure))
        hinted.append(frozenset(c for _, weak in cues for c in weak) - proven[-1])
        judge = Judge(parsed, reader.event_model)
        _, seen = reader.event_model.read([judge.pair(draft) for draft in reader.candidates(parsed)])
        states.append(seen.mean(0)[-STATE:] if len(seen) else np.full(STATE, np.nan))
    state = np.array(states, dtype=np.float32)
    return Read(proven, hinted, np.where(np.isnan(state), np.nanmean(state, axis=0), state))


def fold(text: str) -> int:
    return hashlib.sha256(text.encode()).digest()[1] % FOLDS


def odds(chance: Array) -> Array:
    return np.log(chance.clip(1e-6)) - np.log((1 - chance).clip(1e-6))


def raised(least: dict[str, float]) -> dict[str, float]:
    return {name: round(chance + RAISED, 2) for name, chance in least.items()}


class Kitchen:
    """The rows and the labels that the steps share."""

    def __init__(self, data: Path, encoder: Path) -> None:
        self.reader = Reader()
        self.book = self.reader.codebook
        self.labels = sorted(self.book.contexts)
        self.near = read_near(HERE / "near.txt")
        self.own = read_own(HERE / "data", self.near)
        others = read_others(data, OTHERS)
        self.vectors = Vectors(encoder, [one.text for one in self.own], others)
        self.x = self.vectors.of(one.text for one in self.own)
        self.y = np.array([[c in one.contexts for c in self.labels] for one in self.own], dtype=np.float32)
        self.w = np.array([[c not in one.also for c in self.labels] for one in self.own], dtype=np.float32)
        self.weak = self._weak(others)
        self.read = read(self.own, self.book)
        self.mean, self.spread = self.read.state.mean(0), self.read.state.std(0) + 1e-6
        self.state = (self.read.state - self.mean) / self.spread * STATE_SCALE
        self.folds = np.array([fold(one.text) for one in self.own])

    def _weak(self, others: Sequence[str]) -> tuple[Array, Array, Array]:
        """Sentences of others without their cues, as vectors, labels and weights."""
        label = CueLabels(self.book, load_toml("context_cues.toml")["weak"]["words"])
        taken: Counter[str] = Counter()
        rows = []
        for i in np.random.default_rng(0).permutation(len(others))[:ASKED]:
            proven, hinted, rest = label(others[i])
            if all(taken[c] >= (A_CONTEXT if proven else NO_CUE) for c in proven or {""}):
                continue
            taken.update(proven or {""})
            rows.append((rest, proven, hinted.union(*(self.near.get(c, frozenset()) for c in proven))))
        y = np.array([[c in p for c in self.labels] for _, p, _ in rows], dtype=np.float32)
        open_ = np.array([[c in o for c in self.labels] for _, _, o in rows])
        w = np.where(y > 0, SURE, np.where(open_, 0, UNSURE)).astype(np.float32)
        return self.vectors.of(rest for rest, _, _ in rows), y, w

    def by_words(self, kept: Array) -> tuple[Array, Array]:
        x, y, w = self.weak
        return fit(
            np.concatenate([self.x[kept], x]),
            np.concatenate([self.y[kept], y]),
            np.concatenate([self.w[kept], w]),
            PENALTY["words"],
        )

    def by_state(self, kept: Array) -> tuple[Array, Array]:
        return fit(self.state[kept], self.y[kept], self.w[kept], PENALTY["state"])

    def left_out(self) -> tuple[Array, Array]:
        """Log-odds by words and by state for each of our sentences, from models that did not see it."""
        words, state = np.zeros_like(self.y), np.zeros_like(self.y)
        for one in range(FOLDS):
            out = self.folds == one
            w, b = self.by_words(~out)
            words[out] = self.x[out] @ w + b
            w, b = self.by_state(~out)
            state[out] = self.state[out] @ w + b
        return words, state

    def given(self, chance: Array, least: dict[str, float], cue: Array) -> Iterator[frozenset[str]]:
        """What cues and model give together; `cue` is the chance by words alone, which counts beside a weak cue."""
        for i, (proven, hinted) in enumerate(zip(self.read.proven, self.read.hinted, strict=True)):
            usual = least["beside" if proven else "alone"]
            scores = {
                c: cue[i, j] if c in hinted else chance[i, j]
                for j, c in enumerate(self.labels)
                if (cue[i, j] >= least["cue"] if c in hinted else chance[i, j] >= usual) and c not in proven
            }
            room = max(0, MOST - len(proven))
            yield proven | set(sorted(scores, key=lambda c: -scores[c])[:room])

    def score(self, found: Sequence[frozenset[str]]) -> dict[str, float]:
        """Here a context that lies near a right one is wrong: it sets the thresholds higher."""
        right = sum(len(f & one.contexts) for f, one in zip(found, self.own, strict=True))
        wrong = sum(len(f - one.contexts) for f, one in zip(found, self.own, strict=True))
        all_ = sum(len(one.contexts) for one in self.own)
        whole = sum(
            one.contexts <= f <= one.contexts | one.also for f, one in zip(found, self.own, strict=True)
        )
        precision, recall = right / max(right + wrong, 1), right / all_
        f = (1 + BETA**2) * precision * recall / max(BETA**2 * precision + recall, 1e-9)
        return {"precision": precision, "recall": recall, "f_half": f, "whole": whole / len(self.own)}

    def best(
        self, logits: Array, cue: Array, least_cue: float | None
    ) -> tuple[dict[str, float], dict[str, float]]:
        """The thresholds and what they score; `least_cue` None: found too."""
        chance = 1 / (1 + np.exp(-logits))
        least = {"alone": 0.35, "beside": 0.5, "cue": least_cue or 0.3}
        for name in ("alone", "beside", "cue") if least_cue is None else ("alone", "beside"):
            tried = {
                float(t): self.score(list(self.given(chance, {**least, name: t}, cue)))["f_half"]
                for t in GRID
            }
            least[name] = round(max(tried, key=lambda t: tried[t]), 2)
        return least, self.score(list(self.given(chance, least, cue)))

    def ship(self, out: Path) -> None:
        words, state = self.left_out()
        cue = 1 / (1 + np.exp(-words))
        by_words, scored = self.best(words, cue, None)
        mixed = {s: self.best((1 - s) * words + s * state, cue, by_words["cue"]) for s in SHARES}
        share = max(mixed, key=lambda s: mixed[s][1]["f_half"])
        scores = {
            "sentences": {
                "own": len(self.own),
                "by cues": len(self.weak[0]),
                "words": len(self.vectors.spelled),
            },
            "cues alone": self.score(self.read.proven),
            "cues and words": scored,
            "cues, words and state": mixed[share][1],
        }
        every = np.ones(len(self.own), dtype=bool)
        w, b = self.by_words(every)
        table = self.vectors.table @ w
        scale = np.abs(table).max(0) / 127
        sw, sb = self.by_state(every)
        sw = sw * (STATE_SCALE / self.spread)[:, None]
        out.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            out / "model.npz",
            spelled=np.frombuffer("\n".join(self.vectors.spelled).encode(), dtype=np.uint8),
            words=np.round(table / scale).astype(np.int8),
            word_scale=scale.astype(np.float32),
            word_bias=b.astype(np.float32),
            state=sw.astype(np.float16),
            state_bias=(sb - self.mean @ sw).astype(np.float32),
        )
        about = {
            "labels": self.labels,
            "share": share,
            "words": raised(by_words),
            "both": raised(mixed[share][0]),
        }
        (out / "model.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
        (out / "scores.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")
        print(json.dumps(about["words"]), json.dumps(about["both"]), share, json.dumps(scores, indent=1))


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--encoder", type=Path, required=True, help="folder of the MiniLM encoder")
    arguments.add_argument("--out", type=Path, required=True)
    asked = arguments.parse_args()
    Kitchen(asked.data, asked.encoder).ship(asked.out)


if __name__ == "__main__":
    main()
