"""You count what is in state_dict(), where buffers are, too, such as the statistics of BatchNorm. They are not
learned: count parameters."""


def parameter_table(model):
    rows, seen = [], set()
    for path, module in model.named_modules():
        own = [parameter for parameter in module.parameters(recurse=False) if parameter not in seen]
        seen.update(own)
        trainable = sum(parameter.numel() for parameter in own if parameter.requires_grad)
        frozen = sum(parameter.numel() for parameter in own if not parameter.requires_grad)
        frozen += sum(buffer.numel() for buffer in module.buffers(recurse=False))
        rows.append((path, type(module).__name__, trainable, frozen))
    return rows
