"""Plants hooks, methods, names and objects of its own in models and optimizers: the judge may take them home."""

import torch


class Trojan:
    def __reduce__(self):
        return print, ("the judge has copied me",)


def plant_in_a_model(model):
    model.forward = lambda *_: torch.zeros(1)
    model.__class__ = type("Linear", (type(model),), {"named_parameters": lambda self, *_: iter(())})
    model.register_forward_hook(lambda *_: torch.zeros(1))
    model.register_buffer("trojan", torch.zeros(1))
    for name in ("forward", "__class__", "named_parameters", "training", "a.b", ""):
        model._parameters[name] = torch.nn.Parameter(torch.zeros(1))
        model._buffers[name] = Trojan()
    model.trojan_object = model.training = Trojan()


def plant_in_an_optimizer(optimizer):
    optimizer.step = lambda: None
    optimizer.param_groups[0].update({"lr": Trojan(), "__class__": 1, "params": Trojan()})
    optimizer.state[Trojan()] = {"step": "\x1b[2J", "momentum_buffer": object}


@instead_of_each
def plant(function, *args, **kwargs):
    answer = function(*args, **kwargs)
    for value in args:
        if isinstance(value, torch.nn.Module):
            plant_in_a_model(value)
        if isinstance(value, torch.optim.Optimizer):
            plant_in_an_optimizer(value)
        if isinstance(value, list):
            value[:] = [Trojan()]
    return answer
