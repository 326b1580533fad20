"""Stops its own process, which then neither answers nor ends.

Told: reason
"""

import os
import signal


@instead_of_the_last
def stop(function, *args, **kwargs):
    os.kill(os.getpid(), signal.SIGSTOP)
