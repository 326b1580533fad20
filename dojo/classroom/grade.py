"""The grading itself: every answer is judged apart from the tests, and each grade is kept at once."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from dojo.classroom.judges import Judges
from dojo.classroom.judging import Job, Judged, Task, UnfitError, judge
from dojo.classroom.records import Grade, Submission, Terms
from dojo.warm.client import WarmError
from dojo.worker.sandbox import TIERS

TICK = 0.5
"""Seconds between two looks at whether to stop."""
Batch = list[Submission]
"""Answers to one kata with the same text."""


class LostError(Exception):
    """Whoever judges cannot be reached any more."""


class Book(Protocol):
    """Where grades are kept."""

    def find(self, submission: Submission, terms: Terms) -> Grade | None:
        """Return the grade of exactly this answer under these terms, if there is one."""

    def put(self, *grades: Grade) -> None:
        """Keep grades for good: all of them, or none."""


@dataclass
class Progress:
    """How far the grading is."""

    all: int
    kept: int = 0
    """Grades that were there already."""
    graded: int = 0
    to_judge: int = 0
    """Answers that had no grade, the same text once, less those that could not be judged."""
    judged: int = 0
    failed: list[tuple[Submission, str]] = field(default_factory=list)
    """Answers that could not be judged, for a reason that is none of theirs."""
    stopping: bool = False
    """Whether it was asked to stop, and finishes what is under way."""

    @property
    def left(self) -> int:
        """How many answers are still to be graded."""
        return self.all - self.kept - self.graded - len(self.failed)


def grade(
    job: Job,
    submissions: Sequence[Submission],
    book: Book,
    judges: Judges,
    tell: Callable[[Progress], None],
    stopped: Callable[[], bool] = lambda: False,
) -> Progress:
    """Grade what has no grade yet, and keep each grade as soon as it is there.

    An answer that several students have handed in is judged once: with the same seed the outcome is the same.

    Args:
        job: what is asked of the judges.
        submissions: the answers; those to other katas are left out.
        book: keeps the grades.
        judges: who judges.
        tell: told after each grade, and twice a second, in this thread.
        stopped: asked twice a second whether to begin with no more answers, and finish and keep those under way.

    Raises:
        UnfitError: whoever judges must not; what was graded is kept.
        LostError: they cannot be reached any more; what was graded is kept.
    """
    batches, progress = _planned(job, submissions, book)
    grading = _Grading(job, book, judges, progress)
    waiting = iter(batches)
    while True:
        tell(progress)
        if stopped():
            waiting = grading.give_up()
        while len(grading.under_way) < judges.room() and (batch := next(waiting, None)) is not None:
            grading.hand_over(batch)
        if not grading.under_way:
            return progress
        done, _ = wait(grading.under_way, TICK, FIRST_COMPLETED)
        for future in [one for one in grading.under_way if one in done]:  # in the order in which they were handed over
            grading.take(future)


def grades_now(job: Job, submissions: Iterable[Submission], book: Book) -> Iterator[Grade]:
    """Yield the grades of what has been handed in now, under the terms of now: none of an earlier test or seed."""
    tests = dict(job.tests)
    for one in submissions:
        found = book.find(one, Terms(tests[one.kata], job.seed)) if one.kata in tests else None
        if found is not None and not (job.isolated and found.result.tier == TIERS[-1]):
            yield found


class _Grading:
    """A grading that is under way."""

    def __init__(self, job: Job, book: Book, judges: Judges, progress: Progress) -> None:
        self.job, self.book, self.judges, self.progress = job, book, judges, progress
        self.under_way: dict[Future[Judged], Batch] = {}

    def hand_over(self, batch: Batch) -> None:
        """Let an answer be judged, if it is still what was taken in: without walls, others' code can reach it."""
        try:
            answer = batch[0].file.read_bytes()
        except OSError as error:
            self._fail(batch, f"its copy cannot be read: {error.strerror}")
            return
        if hashlib.sha256(answer).hexdigest() != batch[0].digest:
            self._fail(batch, "its copy has been changed since it was taken in")
            return
        self.under_way[self.judges.executor.submit(judge, Task(self.job, batch[0].kata, answer))] = batch

    def give_up(self) -> Iterator[Batch]:
        """Take back what has not begun, and return that nothing waits any more."""
        self.progress.stopping = True
        self.under_way = {future: batch for future, batch in self.under_way.items() if not future.cancel()}
        return iter(())

    def take(self, future: "Future[Judged]") -> None:
        """Keep what has come out."""
        batch = self.under_way.pop(future)
        try:
            judged = future.result()
        except UnfitError:
            raise
        except CancelledError:
            raise LostError("the scheduler is not there any more: start it, then run the same command") from None
        except WarmError as error:
            self._fail(batch, str(error))
        except Exception as error:  # whatever it is, the others are graded
            self._fail(batch, self.judges.words(error))
        else:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            terms = Terms(dict(self.job.tests)[batch[0].kata], self.job.seed)
            self.book.put(*(Grade(one, terms, judged.result, judged.versions, now) for one in batch))
            self.progress.judged += 1
            self.progress.graded += len(batch)

    def _fail(self, batch: Batch, why: str) -> None:
        self.progress.failed += [(one, why) for one in batch]
        self.progress.to_judge -= 1


def _planned(job: Job, submissions: Sequence[Submission], book: Book) -> tuple[list[Batch], Progress]:
    """Return the answers to judge, those with the same text together, in the order in which they were handed in."""
    wanted = [one for one in submissions if one.kata in dict(job.tests)]
    kept = {(one.submission.student, one.submission.kata) for one in grades_now(job, wanted, book)}
    todo = [one for one in wanted if (one.student, one.kata) not in kept]
    batches: dict[tuple[str, str], Batch] = {}
    for one in todo:
        batches.setdefault((one.kata, one.digest), []).append(one)
    return list(batches.values()), Progress(len(wanted), len(wanted) - len(todo), to_judge=len(batches))
