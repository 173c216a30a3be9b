"""A progress line on stderr: only on a terminal, only for more than a moment's work."""

from __future__ import annotations

import sys
import time
from types import TracebackType

PATIENCE = 2.0
"""Seconds before the progress line appears."""


class Progress:
    """Counts reports and characters read. Use as a context manager; `say` prints a line above the bar."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import Progress as Bar
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        self._console = Console(stderr=True)
        self._started = time.monotonic()
        self._shown = False
        self._on_terminal = sys.stderr.isatty()
        self._reports = self._characters = 0
        self._bar = Bar(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        )
        self._task = self._bar.add_task("reading", total=None)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._bar.stop()

    def advance(self, characters: int) -> None:
        """Note that one more report of so many characters is read."""
        self._reports += 1
        self._characters += characters
        elapsed = time.monotonic() - self._started
        if not self._on_terminal or elapsed < PATIENCE:
            return
        if not self._shown:
            self._bar.start()
            self._shown = True
        rate = self._reports / elapsed
        self._bar.update(self._task, description=f"{self._reports:,} reports read, {rate:,.1f} a second")

    def say(self, line: str) -> None:
        """Print a line on stderr without breaking the bar."""
        if self._shown:
            self._bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            print(line, file=sys.stderr)
