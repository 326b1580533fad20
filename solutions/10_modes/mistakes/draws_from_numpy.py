"""Your coins come from NumPy or Python, whose generators torch.manual_seed() does not reach: no run can be repeated.
Draw from PyTorch."""

import numpy as np
import torch


def dropout(x, p, training):
    if not training:
        return x
    scale = 1 / (1 - p) if p < 1 else 0.0
    return x * torch.from_numpy(np.random.random_sample(tuple(x.shape)) >= p).to(x.device) * scale
