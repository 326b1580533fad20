"""A small batch has fewer chunks than there are devices, and you make a replica for each device all the same. Make as many
as there are chunks."""


def data_parallel(model, inputs, devices):
    return gather(parallel_apply(replicate(model, devices), scatter(inputs, devices)), devices[0])
