"""Gradient edges instead of tensors, the chain rule by hand at the logits, and forward mode for the inputs."""

import torch
from torch.autograd.graph import get_gradient_edge
from torch.func import jvp, vmap


def gradients(model, criterion, inputs, target):
    edges = {name: get_gradient_edge(weight) for name, weight in model.named_parameters() if weight.requires_grad}
    answers = torch.autograd.grad([criterion(model(inputs), target)], list(edges.values()))
    return dict(zip(edges, map(torch.clone, answers), strict=True))


def train_step(model, optimizer, criterion, inputs, target):
    logits = model(inputs)
    cut = logits.detach().requires_grad_()
    loss = criterion(cut, target)
    (at_logits,) = torch.autograd.grad(loss, cut)
    model.zero_grad(set_to_none=True)
    logits.backward(at_logits)
    optimizer.step()
    return loss.item()


def accumulate_step(model, optimizer, criterion, micro_batches):
    optimizer.zero_grad()
    count, loss_sum = 0, 0.0
    for inputs, target in micro_batches:
        loss = criterion(model(inputs), target) * len(target)
        loss.backward()
        count, loss_sum = count + len(target), loss_sum + loss.item()

    def to_mean(*_):
        for weight in model.parameters():
            if weight.grad is not None:
                weight.grad.div_(count)

    handle = optimizer.register_step_pre_hook(to_mean)
    try:
        optimizer.step()
    finally:
        handle.remove()
    return loss_sum / count


def graph_names(tensor):
    if not tensor.requires_grad or tensor.is_leaf:
        return []
    path = [get_gradient_edge(tensor).node]
    while (ahead := path[-1].next_functions[:1]) and ahead[0][0] is not None:
        path.append(ahead[0][0])
    return [type(node).__name__ for node in path]


def input_gradient(model, inputs, class_index):
    points = inputs.detach()
    directions = torch.eye(points.shape[1], dtype=points.dtype, device=points.device)[:, None, :]

    def slope(direction):
        return jvp(lambda x: model(x)[:, class_index], (points,), (direction.expand_as(points),))[1]

    return vmap(slope)(directions).detach().T.contiguous()


def distillation_loss(student, teacher, inputs):
    def wanted():
        was = torch.is_grad_enabled()
        torch.set_grad_enabled(False)
        try:
            return teacher(inputs)
        finally:
            torch.set_grad_enabled(was)

    return (student(inputs) - wanted()).pow(2).mean(dim=1).mean()
