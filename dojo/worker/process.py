"""The worker's side: the zygote, which forks a sandboxed worker for each run, and the worker, which answers calls.

The zygote is forked from the judge before that has loaded any test, so no worker's memory holds tests, solutions or
results. A worker executes the judged file and does what the judge asks: look a name up, call it, run a driver. What it
sends back is believed in nothing.
"""

import gc
import linecache
import pickle
import select
import socket
import sys
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch

import dojo.practice  # noqa: F401  a driver may be handed one of its devices, and workers cannot read this package
from dojo import ambient, parcel, seam
from dojo.model import Kata
from dojo.plain import CannotCrossError, cross
from dojo.trace import trace
from dojo.worker import changes, sandbox, wire
from dojo.worker.codec import EncodeError, encode
from dojo.worker.memory import pid_in_proc

HERE = str(Path(__file__).parent)
AT_ONCE = 0.05
"""Seconds in which a worker that is needed at once gets its first order; one that is not has time to rehearse."""
REHEARSALS = 10
"""In the zygote: Python has then adapted its code to what runs do, and no worker needs to copy that to do it again."""


@dataclass(frozen=True)
class Spawn:
    """Order to the zygote: start a worker. It is the same for whatever it will execute, so it can wait in advance."""

    limits: sandbox.Limits


@dataclass(frozen=True)
class Spawned:
    """The zygote's answer: a worker waits for its first order."""

    pid: int
    """As the zygote counts."""
    in_proc: int
    """As /proc counts, 0 where that is not known."""


@dataclass(frozen=True)
class Load:
    """Order to a worker, its first: judge this answer to a kata."""

    kata: Kata
    texts: dict[Path, bytes]
    """The files to execute one after the other, by where they come from: the worker itself cannot read them."""


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
    numpy_generator: Any = None
    """The state of NumPy's, where a new test begins."""


def zygote(control: socket.socket, tier: sandbox.Tier) -> None:
    """Serve the judge's orders until it closes the connection. Orders are pickles: the judge is trusted."""
    readable = sandbox.readable_by_default()
    for _ in range(REHEARSALS):
        rehearse()
    gc.collect()
    gc.freeze()
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
            pid = sandbox.spawn(tier, readable, order.limits, partial(serve, workers), [workers.fileno()])
        except (OSError, sandbox.IsolationError) as error:
            wire.send(control, pickle.dumps(str(error)))
        else:
            wire.send(control, pickle.dumps(Spawned(pid, pid_in_proc(pid))))
            socket.send_fds(control, [b"."], [judges.fileno()])
        finally:
            judges.close()
            workers.close()


def serve(sock: socket.socket) -> None:
    """Take an answer, and do what the judge asks of it until it closes the connection."""
    sys.argv[:] = [""]
    if not select.select([sock], [], [], AT_ONCE)[0]:
        rehearse()
    try:
        load: Load = parcel.loads(wire.receive(sock))
        files = tuple(load.texts)
        _make_quotable(load.texts)
        seam.install([load.kata])
        implementation = seam.Here(load.kata, files, seam.Noted(), load.texts.__getitem__)
        while True:
            data = wire.receive(sock, most=1 << 40)
            try:
                request: Request = parcel.loads(data)
            except Exception as error:
                wire.send(sock, encode({"broken": f"{type(error).__name__}: {error}"}))
                continue
            if request.fresh:
                ambient.reset()
                np.random.set_state(request.numpy_generator)
                implementation = seam.Here(load.kata, files, seam.Noted(), load.texts.__getitem__)
            del data
            wire.send(sock, answer(implementation, request))
            del request  # the next one then comes into memory that is this process's own already
    except wire.WireError:
        return


REHEARSED = b"""
def step(model, optimizer, inputs):
    optimizer.zero_grad()
    loss = model(inputs).square().mean()
    loss.backward()
    optimizer.step()
    return loss.item(), [parameter.grad for parameter in model.parameters()]
"""


def rehearse() -> None:
    """Answer a few requests as a judge makes them, so that the memory which runs write to is this process's own."""
    kata, path = Kata(Path("/"), "00_rehearsal"), Path("/rehearsal.py")
    implementation = seam.Here(kata, (path,), seam.Noted(), lambda _: REHEARSED)
    model = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.ReLU(), torch.nn.Flatten())
    args = (model, torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9), torch.rand(2, 1, 4, 4))
    for do in ("lookup", "call", "call"):
        request = Request(do, do == "lookup", 10.0, ambient.Ambient.here(), "step", b"", args, {})
        answer(implementation, parcel.loads(parcel.dumps(request)))


def _make_quotable(texts: dict[Path, bytes]) -> None:
    """Let lines be quoted in messages, though the files cannot be read here."""
    for path, text in texts.items():
        lines = text.decode(errors="replace").splitlines(keepends=True)
        linecache.cache[str(path)] = (len(text), None, lines, str(path))


def answer(implementation: seam.Here, request: Request) -> bytes:
    """Do what is asked, and return what happened as bytes."""
    kwargs = request.kwargs or {}
    snapshot = changes.Snapshot(changes.objects((request.args, kwargs)) if request.do == "call" else [])
    request.ambient.enter()
    files = implementation.layers if isinstance(implementation.layers, tuple) else ()
    judged = seam.Judged(implementation.kata, files, implementation, implementation.noted)
    said: dict[str, Any] = {}
    try:
        with seam.limited(request.seconds), seam.judging(judged):
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
        said["changes"] = snapshot.changes()
        return encode(said)
    except (EncodeError, CannotCrossError) as error:
        refused = CannotCrossError(_why_refused(request.name, said.get("value"), error))
        return encode({"raised": _plain(refused, ()), "noted": said["noted"], "changes": []})


def _why_refused(name: str, value: object, error: Exception) -> str:
    try:
        encode(value)
    except EncodeError as found:
        return f"{name}() returned {found}"
    return f"{name}() changed what it was given to something that cannot cross: {error}"


def _do(implementation: seam.Here, request: Request, kwargs: dict[str, Any]) -> Any:
    if request.do == "observe":
        return implementation.drive(parcel.loads(request.driver), request.args, kwargs)
    value = implementation.lookup(request.name)
    if request.do == "lookup":
        return (True, None) if callable(value) else (False, cross(value, request.name))
    return value(*request.args, **kwargs)


def _plain(error: BaseException, files: tuple[Path, ...]) -> tuple[Any, ...]:
    raised = trace(error, files)
    places = [astuple(place) for place in raised.places if not place.file.startswith(HERE)]
    return raised.kinds, raised.message, places, raised.syntax
