"""How well does a score tell the true from the false?"""

from __future__ import annotations

from collections.abc import Iterable


def area(scored: Iterable[tuple[float, bool]]) -> float:
    """The area under the ROC curve of (score, truth): how often a true one has the higher score than a false one."""
    order = sorted(scored)
    true = sum(truth for _, truth in order)
    below = found = 0
    for _, truth in order:
        if truth:
            found += below
        else:
            below += 1
    return found / max(1, true * (len(order) - true))
