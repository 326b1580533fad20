"""You remember what you have counted from one call to the next, so a second table of the same model is empty. Begin
each call with nothing."""

_SEEN = set()


def parameter_table(model):
    rows, seen = [], _SEEN
    for path, module in model.named_modules():
        own = [parameter for parameter in module.parameters(recurse=False) if parameter not in seen]
        seen.update(own)
        trainable = sum(parameter.numel() for parameter in own if parameter.requires_grad)
        frozen = sum(parameter.numel() for parameter in own if not parameter.requires_grad)
        rows.append((path, type(module).__name__, trainable, frozen))
    return rows
