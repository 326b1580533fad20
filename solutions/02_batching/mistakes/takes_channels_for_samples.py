"""The number of rows is left to be worked out, so there is no error, but each channel has become a row of its own:
keep the first size as it is, and merge all others."""


def flatten_features(x):
    features = x.shape[-2] * x.shape[-1]
    return x.reshape(-1, features)
