"""The network really runs: each activation takes its memory and its time, and BatchNorm moves its running statistics
on. A shape needs none of that; tensors on the meta device have a shape and no data."""

import torch


def trace_shapes(network, input_shape):
    value, steps = torch.zeros(input_shape), []
    training = [module.training for module in network.modules()]
    network.eval()
    for name, child in network._modules.items():
        value = child(value)
        steps.append((name, tuple(value.shape)))
    for module, mode in zip(network.modules(), training):
        module.training = mode
    return steps
