"""Who judges: whatever speaks `concurrent.futures`. Here the threads of this process; cluster.py has other machines."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dojo.classroom.judging import Job, end
from dojo.classroom.terms import judge_digest, tests_digest
from dojo.model import Kata

AHEAD = 2
"""Answers handed over for each that is judged at a time: nobody waits for work, and little waits when it is stopped."""


@dataclass(frozen=True)
class Judges:
    """Who judges, on this machine or on others."""

    executor: Executor
    room: Callable[[], int]
    """How many answers to have handed over at the moment."""
    words: Callable[[Exception], str] = lambda error: f"{type(error).__name__}: {error}"
    """Says why an answer was not judged, where it is none of the reasons that judging itself has."""


def job_of(katas: Sequence[Kata], seed: int, isolated: bool, root: Path | None, scratch: Path | None) -> Job:
    """Return what a grading of these katas asks of those who judge, by the tests as they are now.

    Raises:
        OSError: a kata's tests cannot be read.
    """
    tests = tuple((kata.name, tests_digest(kata)) for kata in katas)
    return Job(secrets.token_hex(8), seed, tests, judge_digest(), isolated, root, scratch)


@contextmanager
def judges_here(job: Job, workers: int) -> Iterator[Judges]:
    """Judge on this machine, so many answers at a time. In the end, and when interrupted, no process is left."""
    pool = ThreadPoolExecutor(workers)
    try:
        yield Judges(pool, lambda: workers * AHEAD)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        end(job)
        pool.shutdown()
