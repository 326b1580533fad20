"""You keep the replicas of the first call. The next update changes the model's parameters and not the copies: from the
second step on, all devices but the first compute with old weights. Replicate in each call."""

import copy


def replicate(model, devices):
    kept = model.__dict__.setdefault("_kept", {})
    if tuple(devices) not in kept:
        buffers = model.__dict__.pop("_kept")
        kept[tuple(devices)] = [_replica(model, device, first=index == 0) for index, device in enumerate(devices)]
        model.__dict__["_kept"] = buffers
    return kept[tuple(devices)]


def _replica(model, device, first):
    memo = {id(parameter): parameter.to(device) for parameter in model.parameters()}
    memo |= {id(buffer): buffer if first else buffer.to(device, copy=True) for buffer in model.buffers()}
    return copy.deepcopy(model, memo)
