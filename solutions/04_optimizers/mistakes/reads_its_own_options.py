"""You keep the options in attributes and step by these. A group with options of its own, a scheduler, a loaded
state_dict: all of them change self.param_groups, and you do not look there."""

import torch


class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay, nesterov=nesterov))
        self.options = dict(self.defaults)

    def step(self, closure=None):
        loss = None if closure is None else closure()
        with torch.no_grad():
            options = self.options
            for group in self.param_groups:
                for parameter in group["params"]:
                    if parameter.grad is None:
                        continue
                    gradient = parameter.grad + options["weight_decay"] * parameter
                    state = self.state[parameter]
                    if "velocity" not in state:
                        state["velocity"] = torch.zeros_like(parameter)
                    velocity = state["velocity"]
                    velocity.mul_(options["momentum"]).add_(gradient)
                    direction = gradient + options["momentum"] * velocity if options["nesterov"] else velocity
                    parameter -= options["lr"] * direction
        return loss
