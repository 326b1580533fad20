"""You note what goes into each layer. A forward hook is given both, first the tuple of arguments, then the output."""


def record_activations(model, inputs):
    activations, handles = {}, []

    def recording(name):
        def hook(layer, args, output):
            activations[name] = args[0].detach().clone()

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
