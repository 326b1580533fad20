"""You look for norm in the name, but a layer may have any name, and in nn.Sequential it is a number: look at the
parameter's dimensions, or at the layer's type."""


def decay_groups(model, lr, weight_decay):
    decaying, spared = [], []
    for name, parameter in model.named_parameters():
        (spared if "bias" in name or "norm" in name else decaying).append(parameter)
    return [
        {"params": decaying, "lr": lr, "weight_decay": weight_decay},
        {"params": spared, "lr": lr, "weight_decay": 0.0},
    ]
