# Amira Haddad and Tomás Ribeiro

import torch
import torch.nn.functional as F


def gradients(model, criterion, inputs, target):
    trained = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
    loss = criterion(model(inputs), target)
    grads = torch.autograd.grad(loss, list(trained.values()))
    return dict(zip(trained, grads))


def train_step(model, optimizer, criterion, inputs, target):
    optimizer.zero_grad()
    output = model(inputs)
    loss = criterion(output, target)
    loss.backward()
    optimizer.step()
    return loss.item()


def accumulate_step(model, optimizer, criterion, micro_batches):
    n = len(micro_batches)
    running = 0.0
    optimizer.zero_grad()
    for x, y in micro_batches:
        loss = criterion(model(x), y) / n
        loss.backward()
        running += loss.item()
    optimizer.step()
    return running


def graph_names(tensor):
    names = []
    node = tensor.grad_fn
    while node:
        names.append(node.__class__.__name__)
        if len(node.next_functions) == 0:
            break
        node = node.next_functions[0][0]
    return names


def input_gradient(model, inputs, class_index):
    leaf = inputs.detach().requires_grad_()
    column = model(leaf)[:, class_index]
    (result,) = torch.autograd.grad(column, leaf, grad_outputs=torch.ones_like(column))
    return result


def distillation_loss(student, teacher, inputs):
    with torch.no_grad():
        wanted = teacher(inputs)
    return F.mse_loss(student(inputs), wanted)
