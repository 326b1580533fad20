"""A parameter that two modules share is in both rows, so the sum is more than there is to learn. Remember which
parameters you have counted."""


def parameter_table(model):
    rows, seen = [], set()
    for path, module in model.named_modules():
        own = [parameter for parameter in module.parameters(recurse=False)]
        seen.update(own)
        trainable = sum(parameter.numel() for parameter in own if parameter.requires_grad)
        frozen = sum(parameter.numel() for parameter in own if not parameter.requires_grad)
        rows.append((path, type(module).__name__, trainable, frozen))
    return rows
