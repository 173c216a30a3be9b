"""A progress line on stderr: only on a terminal, only for more than a moment's work."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING

from dragoman.cli.plain import visible

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

PATIENCE = 2.0
"""Seconds before the line appears."""


class Progress:
    """Counts reports. Use as a context manager; `say` prints a line above the progress line.

    The line shows how many reports are read, how many a second and for how long, from the first moment on: one long
    report takes a while too. With `total`, the bytes of the whole input, it also shows how far the work is and how
    long it will take. `hide` takes it away for good, for output that goes to the same terminal.
    """

    def __init__(self, total: int | None = None) -> None:
        self._reports = 0
        self._bytes = 0
        self._total = total or None
        self._started = time.monotonic()
        self._lock = threading.Lock()
        self._bar: Bar | None = None
        self._timer: threading.Timer | None = None
        if sys.stderr is not None and sys.stderr.isatty():
            self._timer = threading.Timer(PATIENCE, self._show)
            self._timer.daemon = True

    def __enter__(self) -> Progress:
        if self._timer is not None:
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hide()

    def advance(self, reports: int = 1, size: int = 0) -> None:
        """Note that so many more reports are read, which are so many bytes of the input."""
        with self._lock:
            self._reports += reports
            self._bytes += size
            if self._bar is not None:
                self._bar.update(
                    self._bar.task_ids[0], description=self._description(), completed=self._bytes
                )

    def say(self, line: str) -> None:
        """Print a line on stderr without breaking the progress line, and without the control characters in it."""
        with self._lock:
            if self._bar is not None:
                self._bar.console.print(visible(line), markup=False, highlight=False, soft_wrap=True)
            else:
                print(visible(line), file=sys.stderr)

    def hide(self) -> None:
        """Take the line away, and show it no more."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if self._bar is not None:
                self._bar.stop()
                self._bar = None

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            ProgressColumn,
            SpinnerColumn,
            TaskProgressColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )
        from rich.progress import Progress as Bar

        with self._lock:
            if self._timer is None:
                return
            columns: list[ProgressColumn] = [SpinnerColumn(), TextColumn("{task.description}")]
            if self._total is not None:
                columns += [BarColumn(24), TaskProgressColumn()]
            columns.append(TimeElapsedColumn())
            if self._total is not None:
                columns += [TimeRemainingColumn(), TextColumn("left")]
            self._bar = Bar(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)
            task = self._bar.add_task(self._description(), total=self._total, completed=self._bytes)
            # The clock shows how long the work has taken, not how long the line has been there.
            self._bar.tasks[task].start_time = self._bar.get_time() - (time.monotonic() - self._started)
            self._bar.start()

    def _description(self) -> str:
        if not self._reports:
            return "reading"
        rate = self._reports / (time.monotonic() - self._started)
        return f"{self._reports:,} report{'s' * (self._reports != 1)} read, {rate:,.1f} a second"
