"""Takes time and limits away from other processes: lowest priority, one second of CPU, one open file, stopped.

Only in the sandbox.
"""

import os
import resource
import signal

LIMITS = [(resource.RLIMIT_CPU, 1), (resource.RLIMIT_NOFILE, 3), (resource.RLIMIT_AS, 2**20)]


def starve(pid):
    yield lambda: os.setpriority(os.PRIO_PROCESS, pid, 19)
    yield lambda: os.sched_setaffinity(pid, {0})
    yield lambda: os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))
    for limit, value in LIMITS:
        yield lambda limit=limit, value=value: resource.prlimit(pid, limit, (value, value))
    yield lambda: os.kill(pid, signal.SIGSTOP)


for pid in KNOWN["processes"]:
    for step in starve(pid):
        try:
            step()
        except (OSError, ValueError):
            continue
