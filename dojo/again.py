"""Runs a collected graded test again and again, against any implementation, and returns the verdict alone.

A test without fixtures is called here, as pytest would call it: in its state, with its limit, its warnings tolerated,
and what it prints taken aside. That costs about a third of pytest's own protocol, which the others go through.
"""

import io
import signal
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from _pytest import assertion
from _pytest.runner import runtestprotocol  # as pytest-rerunfailures does: there is no public way to run an item again

from dojo import seam
from dojo.model import Check, Kata
from dojo.session import STATE
from dojo.source import Source
from dojo.verdict import COMPARED, SECONDS, WORKER, Ended, begin, judged_by, seconds_of, verdict

BACKSTOP = 10.0
"""Seconds beyond its limit in which a test must have dealt with what came back from a worker."""
UNDERSTOOD = {"points", "parametrize", "timeout", "cuda", "filterwarnings"}
"""Markers of a test that can be called here."""

INSTEAD = pytest.StashKey[Source]()
"""What is judged in the source's place, while a test is run again."""
AGAIN = pytest.StashKey[list[Check]]()
"""The verdicts of a test that is run again by pytest's protocol, for which there is no report."""


def judge_again(item: pytest.Item, source: Source, limit: float | None = None) -> Check | None:
    """Run a graded test against another implementation, without a report.

    Args:
        item: the test.
        source: what it judges.
        limit: seconds that the judged code may take; None for the test's own limit.

    Returns:
        The verdict; None where pytest gave none.
    """
    kata = item.config.stash[STATE].graded_kata_of(item)
    assert kata is not None, "only graded tests are run again"
    item.stash[SECONDS] = seconds_of(item) if limit is None else limit
    try:
        if isinstance(item, pytest.Function) and _can_be_called(item):
            return _called(item, kata, source)
        return _through_pytest(item, source)
    finally:
        del item.stash[SECONDS]


def _own_seconds(item: pytest.Item) -> float:
    """Return what the test itself may take: where the judged code is limited in its worker, more than that."""
    return item.stash[SECONDS] + (BACKSTOP if WORKER in item.config.stash else 0.0)


@cache
def _can_be_called(item: pytest.Function) -> bool:
    """Whether all that pytest would do for a test is to call it with its parameters."""
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    return (
        set(item.fixturenames) <= set(parameters)
        and item.cls is None
        and {marker.name for marker in item.iter_markers()} <= UNDERSTOOD
        and len(list(item.iter_markers("filterwarnings"))) == 1  # ours
        and hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
    )


def _called(item: pytest.Function, kata: Kata, source: Source) -> Check:
    begin(item, kata)
    judged = judged_by(item, kata, source)
    item.config.stash[COMPARED] = None
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    error: BaseException | None = None
    with _taken_aside() as out, warnings.catch_warnings(record=True), _explained(item), seam.judging(judged):
        warnings.simplefilter("default")
        start = time.perf_counter()
        try:
            with seam.limited(_own_seconds(item)):
                item.obj(**parameters)
        except KeyboardInterrupt:
            raise
        except BaseException as raised:
            error = raised
        seconds = time.perf_counter() - start
        printed = out.getvalue().decode(errors="replace") if error else ""
    return verdict(item, kata, judged, Ended(seconds, error, True, isinstance(error, pytest.skip.Exception), printed))


@contextmanager
def _taken_aside() -> Iterator[io.BytesIO]:
    """Take what is printed aside; what goes to stdout can be read."""
    out, before = io.BytesIO(), (sys.stdout, sys.stderr)
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(stream, "utf-8", newline="", write_through=True) for stream in (out, io.BytesIO())
    )
    try:
        yield out
    finally:
        sys.stdout, sys.stderr = before


@contextmanager
def _explained(item: pytest.Item) -> Iterator[None]:
    """Let a failed assertion tell what it compared, as it does in pytest's protocol."""
    explaining = assertion.pytest_runtest_protocol(item)
    next(explaining)
    try:
        yield
    finally:
        explaining.close()


def _through_pytest(item: pytest.Item, source: Source) -> Check | None:
    stash = item.config.stash
    stash[INSTEAD], stash[AGAIN] = source, []
    marker = pytest.mark.timeout(_own_seconds(item), func_only=True)
    item.add_marker(marker, append=False)
    try:
        item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
        again = stash[AGAIN]
        return again[0] if again else None
    finally:
        item.own_markers.remove(marker.mark)
        del stash[INSTEAD], stash[AGAIN]


def protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Keep the reports and warnings of a test that is run again to ourselves: the hook pytest_runtest_protocol."""
    again = item.config.stash.get(AGAIN, None)
    if again is None:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
    again += [Check.from_plain(report.kata_check) for report in reports if hasattr(report, "kata_check")]
    return True
