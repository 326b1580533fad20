"""You collect the parameters of the layers that you know, and those of all others are in no group: they never learn.
Begin with all parameters, and then sort them."""

from torch import nn


def decay_groups(model, lr, weight_decay):
    decaying, spared = {}, {}
    for module in model.modules():
        if isinstance(module, (nn.Linear, nn.Embedding, nn.Conv2d, nn.ConvTranspose2d)):
            decaying[module.weight] = True
            if getattr(module, "bias", None) is not None:
                spared[module.bias] = True
        elif isinstance(module, (nn.BatchNorm2d, nn.LayerNorm, nn.GroupNorm)):
            spared[module.weight] = spared[module.bias] = True
    return [
        {"params": list(decaying), "lr": lr, "weight_decay": weight_decay},
        {"params": list(spared), "lr": lr, "weight_decay": 0.0},
    ]
