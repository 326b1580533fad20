"""You keep a running mean and divide by all that was seen so far, which is 0 if the epoch begins with an empty
batch. Skip such a batch before you divide."""


def mean_loss(losses, sizes):
    mean = seen = 0.0
    for loss, size in zip(losses, sizes):
        seen += size
        share = size / seen
        if size > 0:
            mean += (loss - mean) * share
    return mean
