"""You take module. from the middle of a name, too, where it is a layer of the model itself. DataParallel puts it at the
front, once."""


def strip_prefix(state_dict):
    return {name.replace("module.", ""): value for name, value in state_dict.items()}
