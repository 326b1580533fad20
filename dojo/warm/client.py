"""The owner's side of a warm process: starts it, asks it, and starts it again when it must. Does not import torch."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import dojo
from dojo.ask import Ask
from dojo.model import Check, Diagnosis, Kata, Result
from dojo.warm.lines import Lines

PACKAGE = Path(str(dojo.__file__)).parent
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""What a process that judges others' code has of the environment: nothing secret."""
START = 120.0
"""Seconds in which a warm process must be ready."""
SILENCE = 60.0
"""Seconds, beyond a test's limit, without a word from a warm process, after which it is taken for lost: twice what
looking for known mistakes may take, which is the longest of what it does in silence."""
FAREWELL = 5.0
"""Seconds in which it must have given up a run, or else it is ended."""
TICK = 0.05
"""Seconds between two looks at whether to give up. Silence is counted in these and not by the clock: who was stopped
meanwhile, with Ctrl-Z or a closed lid, has not waited."""

OnCheck = Callable[[Check], None]


def _stamp(path: str, status: os.stat_result) -> tuple[str, int, int]:
    return path, status.st_mtime_ns, status.st_size


def _stamps(folder: str) -> Iterator[tuple[str, int, int]]:
    """Yield all Python files below a folder. This is asked before each run: pathlib would take two milliseconds."""
    with os.scandir(folder) as found:
        for item in found:
            if item.name.endswith(".py"):
                with suppress(OSError):
                    yield _stamp(item.path, item.stat())
            elif "." not in item.name and item.name != "__pycache__" and item.is_dir():
                yield from _stamps(item.path)


class WarmError(Exception):
    """The warm process cannot do what is asked. The message says why."""


class Cancelled(Exception):  # noqa: N818  it is no error
    """The run was given up, as was asked for."""


