"""Vectors of words: the input embeddings of MiniLM, averaged over a word's pieces, and of sentences as their sum."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from dragoman.reading.what.context_model import table_words

WIDTH = 256
SEEN = 3
"""A word of the other sentences counts from so many of them on."""
COMMON = 0.06
"""A word in a larger share of the sentences says nothing: such words are left out."""
SMOOTHING = 20.0
SCALE = 0.25


class Vectors:
    """The words and what each weighs in a sentence, [words, width]: its vector times how rare it is."""

    def __init__(self, encoder: Path, own: Sequence[str], others: Sequence[str]) -> None:
        tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        seen = Counter(word for text in (*others, *own) for word in table_words(text))
        whole = {
            word for word in tokenizer.get_vocab() if word.isascii() and word.isalpha() and len(word) > 2
        }
        known = (
            whole | {w for w, n in seen.items() if n >= SEEN} | {w for text in own for w in table_words(text)}
        )
        total = len(others) + len(own)
        self.spelled = sorted(w for w in known if len(w) > 1 and seen[w] <= COMMON * total and w.islower())
        pieces = _embeddings(encoder)
        raw = np.stack(
            [pieces[tokenizer.encode(w, add_special_tokens=False).ids].mean(0) for w in self.spelled]
        )
        raw -= raw.mean(0)
        _, axes = np.linalg.eigh(raw.T @ raw)
        kept = raw @ axes[:, -WIDTH:]
        kept /= np.linalg.norm(kept, axis=1, keepdims=True) + 1e-6
        rare = np.array([math.log(total / (seen[w] + SMOOTHING)) for w in self.spelled], dtype=np.float32)
        self.table = (kept * rare[:, None] * SCALE).astype(np.float32)
        self._rows = {word: row for row, word in enumerate(self.spelled)}

    def of(self, texts: Iterable[str]) -> NDArray[np.float32]:
        """The vectors of sentences, [texts, width]."""
        found = [[self._rows[w] for w in table_words(text) if w in self._rows] for text in texts]
        out = np.zeros((len(found), WIDTH), dtype=np.float32)
        for i, rows in enumerate(found):
            if rows:
                out[i] = self.table[rows].sum(0) / math.sqrt(len(rows))
        return out


def _embeddings(encoder: Path) -> NDArray[np.float32]:
    """The table of input embeddings in the encoder's safetensors file, [pieces, 384]."""
    raw = next(encoder.glob("*.safetensors")).read_bytes()
    size = int.from_bytes(raw[:8], "little")
    about = json.loads(raw[8 : 8 + size])
    (name,) = (n for n in about if n.endswith("word_embeddings.weight"))
    first, last = about[name]["data_offsets"]
    flat = np.frombuffer(raw[8 + size + first : 8 + size + last], dtype=np.float32)
    return flat.reshape(about[name]["shape"])
