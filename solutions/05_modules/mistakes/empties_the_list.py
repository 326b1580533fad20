"""You take the layers out of the caller's list, which is empty afterwards. Go through it without changing it."""


def grow(network, layers):
    while layers:
        network.append(layers.pop(0))
    for module in network.modules():
        if hasattr(module, "inplace"):
            module.inplace = False
