"""You leave out every nan. One of a batch that did count says that training has gone wrong, and you would report a
good loss all the same: ask the size, not the loss."""


def mean_loss(losses, sizes):
    kept = [(loss, size) for loss, size in zip(losses, sizes) if loss == loss]
    return sum(loss * size for loss, size in kept) / sum(size for _, size in kept)
