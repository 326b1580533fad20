"""You compare the numbers of axes, but an axis of size 1 broadcasts against any other: (4, 3) and (4, 1) have
equally many. Compare the shapes."""


def mse(prediction, target):
    if prediction.dim() != target.dim():
        raise ValueError("different numbers of axes")
    return (prediction - target).square().mean()
