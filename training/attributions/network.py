"""The attribution model: an encoder told of syntax, that finds cues, and for each cue its source and content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from annotated import Numbers, Row
from encoders import Encoder, Shape
from torch import Tensor, nn
from torch.nn import functional as F

CUE_LABELS = 3
PART_LABELS = 5
NONE = -100
"""The label of what is no token."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows padded to one length. Word pieces are [rows, pieces], tokens [rows, tokens]; a place is a cue, or what might
    be taken for one, of the row `row`, from token `low` to `high` (exclusive)."""

    ids: Tensor
    mask: Tensor
    words: Tensor  # [rows, features, pieces]
    first: Tensor  # [rows, tokens]
    here: Tensor  # [rows, tokens], true where there is a token
    row: Tensor  # [places]
    low: Tensor
    last: Tensor
    pairs: Tensor  # [places, features, tokens]


def collate(rows: Sequence[Row], pad: int) -> Batch:
    """A batch of these rows."""
    longest, most = max(len(r.ids) for r in rows), max(len(r.first) for r in rows)
    ids = torch.full((len(rows), longest), pad)
    mask = torch.zeros((len(rows), longest), dtype=torch.long)
    words = torch.zeros((len(rows), rows[0].words.shape[0], longest), dtype=torch.long)
    first = torch.zeros((len(rows), most), dtype=torch.long)
    here = torch.zeros((len(rows), most), dtype=torch.bool)
    places = [(i, low, high - 1) for i, r in enumerate(rows) for low, high in r.places]
    pairs = torch.zeros((len(places), rows[0].pairs.shape[1], most), dtype=torch.long)
    done = 0
    for i, r in enumerate(rows):
        length, tokens = len(r.ids), len(r.first)
        ids[i, :length] = torch.from_numpy(r.ids)
        mask[i, :length] = 1
        words[i, :, :length] = torch.from_numpy(np.where(r.owner >= 0, r.words[:, r.owner.clip(min=0)], 0))
        first[i, :tokens] = torch.from_numpy(r.first)
        here[i, :tokens] = True
        pairs[done : done + len(r.places), :, :tokens] = torch.from_numpy(r.pairs)
        done += len(r.places)
    row, low, last = torch.tensor(places, dtype=torch.long).reshape(-1, 3).unbind(1)
    return Batch(ids, mask, words, first, here, row, low, last, pairs)


class Told(nn.Module):
    """The encoder, which is told the classes of each word beside the word."""

    def __init__(self, encoder: Encoder, classes: Sequence[int]) -> None:
        super().__init__()
        self.encoder = encoder
        self.classes = nn.ModuleList(nn.Embedding(size, encoder.shape.width) for size in classes)
        for table in self.classes:
            nn.init.normal_(table.weight, std=0.02)

    def forward(self, ids: Tensor, mask: Tensor, words: Tensor) -> Tensor:
        """Word pieces and mask [rows, pieces], classes [rows, features, pieces] to states [rows, pieces, width]."""
        encoder = self.encoder
        steps = torch.arange(ids.shape[1], device=ids.device)
        states = encoder.words(ids) + encoder.places(steps + encoder.shape.first_position)
        for number, table in enumerate(self.classes):
            states = states + table(words[:, number])
        states = encoder.dropout(encoder.norm(states))
        bias = ((1.0 - mask.to(states.dtype)) * -1e4)[:, None, None, :]
        for layer in encoder.layers:
            states = layer(states, bias)
        return states


class Smooth(nn.Module):
    """A convolution over neighbouring tokens, added to what goes in."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.mix = nn.Conv1d(width, width, 5, padding=2)
        self.norm = nn.LayerNorm(width)

    def forward(self, states: Tensor, here: Tensor) -> Tensor:
        """States [rows, tokens, width]; `here` [rows, tokens] is 1 at tokens, 0 beyond the last."""
        mixed = self.mix((states * here[:, :, None]).transpose(1, 2)).transpose(1, 2)
        out: Tensor = self.norm(states + F.gelu(mixed))
        return out


