"""The batch axis is merged with the others, so that the numbers of all samples stand in one row: flatten from the
second axis on."""


def flatten_features(x):
    return x.flatten()
