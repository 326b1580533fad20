"""The walls around a run: each test is something that a learner's code must not be able to do, or must."""

import ctypes
import errno
import fcntl
import functools
import json
import multiprocessing.context
import multiprocessing.util
import os
import pickle
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from multiprocessing.pool import ThreadPool
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from dojo.worker import kernel, landlock, pages, places, probing, sandbox, seccomp

LIMITS = sandbox.Limits(memory=1 << 30, cpu=20, file_size=32 << 20, open_files=64, processes=16)
NOBODY = 65534
PATIENCE = 20.0

lacks = functools.cache(probing.lacks)


@dataclass(frozen=True)
class Spawner:
    """Who spawns runs, and how well isolated."""

    tier: sandbox.Tier
    user: int

    def __str__(self) -> str:
        return f"{self.tier} as {'root' if self.user == 0 else 'a user'}"


@dataclass(frozen=True)
class Outcome:
    """What a run's body returned or raised (by its type's name), how it ended, and what is left of it."""

    returned: Any
    raised: str | None
    ended: sandbox.Ended
    survivors: bool
    """Whether a process that had the run's descriptors lived on."""


USERS = (0, NOBODY) if os.geteuid() == 0 else (os.geteuid(),)
SPAWNERS = [Spawner(tier, user) for tier in sandbox.TIERS for user in USERS]
WALLED = [spawner for spawner in SPAWNERS if spawner.tier != "limits"]
FULL = [spawner for spawner in SPAWNERS if spawner.tier == "full"]
LANDLOCK = [spawner for spawner in SPAWNERS if spawner.tier == "landlock"]

each_spawner = pytest.mark.parametrize("spawner", SPAWNERS, ids=str)
each_walled = pytest.mark.parametrize("spawner", WALLED, ids=str)
each_full = pytest.mark.parametrize("spawner", FULL, ids=str)
each_landlock = pytest.mark.parametrize("spawner", LANDLOCK, ids=str)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user may enter, unlike tmp_path."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def neighbour(spawner: Spawner) -> Iterator[subprocess.Popen[bytes]]:
    """Another process of the same user."""
    with subprocess.Popen(["sleep", "60"], user=spawner.user if os.geteuid() == 0 else None) as process:
        yield process
        process.kill()


def run(
    spawner: Spawner,
    body: Callable[[], Any],
    readable: Collection[Path] = (),
    limits: sandbox.Limits = LIMITS,
    patience: float = PATIENCE,
) -> Outcome:
    """Run a body as a spawner's, and return what became of it."""
    need(spawner.tier)
    answers, answer = os.pipe()
    zygote = fork()
    if zygote == 0:
        with suppress(BaseException):
            os.write(answer, pickle.dumps(spawned(spawner, body, readable, limits, patience)))
        os._exit(0)
    os.close(answer)
    with os.fdopen(answers, "rb") as pipe:
        data = pipe.read()
    os.waitpid(zygote, 0)
    assert data, "the spawner died"
    outcome = pickle.loads(data)
    if isinstance(outcome, Exception):
        raise outcome
    assert isinstance(outcome, Outcome)
    return outcome


def need(tier: sandbox.Tier) -> None:
    """Skip the test where the machine lacks a tier: the kernel says so. A trial that escaped is no reason."""
    lack = None if tier == "limits" else lacks(tier)
    assert lack is None or "walls" not in lack
    if lack:
        pytest.skip(f"this machine cannot isolate so well: {lack}")


def fork() -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12: beside other threads; none of them is needed
        return os.fork()


def spawned(
    spawner: Spawner, body: Callable[[], Any], readable: Collection[Path], limits: sandbox.Limits, patience: float
) -> Outcome | Exception:
    become(spawner)
    told, tell = os.pipe()
    try:
        pid = sandbox.spawn(spawner.tier, tuple(readable), limits, lambda: report(body, tell), [tell])
    except sandbox.IsolationError as error:
        return error
    os.close(tell)
    ended = sandbox.reap(pid, patience)
    survivors = False
    text = b""
    while not survivors and (chunk := read(told)):
        text += chunk
    survivors = chunk is None
    returned, raised = json.loads(text or "[null, null]")
    return Outcome(returned, raised, ended, survivors)


def become(spawner: Spawner) -> None:
    if os.geteuid() != spawner.user:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        kernel.control("PR_SET_DUMPABLE", kernel.SET_DUMPABLE, 1)
    sandbox.prepare(spawner.tier)


