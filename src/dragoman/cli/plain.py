"""Commands whose help is plain text, and words of reports and files made safe to print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from typer.core import TyperCommand, TyperOption

# JSON itself escapes the other control characters. These steer terminals too: DEL and the C1 controls, and the marks
# that turn the direction of writing. They stand within strings only, where an escape says the same.
_STEERING = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class PlainCommand(TyperCommand):
    """A command that is described as manual pages do it: `FILE...` for several, and nothing of Python's types."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """What stands behind the command's name in "Usage: ..."."""
        return ["[OPTIONS]", *(name for name, _ in self._described(ctx, options=False))]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the lists of arguments and options."""
        for heading, options in (("Arguments", False), ("Options", True)):
            rows = list(self._described(ctx, options))
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)

    def _described(self, ctx: Any, options: bool) -> Iterator[tuple[str, str]]:
        for param in self.get_params(ctx):
            if isinstance(param, TyperOption) != options:
                continue
            metavar = param.metavar or ""
            name = f"{', '.join(param.opts)} {metavar}".strip() if options else metavar
            yield name, getattr(param, "help", None) or ""


def visible(words: str) -> str:
    """The words without what would steer a terminal: a control character becomes a blank."""
    return "".join(character if character.isprintable() else " " for character in words)


def escaped(json: str) -> str:
    """JSON with escapes in the place of what would steer a terminal; it says the same."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", json)
