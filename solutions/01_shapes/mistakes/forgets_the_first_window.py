"""This counts how often the window can move on, and not in how many places it stands. Before the first step it already
stands somewhere: there is one place more than there are steps."""


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    steps = (size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride
    if steps < 0:
        raise ValueError("no window fits")
    return steps
