"""Prints a hundred megabytes, through Python and past it."""

import os
import sys


@instead_of_the_last
def flood(function, *args, **kwargs):
    for _ in range(500):
        for write in (sys.stdout.write, sys.stderr.write, lambda text: os.write(1, text.encode())):
            try:
                write("all tests passed\n" * 4000)
            except (OSError, ValueError):
                continue
    return function(*args, **kwargs)
