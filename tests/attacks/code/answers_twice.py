"""Forks in each call, so that two processes answer: the second answer may be taken for that to the next question."""

import os


@instead_of_each
def answer(function, *args, **kwargs):
    try:
        os.fork()
    except OSError:
        pass
    return function(*args, **kwargs)
