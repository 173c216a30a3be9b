"""Who says so, and who disputes it? Attributions as words, and claims by actors."""

from __future__ import annotations

from dragoman.reading.says.attributions import attributions
from dragoman.reading.says.claim import claims
from dragoman.reading.says.hedge_words import load_hedges
from dragoman.reading.says.hedges import Hedges

__all__ = ["Hedges", "attributions", "claims", "load_hedges"]
