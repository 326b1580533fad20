"""Leaves a process in a session of its own, which ignores signals and writes wherever it can, later.

Only in the sandbox.
"""

import ctypes
import os
import signal
import time
from pathlib import Path


def daemon():
    os.setsid()
    ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)  # no signal when the parent dies
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    if os.fork() == 0:
        while True:
            for folder in KNOWN["folders"]:
                try:
                    Path(folder, KNOWN["mark"]).touch()
                except OSError:
                    continue
            time.sleep(0.001)


try:
    if os.fork() == 0:
        try:
            daemon()
        finally:
            os._exit(0)
except OSError:
    pass