def report(body: Callable[[], Any], tell: int) -> None:
    try:
        said = [body(), None]
    except Exception as error:
        said = [None, type(error).__name__]
    os.write(tell, json.dumps(said).encode())


def read(descriptor: int) -> bytes | None:
    """What a pipe holds, b"" at its end; None where its other end stays open."""
    if not select.select([descriptor], [], [], 1)[0]:
        return None
    return os.read(descriptor, 65536)


def refusals(*attempts: Callable[[], object]) -> list[str]:
    """What each attempt raises."""
    found = []
    for attempt in attempts:
        try:
            attempt()
        except OSError as error:
            found.append(errno.errorcode[error.errno or 0])
        else:
            found.append("worked")
    return found


def test_the_best_tier_is_found_with_a_reason_for_each_better_one() -> None:
    found = sandbox.probe()
    better = sandbox.TIERS[: sandbox.TIERS.index(found.tier)]
    assert [words.partition(":")[0] for words in found.missing] == list(better)


@each_spawner
def test_a_run_reports_its_exit_status_memory_and_time(spawner: Spawner) -> None:
    ended = run(spawner, lambda: os._exit(7)).ended
    assert (ended.code, ended.signal, ended.killed) == (7, None, False)
    assert 1 << 20 < ended.memory < 1 << 36
    assert 0 < ended.cpu < PATIENCE


@each_spawner
def test_a_body_that_returns_exits_with_0_and_one_that_raises_with_1(spawner: Spawner) -> None:
    assert run(spawner, lambda: "done").returned == "done"
    assert run(spawner, lambda: "done").ended.code == 0
    assert run(spawner, sys.exit).ended.code == 1


@each_spawner
@pytest.mark.parametrize("crash", [os.abort, lambda: ctypes.string_at(0)], ids=["abort", "segmentation fault"])
def test_a_crash_is_reported_as_its_signal(spawner: Spawner, crash: Callable[[], Any]) -> None:
    wanted = signal.SIGABRT if crash is os.abort else signal.SIGSEGV
    assert run(spawner, crash).ended.signal == wanted


@each_spawner
def test_a_run_that_ignores_every_signal_is_killed_when_its_time_is_up(spawner: Spawner) -> None:
    def stubborn() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(number, signal.SIG_IGN)
        time.sleep(60)

    ended = run(spawner, stubborn, patience=0.2).ended
    assert (ended.signal, ended.killed) == (signal.SIGKILL, True)


@each_spawner
def test_a_run_that_computes_too_long_is_killed(spawner: Spawner) -> None:
    def endless() -> None:
        while True:
            pass

    ended = run(spawner, endless, limits=sandbox.Limits(cpu=1)).ended
    assert (ended.signal, ended.killed) == (signal.SIGKILL, False)
    assert ended.cpu > 0.5


@each_spawner
def test_too_much_memory_is_an_ordinary_error(spawner: Spawner) -> None:
    assert run(spawner, lambda: len(bytearray(2 << 30))).raised == "MemoryError"
    assert run(spawner, lambda: len(bytearray(1 << 26))).returned == 1 << 26


@each_spawner
def test_a_run_has_no_descriptor_but_those_it_is_given(spawner: Spawner) -> None:
    def is_open(number: int) -> bool:
        return refusals(lambda: os.fstat(number)) == ["worked"]

    with tempfile.TemporaryFile() as secret:
        os.set_inheritable(secret.fileno(), True)
        held = run(spawner, lambda: [number for number in range(64) if is_open(number)]).returned
    assert held[:3] == [0, 1, 2]
    assert len(held) == 4, "and the one that it reports by"
    assert run(spawner, lambda: os.read(0, 1).decode()).returned == ""


@each_full
def test_what_a_run_wrote_cannot_be_executed(spawner: Spawner) -> None:
    def execute() -> list[str]:
        program = Path(tempfile.gettempdir(), "program")
        program.write_bytes(Path("/bin/true").read_bytes())
        program.chmod(0o777)
        return refusals(lambda: os.execv(program, ["program"]))

    assert run(spawner, execute, readable=[Path("/bin/true")]).returned == ["EACCES"]


@each_spawner
def test_a_run_starts_with_default_signals(spawner: Spawner) -> None:
    previous = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        masked = run(spawner, lambda: os.kill(os.getpid(), signal.SIGTERM)).ended
    finally:
        signal.signal(signal.SIGTERM, previous)
    alone_in_its_namespace = spawner.tier == "full"  # which the kernel protects from itself
    assert masked.signal == (None if alone_in_its_namespace else signal.SIGTERM)


