"""Kills itself by every signal, as the kernel does when memory runs out; what survives that returns nothing.

Told: reason
"""

import os
import signal


@instead_of_each
def die(function, *args, **kwargs):
    for number in (signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM, signal.SIGXCPU):
        os.kill(os.getpid(), number)
