"""You list a module at each of its places, so what it holds is counted more than once. named_modules() lists it
once."""


def parameter_table(model):
    rows, seen = [], set()
    for path, module in model.named_modules(remove_duplicate=False):
        own = [parameter for parameter in module.parameters(recurse=False)]
        seen.update(own)
        trainable = sum(parameter.numel() for parameter in own if parameter.requires_grad)
        frozen = sum(parameter.numel() for parameter in own if not parameter.requires_grad)
        rows.append((path, type(module).__name__, trainable, frozen))
    return rows
