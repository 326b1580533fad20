"""strict=False forgives names that do not fit, but a shape that does not fit is still an error. Choose the entries that
fit by name and shape before you load."""


def load_matching(model, state_dict):
    own = model.state_dict()
    fitting = {name: value for name, value in state_dict.items() if name in own}
    if not fitting:
        raise ValueError("nothing fits")
    model.load_state_dict(state_dict, strict=False)
    return {
        "loaded": list(fitting),
        "missing": [name for name in own if name not in fitting],
        "unused": [name for name in state_dict if name not in fitting],
    }
