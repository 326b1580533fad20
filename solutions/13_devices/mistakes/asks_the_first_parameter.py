"""The first parameter speaks for itself only: the others and the buffers may be elsewhere, or there may be no
parameter at all. Ask all of them."""


def device_of(module):
    return next(module.parameters()).device
