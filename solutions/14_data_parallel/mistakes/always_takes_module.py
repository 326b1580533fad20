"""A model that nobody has wrapped has no module attribute, and your function fails. The same script runs on a laptop with
one GPU or none: look whether it is wrapped."""

from torch import nn


def unwrap(model):
    bare = model.module
    while isinstance(bare, nn.DataParallel):
        bare = bare.module
    return bare
