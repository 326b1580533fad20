"""Asked twice, you give the first answer again, although the network has changed in between. A network is no key: it can
change, and another one can get its id. Trace it anew at each call."""

import copy

import torch

_ANSWERS = {}


def trace_shapes(network, input_shape):
    if (id(network), input_shape) not in _ANSWERS:
        value, steps = torch.empty(input_shape, device="meta"), []
        for name, child in copy.deepcopy(network).to("meta").eval()._modules.items():
            value = child(value)
            steps.append((name, tuple(value.shape)))
        _ANSWERS[id(network), input_shape] = steps
    return _ANSWERS[id(network), input_shape]
