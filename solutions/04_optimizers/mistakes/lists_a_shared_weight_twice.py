"""You collect the parameters layer by layer, so a weight that two layers share is listed twice: each step updates it
twice. Take each parameter once, as model.parameters() does."""


def decay_groups(model, lr, weight_decay):
    parameters = [parameter for module in model.modules() for parameter in module.parameters(recurse=False)]
    decaying = [parameter for parameter in parameters if parameter.dim() > 1]
    spared = [parameter for parameter in parameters if parameter.dim() <= 1]
    return [
        {"params": decaying, "lr": lr, "weight_decay": weight_decay},
        {"params": spared, "lr": lr, "weight_decay": 0.0},
    ]
