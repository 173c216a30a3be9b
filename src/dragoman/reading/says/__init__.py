"""Who says so, and who disputes it? Attributions as words, and claims by actors."""

from __future__ import annotations

from dragoman.reading.says.attributions import attributions
from dragoman.reading.says.claim import claims

__all__ = ["attributions", "claims"]