@each_walled
def test_a_run_reads_what_it_is_given_and_nothing_else(spawner: Spawner, folder: Path) -> None:
    given, hidden = folder / "given.py", folder / "hidden.py"
    given.write_text("given")
    hidden.write_text("hidden")
    assert run(spawner, given.read_text, readable=[given]).returned == "given"
    others = (hidden.read_text, lambda: list(Path("/proc").iterdir()), Path("/etc/hosts").read_text)
    wanted = {"full": "ENOENT", "landlock": "EACCES"}[spawner.tier]
    assert set(run(spawner, lambda: refusals(*others), readable=[given]).returned) == {wanted}


@each_walled
def test_what_is_given_is_found_by_its_own_name_through_links(spawner: Spawner, folder: Path) -> None:
    real, link = folder / "real", folder / "link"
    real.mkdir()
    (real / "given.py").write_text("given")
    link.symlink_to("real")
    (folder / "again").symlink_to(link / "given.py")
    for name in (link / "given.py", folder / "again", folder / "link" / ".." / "real" / "given.py"):
        assert run(spawner, name.read_text, readable=[name]).returned == "given"


@each_walled
def test_a_run_changes_no_file_of_the_machine(spawner: Spawner, folder: Path) -> None:
    given = folder / "given.py"
    given.write_text("given")
    for path in (given, folder):
        path.chmod(0o777)  # whoever the user is, the permissions are not what stops it
    before = given.stat()
    attempts = (
        lambda: given.write_text("changed"),
        lambda: (folder / "new").touch(),
        lambda: given.rename(folder / "moved"),
        given.unlink,
        (folder / "new").mkdir,
        lambda: (folder / "new").symlink_to("/"),
        lambda: os.truncate(given, 0),
        lambda: given.chmod(0o600),
        lambda: os.chown(given, os.geteuid(), os.getegid()),
        lambda: os.utime(given, (0, 0)),
        lambda: os.setxattr(given, "user.mark", b"x"),
        lambda: Path("/var/tmp/new").touch(),
        lambda: Path("/new").touch(),
    )
    assert "worked" not in run(spawner, lambda: refusals(*attempts), readable=[folder]).returned
    assert list(folder.iterdir()) == [given]
    assert given.read_text() == "given"
    assert (given.stat().st_mode, given.stat().st_mtime, given.stat().st_ctime) == (
        before.st_mode,
        before.st_mtime,
        before.st_ctime,
    )


@each_walled
@pytest.mark.parametrize("version", range(1, 8))
def test_the_walls_stand_with_each_version_of_landlock(
    monkeypatch: pytest.MonkeyPatch, spawner: Spawner, folder: Path, version: int
) -> None:
    need(spawner.tier)
    if version > landlock.version():
        pytest.skip(f"this kernel has version {landlock.version()}")
    monkeypatch.setattr(landlock, "version", lambda: version)
    given = folder / "given.py"
    given.write_text("given")
    given.chmod(0o666)
    attempts = (lambda: given.write_text("x"), lambda: os.truncate(given, 0), lambda: os.kill(os.getppid() or 99999, 0))
    assert "worked" not in run(spawner, lambda: refusals(*attempts), readable=[given]).returned
    assert given.read_text() == "given"


@each_walled
def test_dev_null_can_be_written(spawner: Spawner) -> None:
    assert run(spawner, lambda: Path(os.devnull).write_text("anything")).returned == len("anything")


@each_full
def test_scratch_is_limited_and_gone_after_the_run(spawner: Spawner) -> None:
    def fill() -> int:
        with suppress(OSError):
            for number in range(9):
                Path(tempfile.gettempdir(), f"torch-katas-{number}").write_bytes(bytes(16 << 20))
        return sum(path.stat().st_size for path in Path("~").expanduser().iterdir())

    assert run(spawner, fill).returned <= 64 << 20
    assert run(spawner, lambda: len(list(Path(tempfile.gettempdir()).iterdir()))).returned == 0
    assert not list(Path(tempfile.gettempdir()).glob("torch-katas-*"))


