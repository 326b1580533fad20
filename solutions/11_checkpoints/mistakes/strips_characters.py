"""lstrip takes single characters from the front for as long as they are among those that you name, and so eats into the
names of layers. Take the prefix as a whole."""


def strip_prefix(state_dict):
    return {name.lstrip("module."): value for name, value in state_dict.items()}
