"""A pool of processes, each with its own reader: records come in input order, a bounded number are under way."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from dragoman.reading import reader as reading
from dragoman.records import Record, Report

BATCH = 16
"""Reports handed to a worker at once: enough for spaCy to batch, few enough to keep workers even."""

AHEAD = 2
"""Batches under way for each worker; more only costs memory."""


class Reader(reading.Reader):
    """Turns reports into records, in this process or in several. See `dragoman.reading.Reader`."""

    def read_many(self, reports: Iterable[Report], workers: int = 1) -> Iterator[Record]:
        """The records of many reports in input order, a bounded number in memory at a time.

        `workers` is the number of processes; 1 reads in this one. Each worker loads its own models (about 300 MB).
        """
        if workers <= 1:
            return super().read_many(reports)
        return self._in_pool(reports, workers)

    def _in_pool(self, reports: Iterable[Report], workers: int) -> Iterator[Record]:
        source = iter(reports)
        under_way: deque[Future[list[Record]]] = deque()
        with ProcessPoolExecutor(
            workers,
            multiprocessing.get_context("spawn"),
            initializer=_start,
            initargs=(self.model, self.data),
        ) as pool:
            while True:
                while len(under_way) < workers * AHEAD and (batch := list(islice(source, BATCH))):
                    under_way.append(pool.submit(_read, batch))
                if not under_way:
                    return
                yield from under_way.popleft().result()


_reader: reading.Reader | None = None
"""The reader of a worker process; the one thing a worker keeps between batches."""


def _start(model: str, data: Sequence[Path]) -> None:
    global _reader
    _reader = reading.Reader(model, data)


def _read(batch: list[Report]) -> list[Record]:
    assert _reader is not None, "the pool starts every worker with _start"
    return list(_reader.read_many(batch))
