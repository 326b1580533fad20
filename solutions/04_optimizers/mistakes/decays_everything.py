"""You let everything decay, also the biases and the scales of normalization layers."""


def decay_groups(model, lr, weight_decay):
    decaying = [parameter for parameter in model.parameters() if True]
    spared = [parameter for parameter in model.parameters() if False]
    return [
        {"params": decaying, "lr": lr, "weight_decay": weight_decay},
        {"params": spared, "lr": lr, "weight_decay": 0.0},
    ]
