"""You never call the closure: it is there to clear the gradients, to run forward and backward, and to return the
loss."""

import torch


class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay, nesterov=nesterov))

    def step(self, closure=None):
        with torch.no_grad():
            for group in self.param_groups:
                for parameter in group["params"]:
                    if parameter.grad is None:
                        continue
                    gradient = parameter.grad + group["weight_decay"] * parameter
                    state = self.state[parameter]
                    if "velocity" not in state:
                        state["velocity"] = torch.zeros_like(parameter)
                    velocity = state["velocity"]
                    velocity.mul_(group["momentum"]).add_(gradient)
                    direction = gradient + group["momentum"] * velocity if group["nesterov"] else velocity
                    parameter -= group["lr"] * direction
