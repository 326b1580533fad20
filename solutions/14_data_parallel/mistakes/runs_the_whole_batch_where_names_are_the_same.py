"""Where all names are the same you run the model on the whole batch. BatchNorm then sees other samples than on two GPUs,
and a test on the CPU tests nothing. Cut the batch there too: each name is for a chunk and a replica."""


def data_parallel(model, inputs, devices):
    if len(set(devices)) == 1:
        return model(inputs.to(devices[0]))
    chunks = scatter(inputs, devices)
    return gather(parallel_apply(replicate(model, devices[: len(chunks)]), chunks), devices[0])
