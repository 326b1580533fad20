"""The warm process itself. It imports torch and what torch imports late, collects the tests, and serves runs."""

import dataclasses
import gc
import os
import resource
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from dojo.ask import Ask
from dojo.catalog import find_kata
from dojo.model import Check, Failure, Kata
from dojo.source import SourceError
from dojo.warm.imports import import_for
from dojo.warm.lifetime import adopt_orphans, end_with, kill_children_but
from dojo.warm.lines import Lines
from dojo.worker import pages

GRACE = 2.0
"""Seconds beyond a test's limit after which its process is killed: the limit itself is told by the process."""
DIAGNOSIS = 30.0
"""Seconds that looking for known mistakes may take."""


def main(descriptor: int, owner: int) -> None:
    """Serve the owner, at the other end of the connection, until it ends."""
    end_with(owner)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the owner
    lines = Lines(socket.socket(fileno=descriptor))
    settings = lines.receive()
    if settings is None:
        return
    root = Path(settings["root"])
    katas = [find_kata(root, name) for name in settings["katas"]]
    _import_torch(forks=not settings["gpu"])
    import_for(katas)
    _settle()
    from dojo.run import RunError, collect
    from dojo.worker.client import WorkerError, Zygote

    try:
        zygote = Zygote(settings["tier"]) if settings["tier"] else None
        adopt_orphans()
        if settings["gpu"]:
            collect(root, katas, lambda collected: _once(lines, collected), ["-m", "cuda"])
        else:
            collect(root, katas, lambda collected: Server(lines, collected, zygote).serve())
    except (RunError, WorkerError) as error:
        lines.send({"failed": str(error)})


def _once(lines: Lines, collected: Any) -> None:
    """Serve one run in this process, which does not fork and may therefore use CUDA."""
    from dojo.warm.child import obey

    lines.send({"ready": True})
    order = lines.receive()
    if order is not None:
        kata = find_in(collected, order["run"])
        tests = [item.nodeid for item in collected.items[kata]]
        obey(collected, kata, {**order, "tests": tests, "before": []}, lines)


def find_in(collected: Any, name: str) -> Kata:
    """Return the collected kata of that name."""
    found: Kata = next(kata for kata in collected.items if kata.name == name)
    return found


def _import_torch(forks: bool) -> None:
    """Import what torch imports late, too: a first optimizer step and a first comparison take a second otherwise."""
    if forks:
        os.environ["PYTORCH_NVML_BASED_CUDA_CHECK"] = "1"  # asking for a GPU must not start CUDA
    import torch

    torch.set_num_threads(1)  # before any work: a child of a process that had more threads at work hangs
    import torch._dynamo
    from torch.testing import assert_close

    weight = torch.ones(1, requires_grad=True)
    weight.sum().backward()
    torch.optim.Adam([weight]).step()
    with suppress(AssertionError):
        assert_close(torch.ones(2), torch.zeros(2))


def _settle() -> None:
    """Make forking cheap: no collection will write to what is there now, and so copy it; and it lies in few pages."""
    gc.collect()
    gc.freeze()
    pages.collapse()


