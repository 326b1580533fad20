"""You list the model's children only. A network is a tree: children have children, and the model itself is the first
row."""


def parameter_table(model):
    rows, seen = [], set()
    for path, module in model.named_children():
        own = [parameter for parameter in module.parameters() if parameter not in seen]
        seen.update(own)
        trainable = sum(parameter.numel() for parameter in own if parameter.requires_grad)
        frozen = sum(parameter.numel() for parameter in own if not parameter.requires_grad)
        rows.append((path, type(module).__name__, trainable, frozen))
    return rows
