"""Loops.

Told: time
"""


@instead_of_the_last
def loop(function, *args, **kwargs):
    while True:
        pass
