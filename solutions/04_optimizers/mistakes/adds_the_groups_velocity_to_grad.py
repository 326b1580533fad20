"""With nesterov, and in a group without decay, SGD adds the velocity to .grad itself. That memory is the caller's, who
may look at the gradient or let the next backward pass add to it: never write there."""

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
                    if group["weight_decay"]:
                        gradient = gradient + group["weight_decay"] * parameter
                    state = self.state[parameter]
                    if "velocity" not in state:
                        state["velocity"] = torch.zeros_like(parameter)
                    velocity = state["velocity"]
                    velocity.mul_(group["momentum"]).add_(gradient)
                    direction = gradient.add_(velocity, alpha=group["momentum"]) if group["nesterov"] else velocity
                    parameter -= group["lr"] * direction
        return loss
