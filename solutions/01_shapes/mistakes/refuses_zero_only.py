"""You refuse an answer of 0, but where the window is much too long the formula gives -1 or less, and you return that.
Refuse everything below one."""


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    count = (size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1
    if count == 0:
        raise ValueError("no window fits")
    return count
