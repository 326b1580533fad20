"""What becomes of one graded test: the state it begins in, the implementation it judges, and its verdict."""

import dataclasses
import hashlib
import random
from pathlib import Path

import numpy as np
import pytest
import torch

from dojo import ambient, failure, seam, summary
from dojo.model import Check, Failure, Kata
from dojo.session import STATE
from dojo.source import Source, SourceError
from dojo.trace import trace
from dojo.worker.client import There, Worker

LIMIT = 10.0
"""Seconds that a graded test may take; all tests of a kata together need less than three."""

PRINTED = 10_000
"""Characters that are kept of what the learner's code prints in a test, from its end."""

COMPARED = pytest.StashKey[tuple[str, object, object] | None]()
"""Operator and sides of the comparison that failed last."""
WORKER = pytest.StashKey[Worker | SourceError]()
"""Where the learner's code runs, if not in this process; or why it runs nowhere."""
SECONDS = pytest.StashKey[float]()
"""What the learner's code may take in a graded test."""


@dataclasses.dataclass(frozen=True)
class Ended:
    """How a graded test has ended."""

    seconds: float
    error: BaseException | None = None
    in_test: bool = True
    """Whether the error comes from the test itself, and not from its fixtures."""
    skipped: bool = False
    printed: str = ""


def begin(item: pytest.Item, kata: Kata) -> None:
    """Begin a test in the same state as ever, seeded from the run's seed and its own name: order changes nothing."""
    seed = item.config.stash[STATE].seed
    digest = hashlib.sha256(f"{seed} {kata.name} {item.name}".encode()).digest()
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


def judged_by(item: pytest.Item, kata: Kata, source: Source) -> seam.Judged:
    """Return what a test is to judge, in this process or in the run's worker."""
    judged = seam.here(kata, source)
    worker = item.config.stash.get(WORKER, None)
    if isinstance(worker, SourceError):
        return dataclasses.replace(judged, implementation=seam.Here(kata, worker, judged.noted))
    if worker is None or not judged.files:
        return judged
    there = There(worker, judged.noted, seconds_of(item), (item.module,))  # type: ignore[attr-defined]
    return dataclasses.replace(judged, implementation=there)


def seconds_of(item: pytest.Item) -> float:
    """Return what the learner's code may take in a graded test."""
    if SECONDS in item.stash:
        return item.stash[SECONDS]
    timeout = item.get_closest_marker("timeout")
    assert timeout is not None, "every graded test is given one"
    return float(timeout.args[0])


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


def verdict(item: pytest.Item, kata: Kata, judged: seam.Judged | None, ended: Ended) -> Check:
    """Return the verdict of a test that has ended, fit to be printed.

    Args:
        item: the test.
        kata: its kata.
        judged: what it judged; None where it ended before.
        ended: how.
    """
    return failure.printable(_verdict(item, kata, judged, ended))


def _verdict(item: pytest.Item, kata: Kata, judged: seam.Judged | None, ended: Ended) -> Check:
    functions = tuple(judged.noted.functions) if judged else ()
    check = dataclasses.replace(check_of(item, kata), outcome="passed", seconds=ended.seconds, functions=functions)
    error = ended.error
    if error is None:
        return check
    check = dataclasses.replace(check, outcome="error", printed=ended.printed[-PRINTED:])
    if ended.skipped:
        return dataclasses.replace(check, outcome="skipped", failure=Failure(words=str(getattr(error, "msg", error))))
    if isinstance(error, seam.NotLoadedError) and judged is not None:
        return dataclasses.replace(check, failure=failure.not_loaded(error, judged.files))
    if not ended.in_test or judged is None or failure.is_ours(error, item.path):
        return check  # told with its traceback, and never as the learner's failure
    function = failure.unwritten(error, trace(error), judged.files)
    if function is not None:
        place = summary.place(Path(function.file), kata.root, function.first_line)
        return dataclasses.replace(check, outcome="todo", failure=Failure(called=function.qualname, where=(place,)))
    compared = item.config.stash[COMPARED]
    return dataclasses.replace(
        check, outcome="failed", failure=failure.explain(error, judged, item.path, compared, seconds_of(item))
    )
