"""You set old gradients to zero. With a gradient of zeros, an optimizer still applies weight decay and momentum; it
skips a parameter only if its .grad is None."""


def freeze(model, path):
    part = model.get_submodule(path)
    part.eval()
    for parameter in part.parameters():
        parameter.requires_grad_(False)
        if parameter.grad is not None:
            parameter.grad.zero_()
