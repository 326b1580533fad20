"""Kills its group, its parent, the judge, and all that it may.

Only in the sandbox.
"""

import os
import signal

signal.signal(signal.SIGTERM, signal.SIG_IGN)


@instead_of_the_last
def kill(function, *args, **kwargs):
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in [0, os.getppid(), *KNOWN["processes"], -1]:
            try:
                os.kill(pid, number)
            except OSError:
                continue
    return function(*args, **kwargs)
