"""Exactly three axes are counted, as in a batch of images, but a batch may have any number of them: take all sizes
after the first."""


def num_flat_features(x):
    return x.shape[1] * x.shape[2] * x.shape[3]
