"""Hooks take the gradients as they arrive, the optimizer gets a closure, shares enter through backward(gradient)."""

from itertools import takewhile

import torch
from torch import nn


def gradients(model, criterion, inputs, target):
    result, hooks = {}, []
    for name, weight in model.named_parameters():
        if weight.requires_grad:
            hooks.append(weight.register_hook(lambda value, name=name: result.__setitem__(name, value.clone())))
    criterion(model(inputs), target).backward()
    for hook in hooks:
        hook.remove()
    return {name: result[name] for name, _ in model.named_parameters() if name in result}


def train_step(model, optimizer, criterion, inputs, target):
    def closure():
        model.zero_grad(set_to_none=False)
        loss = criterion(model(inputs), target)
        loss.backward()
        return loss

    return optimizer.step(closure).item()


def accumulate_step(model, optimizer, criterion, micro_batches):
    samples = sum(inputs.size(0) for inputs, _ in micro_batches)

    def closure():
        optimizer.zero_grad(set_to_none=False)
        mean = micro_batches[0][0].new_zeros(())
        for inputs, target in micro_batches:
            loss = criterion(model(inputs), target)
            share = loss.new_tensor(inputs.size(0) / samples)
            loss.backward(share)
            mean += loss.detach() * share
        return mean

    return optimizer.step(closure).item()


class _Walk:
    def __init__(self, tensor):
        self.node = tensor.grad_fn

    def __call__(self):
        node = self.node
        if node is not None:
            self.node = next((following for following, _ in node.next_functions), None)
        return node


def graph_names(tensor):
    return [type(node).__name__ for node in takewhile(lambda node: node is not None, iter(_Walk(tensor), object()))]


def input_gradient(model, inputs, class_index):
    points = inputs.detach().clone().requires_grad_(True)
    model(points)[:, class_index].sum().backward(inputs=[points])
    return points.grad


class _Distance(nn.Module):
    def __init__(self, teacher):
        super().__init__()
        self.teacher = teacher

    @torch.no_grad()
    def wanted(self, inputs):
        return self.teacher(inputs)

    def forward(self, logits, inputs):
        wanted = self.wanted(inputs)
        return torch.sum((logits - wanted) ** 2) / wanted.numel()


def distillation_loss(student, teacher, inputs):
    return _Distance(teacher)(student(inputs), inputs)
