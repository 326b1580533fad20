"""The judge's side of a worker: starts it, asks it, and says in words how it ended when it did not answer."""

import math
import os
import pickle
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import numpy as np
import torch

from dojo import parcel, seam
from dojo.ambient import Ambient, left_alone
from dojo.display import brief
from dojo.model import Kata
from dojo.plain import CannotCrossError
from dojo.source import SourceError
from dojo.trace import Place, Raised, revive
from dojo.worker import changes, sandbox, wire
from dojo.worker.codec import DecodeError, decode
from dojo.worker.memory import Memory, memory_of
from dojo.worker.process import Load, Reap, Request, Spawn, Spawned, zygote

GRACE = 0.5
"""Seconds beyond the limit in which a worker may still say where it was; then it is killed."""
NEARLY = 0.7
"""Of the processor time that a run may take. The kernel limits it by whole ticks and tells it exactly: that is less,
an eighth where the machine has much else to do."""
FAREWELL = 1.0
"""Seconds in which the process that forks workers ends by itself; then it is killed."""
NO_ANSWER = "Your code sent something that is no answer: {}."
NOT_KNOWN = Memory()
BAD_ANSWERS = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What may be raised here by an answer that has not the parts that it should have."""
KNOWN: dict[str, type[BaseException]] = {
    f"{kind.__module__}.{kind.__qualname__}": kind
    for kind in (CannotCrossError, SourceError, seam.MissingNameError, seam.OutOfTimeError)
}


class WorkerError(Exception):
    """No worker can be started. The message says why."""


class Zygote:
    """A process that forks workers; fork it before tests are loaded, while there is one thread."""

    def __init__(self, tier: sandbox.Tier) -> None:
        self.tier = tier
        self.limits: sandbox.Limits | None = None
        """Of the worker that is started in advance."""
        self.spare: tuple[Spawned, socket.socket] | str | None = None
        self.unanswered: deque[Spawn | Reap] = deque()
        self.ended: sandbox.Ended | None = None
        self.control, theirs = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            self.control.close()
            _be_zygote(theirs, tier)
        theirs.close()
        started = self._answer()
        if isinstance(started, str):
            self.close()
            raise WorkerError(f"cannot isolate workers ({tier}), because {started}")

    def _answer(self) -> Any:
        try:
            return pickle.loads(wire.receive(self.control))
        except wire.WireError as error:
            raise WorkerError(f"the process that forks workers has ended: {error}") from None

    def spawn(self, limits: sandbox.Limits) -> tuple[Spawned, socket.socket]:
        """Start a worker; return its pids and the connection to it.

        One is always started in advance, while the judge has other things to do.

        Raises:
            WorkerError: it could not be isolated or forked.
        """
        if self.limits != limits or (self.spare is None and not self.unanswered):
            self._drop_spare()
            self._order_spare(limits)
        self._settle()
        spare, self.spare = self.spare, None
        if isinstance(spare, str) or spare is None:
            self.limits = None
            raise WorkerError(f"cannot start a worker, because {spare}")
        return spare

    def prepare(self) -> None:
        """Start the next worker in advance."""
        if self.spare is None and self.limits is not None:
            self._order_spare(self.limits)

    def _order_spare(self, limits: sandbox.Limits) -> None:
        self.limits = limits
        self._send(Spawn(limits))

    def _drop_spare(self) -> None:
        self._settle()
        if isinstance(self.spare, tuple):
            spawned, sock = self.spare
            sock.close()
            self._send(Reap(spawned.pid, 0.0))
        self.spare = None

    def _send(self, order: Spawn | Reap) -> None:
        self.unanswered.append(order)
        wire.send(self.control, pickle.dumps(order))

    def _settle(self) -> None:
        """Read the answers to all orders, which come in their order."""
        while self.unanswered:
            order = self.unanswered.popleft()
            answer = self._answer()
            if isinstance(order, Reap):
                self.ended = answer
            elif isinstance(answer, str):
                self.spare = answer
            else:
                _, descriptors, *_ = socket.recv_fds(self.control, 1, 1)
                self.spare = (answer, socket.socket(fileno=descriptors[0]))

    def reap(self, pid: int, timeout: float) -> sandbox.Ended:
        """Wait so long for a worker to end, kill what is left of it, and return how it ended."""
        self._send(Reap(pid, timeout))
        self._settle()
        assert self.ended is not None
        return self.ended

    def kill(self, pid: int) -> None:
        """Have a worker and what is left of it killed, without waiting."""
        self._send(Reap(pid, 0.0))

    def close(self) -> None:
        """End the zygote and all its workers. It gets a moment to end by itself: it removes the workers' folders."""
        self.control.close()
        until = time.monotonic() + FAREWELL
        with _ignoring_absence():
            while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
                if time.monotonic() > until:
                    os.kill(self.pid, signal.SIGKILL)
                time.sleep(0.002)


