"""The numbers of all samples together are counted, so the answer grows with the batch: leave out the first size."""


def num_flat_features(x):
    return x.numel()
