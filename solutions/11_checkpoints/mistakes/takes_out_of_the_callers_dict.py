"""You take entries out of the dict that you were given, so the caller loses them. Make a new dict of those that fit."""


def load_matching(model, state_dict):
    own, names = model.state_dict(), list(state_dict)
    for name in names:
        if name not in own or state_dict[name].shape != own[name].shape:
            state_dict.pop(name)
    if not state_dict:
        raise ValueError("nothing fits")
    model.load_state_dict(state_dict, strict=False)
    return {
        "loaded": list(state_dict),
        "missing": [name for name in own if name not in state_dict],
        "unused": [name for name in names if name not in state_dict],
    }
