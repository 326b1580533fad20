"""Aborts, and would like to leave a core file behind.

Told: ended
"""

import os
import resource

try:
    resource.setrlimit(resource.RLIMIT_CORE, (-1, -1))
except (ValueError, OSError):
    pass


@instead_of_each
def abort(function, *args, **kwargs):
    os.abort()
