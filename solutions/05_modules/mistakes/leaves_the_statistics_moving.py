"""The parameters are frozen, but the part is still in training mode: BatchNorm's running statistics move with each
batch, and dropout drops. Put the part into eval mode."""


def freeze(model, path):
    part = model.get_submodule(path)
    for parameter in part.parameters():
        parameter.requires_grad_(False)
        parameter.grad = None
