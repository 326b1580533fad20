"""Recurses in C, where Python does not count, until the stack is full.

Told: reason
"""

import itertools


@instead_of_the_last
def overflow(function, *args, **kwargs):
    deep = iter(())
    for _ in range(1_000_000):
        deep = itertools.chain(deep)
    return list(deep)
