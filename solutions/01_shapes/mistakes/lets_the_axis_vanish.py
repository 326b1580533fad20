"""Where the window is longer than the padded input, the formula gives 0 or less and you return it. There is no such
axis, and the layer would refuse: raise ValueError."""


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    return (size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1