@each_spawner
def test_a_run_has_an_empty_folder_that_goes_with_it(spawner: Spawner) -> None:
    def fill() -> list[object]:
        found = os.listdir()  # noqa: PTH208
        deep = Path("a", "b")
        deep.mkdir(parents=True)
        (deep / "left").write_text("x")
        (deep / "left").replace(deep / "kept")
        with tempfile.TemporaryDirectory() as inner:
            Path(inner, "more").write_text("x")
        return [found, str(Path.cwd()) == tempfile.gettempdir(), str(Path.cwd()), (deep / "kept").read_text()]

    for _ in range(2):
        found, temporary, folder, text = run(spawner, fill).returned
        assert (found, temporary, text) == ([], True, "x")
        assert folder == "/tmp" or not Path(folder).exists()


@each_spawner
def test_a_file_has_a_limited_size(spawner: Spawner) -> None:
    def too_large() -> list[str]:
        with tempfile.TemporaryFile(buffering=0) as file:
            file.write(bytes(LIMITS.file_size))
            return refusals(lambda: file.write(b"x"))

    assert run(spawner, too_large).returned == ["EFBIG"]


@each_walled
def test_a_run_reaches_no_network_and_no_socket_of_another_process(spawner: Spawner, folder: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        closing(socket.socket(socket.AF_UNIX)) as abstract,
        closing(socket.socket(socket.AF_UNIX)) as named,
    ):
        hidden = f"\0torch-katas-{os.getpid()}"
        abstract.bind(hidden)
        named.bind(str(folder / "socket"))
        (folder / "socket").chmod(0o777)
        for server in (abstract, named):
            server.listen()
        attempts = (
            lambda: socket.create_connection(tcp.getsockname()),
            lambda: socket.socket(type=socket.SOCK_DGRAM),
            lambda: socket.socket(socket.AF_INET6),
            lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
            lambda: socket.socket(socket.AF_UNIX).connect(hidden),
            lambda: socket.socket(socket.AF_UNIX).connect(str(folder / "socket")),
        )
        assert "worked" not in run(spawner, lambda: refusals(*attempts)).returned


@each_landlock
def test_a_pair_of_sockets_cannot_be_sent_to_a_name(spawner: Spawner) -> None:
    def send() -> None:
        ours, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        ours.sendto(b"x", "/dev/log")

    assert run(spawner, send).raised == "PermissionError"
    assert run(spawner, lambda: len(socket.socketpair())).returned == 2


def ptrace(request: int, pid: int) -> None:
    if ctypes.CDLL(None, use_errno=True).ptrace(request, pid, None, None) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")


@each_walled
def test_a_run_can_do_nothing_to_another_process(spawner: Spawner, neighbour: subprocess.Popen[bytes]) -> None:
    pid = neighbour.pid
    attempts = (
        lambda: os.kill(pid, signal.SIGKILL),
        lambda: os.kill(-1, 0),
        Path(f"/proc/{pid}/environ").read_bytes,
        Path(f"/proc/{pid}/mem").read_bytes,
        lambda: ptrace(16, pid),
        lambda: ptrace(0, 0),
        lambda: resource.prlimit(pid, resource.RLIMIT_CPU, (0, 0)),
        lambda: os.setpriority(os.PRIO_PROCESS, pid, 19),
        lambda: os.sched_setaffinity(pid, {0}),
    )

    assert "worked" not in run(spawner, lambda: refusals(*attempts)).returned
    assert neighbour.poll() is None


@each_walled
def test_a_signal_cannot_be_sent_by_way_of_a_descriptor(spawner: Spawner) -> None:
    def own() -> None:
        reading, _ = os.pipe()
        fcntl.fcntl(reading, fcntl.F_SETOWN, os.getpid() if spawner.tier == "landlock" else 1)

    outcome = run(spawner, own)
    assert outcome.raised == ("PermissionError" if spawner.tier == "landlock" else None)


@each_full
def test_a_daemon_dies_with_its_run(spawner: Spawner) -> None:
    def daemonise() -> None:
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(60)
            os._exit(0)
        os.wait()

    outcome = run(spawner, daemonise)
    assert outcome.ended.code == 0
    assert not outcome.survivors


@each_landlock
def test_a_process_that_could_not_be_found_again_is_never_started(spawner: Spawner) -> None:
    assert run(spawner, lambda: refusals(os.fork, lambda: os.execv("/bin/true", ["true"]))).returned == [
        "EPERM",
        "EPERM",
    ]


@pytest.mark.parametrize("spawner", [spawner for spawner in SPAWNERS if spawner.tier == "limits"], ids=str)
def test_with_limits_alone_the_process_group_dies_with_its_run(spawner: Spawner) -> None:
    def leave_behind() -> None:
        if os.fork() == 0:
            time.sleep(60)

    assert not run(spawner, leave_behind).survivors


