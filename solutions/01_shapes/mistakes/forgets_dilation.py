"""The dilation makes no difference to your answer. It pulls the weights of a window apart, so that the window reaches
further and fits in fewer places."""


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    steps = (size + 2 * padding - kernel_size) // stride
    if steps < 0:
        raise ValueError("no window fits")
    return steps + 1
