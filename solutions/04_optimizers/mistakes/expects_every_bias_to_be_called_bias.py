"""You spare what is called exactly bias. Attention has an in_proj_bias, a recurrent layer a bias_ih_l0: they are
biases, too."""


def decay_groups(model, lr, weight_decay):
    decaying, spared = [], []
    for module in model.modules():
        for name, parameter in module.named_parameters(recurse=False):
            if any(parameter is other for other in decaying + spared):
                continue
            norm = "Norm" in type(module).__name__
            (spared if norm or name == "bias" else decaying).append(parameter)
    return [
        {"params": decaying, "lr": lr, "weight_decay": weight_decay},
        {"params": spared, "lr": lr, "weight_decay": 0.0},
    ]
