"""You keep the velocities in an attribute of your own. state_dict() saves only self.state, so training resumes without
them, and nothing says so."""

import torch


class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay, nesterov=nesterov))
        self.velocities = {}

    def step(self, closure=None):
        loss = None if closure is None else closure()
        with torch.no_grad():
            for group in self.param_groups:
                for parameter in group["params"]:
                    if parameter.grad is None:
                        continue
                    gradient = parameter.grad + group["weight_decay"] * parameter
                    state = self.velocities.setdefault(parameter, {})
                    if "velocity" not in state:
                        state["velocity"] = torch.zeros_like(parameter)
                    velocity = state["velocity"]
                    velocity.mul_(group["momentum"]).add_(gradient)
                    direction = gradient + group["momentum"] * velocity if group["nesterov"] else velocity
                    parameter -= group["lr"] * direction
        return loss
