"""The worker's side: the zygote, which forks a sandboxed worker for each run, and the worker, which answers calls.

The zygote is forked from the judge before that has loaded any test, so no worker's memory holds tests, solutions or
results. A worker executes the judged file and does what the judge asks: look a name up, call it, run a driver. What it
sends back is believed in nothing.
"""

import os
import pickle
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from dojo import ambient, parcel, seam
from dojo.model import Kata
from dojo.plain import CannotCrossError, cross
from dojo.trace import trace
from dojo.worker import changes, sandbox, wire
from dojo.worker.codec import EncodeError, encode

HERE = str(Path(__file__).parent)


@dataclass(frozen=True)
class Spawn:
    """Order to the zygote: start a worker for these files of a kata."""

    kata: Kata
    files: tuple[Path, ...]
    limits: sandbox.Limits


@dataclass(frozen=True)
class Reap:
    """Order to the zygote: wait so long for a worker to end, kill what is left of it, and say how it ended."""

    pid: int
    timeout: float


@dataclass(frozen=True)
class Request:
    """Order to a worker."""

    do: str
    """lookup, call or observe."""
    fresh: bool
    """Whether a new test begins: execute the file anew."""
    seconds: float
    """How long it may take."""
    ambient: ambient.Ambient
    name: str = ""
    driver: bytes = b""
    """A packed function; packed by itself, since that takes long and gives the same each time."""
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] | None = None


def zygote(control: socket.socket, tier: sandbox.Tier) -> None:
    """Serve the judge's orders until it closes the connection. Orders are pickles: the judge is trusted."""
    readable = sandbox.readable_by_default()
    while True:
        try:
            order = pickle.loads(wire.receive(control))
        except wire.WireError:
            return
        if isinstance(order, Reap):
            wire.send(control, pickle.dumps(sandbox.reap(order.pid, order.timeout)))
            continue
        judges, workers = socket.socketpair()
        try:
            files = [path for path in order.files if path.exists()]
            pid = sandbox.spawn(tier, [*readable, *files], order.limits, _body(order, workers), [workers.fileno()])
        except (OSError, sandbox.IsolationError) as error:
            wire.send(control, pickle.dumps(str(error)))
        else:
            wire.send(control, pickle.dumps(pid))
            socket.send_fds(control, [b"."], [judges.fileno()])
        finally:
            judges.close()
            workers.close()


def _body(order: Spawn, sock: socket.socket) -> Callable[[], None]:
    def body() -> None:
        sys.argv[:] = [""]
        os.environ["OMP_NUM_THREADS"] = "1"
        serve(sock, order.kata, order.files)

    return body


def serve(sock: socket.socket, kata: Kata, files: tuple[Path, ...]) -> None:
    """Answer a judge's requests until it closes the connection."""
    seam.install([kata])
    implementation = seam.Here(kata, files, seam.Noted())
    while True:
        try:
            data = wire.receive(sock, most=1 << 40)
        except wire.WireError:
            return
        try:
            request: Request = parcel.loads(bytes(data))
        except Exception as error:
            wire.send(sock, encode({"broken": f"{type(error).__name__}: {error}"}))
            continue
        if request.fresh:
            ambient.reset()
            implementation = seam.Here(kata, files, seam.Noted())
        wire.send(sock, answer(implementation, request))


def answer(implementation: seam.Here, request: Request) -> bytes:
    """Do what is asked, and return what happened as bytes."""
    kwargs = request.kwargs or {}
    items = changes.objects((request.args, kwargs)) if request.do == "call" else []
    snapshot = changes.Snapshot(items)
    before = [encode(state) for state in snapshot.states()]
    request.ambient.enter()
    files = implementation.layers if isinstance(implementation.layers, tuple) else ()
    said: dict[str, Any] = {}
    try:
        with (
            _limited(request.seconds),
            seam.judging(seam.Judged(implementation.kata, files, implementation, implementation.noted)),
        ):
            said["value"] = _do(implementation, request, kwargs)
    except seam.NotLoadedError as error:
        said["not_loaded"] = _plain(error.__cause__ or error, files)
    except BaseException as error:
        said["raised"] = _plain(error, files)
    if request.fresh and implementation.module is not None:
        said["callable"] = [name for name, value in vars(implementation.module).items() if callable(value)]
    noted = implementation.noted
    said["noted"] = (tuple(noted.functions), noted.called, noted.returned)
    try:
        after = [encode(state) for state in snapshot.states()]
        said["changes"] = [
            (index, state)
            for index, (old, new, state) in enumerate(zip(before, after, snapshot.states(), strict=True))
            if old != new
        ]
        return encode(said)
    except (EncodeError, CannotCrossError) as error:
        refused = CannotCrossError(f"{request.name or 'it'}() returned or left behind what cannot cross: {error}")
        return encode({"raised": _plain(refused, ()), "noted": said["noted"], "changes": []})


def _do(implementation: seam.Here, request: Request, kwargs: dict[str, Any]) -> Any:
    if request.do == "observe":
        return implementation.drive(parcel.loads(request.driver), request.args, kwargs)
    value = implementation.lookup(request.name)
    if request.do == "lookup":
        return (True, None) if callable(value) else (False, cross(value, request.name))
    return implementation.call(request.name, value, request.args, kwargs)


@contextmanager
def _limited(seconds: float) -> Any:
    """Interrupt what takes too long. Code that resists is killed by the judge a little later."""

    def interrupt(*_: object) -> None:
        raise seam.OutOfTimeError

    signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _plain(error: BaseException, files: tuple[Path, ...]) -> tuple[Any, ...]:
    raised = trace(error, files)
    places = [astuple(place) for place in raised.places if not place.file.startswith(HERE)]
    return raised.kinds, raised.message, places, raised.syntax
