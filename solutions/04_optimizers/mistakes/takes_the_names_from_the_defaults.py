"""You go through self.defaults for the names of your options, but load_state_dict adds one of PyTorch's own to them,
which your groups do not have. Take the options that you need by name."""

import torch


class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay, nesterov=nesterov))

    def step(self, closure=None):
        loss = None if closure is None else closure()
        for group in self.param_groups:
            options = {name: group[name] for name in self.defaults}
            velocities = []
            for parameter in group["params"]:
                state = self.state[parameter]
                if "velocity" not in state:
                    state["velocity"] = torch.zeros_like(parameter)
                velocities.append(state["velocity"])
            sgd_step(group["params"], velocities, **options)
        return loss
