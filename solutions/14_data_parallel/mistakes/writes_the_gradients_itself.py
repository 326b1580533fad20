"""Your copies are parameters of their own, with a hook that adds to the model's grad. No graph leads to the model, so
torch.autograd.grad finds nothing. Copy with an operation that autograd knows, and no hook is needed."""

import copy

from torch import nn


def replicate(model, devices):
    return [_replica(model, device, first=index == 0) for index, device in enumerate(devices)]


def _replica(model, device, first):
    memo = {id(parameter): _copied(parameter, device) for parameter in model.parameters()}
    memo |= {id(buffer): buffer if first else buffer.to(device, copy=True) for buffer in model.buffers()}
    return copy.deepcopy(model, memo)


def _copied(parameter, device):
    twin = nn.Parameter(parameter.detach().to(device, copy=True), requires_grad=parameter.requires_grad)

    def send_back(twin):
        grad, twin.grad = twin.grad.to(parameter.device), None
        parameter.grad = grad.clone() if parameter.grad is None else parameter.grad + grad

    if parameter.requires_grad:
        twin.register_post_accumulate_grad_hook(send_back)
    return twin
