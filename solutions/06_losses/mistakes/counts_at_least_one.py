"""You divide by no less than 1, as one does with counts. But what the means were divided by may be weights that add
up to less: then your mean is too small. Empty batches are left out already, so no guard is needed."""


def mean_loss(losses, sizes):
    kept = [(loss, size) for loss, size in zip(losses, sizes) if size > 0]
    return sum(loss * size for loss, size in kept) / max(1, sum(size for _, size in kept))
