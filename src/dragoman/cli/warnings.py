"""What a reader should know of a report, on stderr: the same warning about many reports is told and then counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from dragoman.records import Record

FIRST = 3
"""Times that the same warning is told for one source; a file of a million undated rows needs no million lines."""


class Warnings:
    """Tells the warnings of records through `say`, which prints a line."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._told: Counter[tuple[str, str]] = Counter()

    def tell(self, record: Record) -> None:
        """Tell the warnings of one record."""
        report = record.report
        source = report.source or "report"
        for warning in record.warnings:
            self._told[source, warning] += 1
            if self._told[source, warning] <= FIRST:
                name = f"{source} ({report.id})" if report.id else source
                self._say(f"dragoman: {name}: {warning}")

    def count(self) -> None:
        """Tell how often each warning came that was not told every time."""
        for (source, warning), times in self._told.items():
            if times > FIRST:
                self._say(
                    f"dragoman: {source}: the same of {times - FIRST:,} more reports ({warning.split(':')[0]})"
                )
