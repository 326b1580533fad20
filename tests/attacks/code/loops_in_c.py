"""Computes one enormous number: a single operation, which no signal handler of Python interrupts.

Told: time
"""


@instead_of_the_last
def compute(function, *args, **kwargs):
    return 7**300_000_000 % 10
