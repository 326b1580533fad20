"""A world of its own: pids, mounts, network, users. Needs user namespaces and Linux 5.12.

Two steps. `enter`, once: a process becomes the first of a new pid namespace, and master of a new user namespace without
any power outside it. `build_root`, in each run: a root directory in memory that holds what the run may read, read-only,
and an empty /tmp. What is not there cannot be opened, asked for, or connected to.
"""

import errno
import os
import select
import signal
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from dojo.worker import kernel
from dojo.worker.limits import count_alone

SCRATCH = "/tmp"
_SCRATCH_SIZE = "64m"

_SCRATCHES = (SCRATCH, "/dev/shm")
"""One folder: by its second name the processes of a DataLoader share tensors."""

_OURS = kernel.NEW_USER | kernel.NEW_PIDS | kernel.NEW_MOUNTS | kernel.NEW_NET | kernel.NEW_IPC | kernel.NEW_UTS
_BASE = "/sys"
"""Where the new root is mounted before it is the root: a folder that every Linux has and no run reads."""
_MADE = ("", "/dev", *_SCRATCHES)
_DEVICES = ("null", "zero", "random", "urandom")
_MAX_LINKS = 40
MOST_DESCRIPTORS = 1 << 16


def enter() -> None:
    """Put this process into new namespaces. Returns in a child of the caller, which is pid 1 there.

    The caller itself waits for that child and ends as it ends; each dies with the other. This process must
    have one thread; where an error is raised it has half entered, and must end.

    Raises:
        OSError: the kernel does not permit it.
    """
    try:
        _make()
    except OSError as error:
        raise OSError(error.errno, f"namespaces are not permitted here: {error}") from error
    alive, held = os.pipe()
    child = os.fork()
    if child:
        _stand_in_for(child, held)
    os.close(held)
    kernel.control("PR_SET_PDEATHSIG", kernel.SET_DEATH_SIGNAL, signal.SIGKILL)
    if select.select([alive], [], [], 0)[0]:
        os._exit(1)  # the parent was gone before the kernel was asked to tell
    os.close(alive)


def _make() -> None:
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        count_alone()
    kernel.unshare(_OURS)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    kernel.mount("none", "/", None, kernel.RECURSIVE | kernel.SLAVE)


def _stand_in_for(child: int, held: int) -> None:
    os.closerange(0, held)
    os.closerange(held + 1, MOST_DESCRIPTORS)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    os._exit(code if code >= 0 else 128 - code)


@dataclass
class Plan:
    """What to make in a new root, in this order; names as they will be there, the root itself the empty string."""

    folders: dict[str, None] = field(default_factory=dict)
    files: dict[str, None] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    bound: dict[str, None] = field(default_factory=dict)
    _no_links: set[str] = field(default_factory=set)

    def show(self, path: Path) -> None:
        """Add what a path leads to, with the folders and links on its way."""
        here, ahead, links = "", list(path.absolute().parts[1:]), 0
        while ahead:
            name = ahead.pop(0)
            step = _parent(here) if name == ".." else f"{here}/{name}"
            if step in self._no_links or not stat.S_ISLNK(os.lstat(step or "/").st_mode):
                self._no_links.add(step)
                here = step
                continue
            target = Path(step).readlink()
            if not self.holds(step):
                self._folder(_parent(step))
                self.links[step] = str(target)
            here = "" if target.is_absolute() else here
            ahead = [*target.parts[target.is_absolute() :], *ahead]
            links += 1
            if links > _MAX_LINKS:
                raise OSError(errno.ELOOP, f"too many links on the way to {path}")
        self._bind(here)

    def holds(self, name: str) -> bool:
        """Whether something is shown, by itself or in a folder."""
        return name in self.bound or (name != "" and self.holds(_parent(name)))

    def _bind(self, name: str) -> None:
        if self.holds(name):
            return
        if stat.S_ISDIR(os.lstat(name or "/").st_mode):
            self._folder(name)
        else:
            self._folder(_parent(name))
            self.files[name] = None
        self.bound[name] = None

    def _folder(self, name: str) -> None:
        if name not in self.folders and name not in _MADE:
            self._folder(_parent(name))
            self.folders[name] = None


def _parent(name: str) -> str:
    return name.rpartition("/")[0]


def plan_root(readable: Iterable[Path]) -> Plan:
    """Return how to build a root directory that shows `readable`; as it is now.

    Raises:
        OSError: a path does not exist, or would hide SCRATCH.
    """
    plan = Plan()
    for path in [*sorted(readable), *(Path("/dev", name) for name in _DEVICES)]:
        plan.show(path)
    for place in _SCRATCHES:
        if plan.holds(place):
            raise OSError(errno.EINVAL, f"{place} is made anew for each run, and cannot be shown to it")
    return plan


def build_root(plan: Plan) -> None:
    """Move this process to a root directory of its own: what is planned, read-only, some devices, and SCRATCH.

    All lies under the names it has outside; everything else is absent. Memory for SCRATCH and for the root is 64 MiB.

    Raises:
        OSError: the kernel refuses.
    """
    kernel.unshare(kernel.NEW_MOUNTS)
    flags = kernel.NOSUID | kernel.NODEV
    kernel.mount("tmpfs", _BASE, "tmpfs", flags, f"size={_SCRATCH_SIZE},nr_inodes=16384,mode=755")
    for place in _SCRATCHES:
        Path(_BASE + place).mkdir(parents=True)
        kernel.mount(_BASE + SCRATCH, _BASE + place, None, kernel.BIND)
    for folder in plan.folders:
        Path(_BASE + folder).mkdir()
    for file in plan.files:
        Path(_BASE + file).touch()
    for link, target in plan.links.items():
        Path(_BASE + link).symlink_to(target)
    for path in plan.bound:
        kernel.mount(path, _BASE + path, None, kernel.BIND | kernel.RECURSIVE)
    kernel.change_mount(_BASE, add=kernel.READ_ONLY, below=True)
    for place in _SCRATCHES:
        kernel.change_mount(_BASE + place, add=kernel.NOEXEC, remove=kernel.READ_ONLY)
    kernel.make_root(_BASE)
