"""The lists of figures.toml that turn words into numbers, made ready for looking up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from dragoman.errors import DataFileError
from dragoman.reading.parse import Parsed

Bounds = tuple[float | None, float | None]
_Value = TypeVar("_Value", float, str)


def _section(table: Mapping[str, Any], kind: type[_Value], *keys: str) -> dict[str, _Value]:
    """The words under `keys` with their values; raises DataFileError when one is of another kind."""
    inner: object = table
    for key in keys:
        inner = inner.get(key) if isinstance(inner, Mapping) else None
    kinds = (int, float) if kind is float else (str,)
    if not isinstance(inner, Mapping) or not all(isinstance(value, kinds) for value in inner.values()):
        raise DataFileError(f"{'.'.join(keys)} is no table of {kind.__name__} values", where="figures.toml")
    return dict(inner)


def _by_edge(phrases: Mapping[str, _Value], edge: int) -> dict[str, list[tuple[tuple[str, ...], _Value]]]:
    """Phrases by their first (edge 0) or last (edge -1) word, longest first."""
    table: dict[str, list[tuple[tuple[str, ...], _Value]]] = {}
    for phrase, value in phrases.items():
        if words := tuple(phrase.split()):
            table.setdefault(words[edge], []).append((words, value))
    for rows in table.values():
        rows.sort(key=lambda row: -len(row[0]))
    return table


class NumberWords:
    """The tables of numbers from figures.toml, made ready for looking up. Raises DataFileError for a malformed one."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.units = _section(table, float, "numbers")
        self.scales = _section(table, float, "scales")
        self.short_scales = _section(table, float, "short_scales")
        self.symbols = _section(table, str, "money", "symbols")
        self.shares = {
            tuple(words.split()): share for words, share in _section(table, float, "shares").items()
        }
        self.vague = _by_edge(_section(table, float, "vague"), 0)
        self.before = _by_edge(_section(table, str, "before"), -1)
        self.after = _by_edge(_section(table, str, "after"), 0)
        never = table.get("never", {})
        self.labels = frozenset(never.get("labels", ()))
        self.no_one = frozenset(never.get("before_one", ()))
        self.followers = frozenset(never.get("followers", ()))
        self._openers = {*(phrase[0] for phrase in self.shares), *self.units, *self.scales, *self.vague} - {
            "a"
        }

    def may_open(self, parsed: Parsed, token: int) -> bool:
        """Whether a number can begin at `token`; cheap, for every token."""
        return parsed.text[token][0].isdigit() or parsed.lower[token] in self._openers

    def bounds(self, effect: str, low: float | None, high: float | None) -> Bounds:
        """The bounds of a number between `low` and `high` after a qualifier with this effect."""
        if effect == "floor":
            return low, None
        if effect == "ceiling":
            return 0, high if high is not None else low
        return low, high
