"""You take the numbers out of the caller's lists, and leave them empty: a second look at the epoch finds nothing.
Read them without pop()."""


def mean_loss(losses, sizes):
    total = count = 0.0
    while losses:
        loss, size = losses.pop(), sizes.pop()
        if size > 0:
            total, count = total + loss * size, count + size
    return total / count
