"""You ask for all names of each layer, so one that stands in two places has two. In named_modules() it has the first
of them only, which is the one that was asked for."""


def record_activations(model, inputs):
    activations, handles = {}, []

    def recording(name):
        def hook(layer, args, output):
            activations[name] = output.detach().clone()

        return hook

    for name, module in model.named_modules(remove_duplicate=False):
        if not list(module.children()):
            handles.append(module.register_forward_hook(recording(name)))
    try:
        model(inputs)
    finally:
        for handle in handles:
            handle.remove()
    return activations
