"""The pytest plugin: options, what is asked for, and what is told at the end. dojo/running.py runs the tests.

Hooks in the order in which pytest calls them, one decision each. This half does not import torch, so that `--help` and
the controlling process of xdist do not pay for it.
"""

import argparse
import sys
from collections.abc import Generator
from importlib.metadata import version
from typing import Any

import pytest
from _pytest.terminal import TerminalReporter

from dojo import summary
from dojo.catalog import CatalogError, all_katas, check_folder, find_kata
from dojo.diagnose import MistakeError, read_mistake
from dojo.learner import CannotError
from dojo.learner.standing import keep
from dojo.model import Diagnosis, Kata
from dojo.session import STATE, State
from dojo.source import Source, SourceError, resolve


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what a run of graded tests can be asked for."""
    group = parser.getgroup("torch-katas")
    group.addoption(
        "--source",
        metavar="PATH",
        help="judge this implementation: a folder of answers, one answer's file, or `solutions` (default: katas)",
    )
    group.addoption(
        "--seed",
        type=_seed,
        default=0,
        metavar="N",
        help="draw the tests' values and sizes from this number (default: 0)",
    )


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"a seed is a whole number from 0 up, not {text!r}")
    return int(text)


@pytest.hookimpl(wrapper=True)  # before xdist's own, which takes "load" where nothing is said
def pytest_cmdline_main(config: pytest.Config) -> Generator[None, Any, Any]:
    """Under xdist, keep each kata whole on one worker: its graded tests are in one file."""
    if getattr(config.option, "numprocesses", None) and config.option.dist == "no":
        config.option.dist = "loadfile"
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    """Settle what is judged, and bring in the half that runs tests where tests are run."""
    config.addinivalue_line("markers", "points(n): the points of a graded test; one without it")
    config.addinivalue_line("markers", "cuda: needs a CUDA GPU, skipped without one")
    if config.getoption("benchmark_only", False) or config.getoption("benchmark_disable", False):
        config.addinivalue_line("python_files", "bench_*.py")
    root = config.rootpath
    katas = all_katas(root)
    try:
        named = config.getoption("source")
        source = resolve(named, root, config.invocation_params.dir) if named else Source(root, root / "katas")
        if source.is_mistake:
            read_mistake(next(kata for kata in katas if source.path in kata.mistakes), source.path)
    except (SourceError, MistakeError) as error:
        raise pytest.UsageError(str(error)) from None
    config.stash[STATE] = state = State(root, source, config.getoption("seed"), katas)
    config.pluginmanager.register(state, "dojo.state")
    controls_workers = config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput")
    if not controls_workers and not config.option.help:
        from dojo import running

        config.pluginmanager.register(running, "dojo.running")


@pytest.hookimpl(wrapper=True)
def pytest_report_header(config: pytest.Config) -> Generator[None, list[Any], list[Any]]:
    """Name what repeats the run; what other plugins say about themselves is for `-v`."""
    others = yield
    state = config.stash[STATE]
    ours = f"torch-katas: source {state.source.label}, seed {state.seed}, torch {version('torch')}"
    return [*others, ours] if config.get_verbosity() > 0 else [ours]


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """See that the katas asked for are there and complete."""
    state = session.config.stash[STATE]
    try:
        for kata in _asked_for(session.config, state):
            check_folder(kata)
    except CatalogError as error:
        raise pytest.UsageError(str(error)) from None


def _asked_for(config: pytest.Config, state: State) -> list[Kata]:
    found: dict[Kata, None] = {}
    katas_folder = state.root / "katas"
    for arg in config.args:
        path = (config.invocation_params.dir / arg.partition("::")[0]).resolve()
        if path != katas_folder and path.is_relative_to(katas_folder):
            found[find_kata(state.root, path.relative_to(katas_folder).parts[0])] = None
        elif katas_folder.is_relative_to(path):
            found.update(dict.fromkeys(state.katas))
    return list(found)


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, tuple[str, dict[str, bool]]] | None:
    """Show what is not written yet, and what could not be judged, as what it is."""
    check = getattr(report, "kata_check", {"outcome": ""})
    if check["outcome"] == "todo":
        return "todo", "t", ("TODO", {"yellow": True})
    if check["outcome"] == "error" and check["failure"]:  # the answer does not load, told below, once for all tests
        return "not judged", "E", ("NOT JUDGED", {"red": True})
    if check["outcome"] == "error":  # an error of the graded tests or of dojo, told by pytest with its traceback
        return "error", "E", ("ERROR", {"red": True})
    return None


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker of xdist has found out."""
    plain = getattr(node, "workeroutput", {}).get("diagnoses", [])
    node.config.stash[STATE].diagnoses += [Diagnosis.from_plain(found) for found in plain]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A known mistake that passes is an error of its kata's author."""
    if session.config.stash[STATE].passing_mistake():
        session.exitstatus = pytest.ExitCode.USAGE_ERROR


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_benchmark_group_stats(config: pytest.Config) -> Generator[None, Any, Any]:
    """Note each group's median times."""
    groups = yield
    for name, benchmarks in groups:
        medians = {bench["param"]: bench["median"] for bench in benchmarks}
        if {"yours", "reference"} <= medians.keys():
            config.stash[STATE].ratios.append((name, medians["yours"], medians["reference"]))
    return groups


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> Generator[None, None, None]:
    """Name the mistakes first, then let pytest show the failures, then sum up each kata."""
    state = config.stash[STATE]
    _write(terminalreporter, summary.diagnosis_lines(state.diagnoses))
    if all(hasattr(report, "kata_check") for report in terminalreporter.getreports("failed")):
        terminalreporter.reportchars = terminalreporter.reportchars.replace("f", "")  # the failures are summed up below
    if config.getoption("benchmark_only", False):
        terminalreporter.reportchars += "s"  # why something was not measured
    yield
    judged = [kata for kata in state.katas if kata.name in state.checks]
    ascii_only = "utf" not in (getattr(sys.stdout, "encoding", None) or "").lower()
    terminalreporter.ensure_newline()
    for kata in judged:
        terminalreporter.section(kata.name, "=")
        following = _following(kata, state)
        _write(
            terminalreporter, summary.result_lines(kata, state.result(kata), len(judged) == 1, following, ascii_only)
        )
    _write(terminalreporter, [summary.ratio_line(*ratio) for ratio in state.ratios])
    if missed := state.passing_mistake():
        _write(terminalreporter, [summary.passing_mistake_line(missed, state.source.label)])
    _write(terminalreporter, _kept(config, state))


def _kept(config: pytest.Config, state: State) -> list[summary.Line]:
    """Add verdicts on the learner's own files to their progress, unless pytest is told to keep nothing."""
    if state.source.path != state.root / "katas" or not config.pluginmanager.has_plugin("cacheprovider"):
        return []
    try:
        notice = keep(state.root, [(kata, state.result(kata)) for kata in state.katas if kata.name in state.checks])
    except CannotError as error:
        notice = str(error)
    return [summary.Line(), summary.Line(notice, {"yellow": True}, hang=2)] if notice else []


def _write(terminalreporter: TerminalReporter, lines: list[summary.Line]) -> None:
    for line in lines:
        for part in line.laid_out(terminalreporter._tw.fullwidth):  # the width that pytest's own lines keep to
            terminalreporter.write_line(part, **line.style)


def _following(kata: Kata, state: State) -> str | None:
    if state.source.path != state.root / "katas":
        return None
    later = [other.name for other in state.katas if other.name > kata.name]
    return later[0] if later else None