def _ignoring_absence() -> Any:
    from contextlib import suppress

    return suppress(ProcessLookupError, ChildProcessError)


def _be_zygote(control: socket.socket, tier: sandbox.Tier) -> None:
    code = 0
    try:
        torch.set_num_threads(1)  # before it computes: a child of a process that had more threads at work hangs
        try:
            sandbox.prepare(tier)
        except OSError as error:
            wire.send(control, pickle.dumps(str(error)))
        else:
            wire.send(control, pickle.dumps(os.getpid()))
            zygote(control, tier)
    except wire.EndedError:  # the judge has ended
        pass
    except BaseException as error:
        sys.stderr.write(f"dojo: the process that forks workers ends: {error!r}\n")
        code = 1
    finally:
        try:
            sandbox.reap_all()
        finally:
            os._exit(code)


@dataclass
class Worker:
    """A run's worker, started when first asked and replaced when it is lost."""

    zygote: Zygote
    kata: Kata
    texts: dict[Path, bytes]
    """The answer's files."""
    limits: sandbox.Limits
    sock: socket.socket | None = None
    pid: int = 0
    in_proc: int = 0
    """Its pid as /proc counts, 0 where that is not known."""
    before: Memory = NOT_KNOWN
    """What the worker took when it was given the answer."""
    memory: int = 0
    """Bytes that a worker has taken at most since then, without mapped files; noted when it ends, 0 where not known.

    Of one that has ended by itself only the sum is told: there, parts of PyTorch that it was first to use are in it.
    """
    losses: list[str] = field(default_factory=list)
    callables: frozenset[str] = frozenset()
    """Names that the judged file gives to what can be called, so that a test need not ask before it calls."""

    def ask(self, request: bytes, deadline: float) -> dict[str, Any]:
        """Send a request and return the decoded answer.

        Raises:
            seam.OutOfTimeError: no answer came in time, and the worker was killed.
            seam.LostError: the worker has ended or sent what is no answer.
        """
        if self.sock is None:
            spawned, self.sock = self.zygote.spawn(self.limits)
            self.pid, self.in_proc = spawned.pid, spawned.in_proc
            self.before = memory_of(self.in_proc)
            first = [parcel.dumps(Load(self.kata, self.texts)), request]
        else:
            first = [request]
        try:
            for message in first:
                wire.send(self.sock, message, deadline + GRACE)
            reply = decode(wire.receive(self.sock, deadline + GRACE))
        except wire.LateError:
            self._end()
            raise seam.OutOfTimeError from None
        except wire.EndedError:
            self._lost(ended_in_words(self._end(), self.limits.cpu))
        except (wire.WireError, DecodeError) as error:
            self._end(0.0)
            self._lost(NO_ANSWER.format(error))
        except BaseException:  # an answer that nobody reads must not be taken for the next one
            self._end(0.0)
            raise
        if type(reply) is not dict:
            self._end(0.0)
            self._lost(NO_ANSWER.format("not a dict"))
        answer: dict[str, Any] = reply
        return answer

    def _lost(self, words: str) -> NoReturn:
        self.losses.append(words)
        raise seam.LostError(words) from None

    def _end(self, patience: float = 0.2) -> sandbox.Ended:
        assert self.sock is not None
        self.sock.close()
        self.sock = None
        ended = self.zygote.reap(self.pid, patience)
        self._note(ended.memory, self.before.files)
        return ended

    def _note(self, most: int, files: int) -> None:
        if self.before.now:
            self.memory = max(self.memory, most - files - (self.before.now - self.before.files))

    def close(self) -> None:
        """End the worker, if there is one."""
        if self.sock is not None:
            after = memory_of(self.in_proc)
            self._note(after.most, after.files)
            self.sock.close()
            self.sock = None
            self.zygote.kill(self.pid)
            self.zygote.prepare()


def ended_in_words(ended: sandbox.Ended, cpu: float = math.inf) -> str:
    """Say how a process that ran the learner's code has ended.

    Args:
        ended: how.
        cpu: seconds of processor time at which the kernel kills it, with the signal that it kills with for memory.
    """
    if ended.killed:
        return "Your code cut the process that runs it off from its judge."
    if ended.signal == signal.SIGXCPU or (ended.signal == signal.SIGKILL and ended.cpu > NEARLY * cpu):
        return "Your code used up the processor time that a run may take."
    if ended.signal == signal.SIGKILL:
        return "The process that runs your code was killed (SIGKILL): for too much memory, or by your code itself."
    if ended.signal is not None:
        return f"Your code crashed the process that runs it ({signal.Signals(ended.signal).name})."
    return f"Your code ended the process that runs it (exit code {ended.code}). An answer returns; it never exits."


