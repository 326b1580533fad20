"""You read lr from the group, and the other options from the optimizer's defaults: a group may have its own momentum,
decay and nesterov, too."""

import torch


class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay, nesterov=nesterov))

    def step(self, closure=None):
        loss = None if closure is None else closure()
        with torch.no_grad():
            for group in self.param_groups:
                for parameter in group["params"]:
                    if parameter.grad is None:
                        continue
                    gradient = parameter.grad + self.defaults["weight_decay"] * parameter
                    state = self.state[parameter]
                    if "velocity" not in state:
                        state["velocity"] = torch.zeros_like(parameter)
                    velocity = state["velocity"]
                    velocity.mul_(self.defaults["momentum"]).add_(gradient)
                    direction = (
                        gradient + self.defaults["momentum"] * velocity if self.defaults["nesterov"] else velocity
                    )
                    parameter -= group["lr"] * direction
        return loss
