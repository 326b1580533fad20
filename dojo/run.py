"""Run graded tests against many implementations in one process: collected once, a run costs the tests alone."""

import contextlib
import dataclasses
import io
import random
from collections.abc import Sequence

import pytest

from dojo.model import Check, Kata, Result
from dojo.running import judge_again
from dojo.session import STATE
from dojo.source import Source


class RunError(Exception):
    """The graded tests could not be run. The message holds what pytest said."""


@dataclasses.dataclass(frozen=True)
class Ask:
    """One run that is asked for."""

    source: Source
    seed: int = 0
    shuffled: bool = False
    """Run the tests in another order, drawn from the seed."""
    fail_fast: bool = False
    """Stop at the first test that is not passed."""
    limit: float | None = None
    """Seconds a test may take, where it is not the usual limit."""


def run(kata: Kata, asks: Sequence[Ask]) -> list[Result]:
    """Return a result for each run asked for. Nothing is printed, and no mistakes are looked for.

    Raises:
        RunError: the graded tests cannot be collected.
    """
    loop = _Loop(kata, asks)
    arguments = [str(kata.tests), f"--rootdir={kata.root}", "-p", "no:cacheprovider", "-m", "not cuda", "-n", "0"]
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        pytest.main([*arguments, "--continue-on-collection-errors"], plugins=[loop])
    if len(loop.results) < len(asks):
        raise RunError(f"cannot run the graded tests of {kata.name}:\n{said.getvalue()}")
    return loop.results


class _Loop:
    """A plugin that takes the place of pytest's own loop over the collected tests."""

    def __init__(self, kata: Kata, asks: Sequence[Ask]) -> None:
        self.kata, self.asks = kata, asks
        self.results: list[Result] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run all tests for each run asked for."""
        if session.testsfailed == 0:
            self.results = [self._judge(session, ask) for ask in self.asks]
        return True

    def _judge(self, session: pytest.Session, ask: Ask) -> Result:
        session.config.stash[STATE].seed = ask.seed
        items = list(session.items)
        if ask.shuffled:
            random.Random(ask.seed).shuffle(items)
        checks: list[Check] = []
        for item in items:
            if ask.limit is not None:
                item.add_marker(pytest.mark.timeout(ask.limit, func_only=True), append=False)
            check = judge_again(item, ask.source)
            if check is None:
                raise RunError(f"{item.nodeid} gave no verdict")
            checks.append(check)
            if ask.fail_fast and check.outcome != "passed":
                break
        return Result(self.kata.name, ask.source.label, ask.seed, tuple(checks))
