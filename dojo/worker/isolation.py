"""The walls around a run, put up by the run itself before it begins."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any, Literal, NoReturn

from dojo.worker import kernel, landlock, namespaces, scratch, seccomp
from dojo.worker.limits import Limits, count_alone, count_tasks, impose

Tier = Literal["full", "landlock", "limits"]
TIERS: tuple[Tier, ...] = ("full", "landlock", "limits")
"""Best first."""

_MEANWHILE = 256
"""Processes and threads that the user may start elsewhere while runs are limited by the number of all of them."""


class IsolationError(Exception):
    """A run could not be isolated, and did not start."""


@dataclass(frozen=True)
class _Spawner:
    """What `prepare` made of this process."""

    tier: Tier
    pid: int
    own_pids: int
    """Its pid namespace, to come back to after each run's; -1 where runs have none."""
    others: int | None
    """Processes of the same user that are none of a run's."""


_spawner: _Spawner | None = None


def prepare(tier: Tier) -> None:
    """Make this process, which must have one thread, one that can spawn runs. Where this fails the process must end.

    In the full tier this returns in a child of the process, as pid 1 of a namespace, which only SIGKILL ends. The
    process itself stays as its stand-in: it closes all its descriptors, and each of the two dies with the other.

    Raises:
        OSError: the tier is not available.
    """
    global _spawner
    own_pids, others = -1, None
    if tier == "full":
        namespaces.enter()
        own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        others = 2  # this process and its stand-in
    elif sys.platform == "linux":
        others = 0 if os.geteuid() == 0 else count_tasks() + _MEANWHILE
    if tier != "limits":
        seccomp.warm_up()
    _spawner = _Spawner(tier, os.getpid(), own_pids, others)


def spawn(
    tier: Tier, readable: Sequence[Path], limits: Limits, body: Callable[[], None], keep_fds: Collection[int]
) -> int:
    """Fork a child, isolate it, let it run `body`, and return its pid once it is isolated.

    The child leads a session, has default signals and `keep_fds`; 0, 1 and 2 are /dev/null where they are not among
    those. It works in an empty folder of its own. It exits with 0 after body, with 1 where body raises.

    Raises:
        IsolationError: it could not be isolated, and body was not run.
        OSError: it could not be forked.
    """
    spawner = _spawner
    if spawner is None or spawner.tier != tier:
        raise IsolationError(f"this process is not prepared for the {tier} tier")
    try:
        place = namespaces.plan_root(readable) if tier == "full" else scratch.make()
    except OSError as error:
        raise IsolationError(str(error)) from error
    said, say = os.pipe()
    try:
        try:
            child = _fork(spawner)
            if child == 0:
                _run(lambda: _isolate(spawner, readable, place, limits, {*keep_fds, say}), body, say)
        except OSError:
            if isinstance(place, Path):
                scratch.remove(place)
            raise
        finally:
            os.close(say)
        trouble = _read_to_end(said)
    finally:
        os.close(said)
    if isinstance(place, Path):
        scratch.goes_with(child, place)
    if trouble:
        os.waitpid(child, 0)
        scratch.remove_of(child)
        raise IsolationError(trouble)
    return child


def _read_to_end(descriptor: int) -> str:
    with open(descriptor, "rb", closefd=False) as pipe:
        return pipe.read().decode(errors="replace")


def _fork(spawner: _Spawner) -> int:
    """os.fork, where the tier has it into a new pid namespace: the next child is its first process."""
    if spawner.own_pids < 0:
        return os.fork()
    kernel.unshare(kernel.NEW_PIDS)
    child = -1
    try:
        child = os.fork()
    finally:
        if child != 0:
            kernel.enter(spawner.own_pids, kernel.NEW_PIDS)
    return child


def _run(isolate: Callable[[], None], body: Callable[[], None], say: int) -> NoReturn:
    code = 1
    try:
        try:
            isolate()
        except BaseException as error:
            os.write(say, (str(error) or repr(error)).encode())
            os._exit(1)
        os.close(say)
        body()
        code = 0
    finally:
        os._exit(code)


def _isolate(
    spawner: _Spawner, readable: Sequence[Path], place: namespaces.Plan | Path, limits: Limits, keep: Collection[int]
) -> None:
    os.setsid()
    os.umask(0o077)
    signal.set_wakeup_fd(-1)
    kernel.forget_signals()
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    _close_all_but(keep)
    _forget_multiprocessing()
    alone = isinstance(place, Path)
    if alone and sys.platform == "linux" and os.geteuid() == 0:
        count_alone()
    impose(limits, spawner.others)
    if sys.platform == "linux":
        kernel.control("PR_SET_DUMPABLE", kernel.SET_DUMPABLE, 0)
        kernel.control("PR_SET_NO_NEW_PRIVS", kernel.SET_NO_NEW_PRIVILEGES, 1)
    if isinstance(place, Path):
        scratch.move_to(place)
        if spawner.tier == "landlock":
            landlock.restrict(readable, [Path(os.devnull), place])
    else:
        _move_to_own_root(place)
    if sys.platform == "linux":
        kernel.drop_capabilities()
    if alone and sys.platform == "linux":
        _die_with(spawner.pid)
    if spawner.tier != "limits":
        seccomp.restrict(alone=alone)


def _move_to_own_root(plan: namespaces.Plan) -> None:
    namespaces.build_root(plan)
    landlock.restrict([Path("/")], [Path(namespaces.SCRATCH), Path(os.devnull)])
    scratch.move_to(Path(namespaces.SCRATCH))
    kernel.exit_on_abort()


def _forget_multiprocessing() -> None:
    """Let this process use multiprocessing as one that never did: its folder and its helper process are not here."""
    multiprocessing.set_start_method(None, force=True)
    multiprocessing.current_process()._config.pop("tempdir", None)  # type: ignore[attr-defined]
    tracker: Any = resource_tracker._resource_tracker
    tracker._fd = tracker._pid = None


def _die_with(parent: int) -> None:
    kernel.control("PR_SET_PDEATHSIG", kernel.SET_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _close_all_but(keep: Collection[int]) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in {0, 1, 2}.difference(keep):
        os.dup2(nothing, standard)
    first = 3
    for descriptor in sorted(number for number in keep if number > 2):
        os.closerange(first, descriptor)
        first = descriptor + 1
    os.closerange(first, namespaces.MOST_DESCRIPTORS)
