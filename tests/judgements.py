"""Run every kata's graded tests against its stub, solution, mistakes and other right answers."""

import multiprocessing
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from dojo.model import Kata, Result
from dojo.run import Ask, run
from dojo.source import Source

SEEDS = 20
"""How many seeds the solution is tried under."""
FEW_SEEDS = 3
"""How many seeds each mistake and each other right answer is tried under."""


@dataclass
class Judgements:
    """Results of one kata."""

    stub: Result
    solution: list[Result]
    """One for each seed, the tests in an order drawn from the seed."""
    mistakes: dict[str, Result] = field(default_factory=dict)
    """Each mistake laid over the solution, seed 0."""
    learners: dict[str, Result] = field(default_factory=dict)
    """A file as a learner would write it, with just that mistake; seed 0, another order."""
    mistakes_again: dict[str, list[Result]] = field(default_factory=dict)
    """Each mistake under other seeds, until a test fails."""
    right: dict[str, list[Result]] = field(default_factory=dict)
    """Each other right answer under several seeds."""


def right_answers(kata: Kata) -> list[Path]:
    """Return the folders of right answers in other styles."""
    return sorted(path for path in (kata.root / "tests/right" / kata.name).glob("[!_]*") if path.is_dir())


def warm_pool(workers: int = 2) -> ProcessPoolExecutor:
    """Return processes that find torch imported, a new one for each task; they fork from a server with one thread."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["dojo.run", "torch._dynamo"])
    return ProcessPoolExecutor(workers, mp_context=context, max_tasks_per_child=1)


def judge_katas(katas: list[Kata]) -> dict[Kata, Judgements]:
    """Judge each kata in a process of its own, two at a time."""
    with warm_pool() as pool:
        return dict(zip(katas, pool.map(judge_kata, katas), strict=True))


def judge_kata(kata: Kata) -> Judgements:
    """Run one kata's tests against all that is known about it."""
    with tempfile.TemporaryDirectory() as folder:
        asks = _asks(kata, Path(folder))
        results = run(kata, list(asks.values()))
    found = dict(zip(asks, results, strict=True))
    judgements = Judgements(found["stub", "", 0], [found["solution", "", seed] for seed in range(SEEDS)])
    for (kind, name, _), result in found.items():
        if kind == "mistake":
            judgements.mistakes[name] = result
        elif kind == "learner":
            judgements.learners[name] = result
        elif kind == "again":
            judgements.mistakes_again.setdefault(name, []).append(result)
        elif kind == "right":
            judgements.right.setdefault(name, []).append(result)
    return judgements


def _asks(kata: Kata, folder: Path) -> dict[tuple[str, str, int], Ask]:
    asks = {("stub", "", 0): Ask(Source(kata.root, kata.root / "katas"))}
    for seed in range(SEEDS):
        asks["solution", "", seed] = Ask(Source(kata.root, kata.root / "solutions"), seed, shuffled=True)
    for path in kata.mistakes:
        asks["mistake", path.stem, 0] = Ask(Source(kata.root, path))
        learner = folder / path.stem
        learner.mkdir()
        text = kata.solution.read_text() + "\n\n" + path.read_text()
        (learner / kata.solution.name).write_text(text)
        asks["learner", path.stem, 0] = Ask(Source(kata.root, learner), shuffled=True)
        for seed in range(1, FEW_SEEDS):
            asks["again", path.stem, seed] = Ask(Source(kata.root, path), seed, fail_fast=True)
    for path in right_answers(kata):
        for seed in range(FEW_SEEDS):
            asks["right", path.name, seed] = Ask(Source(kata.root, path), seed, shuffled=True)
    return asks
