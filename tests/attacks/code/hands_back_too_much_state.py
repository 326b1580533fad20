"""Answers in time, with a hundred megabytes more in the objects that it was given."""

import torch


def grow(function, *args, **kwargs):
    answer, large = function(*args, **kwargs), torch.zeros(1).expand(2**25)
    for value in args:
        if isinstance(value, torch.nn.Module):
            value.register_buffer("large", large)
        if isinstance(value, torch.optim.Optimizer):
            value.state[value.param_groups[0]["params"][0]]["large"] = large
        if isinstance(value, list):
            value.append(large)
        if isinstance(value, torch.Tensor):
            value.data = large
    return answer


first = next(iter(WRONG))
globals()[first] = attacked(WRONG[first], grow)
