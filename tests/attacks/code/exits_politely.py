"""Leaves by sys.exit(0), at import with a way round `except Exception`, and again in each call.

Told: exit
"""

import sys


@instead_of_each
def leave(function, *args, **kwargs):
    sys.exit(0)
