"""You number all layers anew, so children with names lose them, and no state_dict() of the network before fits.
Leave the old children's names."""


def grow(network, layers):
    everything = [*network, *layers]
    network._modules.clear()
    network.extend(everything)
    for module in network.modules():
        if hasattr(module, "inplace"):
            module.inplace = False
