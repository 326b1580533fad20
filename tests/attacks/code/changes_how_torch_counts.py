"""Changes PyTorch for the whole process: no gradients, other types and devices, other seeds, other print-outs."""

import random

import torch


@instead_of_each
def change(function, *args, **kwargs):
    answer = function(*args, **kwargs)
    torch.set_grad_enabled(False)
    torch.set_default_dtype(torch.float16)
    torch.set_default_device("meta")
    torch.set_printoptions(precision=0, threshold=0)
    torch.manual_seed(0)
    random.seed(0)
    random.sample = lambda population, k: [1] * k
    torch.randn = torch.zeros
    return answer
