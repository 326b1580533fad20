"""You cut the first characters off every name, also where the model was never wrapped. Look first whether a name begins
with module."""


def strip_prefix(state_dict):
    return {name[len("module.") :]: value for name, value in state_dict.items()}