class Server:
    """Serves runs."""

    def __init__(self, lines: Lines, collected: Any, zygote: Any) -> None:
        self.lines, self.collected, self.zygote = lines, collected, zygote
        self.spare: Any = None
        self.finished: Any = None
        self.cancelled = False
        self.gpu = self._set_aside()

    def serve(self) -> None:
        """Do what the owner orders, until it ends."""
        _settle()
        self.lines.send({"ready": True, "gpu": self.gpu})
        if self.zygote is None:
            self._prepare(next(iter(self.collected.items)))
        while not self.lines.ended:
            order = self.lines.receive()
            if order is not None and "run" in order:
                self._run(order)
        self._kill(self.spare)
        if self.zygote is not None:
            self.zygote.close()
        kill_children_but(())

    def _set_aside(self) -> list[str]:
        """Take out tests that would start CUDA here, and return their katas' names. Without a GPU they are skipped."""
        import torch

        if not torch.cuda.is_available():
            return []
        katas = []
        for kata, items in self.collected.items.items():
            kept = [item for item in items if item.get_closest_marker("cuda") is None]
            if len(kept) < len(items):
                katas.append(kata.name)
                items[:] = kept
        return katas

    def _run(self, order: dict[str, Any]) -> None:
        kata = find_in(self.collected, order["run"])
        self.cancelled = False
        ask = Ask.from_plain(order["ask"])
        try:
            if self.zygote is None:
                self._beside(kata, ask, order)
            else:
                self._apart(kata, ask, order["diagnose"])
        except SourceError as error:
            self.lines.send({"failed": str(error)})
            return
        self.lines.send({"cancelled": True} if self.cancelled else {"done": True})
        if self.zygote is None:  # now, and not while the run needs the machine
            self._clear()
            self._prepare(kata)

    def _apart(self, kata: Kata, ask: Any, diagnose: bool) -> None:
        checks = []
        with self.collected.apart(kata, ask, self.zygote) as worker:
            for item in self.collected.ordered(kata, ask):
                checks.append(self.collected.check(item, ask))
                self.lines.send({"check": dataclasses.asdict(checks[-1])})
                if ask.fail_fast and checks[-1].outcome != "passed":
                    break
            losses = list(worker.losses)
        for diagnosis in self.collected.diagnose(kata, checks, ask) if diagnose else []:
            self.lines.send({"diagnosis": dataclasses.asdict(diagnosis)})
        for words in losses:
            self.lines.send({"ended": words})
        self.lines.send({"memory": worker.memory})
        kill_children_but((self.zygote.pid,))  # what a worker has left behind comes to this process (limits tier)

    def _prepare(self, kata: Kata) -> None:
        from dojo.warm.child import fork

        if self.spare is None:
            self.spare = fork(self.collected, kata)

    def _beside(self, kata: Kata, ask: Any, order: dict[str, Any]) -> None:
        from dojo.verdict import LIMIT

        tests = [item.nodeid for item in self.collected.ordered(kata, ask)]
        checks: list[Check] = []
        while True:
            if self.spare is None or self.spare.kata != kata:
                self._kill(self.spare)
                self.spare = None
                self._prepare(kata)
            child, self.spare = self.spare, None
            done = {check.id for check in checks}
            left = [test for test in tests if test not in done]
            before = [dataclasses.asdict(check) for check in checks]
            child.lines.send({"ask": ask.plain(), "tests": left, "before": before, "diagnose": order["diagnose"]})
            watched = Watched(self, child, checks, LIMIT if ask.limit is None else ask.limit)
            lost = watched.watch()
            self.finished = child
            if not lost or self.cancelled:
                return
            self._clear()
            self.lines.send({"ended": lost})
            if not watched.test:
                return
            self._tell_lost(kata, watched.test, lost, checks)
            if ask.fail_fast:
                return

    def _clear(self) -> None:
        """End what is left of the run that has finished."""
        self._kill(self.finished)
        self.finished = None
        kill_children_but([other.pid for other in (self.spare,) if other])

    def _tell_lost(self, kata: Kata, test: str, words: str, checks: list[Check]) -> None:
        from dojo.verdict import check_of

        item = next(item for item in self.collected.items[kata] if item.nodeid == test)
        failure = Failure(words=words)
        check = dataclasses.replace(check_of(item, kata), outcome="failed", failure=failure)
        checks.append(check)
        self.lines.send({"check": dataclasses.asdict(check)})

    def _kill(self, child: Any) -> None:
        if child is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(child.pid, 0)
        child.lines.sock.close()


class Watched:
    """A child at work: passes on what it says, and ends it when it takes too long or its owner says so."""

    def __init__(self, server: Server, child: Any, checks: list[Check], limit: float) -> None:
        self.server, self.child, self.checks, self.limit = server, child, checks, limit
        self.test = ""
        """The test that is running."""

    def watch(self) -> str:
        """Return how the child was lost, "" if it has done its work."""
        until = time.monotonic() + self.limit + GRACE
        while True:
            message = self.child.lines.receive(min(0.02, max(until - time.monotonic(), 0)))
            if message is None and self.child.lines.ended:
                return self._how()
            if message is None:
                if time.monotonic() > until:
                    return f"It did not come back within {self.limit:g} seconds, and could not be interrupted."
                if self._stopped():
                    return ""
                continue
            if "begins" in message:
                self.test = str(message["begins"])
                until = time.monotonic() + (self.limit + GRACE if self.test else DIAGNOSIS)
            elif "check" in message:
                self._take(message)
            elif "diagnosis" in message:
                self.server.lines.send(message)
            elif "done" in message:
                return ""

    def _take(self, message: dict[str, Any]) -> None:
        """Take each test's verdict once: a child that forks says all twice."""
        check = Check.from_plain(message["check"])
        if check.id == self.test and check.id not in {other.id for other in self.checks}:
            self.checks.append(check)
            self.server.lines.send(message)

    def _stopped(self) -> bool:
        lines = self.server.lines
        message = lines.receive(0)
        if lines.ended or (message is not None and "cancel" in message):
            self.server.cancelled = True
        return self.server.cancelled

    def _how(self) -> str:
        from dojo.worker.client import ended_in_words
        from dojo.worker.sandbox import Ended

        _, status, usage = os.wait4(self.child.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        ended = Ended(
            code if code >= 0 else None,
            -code if code < 0 else None,
            usage.ru_maxrss * 1024,
            usage.ru_utime + usage.ru_stime,
            killed=False,
        )
        return ended_in_words(ended)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main(int(sys.argv[1]), int(sys.argv[2]))
