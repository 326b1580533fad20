"""You always take the plain cross-entropy, but the caller has chosen another criterion, and its gradient is another too:
call the one you are given."""

import torch.nn.functional as F


def gradients(model, criterion, inputs, target):
    model.zero_grad()
    F.cross_entropy(model(inputs), target).backward()
    return {name: weight.grad.clone() for name, weight in model.named_parameters() if weight.grad is not None}
