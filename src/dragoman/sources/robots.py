"""What a site's robots.txt asks of dragoman, by RFC 9309."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, unquote

AGENT = "dragoman"
MOST_BYTES = 512_000
"""Bytes of a robots.txt that are heeded; RFC 9309 asks for 500 KiB at least."""

_LONGEST_DELAY = 60.0


class Robots:
    """The rules for one agent: which paths it may ask for, and how many seconds it leaves between two requests.

    The group that names the agent holds, else the one for all ("*"). Of the rules that fit a path the longest
    decides, and of two as long the one that allows. "*" stands for any characters, "$" for the end.
    """

    def __init__(self, text: str = "", agent: str = AGENT) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        current: list[str] = []
        naming = False
        for name, value in _lines(text):
            if name == "user-agent":
                # A product's name may be followed by its version.
                named = value.split("/")[0].strip().lower()
                current = [*current, named] if naming else [named]
                groups.setdefault(named, [])
                naming = True
            elif name in ("allow", "disallow", "crawl-delay"):
                naming = False
                for group in current:
                    groups[group].append((name, value))
        rules = groups.get(agent.lower(), groups.get("*", []))
        self._rules = [
            (_normal(value), name == "allow") for name, value in rules if value and name != "crawl-delay"
        ]
        self.delay = max((_seconds(value) for name, value in rules if name == "crawl-delay"), default=0.0)

    def allows(self, path: str) -> bool:
        """Whether the agent may ask for `path`, which has the query with it."""
        path = _normal(path)
        fitting = [(len(pattern), allow) for pattern, allow in self._rules if _fits(pattern, path)]
        return max(fitting, default=(0, True))[1]


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.lstrip("\ufeff").splitlines():
        name, colon, value = line.split("#", 1)[0].partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def _normal(path: str) -> str:
    """One spelling of a path: what needs no escape has none, the rest is escaped in upper case."""
    return quote(
        unquote(path, errors="surrogateescape"), safe="/?&=*$:@!'(),;+~-._%", errors="surrogateescape"
    )


def _fits(pattern: str, path: str) -> bool:
    to_end = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for index, part in enumerate(rest, 1):
        if to_end and index == len(rest):
            return len(path) - len(part) >= at and path.endswith(part)
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return not to_end or at == len(path)


def _seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        return 0.0
    return min(seconds, _LONGEST_DELAY) if seconds > 0 else 0.0
