"""Layers with inplace=True still write over their input, which may be what a hook has kept of the layer before, or
what the caller has passed. Switch it off."""


def grow(network, layers):
    network.extend(layers)
