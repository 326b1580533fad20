"""Your replicas have connected parameters on their device, but all use the model's buffers, which are on the first one.
Layers such as BatchNorm then mix devices. Buffers must be copied to the device, too."""

import copy


def replicate(model, devices):
    buffers = {id(buffer): buffer for buffer in model.buffers()}
    return [
        copy.deepcopy(model, {id(parameter): parameter.to(device) for parameter in model.parameters()} | buffers)
        for device in devices
    ]
