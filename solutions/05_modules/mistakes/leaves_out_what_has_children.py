"""You leave out modules that have children. They may have parameters of their own, as MultiheadAttention has, and
each module has a row."""


def parameter_table(model):
    rows, seen = [], set()
    for path, module in model.named_modules():
        if list(module.children()):
            continue
        own = [parameter for parameter in module.parameters(recurse=False) if parameter not in seen]
        seen.update(own)
        trainable = sum(parameter.numel() for parameter in own if parameter.requires_grad)
        frozen = sum(parameter.numel() for parameter in own if not parameter.requires_grad)
        rows.append((path, type(module).__name__, trainable, frozen))
    return rows
