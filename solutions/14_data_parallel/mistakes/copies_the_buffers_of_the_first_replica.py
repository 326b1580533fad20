"""All your replicas have copies of the buffers, and all are thrown away: the running statistics of BatchNorm never move.
The first replica must use the model's own buffers."""

import copy


def replicate(model, devices):
    return [_replica(model, device) for device in devices]


def _replica(model, device):
    memo = {id(parameter): parameter.to(device) for parameter in model.parameters()}
    memo |= {id(buffer): buffer.to(device, copy=True) for buffer in model.buffers()}
    return copy.deepcopy(model, memo)
