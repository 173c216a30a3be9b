"""Places that the gazetteer lacks: what shows a name to be one, and what lies around it? A part of where.

Villages are seldom in a gazetteer, but reports say what they are and where: "the village of Uzungecit in Sirnak
province", "outside Zapotal, a hamlet in the province of Los Rios".
"""

from __future__ import annotations

from collections.abc import Callable

from dragoman.reading.parse import Parsed
from dragoman.reading.where.place_rules import PlaceRules

_FARTHEST = 10
"""Tokens at most between a small place and the larger one that it is told to lie in or near."""
_LONGEST_KIND = 4
"""Tokens at most from the comma behind a name to the word for what it is (", a small fishing village")."""
_BETWEEN = frozenset({"DET", "ADJ", "NUM", "ADV", "PUNCT"})


def shown_by_kind(parsed: Parsed, rules: PlaceRules, start: int, end: int) -> bool:
    """Whether the words around the name say what kind of place it is: "the village of X", "the X district",
    "X, a village"."""
    lower = parsed.lower
    if start > 1 and lower[start - 1] == "of" and lower[start - 2] in rules.settled:
        return True
    if end >= len(parsed):
        return False
    if lower[end] in rules.settled:
        return True
    if parsed.text[end] != "," or end + 1 >= len(parsed) or lower[end + 1] not in ("a", "an", "the"):
        return False
    for token in range(end + 2, min(end + 2 + _LONGEST_KIND, len(parsed))):
        if lower[token] in rules.settled:
            return parsed.sentence[token] == parsed.sentence[start]
        if parsed.pos[token] not in ("ADJ", "NOUN"):
            return False
    return False


def lies_around(
    parsed: Parsed, rules: PlaceRules, end: int, larger: int, is_national: Callable[[int], bool]
) -> bool:
    """Whether the words from `end` on lead from a place to the one that begins at `larger`, around or near it.

    `is_national` tells a nation's adjective ("the Ecuadoran province of") from the names of other places.
    """
    if not end <= larger <= end + _FARTHEST or larger >= len(parsed):
        return False
    if parsed.sentence[end - 1] != parsed.sentence[larger]:
        return False
    led = False
    for token in range(end, larger):
        word = parsed.lower[token]
        if word in rules.locative or word in ("of", "from", ",", "("):
            led = True
        elif not (
            word in rules.regions
            or word in rules.settled
            or word in rules.directions
            or word in rules.distances
            or parsed.pos[token] in _BETWEEN
            or is_national(token)
        ):
            return False
    return led
