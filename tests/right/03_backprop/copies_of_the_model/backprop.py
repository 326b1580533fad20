"""What must not be touched is copied first, and the copy may be treated as one likes."""

from copy import deepcopy

import torch


def gradients(model, criterion, inputs, target):
    copied = deepcopy(model)
    for weight in copied.parameters():
        weight.grad = None
    loss = criterion(copied(inputs), target)
    loss.backward()
    result = {}
    for name, weight in copied.named_parameters():
        if weight.requires_grad:
            result[name] = weight.grad
    return result


def train_step(model, optimizer, criterion, inputs, target):
    optimizer.zero_grad(set_to_none=False)
    loss = criterion(model(inputs), target)
    copied = deepcopy(loss.detach())
    loss.backward()
    optimizer.step()
    return float(copied)


def accumulate_step(model, optimizer, criterion, micro_batches):
    micro_batches = list(micro_batches)
    samples, mean = 0, 0.0
    for weight in model.parameters():
        weight.grad = None
    for inputs, target in micro_batches:
        samples = samples + len(inputs)
        loss = criterion(model(inputs), target) * len(inputs)
        loss.backward()
        mean = mean + float(loss.detach())
    for weight in model.parameters():
        if weight.grad is not None:
            weight.grad /= samples
    optimizer.step()
    return mean / samples


def graph_names(tensor):
    names, node = [], tensor.grad_fn
    while True:
        if node is None:
            break
        names += [str(type(node)).split("'")[1].split(".")[-1]]
        try:
            node = node.next_functions[0][0]
        except IndexError:
            break
    return names


def input_gradient(model, inputs, class_index):
    copied = deepcopy(model).requires_grad_(True)
    points = torch.nn.Parameter(inputs.clone().detach())
    optimizer = torch.optim.SGD([points, *copied.parameters()], lr=1.0)
    optimizer.zero_grad()
    sum(copied(points)[row][class_index] for row in range(len(points))).backward()
    return points.grad.clone()


def distillation_loss(student, teacher, inputs):
    frozen = deepcopy(teacher).requires_grad_(False)
    return ((frozen(inputs.detach()) - student(inputs)) ** 2).mean(dim=1).mean()
