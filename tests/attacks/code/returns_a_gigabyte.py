"""Returns a gigabyte.

Told: reason
Limit: 5
"""

import torch


@instead_of_the_last
def give(function, *args, **kwargs):
    return torch.zeros(2**28)
