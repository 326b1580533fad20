"""A path that leads nowhere freezes nothing, and nobody hears of it: a misspelt name, and the part goes on learning.
Raise AttributeError."""


def freeze(model, path):
    for name, module in model.named_modules():
        if not path or f"{name}.".startswith(path + "."):
            module.eval()
            for parameter in module.parameters():
                parameter.requires_grad_(False)
                parameter.grad = None
