"""Many reports, in this process or in a pool: records come in input order, a bounded number are under way."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from itertools import islice
from multiprocessing import get_context

from dragoman.engines import worker
from dragoman.engines.batch import read_batch
from dragoman.errors import ReadingError, WorkerError
from dragoman.reading import reader as reading
from dragoman.records import Record, Report

Outcomes = Generator[Record | ReadingError, None, None]

BATCH = 16
"""Reports handed on at once: enough for spaCy to batch, few enough to keep workers even and memory small."""

AHEAD = 2
"""Batches under way for each worker; more only costs memory."""


class Reader(reading.Reader):
    """Turns reports into records, in this process or in several. See `dragoman.reading.reader.Reader`."""

    def read_many(self, reports: Iterable[Report], workers: int = 1) -> Iterator[Record]:
        """The records of many reports in input order, a bounded number in memory at a time.

        `workers` is the number of processes; 1 reads in this one. Each worker loads its own models (300 MB and more).
        Reports are taken from the iterable as they are needed, so it may be endless. Leaving the loop early ends the
        workers. Raises ValueError for fewer than one worker; while reading, ReadingError for the first report that
        could not be read (`outcomes` goes on past it) and WorkerError when a worker is killed.
        """
        return _all_or_error(self.outcomes(reports, workers))

    def outcomes(self, reports: Iterable[Report], workers: int = 1) -> Outcomes:
        """`read_many` with the error in the place of a report that could not be read; the others are read.

        A reader that learns reads in this process whatever `workers` says: what a report teaches is used for those
        after it, so that they must be read in their order.
        """
        if workers < 1:
            raise ValueError(f"workers must be 1 or more, not {workers}")
        alone = workers == 1 or self.learned is not None
        return self._here(reports) if alone else self._in_pool(reports, workers)

    def _here(self, reports: Iterable[Report]) -> Outcomes:
        alone = reading.Reader.read_many
        for batch in _batches(reports):
            yield from read_batch(lambda some: alone(self, some), batch)

    def _in_pool(self, reports: Iterable[Report], workers: int) -> Outcomes:
        batches = _batches(reports)
        under_way: deque[Future[list[Record | ReadingError]]] = deque()
        done = 0
        parts = (self.model, self.data, self._folders)
        pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=worker.start, initargs=parts)
        try:
            while True:
                for batch in islice(batches, workers * AHEAD - len(under_way)):
                    with worker.spawning():
                        under_way.append(pool.submit(worker.read, batch))
                if not under_way:
                    return
                outcomes = under_way.popleft().result()
                yield from outcomes
                done += len(outcomes)
        except BrokenProcessPool as error:
            raise WorkerError(
                f"a worker process ended before its work was done, after {done:,} reports"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _batches(reports: Iterable[Report]) -> Iterator[list[Report]]:
    source = iter(reports)
    while batch := list(islice(source, BATCH)):
        yield batch


def _all_or_error(outcomes: Outcomes) -> Iterator[Record]:
    # closing: a loop that is left early ends the workers at once, not when memory is next tidied.
    with closing(outcomes):
        for outcome in outcomes:
            if isinstance(outcome, ReadingError):
                raise outcome
            yield outcome
