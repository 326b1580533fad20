"""You spare embeddings. Some do, but here everything decays but biases and normalization layers."""

from torch import nn


def decay_groups(model, lr, weight_decay):
    rows = {id(module.weight) for module in model.modules() if isinstance(module, nn.Embedding)}
    decaying = [each for each in model.parameters() if each.dim() > 1 and id(each) not in rows]
    spared = [each for each in model.parameters() if each.dim() <= 1 or id(each) in rows]
    return [
        {"params": decaying, "lr": lr, "weight_decay": weight_decay},
        {"params": spared, "lr": lr, "weight_decay": 0.0},
    ]
