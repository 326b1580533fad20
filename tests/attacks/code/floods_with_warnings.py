"""Warns a hundred thousand times, each time in other words."""

import warnings

warnings.simplefilter("always")


@instead_of_the_last
def warn(function, *args, **kwargs):
    for number in range(100_000):
        warnings.warn_explicit(f"warning {number}", UserWarning, __file__, number + 1)
    return function(*args, **kwargs)
