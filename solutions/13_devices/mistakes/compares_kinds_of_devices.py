"""Two GPUs of one make have the same device.type, and are two devices all the same: what is on both cannot meet.
Compare whole devices, with their index."""


def device_of(module):
    tensors = [*module.parameters(), *module.buffers()]
    if not tensors:
        return None
    if any(tensor.device.type != tensors[0].device.type for tensor in tensors):
        raise ValueError("on more than one device")
    return tensors[0].device
