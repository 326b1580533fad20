"""You freeze every name that begins with the path, so layer1 freezes layer10 as well. Find the module at the path,
or compare up to the dot."""


def freeze(model, path):
    model.get_submodule(path)
    for name, module in model.named_modules():
        if name.startswith(path):
            module.eval()
            for parameter in module.parameters():
                parameter.requires_grad_(False)
                parameter.grad = None
