"""parameters() of a container gives those of its children as well, which have rows of their own. Ask for a module's
own: there is an argument for it."""


def parameter_table(model):
    rows, seen = [], set()
    for path, module in model.named_modules():
        own = [parameter for parameter in module.parameters() if parameter not in seen]
        seen.update(own)
        trainable = sum(parameter.numel() for parameter in own if parameter.requires_grad)
        frozen = sum(parameter.numel() for parameter in own if not parameter.requires_grad)
        rows.append((path, type(module).__name__, trainable, frozen))
    return rows
