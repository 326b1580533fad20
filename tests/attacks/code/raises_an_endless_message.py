"""Raises an error whose text never ends: each attempt to print it loops.

Told: time
"""


class Endless(Exception):
    def __str__(self):
        while True:
            pass

    __repr__ = __str__


@instead_of_the_last
def refuse(function, *args, **kwargs):
    raise Endless
