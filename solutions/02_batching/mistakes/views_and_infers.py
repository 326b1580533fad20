"""view() fails for a permuted or cropped tensor, which it would have to copy, and -1 fails for an empty batch, where
any number of columns would do: merge the axes behind the first with something that needs neither."""


def flatten_features(x):
    return x.view(x.shape[0], -1)
