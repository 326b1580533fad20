"""Which walls can be put up on this machine, by putting them up."""

import os
import select
import signal
import socket
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

from dojo.worker.ending import reap
from dojo.worker.isolation import TIERS, Tier, prepare, spawn
from dojo.worker.limits import Limits

_SECONDS = 10


@dataclass(frozen=True)
class Probe:
    """The best tier that works here."""

    tier: Tier
    missing: tuple[str, ...]
    """For each better tier, best first: its name, a colon, and what it lacks."""


def probe() -> Probe:
    """Return the best tier that works here, by a trial run in each, with nothing to read, that tries its walls.

    Takes as long as three forks and three milliseconds; never raises.
    """
    missing: list[str] = []
    for tier in TIERS:
        why = None if tier == TIERS[-1] else lacks(tier)
        if why is None:
            return Probe(tier, tuple(missing))
        missing.append(f"{tier}: {why}")
    raise AssertionError("the last tier lacks nothing")


def lacks(tier: Tier) -> str | None:
    """Return why a tier does not work here, None where it does."""
    if sys.platform != "linux":
        return f"it needs Linux, and this is {sys.platform}"
    try:
        said, say = os.pipe()
        with os.fdopen(said, "rb") as answer, os.fdopen(say, "wb", buffering=0) as reply:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside threads: the child uses none
                child = os.fork()
            if child == 0:
                _answer(tier, reply.fileno())
            reply.close()
            return _hear(child, answer.fileno())
    except OSError as error:
        return f"no trial could be made: {error}"


def _answer(tier: Tier, reply: int) -> None:
    try:
        prepare(tier)
        ended = reap(spawn(tier, (), Limits(), _try_walls, ()), _SECONDS)
        text = "works" if ended.code == 0 else f"a trial run did not keep its walls, or ended: {ended}"
    except BaseException as error:
        text = str(error) or repr(error)
    os.write(reply, text.encode())
    os._exit(0)


def _hear(child: int, answer: int) -> str | None:
    text = os.read(answer, 4096).decode() if select.select([answer], [], [], _SECONDS)[0] else ""
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None if text == "works" else text or "a trial gave no answer"


def _try_walls() -> None:
    """Exit with 1, by the exception, where something can be had that must not be."""
    for attempt in (Path(__file__).read_bytes, socket.socket):
        try:
            attempt()
        except OSError:
            continue
        raise AssertionError(f"{attempt} worked")
