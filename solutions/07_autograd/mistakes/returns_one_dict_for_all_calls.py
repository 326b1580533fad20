"""You note everything in one dict of the module, and return it. The next call empties it, and with it what the
caller of the first still holds. Make a new one in each call."""

_ACTIVATIONS = {}


def record_activations(model, inputs):
    activations, handles = _ACTIVATIONS, []
    activations.clear()

    def recording(name):
        def hook(layer, args, output):
            activations[name] = output.detach().clone()

        return hook

    for name, module in model.named_modules():
        if not list(module.children()):
            handles.append(module.register_forward_hook(recording(name)))
    try:
        model(inputs)
    finally:
        for handle in handles:
            handle.remove()
    return activations
