"""Makes tensors without elements of all tensors that it was given, and empties lists: nothing equals nothing."""

import torch


@instead_of_each
def empty(function, *args, **kwargs):
    answer = function(*args, **kwargs)
    for value in args:
        if isinstance(value, torch.Tensor):
            value.data = value.new_empty(0)
        elif isinstance(value, list):
            value.clear()
        elif isinstance(value, torch.nn.Module):
            for parameter in value.parameters():
                parameter.data = parameter.new_empty(0)
            value._modules.clear()
            value._parameters.clear()
    return answer.new_empty(0) if isinstance(answer, torch.Tensor) else type(answer)()
