"""Without decay your first velocity is the tensor in .grad itself, and the next backward pass may fill that anew: the
velocity is then overwritten, and .grad changes with it. Keep a copy."""

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
                    gradient = parameter.grad
                    if group["weight_decay"] != 0:
                        gradient = gradient + group["weight_decay"] * parameter
                    state = self.state[parameter]
                    if "velocity" not in state:
                        state["velocity"] = gradient
                    else:
                        state["velocity"].mul_(group["momentum"]).add_(gradient)
                    velocity = state["velocity"]
                    direction = gradient + group["momentum"] * velocity if group["nesterov"] else velocity
                    parameter -= group["lr"] * direction
        return loss
