"""Forks until it cannot, and so does each child.

Only in the sandbox.
"""

import os


@instead_of_the_last
def fork(function, *args, **kwargs):
    for _ in range(2_000):
        try:
            os.fork()
        except OSError:
            continue
    return function(*args, **kwargs)
