"""Makes all that it was given share memory, point to itself, and be the same object as its answer."""

import torch


@instead_of_each
def tie(function, *args, **kwargs):
    answer = function(*args, **kwargs)
    if isinstance(answer, torch.Tensor):
        for value in args:
            if isinstance(value, torch.Tensor) and value.dtype == answer.dtype:
                value.data = answer.detach()
            if isinstance(value, torch.nn.Module):
                for parameter in value.parameters():
                    parameter.data = answer.detach()
                    parameter.grad = None
    for value in args:
        if isinstance(value, list):
            value.append(value)
        if isinstance(value, torch.nn.Module):
            value._modules["again"] = value
        if isinstance(value, torch.optim.Optimizer):
            value.param_groups.append(value.param_groups[0])
            value.state["again"] = value.state
    return answer
