"""You rename the entries of the dict that you were given, so the caller's own state_dict no longer fits the wrapped
model. Build a new dict."""


def strip_prefix(state_dict):
    for name in list(state_dict):
        state_dict[name.removeprefix("module.")] = state_dict.pop(name)
    return dict(state_dict)
