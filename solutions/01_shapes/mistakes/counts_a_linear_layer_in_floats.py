"""The number for a Linear layer is right, but it is a float: PyTorch's product of an empty tensor is 1.0. Parameters
are counted in whole numbers, so stay with int from the beginning."""

import torch


def parameter_count(in_channels, out_channels, kernel_size, groups=1, bias=True):
    weights = out_channels * (in_channels // groups) * torch.tensor(kernel_size).prod().item()
    return weights + (out_channels if bias else 0)
