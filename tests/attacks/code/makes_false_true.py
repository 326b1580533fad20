"""Writes into the memory of the interpreter: the number 0 becomes 1, and so what is False."""

import ctypes

ctypes.c_ssize_t.from_address(id(False) + 24).value = 1
ctypes.c_ssize_t.from_address(id(False) + 16).value = 1
