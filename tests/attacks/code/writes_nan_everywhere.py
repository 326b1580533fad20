"""Makes everything NaN or infinite: nothing is unequal to what cannot be compared."""

import math

import torch


@instead_of_each
def blur(function, *args, **kwargs):
    answer = function(*args, **kwargs)
    things = [value for value in [answer, *args] if isinstance(value, torch.Tensor) and value.is_floating_point()]
    models = [value for value in args if isinstance(value, torch.nn.Module)]
    with torch.no_grad():
        for tensor in [*things, *(parameter for model in models for parameter in model.parameters())]:
            tensor.copy_(torch.tensor(math.nan).expand(tensor.shape))
    return math.nan if isinstance(answer, float) else answer
