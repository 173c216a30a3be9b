"""Who says so, and who disputes it? Attributions as words, and claims by actors."""

from __future__ import annotations

from dragoman.reading.says.claim import claims
from dragoman.reading.says.find import attributions

__all__ = ["attributions", "claims"]
