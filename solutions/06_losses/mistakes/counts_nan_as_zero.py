"""You count a nan as a loss of 0. For a batch of size 0 that is as good as leaving it out, but a batch that did
count then lowers the mean, just where training has gone wrong."""


def mean_loss(losses, sizes):
    return sum((loss if loss == loss else 0.0) * size for loss, size in zip(losses, sizes)) / sum(sizes)
