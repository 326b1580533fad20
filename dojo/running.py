"""The half of the pytest plugin that runs graded tests: in the one process of a plain run, in each worker of xdist.

Hooks in the order in which pytest calls them, one decision each. This half imports torch.
"""

import dataclasses
import hashlib
import random
from collections.abc import Generator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from _pytest._code.code import TerminalRepr
from _pytest._io import TerminalWriter
from _pytest.runner import runtestprotocol  # as pytest-rerunfailures does: there is no public way to run an item again

from dojo import ambient, failure, seam, summary
from dojo.diagnose import Mistake, diagnose
from dojo.model import Check, Failure, Kata
from dojo.session import STATE
from dojo.source import Source, SourceError, load
from dojo.trace import trace
from dojo.worker.client import There, Worker

LIMIT = 10.0
"""Seconds that a graded test may take; all tests of a kata together need less than three."""

PRINTED = 10_000
"""Characters that are kept of what the learner's code prints in a test, from its end."""

JUDGED = pytest.StashKey[seam.Judged]()
COMPARED = pytest.StashKey[tuple[str, object, object] | None]()
INSTEAD = pytest.StashKey[Source]()
"""What is judged in the source's place, while a test is run again."""
WORKER = pytest.StashKey[Worker | SourceError]()
"""Where the learner's code runs, if not in this process; or why it runs nowhere."""
SECONDS = pytest.StashKey[float]()
"""What the learner's code may take in a test, where that is not what the test itself may take."""
AGAIN = pytest.StashKey[list[Check]]()
"""The verdicts of a test that is run again, for which there is no report."""


class Told(TerminalRepr):
    """A failure in words, coloured."""

    def __init__(self, check: Check) -> None:
        self.lines = summary.failure_lines(check)

    def toterminal(self, tw: TerminalWriter) -> None:
        """Write the lines."""
        for line in self.lines:
            for part in line.laid_out(tw.fullwidth):
                tw.line(part, **line.style)


def pytest_configure(config: pytest.Config) -> None:
    """Let `import backprop` mean the seam, and `import torchvision` work beside any build of torch."""
    import dojo.torchvision_ops  # noqa: F401  declares operators where the wheels need it

    config.add_cleanup(seam.install(config.stash[STATE].katas))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give graded tests their limit, their tolerance of warnings, and a reason to be skipped where there is no GPU."""
    state = config.stash[STATE]
    for item in items:
        kata = state.kata_of(item)
        if kata is None:
            continue
        item.add_marker(pytest.mark.filterwarnings("default"))
        if item.path != kata.tests:
            unused = "ignore::pytest_benchmark.logger.PytestBenchmarkWarning"  # by an answer that is not measured
            item.add_marker(pytest.mark.filterwarnings(unused))
            continue
        state.collected[kata.name] = state.collected.get(kata.name, 0) + 1
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(LIMIT, func_only=True))
    needing_gpu = [item for item in items if item.get_closest_marker("cuda")]
    if needing_gpu and not torch.cuda.is_available():
        for item in needing_gpu:
            item.add_marker(pytest.mark.skip(reason="needs a CUDA GPU, and PyTorch finds none here"))
    if config.getoption("benchmark_only", False):
        graded = [item for item in items if state.graded_kata_of(item)]
        config.hook.pytest_deselected(items=graded)
        items[:] = [item for item in items if not state.graded_kata_of(item)]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Keep the reports of a test that is run again to ourselves."""
    again = item.config.stash.get(AGAIN, None)
    if again is None:
        return None
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    again += [Check.from_plain(report.kata_check) for report in reports if hasattr(report, "kata_check")]
    return True


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin each test in the same state, seeded from the run's seed and its own name: order changes nothing."""
    state = item.config.stash[STATE]
    kata = state.kata_of(item)
    if kata is None:
        return
    digest = hashlib.sha256(f"{state.seed} {kata.name} {item.name}".encode()).digest()
    number = int.from_bytes(digest[:4], "big")
    ambient.reset()
    _seed_torch(number, everywhere=item.get_closest_marker("cuda") is not None)
    random.seed(number)
    np.random.seed(number)


def _seed_torch(number: int, everywhere: bool) -> None:
    if everywhere:
        torch.manual_seed(number)
    else:  # torch.manual_seed also queues a call, with a formatted stack, for each kind of device that is not in use
        torch.default_generator.manual_seed(number)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Put the judged implementation behind the seam for this test."""
    state = item.config.stash[STATE]
    kata = state.graded_kata_of(item)
    if kata is None:
        return (yield)
    source = item.config.stash.get(INSTEAD, state.source)
    judged = seam.here(kata, source)
    worker = item.config.stash.get(WORKER, None)
    if isinstance(worker, SourceError):
        judged = dataclasses.replace(judged, implementation=seam.Here(kata, worker, judged.noted))
    elif worker is not None and judged.files:
        there = There(worker, judged.noted, seconds_of(item), (item.module,))  # type: ignore[attr-defined]
        judged = dataclasses.replace(judged, implementation=there)
    item.stash[JUDGED] = judged
    item.config.stash[COMPARED] = None
    with seam.judging(judged):
        return (yield)


def pytest_assertrepr_compare(config: pytest.Config, op: str, left: object, right: object) -> None:
    """Note the two sides of a comparison that failed."""
    config.stash[COMPARED] = (op, left, right)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn what happened into a verdict, and a traceback into words."""
    report = yield
    state = item.config.stash[STATE]
    kata = state.kata_of(item)
    if kata is None or (call.excinfo is None and report.when != "call"):
        return report
    if item.path != kata.tests:
        return _benchmark_report(item, call, report)
    check = failure.printable(_check(item, kata, call, report))
    report.kata_check = dataclasses.asdict(check)  # type: ignore[attr-defined]  # plain data, so that it passes xdist
    if check.failure is not None and not report.skipped:
        if check.outcome == "failed" and item.config.get_verbosity() >= 2:
            report.sections.insert(0, ("in words", str(Told(check))))
        else:
            report.longrepr = Told(check)
    return report


