"""Lifts Python's limit and recurses without end.

Told: reason
"""

import sys


@instead_of_the_last
def recurse(function, *args, **kwargs):
    sys.setrecursionlimit(2**31 - 1)
    return [recurse(function, *args, **kwargs)]
