"""An attribution while it is being read."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Found:
    """An attribution before it becomes a record.

    `head` is the token that carries the cue, `frame` its pattern (frames.py), `lemma` and `pos` its row in cues.csv.
    `cue`, `source` and `tokens` (the content, perhaps in pieces) are tokens from and to (exclusive); `pieces` are the
    content's characters and `quoted` the quotations among them.
    """

    head: int
    frame: str
    cue: tuple[int, int]
    source: tuple[int, int] | None
    lemma: str = ""
    pos: str = ""
    tokens: list[tuple[int, int]] = field(default_factory=list)
    pieces: list[tuple[int, int]] = field(default_factory=list)
    quoted: list[tuple[int, int]] = field(default_factory=list)
