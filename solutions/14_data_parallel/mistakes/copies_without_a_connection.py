"""deepcopy makes parameters of their own, which nothing connects to the model's. The gradients end in the replicas, which
are thrown away, and the model never learns. Put results of parameter.to(device) in their place."""

import copy


def replicate(model, devices):
    first, *others = devices
    replicas = [model, *(copy.deepcopy(model).to(device) for device in others)]
    for replica in replicas[1:]:
        for module in replica.modules():
            module._buffers = {name: buffer.clone() for name, buffer in module._buffers.items()}
    return replicas
