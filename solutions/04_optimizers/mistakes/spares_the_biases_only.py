"""You spare what is called bias. The scale of a normalization layer is called weight, and should not decay either."""


def decay_groups(model, lr, weight_decay):
    decaying = [parameter for name, parameter in model.named_parameters() if "bias" not in name]
    spared = [parameter for name, parameter in model.named_parameters() if "bias" in name]
    return [
        {"params": decaying, "lr": lr, "weight_decay": weight_decay},
        {"params": spared, "lr": lr, "weight_decay": 0.0},
    ]
