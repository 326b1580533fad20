"""Shares and classes enter as the gradient that backward() begins with; the distance has a backward pass by hand."""

import math

import torch
from torch import nn


class _SquaredDistance(torch.autograd.Function):
    @staticmethod
    def forward(ctx, ours, theirs):
        difference = ours - theirs
        ctx.save_for_backward(difference)
        return difference.square().mean()

    @staticmethod
    def backward(ctx, upstream):
        (difference,) = ctx.saved_tensors
        return upstream * 2 * difference / difference.numel(), None


def gradients(model, criterion, inputs, target):
    before = {weight: weight.grad for weight in model.parameters()}
    try:
        for weight in before:
            weight.grad = None
        criterion(model(inputs), target).backward()
        return {name: weight.grad for name, weight in model.named_parameters() if weight.requires_grad}
    finally:
        for weight, old in before.items():
            weight.grad = old


def train_step(model, optimizer, criterion, inputs, target):
    return accumulate_step(model, optimizer, criterion, [(inputs, target)])


def accumulate_step(model, optimizer, criterion, micro_batches):
    sizes = [len(inputs) for inputs, _ in micro_batches]

    def one(inputs, target, share):
        loss = criterion(model(inputs), target)
        loss.backward(gradient=torch.full_like(loss, share))
        return share * loss.item()

    def closure():
        optimizer.zero_grad()
        return math.fsum(one(*pair, size / sum(sizes)) for pair, size in zip(micro_batches, sizes, strict=True))

    return optimizer.step(closure)


def graph_names(tensor):
    nodes = [tensor.grad_fn] if tensor.grad_fn is not None else []
    for node in nodes:  # grows while it runs
        nodes.extend(following for following, _ in node.next_functions[:1] if following is not None)
    return [type(node).__name__ for node in nodes]


def input_gradient(model, inputs, class_index):
    points = inputs.detach().clone().requires_grad_()
    logits = model(points)
    one_hot = nn.functional.one_hot(torch.tensor(class_index, device=logits.device), logits.shape[1])
    logits.backward(gradient=one_hot.to(logits).expand_as(logits), inputs=[points])
    return points.grad


def distillation_loss(student, teacher, inputs):
    with torch.inference_mode():
        wanted = teacher(inputs)
    return _SquaredDistance.apply(student(inputs), wanted.clone())
