"""You record every module, also the model itself and containers such as nn.Sequential, whose output is that of their
last layer once more. A layer is a module without children."""


def record_activations(model, inputs):
    activations, handles = {}, []

    def recording(name):
        def hook(layer, args, output):
            activations[name] = output.detach().clone()

        return hook

    for name, module in model.named_modules():
        handles.append(module.register_forward_hook(recording(name)))
    try:
        model(inputs)
    finally:
        for handle in handles:
            handle.remove()
    return activations
