"""Returns a little more than a message may hold, again and again.

Told: size
Limit: 2
"""

import torch

LARGE = torch.zeros(2**25, dtype=torch.int16)


@instead_of_each
def give(function, *args, **kwargs):
    return [LARGE]
