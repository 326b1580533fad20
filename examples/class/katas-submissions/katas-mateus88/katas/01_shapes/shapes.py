"""Shapes: what comes out of a layer can be worked out. Read README.md, then run: pytest katas/01_shapes"""

from torch import nn


def conv_output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Return how many windows of a convolution fit along one axis, which is the size of that axis afterwards.

    Args:
        size: size of the axis before the layer.
        kernel_size: number of weights along this axis.
        stride: steps from the start of one window to the start of the next.
        padding: positions added at each of the two ends.
        dilation: steps from one weight of a window to the next.

    Returns:
        the size afterwards, an int.

    Raises:
        ValueError: no window fits, so that the answer would be less than one.

    Example: size 10, kernel_size 3, stride 2 -> 4, with padding 1 as well -> 5; size 10, kernel_size 4, dilation 2 -> 4
    """
    # TODO: Count the places where a window fits, and refuse where there is none.
    raise NotImplementedError("conv_output_size: not written yet")


def pool_output_size(
    size: int,
    kernel_size: int,
    stride: int | None = None,
    padding: int = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    """Return how many windows a pooling layer has along one axis, which is the size of that axis afterwards.

    Args:
        size: size of the axis before the layer.
        kernel_size: number of positions that a window looks at.
        stride: steps from the start of one window to the start of the next; None means kernel_size.
        padding: positions added at each of the two ends, at most half of kernel_size.
        dilation: steps from one position of a window to the next.
        ceil_mode: whether one more window counts where positions (padding included) are left over at the end. It
            hangs over that end, but has to start before the end of the input itself.

    Returns:
        the size afterwards, an int.

    Raises:
        ValueError: the answer would be less than one.

    Example: size 10, kernel_size 3 -> 3; with ceil_mode -> 4
    """
    # TODO: Count as for a convolution, with pooling's own default for stride and its rule for ceil_mode.
    raise NotImplementedError("pool_output_size: not written yet")


def parameter_count(
    in_channels: int, out_channels: int, kernel_size: tuple[int, ...], groups: int = 1, bias: bool = True
) -> int:
    """Return how many numbers a convolution, or a Linear layer, has to learn.

    Args:
        in_channels: number of channels of the input; in_features of a Linear layer.
        out_channels: number of channels of the output; out_features of a Linear layer.
        kernel_size: one int for each spatial axis, (3,) for a Conv1d; () for a Linear layer, which has no such axis.
        groups: number of equal parts that both kinds of channels are divided into; an output channel looks at the
            input channels of its own part only.
        bias: whether the layer adds a number of its own to each output channel.

    Returns:
        the number of elements of the weight, and of the bias where there is one, an int.

    Example: 3 channels to 8 with a kernel of (5, 5) -> 8 * 3 * 25 + 8 = 608; 400 features to 120, () -> 48120
    """
    # TODO: Count the weights that one output channel uses, then those of all, then the bias.
    raise NotImplementedError("parameter_count: not written yet")


def output_shape(layer: nn.Module, input_shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape of what a layer gives for an input of some shape, without running it.

    Args:
        layer: a Conv1d/2d/3d, MaxPool1d/2d/3d, AvgPool1d/2d/3d, AdaptiveMaxPool1d/2d/3d, AdaptiveAvgPool1d/2d/3d,
            Flatten or Linear. Each of its arguments is an int for all axes, or a tuple with one int for each; a
            convolution's padding may be "same" or "valid", and None in an adaptive layer's tuple keeps that axis.
        input_shape: always with the batch axis. (batch, channels, one size for each spatial axis) for convolution and
            pooling; (batch, features) with any number of axes between them for Linear; at least two axes for Flatten.

    Returns:
        the output's shape, a tuple of ints.

    Raises:
        ValueError: the input has another number of channels (convolution) or features (Linear) than the layer takes,
            or no window fits.
        TypeError: the layer is of another kind than those above.

    Example: Conv2d(3, 8, (3, 5)) and (2, 3, 10, 20) -> (2, 8, 8, 16)
    """
    # TODO: Read the layer's kind and arguments, and work out each axis from the input's.
    raise NotImplementedError("output_shape: not written yet")


def trace_shapes(network: nn.Sequential, input_shape: tuple[int, ...]) -> list[tuple[str, tuple[int, ...]]]:
    """Return the shape after each child of a network, without computing a single activation.

    Args:
        network: each child, of any class, also a Sequential, takes one float32 tensor and gives one. The same child
            may stand at several places. Each module of it may be in train or eval mode.
        input_shape: shape of the network's input, with the batch axis; the batch size may be 1, and the input far too
            large for the memory.

    Returns:
        for each place of a direct child, in order, a pair (its name there, the shape after it), the shape a tuple of
        ints.

    Example: Sequential(Conv2d(1, 6, 5), ReLU()) and (1, 1, 28, 28) -> [("0", (1, 6, 24, 24)), ("1", (1, 6, 24, 24))]
    """
    # TODO: Send a tensor without data through the children of a copy that has no data either.
    raise NotImplementedError("trace_shapes: not written yet")


def same_conv(in_channels: int, out_channels: int, kernel_size: int, dims: int, dilation: int = 1) -> nn.Module:
    """Build a convolution whose output is as large along each spatial axis as its input.

    Args:
        in_channels: number of channels of the input.
        out_channels: number of channels of the output.
        kernel_size: odd or even, for all spatial axes.
        dims: number of spatial axes: 1, 2 or 3.
        dilation: for all spatial axes.

    Returns:
        a module from (batch, in_channels, spatial axes) to (batch, out_channels, the same spatial axes): a convolution
        with stride 1, a bias and zeros for padding. Where an odd number of zeros is needed, the end of each axis gets
        one more than the beginning.

    Example: same_conv(3, 8, 5, dims=2) on (2, 3, 10, 20) -> (2, 8, 10, 20)
    """
    # TODO: Choose the class for dims, and the padding that makes up for what the kernel takes away.
    raise NotImplementedError("same_conv: not written yet")


def video_stem() -> nn.Module:
    """Build the first layers of a network for video, which keep all frames and halve height and width twice.

    Returns:
        a new module at each call, in train mode: a convolution with a kernel of 3 x 7 x 7 (frames, height, width), from
        3 to 64 channels and without bias; BatchNorm as PyTorch builds it, its scale 1 and its shift 0; ReLU; max
        pooling with windows of 1 x 3 x 3. Convolution and pooling each have a stride of 1 in time and 2 in height and
        width, and pad both ends of an axis alike. Clips may have any number of frames, and any height and width.

    Example: (batch, 3, 16, 112, 112) -> (batch, 64, 16, 56, 56) after the convolution -> (batch, 64, 16, 28, 28)
    """
    # TODO: Choose strides and paddings along frames, height and width, and put the four layers in a row.
    raise NotImplementedError("video_stem: not written yet")
