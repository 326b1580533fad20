"""Returns what only works in its own process: generators, coroutines, weak references, modules, functions.

Told: type
"""

import itertools
import sys
import weakref


async def later():
    return 1


VALUES = itertools.cycle([(x for x in ()), weakref.ref(later), sys, later, memoryview(b"x"), range(3), {1}, object])


@instead_of_each
def give(function, *args, **kwargs):
    return next(VALUES)
