"""How records are put for people: numbers with their bounds, days, sentences, colours. Shared by all commands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Date
from types import MappingProxyType

from rich.text import Text

MOST_QUOTED = 240
"""Characters of a sentence that are shown; a longer one is cut in its middle."""

QUAD_STYLES: Mapping[str, str] = MappingProxyType(
    {
        "verbal cooperation": "green",
        "material cooperation": "bold green",
        "verbal conflict": "red",
        "material conflict": "bold red",
    }
)
STANCES: Mapping[str, str] = MappingProxyType(
    {
        "supports": "supports",
        "opposes": "opposes",
        "undecided": "is undecided on",
        "does_not_rule_out": "does not rule out",
    }
)
STANCE_STYLES: Mapping[str, str] = MappingProxyType(
    {"supports": "green", "opposes": "red", "undecided": "yellow", "does_not_rule_out": "yellow"}
)


def bounds(low: float | None, high: float | None, approximate: bool = False) -> str:
    """A figure: "133", "60 or more", "up to 12", "about 40 to 50"."""
    about = "about " if approximate else ""
    if low == high and low is not None:
        return about + number(low)
    if high is None and low is not None:
        return f"{number(low)} or more"
    if low is None and high is not None:
        return f"up to {number(high)}"
    return f"{about}{number(low or 0)} to {number(high or 0)}"


def number(value: float) -> str:
    """A number with commas between thousands."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def day(start: Date | None, precision: str) -> Text:
    """The first day of a date, as exactly as it is known: "2024-03-22", "2024-W12", "2024-03", "2024", or a dash."""
    if start is None:
        return Text("–", style="dim")
    form = {"year": "%Y", "month": "%Y-%m", "week": "%G-W%V"}.get(precision, "%Y-%m-%d")
    return Text(start.strftime(form))


def quote(words: str) -> Text:
    """A sentence in quotation marks, cut in its middle when it is long."""
    shown = plain(words)
    if len(shown) > MOST_QUOTED:
        start, end = shown[: MOST_QUOTED // 2], shown[-MOST_QUOTED // 2 :]
        shown = f"{start.rpartition(' ')[0]} … {end.partition(' ')[2]}"
    return Text(f"“{shown.strip('“”')}”", style="italic dim")


def plain(words: str) -> str:
    """Words of a report on one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())