def _benchmark_report(item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> pytest.TestReport:
    """Only right answers are measured: what is not written is skipped, what is wrong is said in one line."""
    if call.excinfo is None or report.when != "call":
        return report
    error = call.excinfo.value
    if isinstance(error, NotImplementedError):
        report.outcome = "skipped"
        report.longrepr = (str(item.path), 0, f"Skipped: {error}")
    elif isinstance(error, AssertionError):
        report.longrepr = f"Not measured, for the answer is wrong. First run: pytest katas/{item.path.parent.name}"
    return report


def check_of(item: pytest.Item, kata: Kata) -> Check:
    """Return what a test promises, before it is known whether that is kept."""
    points = item.get_closest_marker("points")
    case = getattr(item, "callspec", None)
    promise = (item.function.__doc__ or item.name).strip().splitlines()[0]  # type: ignore[attr-defined]
    return Check(
        kata=kata.name,
        id=item.nodeid,
        title=f"{promise} [{case.id}]" if case else promise,
        points=points.args[0] if points else 1,
        outcome="error",
    )


def _check(item: pytest.Item, kata: Kata, call: pytest.CallInfo[None], report: pytest.TestReport) -> Check:
    judged = item.stash.get(JUDGED, None)
    functions = tuple(judged.noted.functions) if judged else ()
    check = dataclasses.replace(
        check_of(item, kata), outcome=report.outcome, seconds=report.duration, functions=functions
    )
    if call.excinfo is None:
        return check
    check = dataclasses.replace(check, printed=report.capstdout[-PRINTED:])
    error = call.excinfo.value
    if report.skipped:
        return dataclasses.replace(check, failure=Failure(words=str(getattr(error, "msg", error))))
    if isinstance(error, seam.NotLoadedError) and judged is not None:
        return dataclasses.replace(check, outcome="error", failure=failure.not_loaded(error, judged.files))
    if report.when != "call" or judged is None or failure.is_ours(error, item.path):
        return dataclasses.replace(
            check, outcome="error"
        )  # told with its traceback, and never as the learner's failure
    function = failure.unwritten(error, trace(error), judged.files)
    if function is not None:
        place = summary.place(Path(function.file), kata.root, function.first_line)
        return dataclasses.replace(check, outcome="todo", failure=Failure(called=function.qualname, where=(place,)))
    compared = item.config.stash[COMPARED]
    return dataclasses.replace(
        check, outcome="failed", failure=failure.explain(error, judged, item.path, compared, seconds_of(item))
    )


def seconds_of(item: pytest.Item) -> float:
    """Return what the learner's code may take in a graded test."""
    if SECONDS in item.stash:
        return item.stash[SECONDS]
    timeout = item.get_closest_marker("timeout")
    assert timeout is not None, "every graded test is given one"
    return float(timeout.args[0])


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Try the known mistakes in the place of code that failed."""
    config = session.config
    state = config.stash[STATE]
    if exitstatus == pytest.ExitCode.INTERRUPTED or config.getoption("usepdb"):
        return
    items = {item.nodeid: item for item in session.items}

    def judge(mistake: Mistake, check: Check) -> Check | None:
        return judge_again(items[check.id], Source(state.root, mistake.path)) if check.id in items else None

    for kata in state.katas:
        checks = tuple(state.checks.get(kata.name, {}).values())
        partial = len(checks) < state.collected.get(kata.name, 0) or any("::" in arg for arg in config.args)
        state.diagnoses += diagnose(kata, checks, partial, judge)
    if hasattr(config, "workeroutput"):
        config.workeroutput["diagnoses"] = [dataclasses.asdict(found) for found in state.diagnoses]


def judge_again(item: pytest.Item, source: Source) -> Check | None:
    """Run a graded test against another implementation, without a report."""
    stash = item.config.stash
    stash[INSTEAD], stash[AGAIN] = source, []
    try:
        item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
        again = stash[AGAIN]
        return again[0] if again else None
    finally:
        del stash[INSTEAD], stash[AGAIN]


@pytest.fixture(params=["yours", "reference"])
def implementation(request: pytest.FixtureRequest) -> ModuleType:
    """The module to measure in a benchmark: what is judged, and the reference solution, in the same run."""
    state = request.config.stash[STATE]
    kata = state.kata_of(request.node)
    assert kata is not None, "a benchmark stands in its kata's folder"
    if request.param == "yours":
        return load(kata, state.source.layers(kata))
    if not kata.solution.is_file():
        pytest.skip("there is no reference solution here to compare with")
    return load(kata, (kata.solution,))