@dataclass
class There:
    """The judged file, executed in a worker."""

    worker: Worker
    noted: seam.Noted
    seconds: float
    """What the test may take."""
    test_modules: tuple[ModuleType, ...] = ()
    """What goes along by value with drivers and arguments."""
    deadline: float = 0.0
    found: dict[str, Any] = field(default_factory=dict)
    asked: bool = False

    def lookup(self, name: str) -> Any:
        """Return something to call in place of the learner's function, or their plain value."""
        if name in self.worker.callables:
            return _named(name)
        if name not in self.found:
            callable_, value = self._pair(self._ask(Request("lookup", *self._first(), Ambient.here(), name)))
            self.found[name] = _named(name) if callable_ else value
        return self.found[name]

    def call(self, name: str, _: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Have the learner's function called on copies, and put what it changed back into the test's own objects."""
        self.noted.call(name, seam.call_text(name, args, kwargs))
        with left_alone() as ambient:
            items = changes.objects((args, kwargs))
            value = self._ask(Request("call", *self._first(), ambient, name, b"", args, kwargs), items)
        self.noted.returned = brief(value, values=True)
        return value

    def observe(self, driver: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Have a driver run in the worker."""
        with left_alone() as ambient:
            packed = _packed(driver, self.test_modules)
            request = Request("observe", *self._first(), ambient, driver.__name__, packed, args, kwargs)
            return self._ask(request)

    def _first(self) -> tuple[bool, float]:
        """Return whether a request is the first of its test, and the seconds that are left."""
        now = time.monotonic()
        fresh, self.asked = not self.asked, True
        if fresh:
            self.deadline = now + self.seconds
        return fresh, max(self.deadline - now, 0.001)

    def _ask(self, request: Request, items: list[Any] | None = None) -> Any:
        if request.fresh:
            request = replace(request, numpy_generator=np.random.get_state())
        data = parcel.dumps(request, self.test_modules)
        said = self.worker.ask(data, self.deadline)
        if "broken" in said:
            raise _unpacked_nowhere(data, said["broken"])
        try:
            if request.do == "observe" or (request.do == "lookup" and "raised" in said):
                self._note(said["noted"])
            changes.apply(items or [], said["changes"])
            error = _error(said)
            value = None if error is not None else said["value"]
            if "callable" in said:
                self.worker.callables = frozenset(said["callable"])
        except BAD_ANSWERS as bad:
            raise seam.LostError(NO_ANSWER.format(bad)) from None
        if error is not None:
            raise error
        return value

    def _note(self, noted: Any) -> None:
        functions, called, returned = noted
        for name in functions[:100]:
            if str(name) not in self.noted.functions:
                self.noted.functions.append(str(name)[:200])
        self.noted.called, self.noted.returned = str(called)[:2000], str(returned)[:2000]

    def _pair(self, value: Any) -> tuple[bool, Any]:
        if type(value) is not tuple or len(value) != 2:
            raise seam.LostError(NO_ANSWER.format("not a pair"))
        return value[0] is True, value[1]


@lru_cache(maxsize=1024)
def _packed(driver: Callable[..., object], test_modules: tuple[ModuleType, ...]) -> bytes:
    return parcel.dumps(driver, test_modules)


@lru_cache(maxsize=1024)
def _named(name: str) -> Callable[..., Any]:
    def stand_in(*_: Any) -> None:
        """Stand for the learner's function; the seam calls the worker in its place."""

    stand_in.__name__ = stand_in.__qualname__ = name
    return stand_in


def _unpacked_nowhere(data: bytes, words: object) -> BaseException:
    """Return whose error it is that a worker cannot unpack a request: a test's, if this process cannot either."""
    try:
        parcel.loads(data)
    except Exception as error:
        return seam.MisusedError(f"what a graded test hands over cannot be unpacked apart from it: {error!r}")
    return seam.LostError(f"Your code has changed Python or PyTorch, so that it can no longer be called: {words}"[:500])


def _error(said: dict[str, Any]) -> BaseException | None:
    if "not_loaded" in said:
        error = seam.NotLoadedError("in a worker")
        error.__cause__ = revive(_raised(said["not_loaded"]), KNOWN)
        return error
    return revive(_raised(said["raised"]), KNOWN) if "raised" in said else None


def _raised(plain: Any) -> Raised:
    kinds, message, places, syntax = plain
    if not kinds or not all(type(text) is str for text in (*kinds, message, *syntax)):
        raise ValueError("an exception has kinds and a message")
    return Raised(tuple(kinds[:50]), message[:4000], tuple(map(_place, places[:200])), tuple(syntax[:10]))


def _place(plain: Any) -> Place:
    file, line, function, qualname, first_line, raises, text = plain
    return Place(
        str(file), int(line), str(function)[:200], str(qualname)[:200], int(first_line), bool(raises), str(text)[:500]
    )