class Cues(nn.Module):
    """Which tokens are cues: states [rows, tokens, width] to logits [rows, tokens, CUE_LABELS]."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.enter = nn.Linear(width, inner)
        self.smooth = Smooth(inner)
        self.leave = nn.Linear(inner, CUE_LABELS)

    def forward(self, states: Tensor, here: Tensor) -> Tensor:
        """See the class."""
        out: Tensor = self.leave(self.smooth(F.gelu(self.enter(states)), here))
        return out


class Parts(nn.Module):
    """Whose source and content: for each place, states [places, tokens, width], those of the cue's ends
    [places, 2 * width] and classes [places, features, tokens] to logits [places, tokens, PART_LABELS]."""

    def __init__(self, width: int, inner: int, classes: Sequence[int]) -> None:
        super().__init__()
        self.token = nn.Linear(width, inner)
        self.cue = nn.Linear(2 * width, 2 * inner)
        self.classes = nn.ModuleList(nn.Embedding(size, inner) for size in classes)
        for table in self.classes:
            nn.init.normal_(table.weight, std=0.1)
        self.norm = nn.LayerNorm(inner)
        self.smooth = nn.ModuleList(Smooth(inner) for _ in range(2))
        self.leave = nn.Linear(inner, PART_LABELS)

    def forward(self, tokens: Tensor, cues: Tensor, pairs: Tensor, here: Tensor) -> Tensor:
        """See the class; `tokens` [places, tokens, inner] has been through `token`."""
        shift, scale = self.cue(cues).chunk(2, -1)
        mixed = tokens * (1 + scale[:, None]) + shift[:, None]
        for number, table in enumerate(self.classes):
            mixed = mixed + table(pairs[:, number])
        states = F.gelu(self.norm(mixed))
        for smooth in self.smooth:
            states = smooth(states, here)
        out: Tensor = self.leave(states)
        return out


class AttributionModel(nn.Module):
    """All of it. `inner` is the width of the two heads."""

    def __init__(
        self,
        encoder: Encoder,
        words: Sequence[int],
        pairs: Sequence[int],
        inner: int = 96,
        dropout: float = 0.1,
    ) -> None:
        super().__init__()
        self.sizes = (tuple(words), tuple(pairs), inner)
        self.told = Told(encoder, words)
        self.cues = Cues(encoder.shape.width, inner)
        self.parts = Parts(encoder.shape.width, inner, pairs)
        self.dropout = nn.Dropout(dropout)

    def states(self, batch: Batch) -> Tensor:
        """The states of the tokens, [rows, tokens, width]."""
        states = self.told(batch.ids, batch.mask, batch.words)
        picked: Tensor = states.gather(1, batch.first[:, :, None].expand(-1, -1, states.shape[-1]))
        return self.dropout(picked)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Logits of cues [rows, tokens, CUE_LABELS] and of parts [places, tokens, PART_LABELS]."""
        states = self.states(batch)
        here = batch.here.to(states.dtype)
        return self.cues(states, here), self.parts_of(states, here, batch)

    def parts_of(self, states: Tensor, here: Tensor, batch: Batch) -> Tensor:
        """Logits [places, tokens, PART_LABELS] of the batch's places."""
        ends = torch.cat([states[batch.row, batch.low], states[batch.row, batch.last]], -1)
        out: Tensor = self.parts(self.parts.token(states)[batch.row], ends, batch.pairs, here[batch.row])
        return out


def labels(rows: Sequence[Row], longest: int) -> tuple[Tensor, Tensor]:
    """The labels of the cues [rows, tokens] and of the parts [places, tokens], NONE beyond the last token."""
    return _padded([r.cues for r in rows], longest), _padded([p for r in rows for p in r.parts], longest)


def _padded(labels: Sequence[Numbers], longest: int) -> Tensor:
    out = torch.full((len(labels), longest), NONE)
    for i, one in enumerate(labels):
        out[i, : len(one)] = torch.from_numpy(one)
    return out


def save(model: AttributionModel, path: Path, **about: Any) -> None:
    """Write the weights and what is needed to build the model again."""
    shape = asdict(model.told.encoder.shape)
    torch.save({"shape": shape, "sizes": model.sizes, "weights": model.state_dict(), "about": about}, path)


def restore(path: Path) -> AttributionModel:
    """The model that `save` wrote."""
    kept = torch.load(path, weights_only=True)
    words, pairs, inner = kept["sizes"]
    model = AttributionModel(Encoder(Shape(**kept["shape"])), words, pairs, inner)
    model.load_state_dict(kept["weights"])
    return model
