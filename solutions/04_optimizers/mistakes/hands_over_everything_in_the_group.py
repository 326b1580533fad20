"""You hand all that is in the group to your update. PyTorch keeps more there than your options: a scheduler, for one,
adds initial_lr. Take the options that you need by name."""

import torch


class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay, nesterov=nesterov))

    def step(self, closure=None):
        loss = None if closure is None else closure()
        for group in self.param_groups:
            options = {name: value for name, value in group.items() if name != "params"}
            velocities = []
            for parameter in group["params"]:
                state = self.state[parameter]
                if "velocity" not in state:
                    state["velocity"] = torch.zeros_like(parameter)
                velocities.append(state["velocity"])
            sgd_step(group["params"], velocities, **options)
        return loss
