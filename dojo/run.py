"""Run graded tests against many implementations in one process: collected once, a run costs the tests alone."""

import contextlib
import dataclasses
import io
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from dojo.again import judge_again
from dojo.ask import Ask
from dojo.diagnose import Mistake, diagnose
from dojo.model import Check, Diagnosis, Kata, Result
from dojo.session import STATE
from dojo.source import Source, SourceError, read_answer
from dojo.verdict import WORKER
from dojo.worker.client import Worker, Zygote
from dojo.worker.sandbox import Limits, probe


class RunError(Exception):
    """The graded tests could not be run. The message holds what pytest said."""


class Collected:
    """The graded tests of some katas, ready to run."""

    def __init__(self, session: pytest.Session) -> None:
        self.session = session
        self.state = session.config.stash[STATE]
        self.items: dict[Kata, list[pytest.Item]] = {}
        for item in session.items:
            kata = self.state.graded_kata_of(item)
            if kata is not None:
                self.items.setdefault(kata, []).append(item)
        self._mistakes: dict[tuple[Path, str], Check | None] = {}
        self._mistakes_seed: int | None = None

    def ordered(self, kata: Kata, ask: Ask) -> list[pytest.Item]:
        """Return a kata's tests in the order in which to run them."""
        items = list(self.items.get(kata, []))
        if ask.shuffled:
            random.Random(ask.seed).shuffle(items)
        return items

    def check(self, item: pytest.Item, ask: Ask) -> Check:
        """Run one test.

        Raises:
            RunError: it gave no verdict.
        """
        self.state.seed = ask.seed
        check = judge_again(item, ask.source, ask.limit)
        if check is None:
            raise RunError(f"{item.nodeid} gave no verdict")
        return check

    def judge(self, kata: Kata, ask: Ask, zygote: Zygote | None = None) -> Result:
        """Run a kata's tests, in a worker of this zygote if there is one."""
        checks: list[Check] = []
        with self.apart(kata, ask, zygote) as worker:
            for item in self.ordered(kata, ask):
                checks.append(self.check(item, ask))
                if ask.fail_fast and checks[-1].outcome != "passed":
                    break
        ended, memory = (tuple(worker.losses), worker.memory) if worker else ((), 0)
        tier = zygote.tier if zygote else ""
        return Result(kata.name, ask.source.label, ask.seed, tuple(checks), tier=tier, ended=ended, memory=memory)

    @contextlib.contextmanager
    def apart(self, kata: Kata, ask: Ask, zygote: Zygote | None) -> Iterator[Worker | None]:
        """Let the judged code run in a worker of this zygote, if there is one."""
        if zygote is None:
            yield None
            return
        try:
            worker = Worker(zygote, kata, read_answer(ask.source, kata), Limits())
            self.session.config.stash[WORKER] = worker
        except SourceError as error:
            worker = Worker(zygote, kata, {}, Limits())
            self.session.config.stash[WORKER] = error
        try:
            yield worker
        finally:
            worker.close()
            del self.session.config.stash[WORKER]

    def diagnose(self, kata: Kata, checks: Sequence[Check], ask: Ask) -> list[Diagnosis]:
        """Find the known mistakes that explain the failures. What mistakes do under a seed is found out once."""
        items = {item.nodeid: item for item in self.items.get(kata, [])}
        if self._mistakes_seed != ask.seed:
            self._mistakes.clear()
            self._mistakes_seed = ask.seed

        def judge(mistake: Mistake, check: Check) -> Check | None:
            key = (mistake.path, check.id)
            if key not in self._mistakes:
                against = dataclasses.replace(ask, source=Source(kata.root, mistake.path))
                self._mistakes[key] = self.check(items[check.id], against) if check.id in items else None
            return self._mistakes[key]

        return diagnose(kata, checks, len(checks) < len(items), judge)


def collect(root: Path, katas: Sequence[Kata], use: Callable[[Collected], Any], also: Sequence[str] = ()) -> None:
    """Collect the graded tests of some katas in a pytest session of this process, and use them.

    Args:
        root: of the repository.
        katas: whose tests.
        use: called with the collected tests; they are gone when it returns.
        also: more arguments for pytest.

    Raises:
        RunError: they cannot be collected.
    """
    loop = _Loop(use)
    arguments = [*(str(kata.tests) for kata in katas), f"--rootdir={root}", "-p", "no:cacheprovider", "-n", "0"]
    # What costs time and tells nothing here. What is captured per process does not get mixed up after a fork.
    quieter = [f"-pno:{plugin}" for plugin in ("logging", "hypothesispytest", "unraisableexception", "threadexception")]
    quieter += ["--tb=line", "--capture=sys"]
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        pytest.main([*arguments, *quieter, "--continue-on-collection-errors", *also], plugins=[loop])
    if not loop.used:
        names = ", ".join(kata.name for kata in katas)
        raise RunError(f"cannot run the graded tests of {names}:\n{said.getvalue()}")


class _Loop:
    """A plugin that takes the place of pytest's own loop over the collected tests."""

    def __init__(self, use: Callable[[Collected], Any]) -> None:
        self.use, self.used = use, False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Hand the collected tests over."""
        if session.testsfailed == 0 and session.items:
            self.used = True
            self.use(Collected(session))
        return True


def run(kata: Kata, asks: Sequence[Ask], zygote: Zygote | None = None) -> list[Result]:
    """Return a result for each run asked for. Nothing is printed, and no mistakes are looked for.

    Args:
        kata: whose graded tests to run.
        asks: what to judge.
        zygote: forks a worker for each run, so that the tests run apart from what they judge; None for one process.

    Raises:
        RunError: the graded tests cannot be collected.
    """
    results: list[Result] = []

    def judge_all(collected: Collected) -> None:
        results.extend(collected.judge(kata, ask, zygote) for ask in asks)

    collect(kata.root, [kata], judge_all, ["-m", "not cuda"])
    return results


def run_apart(kata: Kata, asks: Sequence[Ask]) -> list[Result]:
    """Do as `run`, with a worker for each run, isolated as well as this machine can."""
    zygote = Zygote(probe().tier)
    try:
        return run(kata, asks, zygote)
    finally:
        zygote.close()
