"""Reads address 0 while it is imported.

Told: ended
"""

import ctypes

ctypes.string_at(0)
