"""A batch in which nothing counted has the loss nan and the size 0, and nan times 0 is nan: one such batch spoils
the mean of the whole epoch. Leave it out before you multiply."""


def mean_loss(losses, sizes):
    return sum(loss * size for loss, size in zip(losses, sizes)) / sum(sizes)
