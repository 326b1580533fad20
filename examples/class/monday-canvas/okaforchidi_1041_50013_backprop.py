# Chidi Okafor, kata 3

import torch


def gradients(model, criterion, inputs, target):
    model.zero_grad()
    loss = criterion(model(inputs), target)
    loss.backward()
    result = {}
    for name, p in model.named_parameters():
        if p.grad is not None:
            result[name] = p.grad.detach().clone()
    return result


def train_step(model, optimizer, criterion, inputs, target):
    # 1. forget the old gradients
    model.zero_grad(set_to_none=True)
    # 2. forward
    logits = model(inputs)
    loss = criterion(logits, target)
    value = float(loss)
    # 3. backward, 4. update
    loss.backward()
    optimizer.step()
    return value


def accumulate_step(model, optimizer, criterion, micro_batches):
    total = 0
    for _, target in micro_batches:
        total += len(target)
    optimizer.zero_grad()
    mean = 0.0
    for inputs, target in micro_batches:
        loss = criterion(model(inputs), target) * (len(target) / total)
        loss.backward()
        mean += loss.item()
    optimizer.step()
    return mean


def graph_names(tensor):
    def walk(node):
        if node is None:
            return []
        first = node.next_functions[0][0] if node.next_functions else None
        return [type(node).__name__, *walk(first)]

    return walk(tensor.grad_fn)


def input_gradient(model, inputs, class_index):
    x = inputs.detach().clone().requires_grad_(True)
    logits = model(x)
    return torch.autograd.grad(logits[:, class_index].sum(), x)[0]


def distillation_loss(student, teacher, inputs):
    difference = student(inputs) - teacher(inputs.detach()).detach()
    return (difference**2).mean()
