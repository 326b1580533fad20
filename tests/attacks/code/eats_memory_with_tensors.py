"""Asks PyTorch for more memory than there is.

Told: memory
Limit: 5
"""

import torch

HELD = []


@instead_of_the_last
def eat(function, *args, **kwargs):
    while True:
        HELD.append(torch.empty(2**28))
