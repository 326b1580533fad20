"""Your replicas are all in training mode. Which layer is in which mode is the caller's choice: a replica computes what the
model computes, so each of its layers is in the mode in which the model's layer is."""

import copy


def replicate(model, devices):
    return [_replica(model, device, first=index == 0).train() for index, device in enumerate(devices)]


def _replica(model, device, first):
    memo = {id(parameter): parameter.to(device) for parameter in model.parameters()}
    memo |= {id(buffer): buffer if first else buffer.to(device, copy=True) for buffer in model.buffers()}
    return copy.deepcopy(model, memo)
