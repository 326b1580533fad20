"""A dilated window is taken for dilation * kernel_size positions. The gaps are between the weights, so there is one
less of them than there are weights: draw a window of 3 with dilation 2."""


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    steps = (size + 2 * padding - dilation * kernel_size) // stride
    if steps < 0:
        raise ValueError("no window fits")
    return steps + 1
