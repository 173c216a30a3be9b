"""The words that decide a status, and the ways in which each governs: data/status.toml.

An entry such as "call:for,to" is a word and its ways; the file's head explains them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from dragoman.reading.parse import Parsed
from dragoman.records import Status

Effect = Status | Literal["undone"]
"""What a word makes of what it governs; "undone" says that it was not done, and when negated that it was."""

_EFFECTS: tuple[Status, ...] = ("denied", "requested", "threatened", "planned", "hypothetical", "habitual")
_STRUCTURAL = frozenset({"noun", "a noun", "to", "X to", "doing", "that", "would", "should"})
_OF_NOUNS = _STRUCTURAL | {"of", "for", "to", "on", "about"}
_ANY = "*"
_OPEN_TO_EFFECT = frozenset({"happened", "planned", "habitual"})


class StatusWords:
    """Looks up governing words in one report. `lists` is the table of status.toml."""

    def __init__(self, parsed: Parsed, lists: Mapping[str, Any]) -> None:
        self._parsed = parsed
        operators = lists["operators"]
        self._effects: dict[tuple[str, str], Effect] = dict.fromkeys(_keys(operators["undone"]), "undone")
        for effect in _EFFECTS:
            for key in _keys(operators[effect]):
                self._effects.setdefault(key, effect)
        self._through = frozenset(_keys(lists["occurring"]["through"]))

    def lemma(self, token: int) -> str:
        """The lemma with its particle: "call_off", "stop_short"."""
        parsed = self._parsed
        particle = parsed.child(token, "prt")
        if particle is None:
            following = token + 1
            if (
                following < len(parsed)
                and parsed.head[following] == token
                and parsed.dep[following] == "advmod"
            ):
                particle = following
        return parsed.lemma[token] if particle is None else f"{parsed.lemma[token]}_{parsed.lower[particle]}"

    def effect(self, token: int, ways: tuple[str, ...]) -> Effect | None:
        """What the word makes of what it governs in one of these ways; None when it says nothing of it."""
        own, full = self._parsed.lemma[token], self.lemma(token)
        general = _STRUCTURAL if self._parsed.pos[token] == "VERB" else _OF_NOUNS
        if not general.isdisjoint(ways):
            ways = (*ways, _ANY)
        for lemma in (full, own) if full != own else (own,):
            for way in ways:
                if (found := self._effects.get((lemma, way))) is not None:
                    return found
        return None

    def passes(self, token: int, ways: tuple[str, ...]) -> bool:
        """Whether what the verb governs so happens as the verb does: "could lead to war"."""
        lemma = self._parsed.lemma[token]
        general = not _STRUCTURAL.isdisjoint(ways)
        return (general and (lemma, _ANY) in self._through) or any((lemma, w) in self._through for w in ways)


def apply(effect: Status, status: Status) -> Status:
    """What a governor with this effect makes of a status, its negation not counted."""
    if effect == "denied":
        return "hypothetical" if status == "denied" else "denied"
    if status not in _OPEN_TO_EFFECT or (effect == "habitual" and status != "happened"):
        return status
    return effect


def _keys(entries: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(word, way) of entries such as "call:for,to"; the way is "*" where none is named."""
    for entry in entries:
        word, _, ways = entry.partition(":")
        for way in ways.split(",") if ways else (_ANY,):
            yield word, way.strip()
