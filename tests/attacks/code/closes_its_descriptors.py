"""Closes every descriptor that it has, so that nobody can be told what happened.

Told: ended
"""

import os


@instead_of_the_last
def close(function, *args, **kwargs):
    os.closerange(0, 4096)
    return function(*args, **kwargs)
