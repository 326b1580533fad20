"""backward() everywhere; whatever it fills is saved before and put back after; the mean is a running mean."""

import contextlib

import torch
import torch.nn.functional as F


def gradients(model, criterion, inputs, target):
    with _untouched(model.parameters()):
        torch.autograd.backward(criterion(model(inputs), target))
        return {n: torch.clone(p.grad).detach() for n, p in model.named_parameters() if p.requires_grad}


@contextlib.contextmanager
def _untouched(tensors):
    before = [(tensor, tensor.grad, tensor.requires_grad) for tensor in tensors]
    for tensor, _, _ in before:
        tensor.grad = None
    try:
        yield
    finally:
        for tensor, grad, flag in before:
            tensor.grad = grad
            tensor.requires_grad_(flag)


def train_step(model, optimizer, criterion, inputs, target):
    for group in optimizer.param_groups:
        for weight in group["params"]:
            if weight.grad is not None:
                weight.grad.detach_().zero_()
    (loss := criterion(model(inputs), target)).backward()
    optimizer.step()
    return loss.tolist()


def accumulate_step(model, optimizer, criterion, micro_batches):
    optimizer.zero_grad()
    seen, mean = 0, 0.0
    for inputs, target in micro_batches:
        seen += (size := target.shape[0])
        for weight in model.parameters():
            if weight.grad is not None:
                weight.grad.mul_((seen - size) / seen)
        loss = criterion(model(inputs), target)
        (loss * (size / seen)).backward()
        mean += (loss.item() - mean) * size / seen
    optimizer.step()
    return mean


def graph_names(tensor, node=None):
    node = node or tensor.grad_fn
    names = []
    while node is not None:
        names.append(type(node).__qualname__)
        following = [function for function, _ in node.next_functions]
        node = following[0] if following else None
    return names


def input_gradient(model, inputs, class_index):
    with _untouched([inputs, *model.parameters()]):
        model.requires_grad_(False)
        inputs.requires_grad_(True)
        with torch.set_grad_enabled(True):
            model(inputs)[..., class_index].sum().backward()
        return inputs.grad


def distillation_loss(student, teacher, inputs):
    state = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    wanted = teacher(inputs)
    torch.set_grad_enabled(state)
    return F.mse_loss(input=student(inputs), target=wanted, reduction="none").mean()
