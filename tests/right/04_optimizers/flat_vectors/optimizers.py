"""All parameters as one long vector, cut up again at the end; the loss is scaled in the place of the gradient."""

import torch
from torch.nn.utils import vector_to_parameters


def _flat(tensors):
    return torch.cat([tensor.detach().reshape(-1) for tensor in tensors])


def _with_gradient(parameters):
    return [index for index, parameter in enumerate(parameters) if parameter.grad is not None]


def sgd_step(parameters, velocities, lr, momentum, weight_decay, nesterov):
    where = _with_gradient(parameters)
    if not where:
        return
    chosen = [parameters[index] for index in where]
    weights = _flat(chosen)
    slopes = _flat([parameter.grad for parameter in chosen]) + weight_decay * weights
    speeds = momentum * _flat([velocities[index] for index in where]) + slopes
    pieces = speeds.split([parameter.numel() for parameter in chosen])
    for index, piece in zip(where, pieces, strict=False):
        velocities[index] = piece.view(parameters[index].shape)
    vector_to_parameters(weights - lr * (slopes + momentum * speeds if nesterov else speeds), chosen)


def adam_step(parameters, state, lr, betas, eps, weight_decay):
    if not state:
        sizes = [parameter.numel() for parameter in parameters]
        state["ends"] = torch.tensor(sizes).cumsum(0).tolist()
        state["t"] = torch.zeros(sum(sizes))
        state["both"] = parameters[0].detach().new_zeros(2, sum(sizes))
    spans = [slice(end - one.numel(), end) for end, one in zip(state["ends"], parameters, strict=False)]
    for parameter, span in zip(parameters, spans, strict=False):
        if parameter.grad is None:
            continue
        state["t"][span] += 1
        count = int(state["t"][span].max())
        slope = parameter.grad.reshape(-1) + weight_decay * parameter.detach().reshape(-1)
        mean, square = state["both"][:, span]
        mean.mul_(betas[0]).add_(slope, alpha=1 - betas[0])
        square.mul_(betas[1]).addcmul_(slope, slope, value=1 - betas[1])
        change = mean / (1 - betas[0] ** count) / ((square / (1 - betas[1] ** count)).sqrt() + eps)
        with torch.no_grad():
            parameter.copy_(parameter - lr * change.view_as(parameter))


class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay, "nesterov": nesterov})

    def step(self, closure=None):
        loss = None
        if closure:
            loss = closure()
        for group in self.param_groups:
            parameters = group["params"]
            speeds = [self.state[each].get("v", torch.zeros_like(each)) for each in parameters]
            sgd_step(parameters, speeds, group["lr"], group["momentum"], group["weight_decay"], group["nesterov"])
            for each, speed in zip(parameters, speeds, strict=False):
                self.state[each]["v"] = speed
        return loss


def decay_groups(model, lr, weight_decay):
    by_dim = {}
    for parameter in model.parameters():
        by_dim.setdefault(parameter.dim(), []).append(parameter)
    return [
        {"params": some, "lr": lr, "weight_decay": (0.0, 0.0, weight_decay)[min(dim, 2)]}
        for dim, some in by_dim.items()
    ]


def clipped_step(model, optimizer, loss, max_norm):
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    found = torch.autograd.grad(loss, trained, retain_graph=True, allow_unused=True)
    norm = _flat([gradient for gradient in found if gradient is not None]).norm().item()
    optimizer.zero_grad()
    (loss * (max_norm / norm) if norm > max_norm else loss).backward()
    optimizer.step()
    return norm


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    rates = []
    for number in range(epochs * len(batches)):
        epoch, index = divmod(number, len(batches))
        if index == 0:
            rates.append(optimizer.param_groups[0]["lr"])
        inputs, target = batches[index]
        trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
        found = torch.autograd.grad(criterion(model(inputs), target), trained)
        optimizer.zero_grad()
        for parameter, gradient in zip(trained, found, strict=True):
            parameter.grad = gradient
        optimizer.step()
        if index == len(batches) - 1:
            scheduler.step()
    return rates