@each_full
def test_a_fork_bomb_is_limited_and_dies_with_its_run(spawner: Spawner) -> None:
    def bomb() -> int:
        children = 0
        with suppress(BlockingIOError):
            while os.fork():
                children += 1
            time.sleep(60)
        return children

    outcome = run(spawner, bomb)
    assert 4 <= outcome.returned <= LIMITS.processes
    assert not outcome.survivors


@each_landlock
def test_threads_work_and_are_limited(spawner: Spawner) -> None:
    def many() -> int:
        held, started = threading.Event(), 0
        with suppress(RuntimeError):
            for _ in range(600):
                threading.Thread(target=held.wait, daemon=True).start()
                started += 1
        held.set()
        return started

    threading.stack_size(1 << 16)
    try:
        started = run(spawner, many).returned
    finally:
        threading.stack_size(0)
    assert 1 <= started < 600


@each_walled
@pytest.mark.parametrize("victim", ["spawner", "stand-in"])
def test_a_run_dies_with_its_spawner(spawner: Spawner, victim: str) -> None:
    need(spawner.tier)
    told, tell = os.pipe()
    stand_in = fork()
    if stand_in == 0:
        become(spawner)
        sandbox.spawn(spawner.tier, (), LIMITS, lambda: report(lambda: time.sleep(60), tell), [tell])
        os.write(tell, b"started")
        if victim == "spawner":
            os._exit(0)
        time.sleep(60)
    os.close(tell)
    assert os.read(told, 100) == b"started"
    if victim == "stand-in":
        os.kill(stand_in, signal.SIGKILL)
    os.waitpid(stand_in, 0)
    assert read(told) == b""
    os.close(told)


@each_spawner
def test_runs_leave_nothing_in_their_spawner(spawner: Spawner) -> None:
    need(spawner.tier)
    told, tell = os.pipe()
    zygote = fork()
    if zygote == 0:
        become(spawner)
        for number in range(4):
            body = (lambda: None, os.abort, lambda: time.sleep(60))[number % 3]
            sandbox.reap(sandbox.spawn(spawner.tier, (), LIMITS, body, ()), 0.2)
            os.write(tell, f"{len(os.listdir('/proc/self/fd'))}\n".encode())  # noqa: PTH208
        with suppress(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)
            os.write(tell, b"a child\n")
        os._exit(0)
    os.close(tell)
    with os.fdopen(told) as pipe:
        counts = pipe.read().split("\n")[:-1]
    os.waitpid(zygote, 0)
    assert len(counts) == 4
    assert len(set(counts)) == 1


@each_walled
def test_what_cannot_be_isolated_does_not_run(spawner: Spawner, folder: Path) -> None:
    mark = folder / "mark"
    with pytest.raises(sandbox.IsolationError, match="absent"):
        run(spawner, mark.touch, readable=[folder / "absent"])


@each_full
@pytest.mark.parametrize("place", ["/", "/tmp", "/dev", "/dev/shm"])
def test_what_would_show_the_machine_s_own_scratch_is_refused(spawner: Spawner, place: str) -> None:
    with pytest.raises(sandbox.IsolationError, match="made anew"):
        run(spawner, os.getpid, readable=[Path(place)])


def test_what_needs_linux_is_left_out_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox.readable_by_default()  # sysconfig remembers what it works out by the platform's name
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.delattr(os, "pidfd_open", raising=False)
    lacking = tuple(f"{tier}: it needs Linux, and this is darwin" for tier in ("full", "landlock"))
    assert sandbox.probe() == sandbox.Probe("limits", lacking)
    spawner = Spawner("limits", os.geteuid())
    assert run(spawner, lambda: os.getpid() == os.getpgrp()).returned is True
    assert run(spawner, lambda: time.sleep(60), patience=0.1).ended.killed
    assert sandbox.readable_by_default()
    assert pages.collapse() == 0


def test_a_process_in_huge_pages_computes_and_forks_as_before() -> None:
    def collapsed() -> list[float]:
        pages.collapse()
        return pytorch()

    assert run(Spawner("limits", os.geteuid()), collapsed).returned == [72.0] * 4


def test_a_process_that_is_not_prepared_spawns_nothing() -> None:
    with pytest.raises(sandbox.IsolationError, match="not prepared"):
        sandbox.spawn("limits", (), LIMITS, lambda: None, ())


