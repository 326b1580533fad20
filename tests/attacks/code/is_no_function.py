"""Puts other things in the place of functions: numbers, modules, objects that cannot be called or answer for a while.

Told: reason
"""

import itertools
import sys

things = itertools.cycle([0, "x", None, sys, object(), [], type, property(), ...])
globals().update({name: next(things) for name in WRONG})
