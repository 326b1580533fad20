"""Your dilation is right for kernels of 3 only, because you widen two gaps whatever the kernel is. How many gaps are
there between 4 weights, and how many between 5?"""


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    steps = (size + 2 * padding - kernel_size - 2 * (dilation - 1)) // stride
    if steps < 0:
        raise ValueError("no window fits")
    return steps + 1
