"""You average the means, so a sample in a small batch counts more than one in a large batch. Let each mean count by
its size."""


def mean_loss(losses, sizes):
    kept = [loss for loss, size in zip(losses, sizes) if size > 0]
    return sum(kept) / len(kept)
