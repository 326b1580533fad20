"""Raises errors whose texts have ten megabytes, in a million lines or in one."""

import itertools

TEXTS = itertools.cycle(["x" * 10**7, "x\n" * 10**6, " \n" * 10**6])


@instead_of_each
def refuse(function, *args, **kwargs):
    raise RuntimeError(next(TEXTS))
