"""One way to judge an answer, whichever process does it: the grader's own, or one on another machine.

A task is plain data that can be pickled. The process that is given one writes the answer to a temporary folder and has
a warm process judge it: one for each of its threads, kept from task to task, ended with the grading, after two minutes
without work (the grader may have been killed), and with the process itself.
A process whose tests or judging code are others than the grader's judges nothing.
"""

import os
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from dojo.ask import Ask
from dojo.classroom.terms import PACKAGE, judge_digest, tests_digest, versions
from dojo.model import Check, Kata, Result
from dojo.source import Source
from dojo.warm.client import Warm
from dojo.worker.sandbox import TIERS, Tier, probe

ROOT = "DOJO_ROOT"
"""The environment variable that names the repository on a machine where it is not the folder that dojo lies in."""
IDLE = 120.0
"""Seconds without work after which warm processes are ended."""


@dataclass(frozen=True)
class Job:
    """What all answers of one grading have in common."""

    name: str
    """Its own, so that of two gradings in the same processes none ends what belongs to the other."""
    seed: int
    tests: tuple[tuple[str, str], ...]
    """Each kata's name, and the digest that its tests must have."""
    judge: str
    """The digest that the judging code must have."""
    isolated: bool
    """Whether to judge nothing where there are limits alone."""
    root: Path | None = None
    """The repository; None: each process has its own."""
    scratch: Path | None = None
    """Where answers are put for the time of their run; None: where the machine keeps temporary files."""


@dataclass(frozen=True)
class Task:
    """An answer to be judged."""

    job: Job
    kata: str
    answer: bytes


@dataclass(frozen=True)
class Judged:
    """What came out, and what has judged."""

    result: Result
    versions: str


class UnfitError(Exception):
    """This process must not judge for this grader. The message says why, and what to do."""


def judge(task: Task) -> Judged:
    """Judge an answer apart from the tests, in this thread's warm process.

    Raises:
        UnfitError: this process judges otherwise than the grader would, or may not judge.
        WarmError: it cannot be judged here; no fault of the answer.
    """
    with _at_work(task.job) as crew:
        return crew.judge(task)


def check(job: Job) -> Tier:
    """Return how this process would isolate answers.

    Raises:
        UnfitError: it must not judge for this grader.
    """
    return Crew(job).tier


def end(job: Job) -> None:
    """End all processes that judge for this grading here."""
    with _lock:
        crew = _crews.pop(job.name, None)
    if crew is not None:
        crew.close()


class Crew:
    """The warm processes of one grading, one for each thread that asks."""

    def __init__(self, job: Job) -> None:
        self.job, self.root = job, job.root or _repository(job)
        self.katas = {name: Kata(self.root, name) for name, _ in job.tests}
        self.tier = probe().tier
        self.busy, self.latest = 0, time.monotonic()
        self._mine = threading.local()
        self._all: list[Warm] = []
        self._closed = threading.Event()
        self._refuse_if_unfit()

    def _refuse_if_unfit(self) -> None:
        if judge_digest() != self.job.judge:
            raise _unfit("its dojo is another than the grader's", f"bring {PACKAGE} to the same version")
        if self.job.isolated and self.tier == TIERS[-1]:
            raise _unfit("it cannot isolate submissions", "use machines that can, see docs/judge.md")
        for name in self.katas:
            self._see_tests(name)

    def _see_tests(self, name: str) -> None:
        try:
            found = tests_digest(self.katas[name])
        except OSError as error:
            raise _unfit(f"the tests of {name} cannot be read ({error})", "bring the repository there") from None
        if found != dict(self.job.tests)[name]:
            why = f"the tests, solution or mistakes of {name} in {self.root} are others than the grader's at its start"
            raise _unfit(why, "make them the same, then run the command again")

    def judge(self, task: Task) -> Judged:
        """Judge an answer. The tests are looked at afterwards, for they are read some time before."""
        kata = self.katas[task.kata]
        with tempfile.TemporaryDirectory(prefix="dojo-answer-", dir=self.job.scratch) as made:
            folder = Path(made).resolve()
            (folder / kata.stub.name).write_bytes(task.answer)
            result = self._warm().judge(kata, Ask(Source(self.root, folder), self.job.seed), diagnose=True)
        self._see_tests(kata.name)
        checks = tuple(_without(f"{folder}{os.sep}", check) for check in result.checks)
        return Judged(replace(result, source=kata.stub.name, checks=checks), versions())

    def _warm(self) -> Warm:
        if not hasattr(self._mine, "warm"):
            self._mine.warm = Warm(self.root, tuple(self.katas.values()), self.tier)
            self._all.append(self._mine.warm)
        warm: Warm = self._mine.warm
        return warm

    def close_when_idle(self) -> None:
        """End with the grading, or when it seems to be no more."""
        while not self._closed.wait(IDLE / 8):
            with _lock:
                idle = not self.busy and time.monotonic() - self.latest > IDLE
            if idle:
                end(self.job)

    def close(self) -> None:
        """End the processes, all at the same time: one at work takes a second to be ended."""
        self._closed.set()
        with ThreadPoolExecutor(len(self._all) or 1) as pool:
            list(pool.map(Warm.close, self._all))


_crews: dict[str, Crew] = {}
_lock = threading.Lock()


@contextmanager
def _at_work(job: Job) -> Iterator[Crew]:
    with _lock:
        if job.name not in _crews:
            _crews[job.name] = Crew(job)
            threading.Thread(target=_crews[job.name].close_when_idle, daemon=True).start()
        crew = _crews[job.name]
        crew.busy += 1
    try:
        yield crew
    finally:
        with _lock:
            crew.busy -= 1
            crew.latest = time.monotonic()


def _without(folder: str, check: Check) -> Check:
    """Return a verdict in whose texts files are named as the student named them: the folder is a passing place."""
    told = replace(check, printed=check.printed.replace(folder, ""))
    if check.failure is None:
        return told
    where = tuple(line.replace(folder, "") for line in check.failure.where)
    return replace(told, failure=replace(check.failure, where=where, words=check.failure.words.replace(folder, "")))


def _repository(job: Job) -> Path:
    """Return the repository of this machine: the one that is named, or else the one that dojo was installed from."""
    root = Path(os.environ.get(ROOT) or PACKAGE.parent).resolve()
    missing = [name for name, _ in job.tests if not Kata(root, name).tests.is_file()]
    if missing:
        remedy = f"install it from a clone there (pip install -e), or name the clone in {ROOT}"
        raise _unfit(f"{root} has no tests of {missing[0]}", remedy)
    return root


def _unfit(why: str, remedy: str) -> UnfitError:
    return UnfitError(f"cannot judge on {socket.gethostname()}, because {why}: {remedy}")
