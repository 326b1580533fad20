"""You count parameters as tensors, one for a weight and one for a bias. Asked for is how many numbers are in
them."""


def parameter_table(model):
    rows, seen = [], set()
    for path, module in model.named_modules():
        own = [parameter for parameter in module.parameters(recurse=False) if parameter not in seen]
        seen.update(own)
        trainable = sum(1 for parameter in own if parameter.requires_grad)
        frozen = sum(1 for parameter in own if not parameter.requires_grad)
        rows.append((path, type(module).__name__, trainable, frozen))
    return rows
