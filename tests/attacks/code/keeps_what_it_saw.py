"""Remembers each question and gives the answer to the one before: state may live on from test to test."""

import copy
import sys

MEMORY = sys.__dict__.setdefault("memory_of_the_attack", {})


@instead_of_each
def remember(function, *args, **kwargs):
    answer = function(*args, **kwargs)
    kept = MEMORY.setdefault(function.__name__, [])
    kept.append(copy.deepcopy(answer))
    return kept[-2] if len(kept) > 1 else answer
