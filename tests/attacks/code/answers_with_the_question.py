"""Sends whatever it can read from its descriptors straight back, and waits: an echo may be taken for evidence.

Told: reason
"""

import os


@instead_of_the_last
def echo(function, *args, **kwargs):
    for number in range(3, 1024):
        try:
            os.set_blocking(number, False)
            os.write(number, os.read(number, 2**20))
        except OSError:
            continue
    return list(args)
