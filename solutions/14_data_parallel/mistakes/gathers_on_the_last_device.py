"""Your output is on the last device. The model and the targets are on the first one, so the loss belongs there."""


def data_parallel(model, inputs, devices):
    chunks = scatter(inputs, devices)
    replicas = replicate(model, devices[: len(chunks)])
    return gather(parallel_apply(replicas, chunks), devices[-1])
