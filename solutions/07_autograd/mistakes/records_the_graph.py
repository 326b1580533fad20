"""The outputs that you note are still part of the graph, so all activations of the pass stay in memory as long as
someone holds one of them. Cut them off."""


def record_activations(model, inputs):
    activations, handles = {}, []

    def recording(name):
        def hook(layer, args, output):
            activations[name] = output.clone()

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
