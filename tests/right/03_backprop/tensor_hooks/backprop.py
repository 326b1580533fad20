"""Hooks on parameters scale and catch gradients; the inputs are shifted by a zero that requires grad."""

from contextlib import ExitStack

import torch


def _on_gradient(stack, model, make_hook):
    for name, weight in model.named_parameters():
        if weight.requires_grad:
            stack.callback(weight.register_hook(make_hook(name)).remove)


def gradients(model, criterion, inputs, target):
    caught = {}

    def catch(name):
        def hook(gradient):
            caught[name] = gradient.clone()

        return hook

    with ExitStack() as stack:
        _on_gradient(stack, model, catch)
        criterion(model(inputs), target).backward()
    return caught


def train_step(model, optimizer, criterion, inputs, target):
    for weight in model.parameters():
        weight.grad = None
    loss = criterion(model(inputs), target)
    loss.backward()
    optimizer.step()
    return loss.tolist()


def accumulate_step(model, optimizer, criterion, micro_batches):
    model.zero_grad()
    total = sum(map(len, (target for _, target in micro_batches)))
    share = 1.0
    loss_sum = None
    with ExitStack() as stack:
        _on_gradient(stack, model, lambda name: lambda gradient: gradient * share)
        for inputs, target in micro_batches:
            share = len(target) / total
            loss = criterion(model(inputs), target)
            loss.backward()
            part = loss.detach().double() * share
            loss_sum = part if loss_sum is None else loss_sum + part
    optimizer.step()
    return loss_sum.item()


def graph_names(tensor):
    names = []
    step = (tensor.grad_fn, 0)
    while (node := step[0]) is not None:
        names.append(type(node).__name__)
        step = (*node.next_functions, (None, 0))[0]
    return names


def input_gradient(model, inputs, class_index):
    shift = torch.zeros_like(inputs, requires_grad=True)
    caught = []
    shift.register_hook(lambda gradient: caught.append(gradient.clone()))
    torch.autograd.grad(model(inputs.detach() + shift)[:, class_index].unbind(), shift)
    return caught[0]


def distillation_loss(student, teacher, inputs):
    ours, theirs = student(inputs), teacher(inputs).data
    return sum(((a - b) ** 2).sum() for a, b in zip(ours, theirs, strict=True)) / theirs.numel()
