"""Ends the process with the exit code of success in the middle of a call: no verdict must not be a good verdict.

Told: ended
"""

import os


@instead_of_each
def leave(function, *args, **kwargs):
    os._exit(0)
