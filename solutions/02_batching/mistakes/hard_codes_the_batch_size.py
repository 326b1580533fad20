"""The number of rows is written into the code, so any other batch, like the last one of an epoch, is cut at the
wrong places or raises an error: ask the tensor for its first size."""


def flatten_features(x):
    return x.reshape(4, -1)
