"""Your hooks stay on the layers. They run in each later pass as well, and hold on to what they note; after ten calls
there are ten on each layer. Remove every handle."""


def record_activations(model, inputs):
    activations, handles = {}, []

    def recording(name):
        def hook(layer, args, output):
            activations[name] = output.detach().clone()

        return hook

    for name, module in model.named_modules():
        if not list(module.children()):
            handles.append(module.register_forward_hook(recording(name)))
    model(inputs)
    return activations
