"""You compare the numbers of elements, but (4, 1) and (4,) have equally many, and so have (4, 1) and (1, 4): still
they broadcast. Compare the shapes."""


def mse(prediction, target):
    if prediction.numel() != target.numel():
        raise ValueError("different numbers of elements")
    return (prediction - target).square().mean()
