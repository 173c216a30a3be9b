"""What weighs how much: the table incidents.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dragoman.errors import DataFileError
from dragoman.ledger.incidents.words import stem

DATA = Path(__file__).parents[1] / "data"
FILE = "incidents.toml"


class Settings:
    """The weights and thresholds of linking.

    `events` weighs a pair of events, `wholes` an event and a report as a whole, in log-odds. `stored` is the score
    that a pair needs to be kept, `unlinked` what one counts that is not, `linked` what lets two events stand in one
    component, `joined` the mean over two clusters that joins them. `told_first` and `told` are the means over an
    incident that let a report count as one that tells of it: the incident that fits it best, and further ones.
    `again` are words of an event that is not the first of its kind, `weekdays` from Monday on, `ago` how
    many days before its report a word means.
    """

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.events: Mapping[str, float] = MappingProxyType(dict(told["events"]))
        self.wholes: Mapping[str, float] = MappingProxyType(dict(told["wholes"]))
        limits = told["thresholds"]
        self.stored, self.linked = limits["stored"], limits["linked"]
        self.joined, self.told, self.told_first = limits["joined"], limits["told"], limits["told_first"]
        self.unlinked = limits["unlinked"]
        self.again = frozenset(stem(word) for word in told["words"]["again"])
        self.weekdays = {stem(word): number for number, word in enumerate(told["words"]["weekdays"])}
        self.ago = {stem(word): days for word, days in told["words"]["ago"].items()}
        self._near: dict[frozenset[str], float] = {
            frozenset((one, other)): value
            for one, row in told["types"].items()
            for other, value in row.items()
        }

    def near(self, one: str, other: str) -> float:
        """How often two tellings of one incident get these two types, 0 to 1, of different ones."""
        return self._near.get(frozenset((one, other)), 0.0)


@cache
def load() -> Settings:
    """The shipped settings. Raises DataFileError when they can't be read."""
    path = DATA / FILE
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        return Settings(told)
    except (OSError, KeyError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(f"not readable as TOML ({error})", where=str(path)) from error
