"""named_parameters() has a weight that two layers share once. In its second place your replicas keep a copy of their own,
and the gradient that arrives there is lost. Look into each module, or ask for remove_duplicate=False."""

import copy


def replicate(model, devices):
    return [_replica(model, device, first=index == 0) for index, device in enumerate(devices)]


def _replica(model, device, first):
    replica = copy.deepcopy(model).to(device)
    for name, parameter in model.named_parameters():
        place, _, key = name.rpartition(".")
        replica.get_submodule(place)._parameters[key] = parameter.to(device)
    for name, buffer in model.named_buffers():
        place, _, key = name.rpartition(".")
        replica.get_submodule(place)._buffers[key] = buffer if first else buffer.to(device, copy=True)
    return replica
