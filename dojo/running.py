"""The half of the pytest plugin that runs graded tests: in the one process of a plain run, in each worker of xdist.

Hooks in the order in which pytest calls them, one decision each. This half imports torch.
"""

import dataclasses
from collections.abc import Generator
from types import ModuleType
from typing import Any

import pytest
import torch
from _pytest._code.code import TerminalRepr
from _pytest._io import TerminalWriter

from dojo import again, seam, summary
from dojo.diagnose import Mistake, diagnose
from dojo.model import Check
from dojo.session import STATE
from dojo.source import Source, load
from dojo.verdict import COMPARED, LIMIT, Ended, begin, judged_by, verdict

JUDGED = pytest.StashKey[seam.Judged]()


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
    return again.protocol(item, nextitem)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin each test in the same state."""
    kata = item.config.stash[STATE].kata_of(item)
    if kata is not None:
        begin(item, kata)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Put the judged implementation behind the seam for this test."""
    state = item.config.stash[STATE]
    kata = state.graded_kata_of(item)
    if kata is None:
        return (yield)
    item.stash[JUDGED] = judged = judged_by(item, kata, item.config.stash.get(again.INSTEAD, state.source))
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
    error = call.excinfo.value if call.excinfo else None
    ended = Ended(report.duration, error, report.when == "call", report.skipped, report.capstdout)
    check = verdict(item, kata, item.stash.get(JUDGED, None), ended)
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


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Try the known mistakes in the place of code that failed."""
    config = session.config
    state = config.stash[STATE]
    if exitstatus == pytest.ExitCode.INTERRUPTED or config.getoption("usepdb"):
        return
    items = {item.nodeid: item for item in session.items}

    def judge(mistake: Mistake, check: Check) -> Check | None:
        return again.judge_again(items[check.id], Source(state.root, mistake.path)) if check.id in items else None

    for kata in state.katas:
        checks = tuple(state.checks.get(kata.name, {}).values())
        partial = len(checks) < state.collected.get(kata.name, 0) or any("::" in arg for arg in config.args)
        state.diagnoses += diagnose(kata, checks, partial, judge)
    if hasattr(config, "workeroutput"):
        config.workeroutput["diagnoses"] = [dataclasses.asdict(found) for found in state.diagnoses]


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
