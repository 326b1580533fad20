"""What surrounds a submission and must be the same when it was judged: files, processes, sockets, other students."""

import contextlib
import ctypes
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dojo.model import Kata

MARK = f"torch_katas_attack_{os.getpid()}_"
"""How the names begin of what an attack leaves behind; another run of the tests beside this one has its own."""
KEY = 0x7A700000 + os.getpid() % (1 << 20)
"""The key of System V objects that an attack leaves behind."""
SUBREAPER = 36
"""prctl: processes that lose their parent become ours, and can be found."""
SECRET = "the canary sings at midnight"
SPELLS = ("\x1b", "\x9b", "\x07", "\x08", "\x00", "\r", "\u202e", "\u2028", "\ud800")
"""Characters that change what a terminal or a page shows; a lone surrogate cannot be written at all."""


@dataclass(frozen=True)
class Submission:
    """A folder that is judged."""

    folder: Path
    kata: str
    answer: Path
    """The file of wrong code: folder/03_backprop/backprop.py."""
    solution: Path
    """The reference solution, for attacks that point to it."""


@dataclass(frozen=True)
class State:
    """What can be compared before and after."""

    files: dict[str, tuple[int, ...]]
    processes: int
    descriptors: int
    """Of those processes that lived at both times."""
    limits: tuple[object, ...]
    ipc: str
    left: tuple[str, ...]


@dataclass
class Surroundings:
    """A place with another student's submission, secrets and open sockets."""

    kata: Kata
    base: Path
    heard: list[socket.socket] = field(default_factory=list)
    port: int = 0

    @property
    def neighbour(self) -> Path:
        """The answer of another student, which is right."""
        return self.base / "neighbour" / self.kata.name / self.kata.solution.name

    @property
    def canary(self) -> Path:
        """A file that nobody may read or change."""
        return self.base / "canary.txt"

    def known(self) -> dict[str, Any]:
        """What a well-informed attacker knows."""
        return {
            "root": str(self.kata.root),
            "tests": str(self.kata.tests),
            "solution": str(self.kata.solution),
            "tools": [str(self.kata.root / "dojo" / name) for name in ("running.py", "worker/codec.py")],
            "neighbour": str(self.neighbour),
            "canary": str(self.canary),
            "folders": [str(self.base), tempfile.gettempdir(), "/tmp", "/dev/shm", "/var/tmp"],
            "mark": MARK,
            "key": KEY,
            "port": self.port,
            "sockets": [str(self.base / "socket"), f"\0{MARK}"],
            "fifo": str(self.base / "fifo"),
            "processes": [os.getpid(), *descendants()],
        }

    def visitors(self) -> int:
        """How many connections or messages have arrived."""
        count = 0
        for listener in self.heard:
            with contextlib.suppress(BlockingIOError):
                if listener.type == socket.SOCK_DGRAM:
                    listener.recvfrom(100)
                else:
                    listener.accept()[0].close()
                count += 1
        return count


@contextlib.contextmanager
def surroundings(kata: Kata, base: Path) -> Iterator[Surroundings]:
    """Set up what surrounds submissions to a kata, in an empty folder."""
    around = Surroundings(kata, base)
    around.neighbour.parent.mkdir(parents=True)
    around.neighbour.write_bytes(kata.solution.read_bytes())
    around.canary.write_text(f"raise RuntimeError({SECRET!r})\n")
    os.mkfifo(base / "fifo")
    with contextlib.ExitStack() as stack:
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        around.port = tcp.getsockname()[1]
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", around.port))
        around.heard += [tcp, udp]
        addresses = [str(base / "socket")] + ([f"\0{MARK}"] if sys.platform == "linux" else [])
        for address in addresses:
            local = stack.enter_context(socket.socket(socket.AF_UNIX))
            local.bind(address)
            local.listen()
            around.heard.append(local)
        for listener in around.heard:
            listener.setblocking(False)
        yield around


def adopt_orphans() -> None:
    """Become the parent of processes below this one whose parents end, so that `descendants` misses none."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)


def descendants() -> list[int]:
    """Return the processes below this one, zombies too; [] where there is no /proc."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found = [os.getpid()]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found[1:]


def state(around: Surroundings) -> State:
    """Return what must be the same before and after a submission was judged."""
    root, processes = around.kata.root, descendants()
    folders = [root / name for name in ("katas", "solutions", "dojo")] + [around.base / "neighbour"]
    paths = [root / "pyproject.toml", root / "conftest.py", around.canary]
    paths += [path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts]
    files = {str(path): traits(path) for path in paths if path.is_file()}
    ours = [os.getpid(), *processes]
    return State(
        files=files,
        processes=len(processes),
        descriptors=sum(open_files(pid) for pid in ours),
        limits=tuple(limits_of(pid) for pid in ours[:2]),
        ipc="".join(lines_of(Path(f"/proc/sysvipc/{kind}"), str(KEY)) for kind in ("shm", "sem", "msg")),
        left=tuple(left_behind(around)),
    )


def traits(path: Path) -> tuple[int, ...]:
    """What changes when a file is written, touched or exchanged; its ctime cannot be set back."""
    stat = path.stat()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_mode


def open_files(pid: int) -> int:
    """How many descriptors a process has open; 0 where that cannot be told."""
    try:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except OSError:
        return 0


def limits_of(pid: int) -> object:
    """A process's limits, priority and processors, as the kernel tells them."""
    try:
        limits = Path(f"/proc/{pid}/limits").read_text()
        return limits, os.getpriority(os.PRIO_PROCESS, pid), len(os.sched_getaffinity(pid))
    except (OSError, AttributeError):
        return None


def lines_of(path: Path, word: str) -> str:
    """The lines of a file that hold a word, "" where there is no such file."""
    try:
        return "".join(line for line in path.read_text().splitlines() if word in line)
    except OSError:
        return ""


def left_behind(around: Surroundings) -> Iterator[str]:
    """Files that bear an attack's mark, and all that is new in the folder for temporary files."""
    places = [*around.known()["folders"], Path.home(), Path.home() / ".cache", Path.cwd(), around.kata.root]
    for place in dict.fromkeys(map(Path, places)):
        with contextlib.suppress(OSError):
            yield from (str(path) for path in place.iterdir() if path.name.startswith((MARK, "core")))
