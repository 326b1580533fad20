"""You go through model.parameters() twice, but you called it once: a generator gives each parameter once, so your
second group is empty, and its parameters never learn."""


def decay_groups(model, lr, weight_decay):
    parameters = model.parameters()
    decaying = [parameter for parameter in parameters if parameter.dim() > 1]
    spared = [parameter for parameter in parameters if parameter.dim() <= 1]
    return [
        {"params": decaying, "lr": lr, "weight_decay": weight_decay},
        {"params": spared, "lr": lr, "weight_decay": 0.0},
    ]
