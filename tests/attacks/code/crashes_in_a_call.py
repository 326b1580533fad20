"""Reads address 0 in each call.

Told: ended
"""

import ctypes


@instead_of_each
def crash(function, *args, **kwargs):
    ctypes.string_at(0)