def broken(name: str, number: int) -> Callable[..., None]:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, f"{name}: {os.strerror(number)}")

    return refuse


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is one tier")
@pytest.mark.parametrize(
    ("module", "name", "tier", "words"),
    [
        (
            kernel,
            "unshare",
            "landlock",
            "namespaces are not permitted here: [Errno 1] unshare: Operation not permitted",
        ),
        (kernel, "mount", "landlock", "mount"),
        (kernel, "change_mount", "landlock", "change_mount"),
        (landlock, "version", "limits", "version: Operation not permitted"),
        (seccomp, "restrict", "limits", "restrict: Operation not permitted"),
    ],
    ids=["no namespaces", "no mounts", "an old kernel", "no Landlock", "no seccomp"],
)
def test_without_one_of_the_walls_the_next_best_tier_is_found_and_the_reason_told(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, tier: sandbox.Tier, words: str
) -> None:
    monkeypatch.setattr(module, name, broken(name, errno.EPERM))
    need(tier)
    found = sandbox.probe()
    assert found.tier == tier
    assert words in found.missing[-1] or words in found.missing[0]


def test_a_wall_that_lets_everything_through_is_not_taken_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "restrict", lambda *_: None)
    monkeypatch.setattr(seccomp, "restrict", lambda **_: None)
    found = sandbox.probe()
    assert found.tier == "limits"
    assert "walls" in found.missing[-1] or "needs Linux" in found.missing[-1]


def test_a_trial_that_cannot_be_forked_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fork", broken("fork", errno.EAGAIN))
    assert sandbox.probe().tier == "limits"


def test_python_and_pytorch_are_readable_and_the_repository_is_not() -> None:
    readable = sandbox.readable_by_default()

    def shown(path: str | Path) -> bool:
        return any(folder in readable for folder in (Path(path), *Path(path).parents))

    assert shown(torch.__file__)
    assert shown(json.__file__)
    assert shown(sys.executable)
    repository = Path(__file__).parents[1]
    assert not any(shown(path) for path in (repository, repository / "solutions", repository / "tests", Path.home()))
    assert not shown("/proc/self/environ")


def test_a_virtual_environment_that_is_the_repository_shows_its_libraries_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for part in ("lib", "bin", "solutions"):
        (tmp_path / part).mkdir()
    (tmp_path / "pyvenv.cfg").touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "exec_prefix", str(tmp_path))
    readable = places.readable_by_default()
    assert {path.name for path in readable if tmp_path in (path, *path.parents)} == {"lib", "pyvenv.cfg"}


def pytorch() -> list[float]:
    torch.set_num_threads(1)
    layer = nn.Conv2d(3, 4, 3)
    layer(torch.ones(2, 3, 8, 8)).sum().backward()
    assert layer.bias is not None
    assert layer.bias.grad is not None
    return layer.bias.grad.tolist()


@pytest.mark.parametrize("spawner", [spawner for spawner in WALLED if spawner.user == os.geteuid()], ids=str)
def test_pytorch_computes(spawner: Spawner) -> None:
    assert run(spawner, pytorch, readable=sandbox.readable_by_default()).returned == [72.0] * 4


@pytest.mark.parametrize("spawner", [spawner for spawner in FULL if spawner.user == os.geteuid()], ids=str)
def test_multiprocessing_begins_anew(spawner: Spawner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the spawner has been set to another start method, whose helper process is outside."""
    monkeypatch.setattr(
        multiprocessing.context._default_context, "_actual_context", multiprocessing.get_context("spawn")
    )
    multiprocessing.Lock()

    def pool() -> list[int]:
        with ThreadPool(2) as threads:
            return threads.map(abs, [-1, -2])

    assert run(spawner, pool, readable=sandbox.readable_by_default()).returned == [1, 2]


@pytest.mark.parametrize("spawner", [spawner for spawner in FULL if spawner.user == os.geteuid()], ids=str)
def test_a_data_loader_has_worker_processes(spawner: Spawner) -> None:
    def load() -> float:
        torch.set_num_threads(1)
        loader = DataLoader(TensorDataset(torch.ones(20, 100)), batch_size=5, num_workers=2)
        return sum(float(batch.sum()) for (batch,) in loader)

    multiprocessing.util.get_temp_dir()  # outside the sandbox, where no run can write
    outcome = run(spawner, load, readable=sandbox.readable_by_default())
    assert outcome.returned == 2000.0, outcome
