"""You put the caller's tensors themselves into the model. From then on both use the same memory, and training changes
the caller's dict. Copy the values into what the model has."""


def load_matching(model, state_dict):
    own = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    fitting = {name: value for name, value in state_dict.items() if name in own and value.shape == own[name].shape}
    if not fitting:
        raise ValueError("nothing fits")
    for name, value in fitting.items():
        own[name].data = value.to(own[name].dtype)
    return {
        "loaded": list(fitting),
        "missing": [name for name in own if name not in fitting],
        "unused": [name for name in state_dict if name not in fitting],
    }
