"""Fills memory, and goes on when it is told that there is no more.

Told: memory
Limit: 5
"""

HELD = []


@instead_of_the_last
def eat(function, *args, **kwargs):
    size = 2**30
    while size > 2**20:
        try:
            HELD.append(bytes(size))
        except MemoryError:
            size //= 2
    raise MemoryError
