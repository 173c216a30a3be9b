"""How many reports are read at once: in this process, or in a pool of processes."""

from __future__ import annotations

from dragoman.engines.pool import Reader

__all__ = ["Reader"]
