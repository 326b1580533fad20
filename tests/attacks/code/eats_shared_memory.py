"""Fills memory that no limit of one process counts: anonymous files, shared maps, pipes, sockets, a child's own.

Only in the sandbox.
"""

import mmap
import os
import socket

HELD = []
SIZE = 2**26


def takers():
    yield lambda: HELD.append(mmap.mmap(-1, SIZE, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS))
    yield lambda: os.ftruncate(os.memfd_create("attack"), SIZE)
    yield lambda: HELD.append(os.pipe())
    yield lambda: HELD.append(socket.socketpair())


@instead_of_the_last
def eat(function, *args, **kwargs):
    for take in takers():
        try:
            for _ in range(200):
                take()
        except (OSError, MemoryError):
            continue
    return function(*args, **kwargs)
