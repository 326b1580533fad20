"""Sends one byte now and then for ever: whoever waits anew for each byte waits for ever.

Told: reason
"""

import os
import stat
import time


@instead_of_the_last
def drip(function, *args, **kwargs):
    ways = [number for number in range(3, 1024) if is_socket(number)]
    while True:
        for number in ways:
            os.write(number, b"\x01")
        time.sleep(0.01)


def is_socket(number):
    try:
        return stat.S_ISSOCK(os.fstat(number).st_mode) or stat.S_ISFIFO(os.fstat(number).st_mode)
    except OSError:
        return False
