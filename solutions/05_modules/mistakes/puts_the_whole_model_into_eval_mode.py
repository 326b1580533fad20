"""You put the whole model into eval mode. The rest of it is to be trained: only the part that is frozen changes its
mode."""


def freeze(model, path):
    part = model.get_submodule(path)
    model.eval()
    for parameter in part.parameters():
        parameter.requires_grad_(False)
        parameter.grad = None
