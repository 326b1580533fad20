"""Run a function in a child process that can harm nothing and outlive nothing.

`probe`, then `prepare` once in a process with one thread, then `spawn` and `reap` for each run. The tiers, best first:

full      A root directory, pids, users and network of its own (namespaces.py), Landlock, seccomp, limits. A run reads
          what it is given, writes 64 MiB of memory that go with it, starts processes that go with it, has no network.
landlock  Landlock, seccomp, limits. A run reads what it is given, writes to a folder that goes with it, starts no
          process (threads it may), signals nobody. It can see whether a file exists, its size, owner and times, and
          can fill the disk with files.
limits    Limits and a process group: for macOS and old kernels. A run works in a folder that goes with it, reads and
          writes what its user can, and what leaves the group outlives it. This stops accidents, and nobody who means
          harm.

No tier protects against faults of the kernel, hides how busy the machine is, or limits the memory of all processes of a
run together. As root without user namespaces, in a container that has no user but root, threads are not counted.
"""

from dojo.worker.ending import Ended, kill, reap, reap_all
from dojo.worker.isolation import TIERS, IsolationError, Tier, prepare, spawn
from dojo.worker.limits import Limits
from dojo.worker.places import readable_by_default
from dojo.worker.probing import Probe, probe

__all__ = [
    "TIERS",
    "Ended",
    "IsolationError",
    "Limits",
    "Probe",
    "Tier",
    "kill",
    "prepare",
    "probe",
    "readable_by_default",
    "reap",
    "reap_all",
    "spawn",
]
