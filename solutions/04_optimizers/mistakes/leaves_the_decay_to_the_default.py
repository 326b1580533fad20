"""Your second group does not say how much it decays, so it takes what the optimizer has as its default, and that need
not be 0: write it into the group."""


def decay_groups(model, lr, weight_decay):
    decaying = [parameter for parameter in model.parameters() if parameter.dim() > 1]
    spared = [parameter for parameter in model.parameters() if parameter.dim() <= 1]
    return [
        {"params": decaying, "lr": lr, "weight_decay": weight_decay},
        {"params": spared, "lr": lr},
    ]
