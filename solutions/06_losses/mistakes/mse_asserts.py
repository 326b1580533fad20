"""An assertion raises AssertionError, which is not a ValueError, and `python -O` leaves assertions out, so that the
shapes broadcast after all: raise the error yourself."""


def mse(prediction, target):
    assert prediction.shape == target.shape, "shapes differ"
    return (prediction - target).square().mean()
