"""You call model.forward, which is only a part of calling the model: hooks that others have hung on it do not run.
Call the model."""


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
        model.forward(inputs)
    finally:
        for handle in handles:
            handle.remove()
    return activations
