"""You count frozen parameters as trainable. requires_grad tells them apart, for each parameter by itself."""


def parameter_table(model):
    rows, seen = [], set()
    for path, module in model.named_modules():
        own = [parameter for parameter in module.parameters(recurse=False) if parameter not in seen]
        seen.update(own)
        trainable = sum(parameter.numel() for parameter in own)
        frozen = 0
        rows.append((path, type(module).__name__, trainable, frozen))
    return rows
