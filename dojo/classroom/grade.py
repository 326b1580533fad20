"""The grading itself: every answer is judged apart from the tests, and each grade is kept at once."""

import hashlib
import platform
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from dojo.ask import Ask
from dojo.classroom.records import Grade, Submission, Terms
from dojo.model import Kata
from dojo.source import Source
from dojo.warm.client import Warm, WarmError

AHEAD = 2
"""Answers that wait for each worker: enough that none is idle, few enough that stopping is quick."""


class Book(Protocol):
    """Where grades are kept."""

    def find(self, submission: Submission, terms: Terms) -> Grade | None:
        """Return the grade of exactly this answer under these terms, if there is one."""

    def put(self, grade: Grade) -> None:
        """Keep a grade for good."""


@dataclass
class Progress:
    """How far the grading is."""

    all: int
    kept: int = 0
    """Grades that were there already."""
    graded: int = 0
    failed: list[tuple[Submission, str]] = field(default_factory=list)
    """Answers that could not be judged, for a reason that is none of theirs."""

    @property
    def left(self) -> int:
        """How many answers are still to be graded."""
        return self.all - self.kept - self.graded - len(self.failed)


def terms_of(kata: Kata, seed: int) -> Terms:
    """Return what grades of a kata depend on: its graded tests, and the seed from which they draw."""
    return Terms(hashlib.sha256(kata.tests.read_bytes()).hexdigest(), seed)


def versions() -> str:
    """Return what grades, for people; does not import torch."""
    return f"Python {platform.python_version()}, torch {version('torch')}, torch-katas {version('torch-katas')}"


class Workers:
    """Warm processes, one for each thread that asks; all end together."""

    def __init__(self, root: Path, katas: Sequence[Kata], tier: str) -> None:
        self._root, self._katas, self._tier = root, katas, tier
        self._mine = threading.local()
        self._all: list[Warm] = []

    def judge(self, kata: Kata, submission: Submission, seed: int) -> Grade:
        """Judge an answer apart from the tests.

        Raises:
            WarmError: it cannot be judged here; no fault of the answer.
        """
        if not hasattr(self._mine, "warm"):
            self._mine.warm = Warm(self._root, self._katas, self._tier)
            self._all.append(self._mine.warm)
        ask = Ask(Source(self._root, submission.file.parent), seed)
        result = self._mine.warm.judge(kata, ask, diagnose=True)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return Grade(submission, terms_of(kata, seed), result, versions(), now)

    def close(self) -> None:
        """End the processes."""
        for warm in self._all:
            warm.close()


def grade(
    root: Path,
    katas: Sequence[Kata],
    submissions: Sequence[Submission],
    book: Book,
    seed: int,
    tier: str,
    workers: int,
    tell: Callable[[Progress], None],
) -> Progress:
    """Grade what has no grade yet, and keep each grade as soon as it is there.

    Ctrl-C finishes what is under way, keeps it, and raises KeyboardInterrupt.

    Args:
        root: of the repository.
        katas: those that are graded; what was handed in for others is left out.
        submissions: the answers.
        book: keeps the grades.
        seed: from which the graded tests draw.
        tier: how answers are isolated.
        workers: how many answers are judged at a time.
        tell: told after each grade, in this thread.
    """
    by_name = {kata.name: kata for kata in katas}
    wanted = [one for one in submissions if one.kata in by_name]
    progress = Progress(len(wanted))
    terms = {kata.name: terms_of(kata, seed) for kata in katas}
    todo = [one for one in wanted if book.find(one, terms[one.kata]) is None]
    progress.kept = len(wanted) - len(todo)
    tell(progress)
    with _pool(root, katas, tier, workers) as (pool, crew):
        for done, future in _in_turn(pool, crew, by_name, todo, seed, workers * AHEAD):
            try:
                book.put(future.result())
                progress.graded += 1
            except WarmError as error:
                progress.failed.append((done, str(error)))
            tell(progress)
    return progress


@contextmanager
def _pool(root: Path, katas: Sequence[Kata], tier: str, workers: int) -> Iterator[tuple[ThreadPoolExecutor, Workers]]:
    crew = Workers(root, katas, tier)
    pool = ThreadPoolExecutor(workers)
    try:
        yield pool, crew
    finally:
        pool.shutdown(cancel_futures=True)
        crew.close()


def _in_turn(
    pool: ThreadPoolExecutor,
    crew: Workers,
    katas: dict[str, Kata],
    todo: Sequence[Submission],
    seed: int,
    most: int,
) -> Iterator[tuple[Submission, "Future[Grade]"]]:
    """Yield answers with their grades as they are done, with so many under way at a time."""
    under_way: dict[Future[Grade], Submission] = {}
    waiting = iter(todo)
    stopped: KeyboardInterrupt | None = None
    while True:
        while stopped is None and len(under_way) < most and (one := next(waiting, None)) is not None:
            under_way[pool.submit(crew.judge, katas[one.kata], one, seed)] = one
        if not under_way:
            break
        try:
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        except KeyboardInterrupt as error:
            stopped = error
            for future in [future for future in under_way if future.cancel()]:
                del under_way[future]
            continue
        for future in done:
            yield under_way.pop(future), future
    if stopped is not None:
        raise stopped
