"""What you note shares its memory with the output. A layer in place that comes behind it, or whoever reuses that
memory, changes what you have recorded. Detaching is no copy."""


def record_activations(model, inputs):
    activations, handles = {}, []

    def recording(name):
        def hook(layer, args, output):
            activations[name] = output.detach()

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
