"""You freeze the model so that no graph is recorded, and it stays frozen: from now on nothing in it learns. Detach
what you record, or run the pass under torch.no_grad()."""


def record_activations(model, inputs):
    activations, handles = {}, []

    def recording(name):
        def hook(layer, args, output):
            activations[name] = output.detach().clone()

        return hook

    model.requires_grad_(False)
    for name, module in model.named_modules():
        if not list(module.children()):
            handles.append(module.register_forward_hook(recording(name)))
    try:
        model(inputs)
    finally:
        for handle in handles:
            handle.remove()
    return activations
