"""Returns a small tensor that is four terabytes when it is written out.

Told: size
"""

import torch


@instead_of_each
def give(function, *args, **kwargs):
    return torch.zeros(1).expand(2**40)
