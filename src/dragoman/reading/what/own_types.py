"""Which of a user's own types is a pair? The one whose examples it is most like."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dragoman.codebook.ontology import Ontology
from dragoman.reading.pair_model import PairModel
from dragoman.records import Pair, PairCode

NEAREST = 2
"""Examples of a type that count: the most alike ones, so that a type may hold things that differ."""
SHARPNESS = 12.0
"""What turns likeness (cosine, -1 to 1) into probability. Set by hand."""


class OwnTypes:
    """Codes pairs by a user's own ontology, with the encoder's idea of likeness."""

    def __init__(self, ontology: Ontology, model: PairModel) -> None:
        self.names = tuple(ontology.types)
        self._model = model
        self._examples = [model.vectors(kind.examples) for kind in ontology.types.values()]

    def code(self, pairs: Sequence[Pair]) -> list[PairCode]:
        """The type of each pair with every type's probability, in order."""
        vectors = self._model.vectors(pairs)
        if not len(vectors):
            return []
        likeness = np.stack(
            [np.sort(vectors @ of_type.T, axis=1)[:, -NEAREST:].mean(axis=1) for of_type in self._examples],
            axis=1,
        )
        odds = np.exp(SHARPNESS * (likeness - likeness.max(axis=1, keepdims=True)))
        chances = odds / odds.sum(axis=1, keepdims=True)
        return [
            PairCode(self.names[int(row.argmax())], dict(zip(self.names, row.tolist(), strict=True)))
            for row in chances
        ]
