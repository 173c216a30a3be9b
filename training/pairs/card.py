"""The model card of one run: MODEL_CARD.md beside this script with the run's scores in place of its last section."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

HEADING = "## Scores"


def write(scores: dict[str, Any], command: str, day: str, path: Path) -> None:
    """Write the card to `path`."""
    card = Path(__file__).with_name("MODEL_CARD.md").read_text(encoding="utf-8")
    path.write_text(card[: card.index(HEADING)] + _scores(scores, command, day), encoding="utf-8")


def _scores(scores: dict[str, Any], command: str, day: str) -> str:
    held = scores["student int8 on held-back PLV"]
    table: Sequence[tuple[float, float, int]] = scores["reliability"]
    lines = [
        HEADING,
        "",
        f"Made on {day} with `{command}`.",
        "",
        f"The student before its last stage, int8, on {scores['held rows']} PLV rows that neither it",
        f"nor its teacher saw: macro-F1 by type {held['type']:.3f}, by quad class {held['quad']:.3f}, right",
        f"{held['right']:.3f}. The rows also chose the temperature. The shipped model has seen them in its last",
        "stage, so it has no figure of its own.",
        "",
        f"Temperature {scores['temperature']:.2f}. Reliability on the same rows:",
        "",
        "| mean probability | right | rows |",
        "|---|---|---|",
        *[f"| {mean:.2f} | {right:.2f} | {count} |" for mean, right, count in table],
        "",
        f"{scores['pairs a second, one thread']} pairs a second of processor time, one thread, batch 32.",
        "",
    ]
    return "\n".join(lines)
