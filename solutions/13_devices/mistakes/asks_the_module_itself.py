"""A module has no .device of its own, for it may be spread over several: its parameters and buffers have one each."""


def device_of(module):
    return module.device
