"""A process of the pool: how it is started, what it keeps, how it ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

from dragoman.engines.batch import read_batch
from dragoman.errors import ReadingError
from dragoman.reading.reader import Reader
from dragoman.records import Record, Report

_CAN_MASK = hasattr(signal, "pthread_sigmask")

_make: Callable[[], Reader] | None = None
"""Gives the reader of a worker process, made once; all that a worker keeps between batches."""


@contextmanager
def spawning() -> Iterator[None]:
    """Around every call that may start a worker.

    A new process runs the caller's main script again, unless it finds none. Workers need nothing of it, so it is out
    of sight meanwhile: a plain script can use workers without guarding its main part. The signal of Ctrl-C is held
    back until the new process can end on it without a traceback.
    """
    main = sys.modules["__main__"]
    old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if _CAN_MASK else None
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        if old is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, old)


def start(model: str, data: Sequence[Path], folders: Mapping[str, Any]) -> None:
    """Make this process a worker, whose reader has this parser, these data files, and its models in these folders."""
    global _make
    # An error here would break the pool and be lost; made with the first batch, the reader's error comes back as it is.
    _make = cache(partial(Reader, model, data, **folders))
    # Ctrl-C reaches every process of the terminal. It ends the reading of a batch, never the sending of one: half an
    # answer in the pipe would leave the first process waiting for the other half.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if _CAN_MASK:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()


def read(batch: list[Report]) -> list[Record | ReadingError]:
    """The outcomes of a batch, in this worker. Ctrl-C ends it: KeyboardInterrupt is what the first process gets."""
    assert _make is not None, "the pool starts every worker with start()"
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return list(read_batch(_make().read_many, batch))
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end_with_parent() -> None:
    """A worker whose first process was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
