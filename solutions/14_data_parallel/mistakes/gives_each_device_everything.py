"""Each device gets the whole batch, so all of them do the same work and the outputs are there several times. Cut the batch
first."""


def scatter(batch, devices):
    return [batch.to(device) for device in devices]
