"""What each attack by code begins with. It stands behind the wrong code, in the same file."""

import functools

KNOWN: dict = {}  # what a well-informed attacker knows: see Known in surroundings.py
WRONG = {name: value for name, value in globals().items() if getattr(value, "__module__", "") == __name__}
WRONG = {name: value for name, value in WRONG.items() if not isinstance(value, type)}


def attacked(function, attack):
    """Return a function that calls attack(function, *args, **kwargs)."""

    @functools.wraps(function)
    def call(*args, **kwargs):
        return attack(function, *args, **kwargs)

    return call


def instead_of_each(attack):
    """Put an attack in the place of every wrong function."""
    globals().update({name: attacked(function, attack) for name, function in WRONG.items()})
    return attack


def instead_of_the_last(attack):
    """Put an attack in the place of one wrong function: each call of it may end at a limit, and that takes time."""
    name = list(WRONG)[-1]
    globals()[name] = attacked(WRONG[name], attack)
    return attack
