"""Everything through torch.func: functions of the parameters, and no backward() at all."""

import torch
from torch.func import functional_call, grad, grad_and_value, vjp


def _split(model):
    trained = {name: weight.detach() for name, weight in model.named_parameters() if weight.requires_grad}
    return trained, lambda weights, inputs: functional_call(model, weights, (inputs,))


def gradients(model, criterion, inputs, target):
    trained, call = _split(model)
    return grad(lambda weights: criterion(call(weights, inputs), target))(trained)


def _hand_over(model, found):
    for name, weight in model.named_parameters():
        weight.grad = found.get(name)


def train_step(model, optimizer, criterion, inputs, target):
    trained, call = _split(model)
    found, loss = grad_and_value(lambda weights: criterion(call(weights, inputs), target))(trained)
    _hand_over(model, found)
    optimizer.step()
    return loss.item()


def accumulate_step(model, optimizer, criterion, micro_batches):
    trained, call = _split(model)
    sums = {name: torch.zeros_like(weight) for name, weight in trained.items()}
    total, count = 0.0, 0
    for inputs, target in micro_batches:
        found, loss = grad_and_value(lambda weights, x, y: criterion(call(weights, x), y))(trained, inputs, target)
        size = inputs.shape[0]
        sums = {name: sums[name] + size * found[name] for name in sums}
        total, count = total + size * loss.item(), count + size
    _hand_over(model, {name: value / count for name, value in sums.items()})
    optimizer.step()
    return total / count


def graph_names(tensor):
    def walk(node):
        if node is None:
            return []
        following = [found for found, _ in node.next_functions[:1]]
        return [type(node).__name__, *(walk(following[0]) if following else [])]

    return walk(tensor.grad_fn)


def input_gradient(model, inputs, class_index):
    frozen = {name: weight.detach() for name, weight in model.named_parameters()}
    logits, pull = vjp(lambda points: functional_call(model, frozen, (points,)), inputs.detach())
    direction = torch.zeros_like(logits)
    direction[:, class_index] = 1
    return pull(direction)[0]


def distillation_loss(student, teacher, inputs):
    weights = {name: weight.detach() for name, weight in teacher.named_parameters()}
    difference = student(inputs) - functional_call(teacher, weights, (inputs.detach(),))
    return difference.square().mean()
