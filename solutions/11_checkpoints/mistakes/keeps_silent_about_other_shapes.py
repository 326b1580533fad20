"""An entry whose name is known and whose shape is another was not loaded, but your report says nothing of it. It is
missing in the model, and unused in the dict."""


def load_matching(model, state_dict):
    own = model.state_dict()
    fitting = {name: value for name, value in state_dict.items() if name in own and value.shape == own[name].shape}
    if not fitting:
        raise ValueError("nothing fits")
    model.load_state_dict(fitting, strict=False)
    return {
        "loaded": list(fitting),
        "missing": [name for name in own if name not in state_dict],
        "unused": [name for name in state_dict if name not in own],
    }
