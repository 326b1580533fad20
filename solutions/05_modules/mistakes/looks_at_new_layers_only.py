"""You look at the new layers only. The network had in-place layers before, and they still overwrite their inputs."""


def grow(network, layers):
    network.extend(layers)
    for layer in layers:
        for module in layer.modules():
            if hasattr(module, "inplace"):
                module.inplace = False
