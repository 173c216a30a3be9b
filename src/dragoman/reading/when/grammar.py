"""What a time expression looks like: patterns over the letters of `words`, most specific first.

The extent follows TimeML 1.2.1: determiners, "late", "the end of", "at least" and "ago" belong to the expression,
prepositions ("since", "on") do not. Which value an expression has is decided in `resolve`, by pattern name; a
pattern whose reading fails there gives way to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dragoman.reading.when.words import Lexed

_NUMBER = "(?:[DNYn](?:-?n){0,5}(?:-?&-?a?-?k)?|a[qn]n?f?|qn{0,2}f?|a)"
_COUNT = f"(?:{_NUMBER}(?:[&-]{_NUMBER})?)"
_CLOCK = "(?:u|m)?(?:c|[Dn]K)z?"
_CLOCK_BEFORE = f"(?:{_CLOCK},?p?)?"
_CLOCK_AFTER = f"(?:,?p?{_CLOCK})?"
_EDGE_ONCE = "(?:t?bf|t?[olx][Uk]f|t?kf|t?m-?|r)"
_EDGE = f"{_EDGE_ONCE}?"
_WEEKDAY_BEFORE = "(?:[Ww],?)?"
_THIS = "(?:[Th]s|T[lx]?|l|x|h|t[lxsv])"
_YEAR_AFTER = f"(?:,?Y|f?{_THIS}U)?"

PATTERNS: dict[str, str] = {
    "digits": "I",
    "day_list": "M[DO](?:,[DO])+,?&[DO]",
    "day_range": f"{_WEEKDAY_BEFORE}M[DO][&-][DO]{_YEAR_AFTER}",
    "range_day": f"t?[DO][&-]t?[DO]f?M{_YEAR_AFTER}",
    "week_of": "t?[UE]fM[DO](?:,?Y)?",
    "month_day": f"{_CLOCK_BEFORE}(?:t?m-?|r|t?[Pb]f|[Tlx])?{_WEEKDAY_BEFORE}M[DO]{_YEAR_AFTER}{_CLOCK_AFTER}",
    "day_month": f"{_CLOCK_BEFORE}(?:t?m-?|r|t?[Pb]f)?{_WEEKDAY_BEFORE}t?[DO]f?M{_YEAR_AFTER}",
    "day_of_month": f"{_CLOCK_BEFORE}t?Of{_THIS}U|(?<=p)tO",
    "clock_of_day": f"{_CLOCK},?p?{_THIS}U",
    "weekday_of_week": f"{_CLOCK_BEFORE}(?:m-?|r)?WP?f?{_THIS}U",
    "some_weekday": "(?<=a)W",
    "weekday": f"{_CLOCK_BEFORE}(?:m-?|r|t?bf)?(?:{_THIS}(?:m-?)?)?W(?:m?P)?{_CLOCK_AFTER}|wP",
    "day": f"{_CLOCK_BEFORE}(?:m-?|r|t?bf)?d(?:m?P)?{_CLOCK_AFTER}",
    "part_of_day": f"{_CLOCK_BEFORE}(?:m|r)?{_THIS}P|(?:m|r)it?P|t?Pf{_THIS}?W|P,?p?W|tPe|m-?P|P",
    "new_year": f"{_EDGE}tB",
    "fiscal": f"{_EDGE}(?:{_THIS}|t)?F(?:U?Y|U)",
    "quarter": f"{_EDGE}t?o-?[Uk](?:f(?:F?U?Y|{_THIS}F?U|tF?U)|F?Y)?",
    "holiday_weekend": f"t?(?:{_THIS})?HE",
    "holiday": f"{_EDGE}(?:{_THIS})?H{_YEAR_AFTER}",
    "month": f"{_EDGE}(?:{_THIS})?M(?:f?Y|,Y|f?{_THIS}U)?",
    "season": f"{_EDGE}(?:{_THIS}|t)?S(?:f?Y|,Y|f?{_THIS}U)?",
    "decade": f"{_EDGE}t?(?:m-?)?G",
    "century": f"{_EDGE}t?(?:m-?)?[oO]-?U",
    "year_range": "Y-[DNY]",
    "before_last": "tUel",
    "named_away": "u?A[gr]",
    "or_two": "aU&n",
    "compound": f"u?{_COUNT}U&{_COUNT}U",
    "nth": "[ta]?[oO]y?U",
    "age": f"{_COUNT}-?U-?Z",
    "part_length": f"t[olx]{_COUNT}y?Uf(?:F?Y|{_THIS}F?U|MY?)",
    "away": f"[ta]?U-[gr]|u?{_COUNT}y?-?U[gre]|u?U[gr]|tUe",
    "set": f"j{_COUNT}?y?[UEWPSM]|V|A",
    "length": f"(?:u|t?T?[loxRT]|t|h)?{_COUNT}y{{0,3}}-?y?U(?:-?L)?|U-?L",
    "lengths": "(?:t?T?[lxRT]|t)?U",
    "unit": f"{_EDGE}(?:{_THIS})y?U|{_EDGE_ONCE}tU|t?U-?b|[mr]it(?:U|E)",
    "during": "(?<=[ifu])tU",
    "weekend": f"{_EDGE}(?:{_THIS}|t)?E",
    "year": f"{_EDGE}(?:tU)?Y",
    "vague": "tR?[lv]|v|R",
    "clock": f"{_CLOCK}(?:itP|pP)?|u?[Dn](?:itP|pP|TP|d)",
    "morning": "tP",
}

_COMPILED = {name: re.compile(pattern) for name, pattern in PATTERNS.items()}
_RUN = re.compile(r"[^.]*[MWwSPUEHGYAvdcIVlKkRBO][^.]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """Lexemes `first` to `last` (exclusive) of a text, read by the pattern `name`."""

    name: str
    lexed: Lexed
    first: int
    last: int

    @property
    def kinds(self) -> str:
        """Their letters."""
        return self.lexed.kinds[self.first : self.last]

    @property
    def start(self) -> int:
        """Character offset of the first."""
        return self.lexed.start[self.first]

    @property
    def end(self) -> int:
        """Character offset behind the last."""
        return self.lexed.end[self.last - 1]

    def get(self, letters: str) -> Any:
        """The value of the first lexeme of one of these kinds; None when there is none."""
        index = self.index(letters)
        return None if index is None else self.lexed.value[index]

    def index(self, letters: str) -> int | None:
        """Where that lexeme stands."""
        for index in range(self.first, self.last):
            if self.lexed.kinds[index] in letters:
                return index
        return None

    def part(self, first: int, last: int) -> Piece:
        """The lexemes `first` to `last` (exclusive) of the text, under the same name."""
        return Piece(self.name, self.lexed, first, last)


def candidates(lexed: Lexed, position: int) -> Iterator[Piece]:
    """The readings of the lexemes from `position` on, most specific first; none where no expression begins."""
    for name, pattern in _COMPILED.items():
        if match := pattern.match(lexed.kinds, position):
            yield Piece(name, lexed, position, match.end())


def runs(lexed: Lexed) -> Iterator[tuple[int, int]]:
    """The stretches of lexemes in which an expression can stand."""
    for match in _RUN.finditer(lexed.kinds):
        yield match.span()
