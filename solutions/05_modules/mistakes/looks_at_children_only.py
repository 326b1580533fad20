"""You look at the network's children only. A block inside it can hold in-place layers of its own: go through all
depths."""


def grow(network, layers):
    network.extend(layers)
    for module in network:
        if hasattr(module, "inplace"):
            module.inplace = False
