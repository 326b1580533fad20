"""Your groups do not say their learning rate, so they take the optimizer's default, and lr has no effect: write it into
each group."""


def decay_groups(model, lr, weight_decay):
    decaying = [parameter for parameter in model.parameters() if parameter.dim() > 1]
    spared = [parameter for parameter in model.parameters() if parameter.dim() <= 1]
    return [
        {"params": decaying, "weight_decay": weight_decay},
        {"params": spared, "weight_decay": 0.0},
    ]
