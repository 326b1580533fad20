"""Run a kata's graded tests against its stub, solution, mistakes and other right answers."""

import multiprocessing
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from dojo.ask import Ask
from dojo.author.reading import is_readable, readable_mistakes, right_answers
from dojo.model import Kata, Result
from dojo.run import run, run_apart
from dojo.source import Source
from dojo.warm.child import silence
from dojo.warm.imports import import_for

SEEDS = 20
"""How many seeds the solution is tried under."""
FEW_SEEDS = 3
"""How many seeds each mistake and each other right answer is tried under."""
CHUNK = 32
"""Mistakes that one process judges: several processes share the work, and what one has eaten comes back."""


@dataclass
class Judgements:
    """Results of one kata, as far as they are there: answers first, then right answers, mistakes, and all apart."""

    stub: Result | None = None
    solution: list[Result] = field(default_factory=list)
    """One for each seed, the tests in an order drawn from the seed."""
    right: dict[str, list[Result]] = field(default_factory=dict)
    """Each other right answer under several seeds."""
    mistakes: dict[str, Result] = field(default_factory=dict)
    """Each mistake laid over the solution, seed 0."""
    mistakes_again: dict[str, list[Result]] = field(default_factory=dict)
    """Each mistake under other seeds, until a test fails."""
    apart: dict[tuple[str, str], Result] = field(default_factory=dict)
    """By kind and name, stub, solution and right answers under seed 0, judged in a process apart from the tests."""
    learners: dict[str, Result] = field(default_factory=dict)
    """A file as a learner hands it in, with just that mistake; seed 0, apart from the tests, in another order."""
    died: dict[Path, int] = field(default_factory=dict)
    """Files whose code ended the process that ran it, and the seed."""

    def add(self, asked: "Asked", result: Result | None) -> None:
        """File a result under what was asked; None where the process has ended."""
        kind, name = asked.kind, asked.name
        if result is None:
            self.died.setdefault(asked.path, asked.ask.seed)
        elif kind == "learner":
            self.learners[name] = result
        elif asked.apart:
            self.apart[kind, name] = result
        elif kind == "stub":
            self.stub = result
        elif kind == "solution":
            self.solution.append(result)
        elif kind == "right":
            self.right.setdefault(name, []).append(result)
        elif kind == "mistake":
            self.mistakes[name] = result
        else:
            self.mistakes_again.setdefault(name, []).append(result)


@dataclass(frozen=True)
class Asked:
    """A run and what it is for."""

    kind: Literal["stub", "solution", "right", "mistake", "learner", "again"]
    name: str
    """Of the mistake or the other style."""
    path: Path
    """The author's file that is tried."""
    ask: Ask
    apart: bool = False
    """Run it in a process apart from the tests."""


def warm_pool(workers: int = 2) -> ProcessPoolExecutor:
    """Return processes that find torch imported, a new one for each task; they fork from a server with one thread."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["dojo.run", "torch._dynamo"])
    return ProcessPoolExecutor(workers, mp_context=context, max_tasks_per_child=1, initializer=silence)


def judge(kata: Kata) -> Judgements:
    """Run one kata's tests against all that is known about it.

    Raises:
        RunError: the graded tests cannot be collected.
    """
    *_, judgements = judge_in_parts(kata)
    return judgements


def judge_in_parts(kata: Kata) -> Iterator[Judgements]:
    """Yield the results as they come: with stub and solution, right answers, mistakes, all apart; two at a time.

    The tests' processes are not a sandbox: they protect from code that crashes, and not from code that means harm.

    Raises:
        RunError: the graded tests cannot be collected.
    """
    judgements = Judgements()
    with tempfile.TemporaryDirectory() as folder, warm_pool() as pool:
        answers, right = [_answers(kata)], [_right(kata)]
        apart = [_apart(chunk) for chunk in (*answers, *right)] + _learners(kata, Path(folder))
        parts = [answers, right, _mistakes(kata), apart]
        try:
            waiting = [[(chunk, pool.submit(_run, kata, chunk)) for chunk in part] for part in parts]
            for part in waiting:
                for chunk, future in part:
                    for asked, result in zip(chunk, _results(kata, chunk, future), strict=True):
                        judgements.add(asked, result)
                yield judgements
        finally:
            pool.shutdown(cancel_futures=True)


def _run(kata: Kata, chunk: Sequence[Asked]) -> list[Result]:
    if not chunk:
        return []
    if chunk[0].apart:
        import_for([kata])  # as the warm process does: workers are forked from here
    return (run_apart if chunk[0].apart else run)(kata, [asked.ask for asked in chunk])


def _apart(chunk: Sequence[Asked]) -> list[Asked]:
    """Return what is judged apart, too: the first of each kind."""
    return [replace(asked, apart=True) for asked in chunk if asked.ask.seed == 0]


def _results(kata: Kata, chunk: Sequence[Asked], future: Future[list[Result]]) -> Sequence[Result | None]:
    try:
        return future.result()
    except BrokenProcessPool:
        return _halved(kata, chunk)


def _halved(kata: Kata, chunk: Sequence[Asked]) -> list[Result | None]:
    """Run asks among which one may end its process, in ever smaller groups; None stands for the one that does."""
    try:
        with warm_pool(1) as pool:
            return list(pool.submit(_run, kata, chunk).result())
    except BrokenProcessPool:
        if len(chunk) == 1:
            return [None]
        half = len(chunk) // 2
        return _halved(kata, chunk[:half]) + _halved(kata, chunk[half:])


def _answers(kata: Kata) -> list[Asked]:
    stub, solutions = Source(kata.root, kata.root / "katas"), Source(kata.root, kata.root / "solutions")
    return [
        Asked("stub", "", kata.stub, Ask(stub)),
        *(Asked("solution", "", kata.solution, Ask(solutions, seed, shuffled=True)) for seed in range(SEEDS)),
    ]


def _right(kata: Kata) -> list[Asked]:
    return [
        Asked("right", folder.name, folder / kata.stub.name, Ask(Source(kata.root, folder), seed, shuffled=True))
        for folder in right_answers(kata)
        for seed in range(FEW_SEEDS)
    ]


def _mistakes(kata: Kata) -> list[list[Asked]]:
    asked = []
    for path in _judged_mistakes(kata):
        source = Source(kata.root, path)
        asked.append(Asked("mistake", path.stem, path, Ask(source)))
        asked += [Asked("again", path.stem, path, Ask(source, seed, fail_fast=True)) for seed in range(1, FEW_SEEDS)]
    return _chunks(asked, CHUNK * FEW_SEEDS)


def _learners(kata: Kata, folder: Path) -> list[list[Asked]]:
    asked = []
    for path in _judged_mistakes(kata):
        answer = folder / path.stem / kata.stub.name
        answer.parent.mkdir()
        answer.write_bytes(kata.solution.read_bytes() + b"\n\n" + path.read_bytes())
        ask = Ask(Source(kata.root, answer.parent), shuffled=True)
        asked.append(Asked("learner", path.stem, path, ask, apart=True))
    return _chunks(asked, CHUNK)


def _judged_mistakes(kata: Kata) -> list[Path]:
    return readable_mistakes(kata) if is_readable(kata.solution) else []


def _chunks(asked: list[Asked], size: int) -> list[list[Asked]]:
    return [asked[start : start + size] for start in range(0, len(asked), size)]
