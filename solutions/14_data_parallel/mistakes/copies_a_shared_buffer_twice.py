"""You copy the buffers layer by layer. A buffer that two layers share becomes two, and what one layer writes the other no
longer reads. Copy each buffer once for a replica, whichever layers use it."""

import copy


def replicate(model, devices):
    return [_replica(model, device, first=index == 0) for index, device in enumerate(devices)]


def _replica(model, device, first):
    replica = copy.deepcopy(model, {id(parameter): parameter.to(device) for parameter in model.parameters()})
    for module, twin in zip(model.modules(), replica.modules(), strict=True):
        for name, buffer in module._buffers.items():
            if buffer is not None:
                twin._buffers[name] = buffer if first else buffer.to(device, copy=True)
    return replica
