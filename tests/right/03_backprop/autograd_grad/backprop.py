"""torch.autograd.grad returns gradients instead of storing them."""

import torch
from torch.autograd import grad


def _trained(model):
    return [(name, weight) for name, weight in model.named_parameters() if weight.requires_grad]


def gradients(model, criterion, inputs, target):
    names, weights = zip(*_trained(model), strict=True)
    return dict(zip(names, grad(criterion(model(inputs), target), weights), strict=True))


def train_step(model, optimizer, criterion, inputs, target):
    return accumulate_step(model, optimizer, criterion, [(inputs, target)])


def accumulate_step(model, optimizer, criterion, micro_batches):
    weights = [weight for _, weight in _trained(model)]
    for weight in model.parameters():
        weight.grad = None
    sizes = torch.tensor([target.numel() for _, target in micro_batches])
    shares = (sizes / sizes.sum()).tolist()
    losses = []
    for (inputs, target), share in zip(micro_batches, shares, strict=True):
        loss = criterion(model(inputs), target)
        for weight, part in zip(weights, grad(loss, weights), strict=True):
            weight.grad = part * share if weight.grad is None else weight.grad.add(part, alpha=share)
        losses.append(share * loss.item())
    optimizer.step()
    return sum(losses)


def graph_names(tensor):
    def nodes(node):
        while node:
            yield node
            match node.next_functions:
                case ((node, _), *_):
                    pass
                case _:
                    return

    return [node.__class__.__name__ for node in nodes(tensor.grad_fn)]


def input_gradient(model, inputs, class_index):
    with torch.enable_grad():
        points = torch.tensor(inputs.tolist(), dtype=inputs.dtype, requires_grad=True, device=inputs.device)
        logits = model(points)
        return grad(logits.select(1, class_index), points, torch.ones_like(logits[:, 0]))[0]


def distillation_loss(student, teacher, inputs):
    return torch.nn.MSELoss()(student(inputs), teacher(inputs).data)
