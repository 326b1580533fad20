"""Reads and writes the memory of other processes: ptrace, /proc/PID/mem, process_vm_writev, a copy of a descriptor.

Only in the sandbox.
"""

import ctypes
import os
from pathlib import Path

LIBC = ctypes.CDLL(None)
SEIZE, PIDFD_OPEN, PIDFD_GETFD = 0x4206, 434, 438

for pid in (os.getppid(), *KNOWN["processes"]):
    LIBC.ptrace(SEIZE, pid, None, None)
    LIBC.process_vm_writev(pid, b"x" * 16, 1, b"x" * 16, 1, 0)
    pidfd = LIBC.syscall(PIDFD_OPEN, pid, 0)
    for number in range(3, 64) if pidfd >= 0 else ():
        copied = LIBC.syscall(PIDFD_GETFD, pidfd, number, 0)
        if copied >= 0:
            os.close(copied)
            globals().update(dict.fromkeys(WRONG, None))  # told by the failures
            raise SystemExit(f"took descriptor {number} of process {pid}")
    try:
        Path(f"/proc/{pid}/mem").open("r+b").close()
        raise SystemExit(f"may write the memory of process {pid}")
    except OSError:
        continue
