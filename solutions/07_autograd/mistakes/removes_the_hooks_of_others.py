"""You empty the layers' dictionaries of hooks, and with yours go those that others have registered. Each handle
removes exactly its own."""


def record_activations(model, inputs):
    activations, handles = {}, []

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
        for module in model.modules():
            module._forward_hooks.clear()
    return activations