class Warm:
    """A process that has torch imported and the graded tests of some katas collected.

    It is started at the first run, and again when it was lost or when dojo or the tests have changed since.

    Args:
        root: of the repository.
        katas: whose tests it is to run.
        tier: how code is isolated that runs apart from the tests; "" to run it beside them.
        gpu: run the tests marked `cuda`, once, in a process that does not fork.
    """

    def __init__(self, root: Path, katas: Sequence[Kata], tier: str = "", gpu: bool = False) -> None:
        self.root, self.katas, self.tier, self.gpu = root, tuple(katas), tier, gpu
        self.gpu_katas: list[str] = []
        """Katas with tests for the GPU that is here; those run in a process of their own."""
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: Lines | None = None
        self._made_of: object = None

    def __enter__(self) -> "Warm":
        """Return this; leaving ends the process."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the process."""
        self.close()

    def start(self) -> None:
        """Start the process if it is not running, and again if what it is made of has changed.

        Raises:
            WarmError: it cannot be started.
        """
        if not hasattr(os, "fork"):
            raise WarmError(
                "cannot keep PyTorch ready between runs, because this system cannot fork processes: "
                f"run `pytest katas/{self.katas[0].name}` instead, or use Linux, macOS or WSL"
            )
        made_of = self._fingerprint()
        if self._process is not None and (self._process.poll() is not None or made_of != self._made_of):
            self.close()
        if self._process is not None:
            return
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "dojo.warm.server", str(theirs.fileno()), str(os.getpid())]
        try:
            self._process = subprocess.Popen(
                command,
                cwd=self.root,
                env=self._environment(),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            ours.close()
            raise WarmError(f"cannot start a process to run the tests in: {error}") from None
        finally:
            theirs.close()
        self._lines, self._made_of = Lines(ours), made_of
        names = [kata.name for kata in self.katas]
        self._lines.send({"root": str(self.root), "katas": names, "tier": self.tier, "gpu": self.gpu})
        self.gpu_katas = self._expect("ready", START).get("gpu", [])

    def _names(self) -> str:
        return ", ".join(kata.name for kata in self.katas)

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ} if self.tier else dict(os.environ)
        paths = [str(PACKAGE.parent), *(() if self.tier else filter(None, [os.environ.get("PYTHONPATH")]))]
        return {**kept, "PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1"}

    def _fingerprint(self) -> object:
        """Return what changes when dojo's code or the tests change."""
        files = [
            *(kata.tests for kata in self.katas),
            *(self.root / name for name in ("pyproject.toml", "conftest.py")),
        ]
        found = list(_stamps(str(PACKAGE)))
        for file in files:
            with suppress(OSError):
                found.append(_stamp(str(file), file.stat()))
        return sorted(found)

    def judge(
        self,
        kata: Kata,
        ask: Ask,
        diagnose: bool = False,
        on_check: OnCheck = lambda _: None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Result:
        """Run a kata's tests.

        Args:
            kata: one of those collected.
            ask: what to judge, and how.
            diagnose: also look for known mistakes that explain the failures.
            on_check: told each verdict as it comes.
            cancelled: asked a few times a second whether to give up.

        Raises:
            WarmError: nothing could be judged, or the process has stopped answering.
            Cancelled: it was given up.
        """
        if kata not in self.katas:
            raise WarmError(f"the tests of {kata.name} are not collected here; there are: {self._names()}")
        self.start()
        assert self._lines is not None
        self._lines.send({"run": kata.name, "ask": ask.plain(), "diagnose": diagnose})
        checks: list[Check] = []
        diagnoses: list[Diagnosis] = []
        ended: list[str] = []
        memory = 0
        for message in self._answer(kata, ask, cancelled):
            if "check" in message:
                checks.append(Check.from_plain(message["check"]))
                on_check(checks[-1])
            elif "diagnosis" in message:
                diagnoses.append(Diagnosis.from_plain(message["diagnosis"]))
            elif "ended" in message:
                ended.append(message["ended"])
            elif "memory" in message:
                memory = message["memory"]
            elif "failed" in message:
                raise WarmError(message["failed"])
        if kata.name in self.gpu_katas and not self.tier:
            with Warm(self.root, [kata], gpu=True) as fresh:
                on_gpu = fresh.judge(kata, ask, diagnose, on_check, cancelled)
            checks += on_gpu.checks
            ended += on_gpu.ended
        label, tier = ask.source.label, self.tier
        return Result(kata.name, label, ask.seed, tuple(checks), tuple(diagnoses), tier, tuple(ended), memory)

    def _answer(self, kata: Kata, ask: Ask, cancelled: Callable[[], bool] | None) -> Iterator[dict[str, Any]]:
        """Yield what the process says of a run until it is done; it is lost when it says nothing for too long."""
        assert self._lines is not None
        given_up, silent, patience = False, 0.0, SILENCE + (ask.limit or 0.0)
        while silent < patience:
            gone = self._process is not None and self._process.poll() is not None
            message = self._lines.receive(TICK)
            if message is None and (gone or self._lines.ended):  # what it left behind may hold the connection open
                raise WarmError(self._died())
            silent = silent + TICK if message is None else 0.0
            if not given_up and cancelled is not None and cancelled():
                self._lines.send({"cancel": True})
                given_up, silent, patience = True, 0.0, FAREWELL
            if message is not None and "cancelled" in message:
                raise Cancelled
            if message is not None and "done" in message:
                return
            if message is not None:
                yield message
        self.close()
        if given_up:
            raise Cancelled
        raise WarmError(
            f"cannot judge {kata.name}, because the process that runs the tests has said nothing for {patience:g} "
            "seconds: it was ended, so run it again"
        )

    def _expect(self, what: str, seconds: float) -> dict[str, Any]:
        assert self._lines is not None
        message = self._lines.receive(seconds)
        if message is not None and what in message:
            return message
        why = message["failed"] if message is not None and "failed" in message else self._died()
        self.close()
        raise WarmError(why)

    def _died(self) -> str:
        assert self._process is not None
        with suppress(subprocess.TimeoutExpired):
            code = self._process.wait(1.0)
            self.close()
            return f"the process that runs the tests has ended with {code}; what it said stands above"
        self.close()
        return "the process that runs the tests does not answer"

    def close(self) -> None:
        """End the process and all that it started; another thread may be at work with it, whose run then raises."""
        lines, process = self._lines, self._process  # that thread closes, too
        if lines is not None:
            lines.sock.close()
        if process is not None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(1.0)
            until = time.monotonic() + 2.0
            while process.poll() is None and time.monotonic() < until:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                time.sleep(0.01)
        self._process, self._lines, self._made_of = None, None, None
