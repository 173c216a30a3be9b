"""How many? Figures of dead, injured, troops, money and the like, with bounds."""

from __future__ import annotations

from dragoman.reading.how_many.find import counted, figures

__all__ = ["counted", "figures"]
