"""Graded tests: what comes out of a layer can be worked out."""

import contextlib
import math
import random
import re
import warnings
from collections import OrderedDict

import pytest
import shapes
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.modules.module import register_module_forward_pre_hook
from torch.overrides import TorchFunctionMode
from torch.testing import assert_close

from dojo.observe import observe

A_SIZE_IS_AN_INT = "an int: layers refuse 5.0"
A_COUNT_IS_AN_INT = "an int: there is no half a parameter"


def test_a_window_that_does_not_fit_whole_is_not_counted():
    """conv_output_size() counts whole windows only: what is left over at the end gives no output."""
    kernel_size, stride, windows = random.sample(range(3, 9), 3)
    size = kernel_size + (windows - 1) * stride
    assert shapes.conv_output_size(size, kernel_size, stride) == windows
    got = shapes.conv_output_size(size + stride - 1, kernel_size, stride)  # one position short of another window
    assert got == windows
    assert type(got) is int, A_SIZE_IS_AN_INT


def convolved_size(size, *arguments, **named):
    return nn.Conv1d(1, 1, *arguments, **named)(torch.zeros(1, 1, size)).shape[2]


def test_padding_counts_at_both_ends_and_dilation_between_the_weights():
    """conv_output_size() knows by how much padding widens the input, and dilation the kernel."""
    kernel_size, stride, padding, dilation = random.sample(range(3, 8), 4)
    size = random.randrange(40, 60)
    wanted = convolved_size(size, kernel_size, padding=padding, dilation=dilation)
    assert shapes.conv_output_size(size, kernel_size, padding=padding, dilation=dilation) == wanted
    wanted = convolved_size(size, kernel_size, stride, padding, dilation)
    assert shapes.conv_output_size(size, kernel_size, stride, padding, dilation) == wanted


def test_a_convolution_without_a_single_window_is_refused():
    """conv_output_size() is 1 where one window just fits, and a ValueError where none does: no axis has size 0."""
    kernel_size, dilation = random.sample(range(4, 8), 2)
    padding, stride = random.randrange(1, 3), random.randrange(8, 12)
    size = dilation * (kernel_size - 1) + 1 - 2 * padding
    others = {"stride": stride, "padding": padding, "dilation": dilation}
    assert shapes.conv_output_size(size, kernel_size, **others) == 1
    with pytest.raises(ValueError):
        shapes.conv_output_size(size - 1, kernel_size, **others)
    with pytest.raises(ValueError):  # where a formula gives less than 0
        shapes.conv_output_size(size - 2, kernel_size, **others | {"stride": 1})


def pooled_size(size, *arguments, **named):
    return nn.MaxPool1d(*arguments, **named)(torch.zeros(1, 1, size)).shape[2]


def test_pooling_windows_lie_side_by_side_unless_told_otherwise():
    """pool_output_size() takes kernel_size as the stride where none is given, as the pooling layers do."""
    kernel_size, padding, dilation = random.randrange(8, 12), random.randrange(3, 5), random.randrange(2, 4)
    size = kernel_size * random.randrange(5, 9) - 1
    got = shapes.pool_output_size(size, kernel_size)
    assert got == pooled_size(size, kernel_size)
    assert type(got) is int, A_SIZE_IS_AN_INT
    wanted = pooled_size(size, kernel_size, padding=padding, dilation=dilation)
    assert shapes.pool_output_size(size, kernel_size, padding=padding, dilation=dilation) == wanted


def test_ceil_mode_counts_a_last_window_that_starts_inside():
    """pool_output_size() with ceil_mode counts a window that hangs over the end, unless it starts behind the input."""
    kernel_size, padding, dilation = random.randrange(6, 8), random.randrange(2, 4), random.randrange(2, 4)
    overlapping = {"stride": random.randrange(3, 6), "ceil_mode": True}
    size = kernel_size + overlapping["stride"] * random.randrange(3, 6)  # whole windows leave nothing over
    assert shapes.pool_output_size(size, kernel_size, **overlapping) == pooled_size(size, kernel_size, **overlapping)
    size += 1
    assert shapes.pool_output_size(size, kernel_size, **overlapping) == pooled_size(size, kernel_size, **overlapping)
    apart = {"stride": dilation * kernel_size, "padding": padding, "dilation": dilation, "ceil_mode": True}
    size = apart["stride"] * random.randrange(3, 6) - padding + 1  # a window starts on the last position of the input
    assert shapes.pool_output_size(size, kernel_size, **apart) == pooled_size(size, kernel_size, **apart)
    size -= 1  # it would start on the first position of the padding behind the input
    assert shapes.pool_output_size(size, kernel_size, **apart) == pooled_size(size, kernel_size, **apart)
    size -= 1  # on the second
    assert shapes.pool_output_size(size, kernel_size, **apart) == pooled_size(size, kernel_size, **apart)
    unpadded = {"stride": kernel_size + random.randrange(2, 5), "ceil_mode": True}
    size = unpadded["stride"] * random.randrange(3, 6)  # it would start right behind the input
    assert shapes.pool_output_size(size, kernel_size, **unpadded) == pooled_size(size, kernel_size, **unpadded)


def test_pooling_without_a_single_window_is_refused():
    """pool_output_size() is 1 where one window just fits, and a ValueError where none does: no axis has size 0."""
    kernel_size, dilation = random.sample(range(4, 8), 2)
    padding, stride = random.randrange(1, 3), random.randrange(8, 12)
    size = dilation * (kernel_size - 1) + 1 - 2 * padding
    others = {"stride": stride, "padding": padding, "dilation": dilation}
    assert shapes.pool_output_size(size, kernel_size, **others) == 1
    with pytest.raises(ValueError):
        shapes.pool_output_size(size - 1, kernel_size, **others)
    with pytest.raises(ValueError):  # where a formula gives less than 0
        shapes.pool_output_size(size - 2, kernel_size, **others | {"stride": 1})


def learned(layer):
    return sum(parameter.numel() for parameter in layer.parameters())


def test_every_weight_is_counted_and_the_bias_where_there_is_one():
    """parameter_count() is a weight for each input, output and kernel position, and one bias for each output."""
    in_channels, out_channels, *kernel_size = random.sample(range(2, 9), 5)
    wanted = learned(nn.Conv3d(in_channels, out_channels, tuple(kernel_size)))
    assert shapes.parameter_count(in_channels, out_channels, tuple(kernel_size)) == wanted
    wanted = learned(nn.Conv1d(in_channels, out_channels, kernel_size[0], bias=False))
    assert shapes.parameter_count(in_channels, out_channels, (kernel_size[0],), bias=False) == wanted
    wanted = learned(nn.Linear(in_channels, out_channels))
    got = shapes.parameter_count(in_channels, out_channels, ())
    assert got == wanted
    assert type(got) is int, A_COUNT_IS_AN_INT


def test_groups_share_out_the_input_channels():
    """parameter_count() with groups: each output channel has weights for the input channels of its own group only."""
    groups, per_group, multiple, height, width = random.sample(range(2, 8), 5)
    in_channels, out_channels = groups * per_group, groups * multiple
    wanted = learned(nn.Conv2d(in_channels, out_channels, (height, width), groups=groups))
    got = shapes.parameter_count(in_channels, out_channels, (height, width), groups)
    assert got == wanted
    assert type(got) is int, A_COUNT_IS_AN_INT
    wanted = learned(nn.Conv2d(groups, out_channels, (height, width), groups=groups))  # a group for each input channel
    assert shapes.parameter_count(groups, out_channels, (height, width), groups) == wanted


def assert_works_out(layer, *input_shape):
    inputs = torch.zeros(input_shape)
    wanted, words = tuple(layer(inputs).shape), f"the layer is {layer}"
    got = shapes.output_shape(layer, tuple(inputs.shape))  # numbers that are equal to the layer's, and not the same
    assert got == wanted, words
    assert {type(size) for size in got} == {int}, "the types of its sizes"


def test_convolutions_map_each_axis_by_its_own_arguments():
    """output_shape() of a convolution: the batch stays, channels are the layer's, each axis has its own arguments."""
    batch, channels, out_channels, small, large = random.sample(range(2, 9), 5)
    frames, height, width = random.sample(range(20, 30), 3)
    assert_works_out(nn.Conv2d(channels, out_channels, (small, large)), batch, channels, height, width)
    layer = nn.Conv3d(channels, out_channels, (small, 3, large), (3, 1, 2), (1, 5, 3), (1, 4, 2))
    assert_works_out(layer, batch, channels, frames, height, width)
    assert_works_out(nn.Conv1d(channels, out_channels, small, stride=2, padding=3), 1, channels, width)
    layer = nn.Conv2d(channels, out_channels, (3, 5), padding="same", dilation=2)
    assert_works_out(layer, batch, channels, height, width)
    layer = nn.Conv2d(channels, out_channels, (small, large), stride=(2, 3), padding="valid")
    assert_works_out(layer, batch, channels, height, width)


def test_pooling_keeps_the_channels():
    """output_shape() of pooling: batch and channels stay; an adaptive layer has the sizes that it was asked for."""
    batch, channels, small, large = random.sample(range(2, 7), 4)
    frames, height, width = random.sample(range(20, 30), 3)
    assert_works_out(nn.MaxPool2d(small), batch, channels, height, width)
    assert_works_out(nn.AvgPool2d((small, large)), batch, channels, height, width)
    layer = nn.MaxPool3d((2, small, large), stride=(1, 2, 3), padding=(1, 0, 1), dilation=(1, 2, 1))
    assert_works_out(layer, batch, channels, frames, height, width)
    layer = nn.MaxPool1d(large, ceil_mode=True)
    assert_works_out(layer, 1, channels, large * 4 + 1)
    layer = nn.AvgPool3d((small, 1, large), stride=2, padding=(1, 0, 1), ceil_mode=True)
    assert_works_out(layer, batch, channels, frames, height, width)
    assert_works_out(nn.AvgPool1d(large, stride=2), 1, channels, width)
    assert_works_out(nn.AdaptiveMaxPool3d(large), batch, channels, frames, height, width)
    assert_works_out(nn.AdaptiveAvgPool2d((small, large)), batch, channels, height, width)
    assert_works_out(nn.AdaptiveMaxPool2d((small, None)), batch, channels, height, width)
    assert_works_out(nn.AdaptiveAvgPool3d((None, large, small)), batch, channels, frames, height, width)
    assert_works_out(nn.AdaptiveAvgPool1d(large), 1, channels, width)
    assert_works_out(nn.AdaptiveMaxPool1d(small), 1, channels, width)
    assert_works_out(nn.AdaptiveAvgPool2d((height + large, width + small)), batch, channels, height, width)


def test_flatten_and_linear_change_only_their_own_axes():
    """output_shape() of Flatten joins the axes it was told to, of Linear changes the last; all others stay."""
    batch, channels, height, width = random.sample(range(2, 9), 4)
    features, out_features = random.sample(range(300, 400), 2)
    assert_works_out(nn.Flatten(), batch, channels, height, width)
    assert_works_out(nn.Flatten(2, -2), batch, 3, channels, height, width)
    assert_works_out(nn.Linear(features, out_features), batch, features)
    assert_works_out(nn.Linear(features, out_features), batch, height, width, features)


def test_an_input_that_does_not_fit_is_refused():
    """output_shape() does not guess: ValueError for an input that a layer cannot take, TypeError for unknown layers."""
    batch, channels, out_channels, size = random.sample(range(3, 9), 4)
    convolution, linear = nn.Conv1d(channels, out_channels, 2), nn.Linear(size, out_channels)
    assert shapes.output_shape(convolution, (batch, channels, size)) == (batch, out_channels, size - 1)
    with pytest.raises(ValueError):
        shapes.output_shape(convolution, (batch, channels + 1, size))
    with pytest.raises(ValueError):
        shapes.output_shape(linear, (batch, size - 1))
    with pytest.raises(ValueError):
        shapes.output_shape(nn.Conv1d(channels, out_channels, size + 1), (batch, channels, size))
    with pytest.raises(ValueError):
        shapes.output_shape(nn.MaxPool1d(size + 1), (batch, channels, size))
    with pytest.raises(TypeError):
        shapes.output_shape(nn.ConvTranspose1d(channels, out_channels, 2), (batch, channels, size))
    with pytest.raises(TypeError):
        shapes.output_shape(nn.LPPool1d(2, 2), (batch, channels, size))


class Watch(TorchFunctionMode):
    """Notes the functions of PyTorch that compute what these layers compute."""

    def __init__(self, ran):
        super().__init__()
        self.ran = ran

    def __torch_function__(self, function, types, args=(), kwargs=None):
        name = getattr(function, "__name__", "")
        if re.search("conv|pool|linear|mm|matmul|flatten", name):
            self.ran.append(name)
        return function(*args, **(kwargs or {}))


def shapes_and_what_ran(cases):
    ran = []
    hook = register_module_forward_pre_hook(lambda module, _: ran.append(type(module).__name__))
    try:
        with Watch(ran):
            return [shapes.output_shape(layer, input_shape) for layer, input_shape in cases], ran
    finally:
        hook.remove()


def shape_after(layer, input_shape):
    return tuple(layer(torch.zeros(input_shape)).shape)


def test_no_layer_runs():
    """output_shape() works with the numbers alone: it runs no layer and no operation of one, not even on meta."""
    batch, channels, out_channels, size = random.sample(range(3, 9), 4)
    cases = [
        (nn.Conv1d(channels, out_channels, 2), (batch, channels, size)),
        (nn.MaxPool1d(2), (batch, channels, size)),
        (nn.Flatten(), (batch, channels, size)),
        (nn.Linear(size, out_channels), (batch, size)),
    ]
    wanted = [shape_after(layer, input_shape) for layer, input_shape in cases]
    got, ran = observe(shapes_and_what_ran, cases)
    assert got == wanted
    assert ran == [], "what ran, though nothing had to"


def traced(children, inputs):
    steps = []
    for name, child in children.items():
        inputs = child(inputs)
        steps.append((name, tuple(inputs.shape)))
    return steps


def traced_again_with_one_more(network, input_shape, another):
    shapes.trace_shapes(network, input_shape)
    network.add_module("another", another)
    return shapes.trace_shapes(network, input_shape)


def test_each_child_is_listed_with_the_shape_after_it():
    """trace_shapes() lists the children there are now, in order; one at two places stands there twice, a block once."""
    batch, channels, hidden, classes = random.sample(range(2, 9), 4)
    height, width = random.sample(range(14, 24), 2)
    activation, inputs = nn.ReLU(), torch.zeros(batch, channels, height, width)
    children = OrderedDict(
        conv=nn.Conv2d(channels, hidden, (3, 4)),
        relu=activation,
        up=nn.Sequential(nn.ConvTranspose2d(hidden, 3, 2), nn.Tanh()),
        again=activation,
        flat=nn.Flatten(),
        head=nn.LazyLinear(classes),
    )
    wanted, network = traced(children, inputs), nn.Sequential(children)
    assert shapes.trace_shapes(network, tuple(inputs.shape)) == wanted
    got = observe(traced_again_with_one_more, network, tuple(inputs.shape), nn.Linear(classes, hidden))
    assert got == [*wanted, ("another", (batch, hidden))], "the second answer, when the network has one more child"


def test_no_activation_is_computed():
    """trace_shapes() needs no memory for activations: the input may be larger than any machine's memory."""
    batch, channels, hidden, classes = random.sample(range(2, 9), 4)
    height, width = random.sample(range(10_000_000, 20_000_000), 2)  # an activation takes petabytes
    network = nn.Sequential(
        nn.Conv2d(channels, hidden, 3, stride=2),
        nn.BatchNorm2d(hidden),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(hidden, classes),
    )
    large = (batch, hidden, (height - 3) // 2 + 1, (width - 3) // 2 + 1)
    wanted = [large, large, large, (batch, hidden, 1, 1), (batch, hidden), (batch, classes)]
    got = shapes.trace_shapes(network, (batch, channels, height, width))
    assert got == [(str(number), shape) for number, shape in enumerate(wanted)]


def hooks_on(module):
    return len(module._forward_hooks) + len(module._forward_pre_hooks)


def left_behind(network, input_shape):
    before = network.state_dict(keep_vars=True)
    steps = shapes.trace_shapes(network, input_shape)
    after = network.state_dict(keep_vars=True)
    return {
        "steps": steps,
        "replaced": [name for name in before if after[name] is not before[name]],
        "modes": [module.training for module in network.modules()],
        "hooks": sum(map(hooks_on, network.modules())),
        "values": {name: value for name, value in after.items() if not value.is_meta},
    }


def left_behind_by_an_error(network, input_shape):
    before = network.state_dict(keep_vars=True)
    with contextlib.suppress(Exception):  # of a child that refuses its input
        shapes.trace_shapes(network, input_shape)
    after = network.state_dict(keep_vars=True)
    return {
        "replaced": [name for name in before if after[name] is not before[name]],
        "modes": [module.training for module in network.modules()],
        "hooks": sum(map(hooks_on, network.modules())),
    }


def test_the_network_is_left_as_it_was():
    """trace_shapes() leaves the network alone, also where a child raises: same tensors, values and modes, no hooks."""
    batch, features, hidden, classes = random.sample(range(2, 9), 4)
    network = nn.Sequential(
        nn.Linear(features, hidden), nn.BatchNorm1d(hidden), nn.Dropout(), nn.Linear(hidden, classes)
    )
    network[random.randrange(1, 3)].eval()
    values = {name: value.clone() for name, value in network.state_dict(keep_vars=True).items()}
    modes = [module.training for module in network.modules()]
    seen = observe(left_behind, network, (batch, features))
    assert seen["steps"] == [(str(number), (batch, size)) for number, size in enumerate([hidden] * 3 + [classes])]
    assert seen["replaced"] == [], "parameters and buffers that are other objects than before"
    assert seen["modes"] == modes, "training of the network and of each module in it"
    assert seen["hooks"] == 0, "hooks that are still there"
    assert_close(seen["values"], values)
    refused = observe(left_behind_by_an_error, network, (batch, features + 1))
    assert refused["replaced"] == [], "parameters and buffers that are other objects, after a child refused its input"
    assert refused["modes"] == modes, "training of each module, after a child refused its input"
    assert refused["hooks"] == 0, "hooks that are still there after a child refused its input"


def test_a_batch_of_one_can_be_traced_in_train_mode():
    """trace_shapes() is about shapes only: a batch of one is no problem, even where BatchNorm could not train on it."""
    features, hidden, classes = random.sample(range(2, 9), 3)
    network = nn.Sequential(nn.Linear(features, hidden), nn.BatchNorm1d(hidden), nn.Linear(hidden, classes))
    wanted = [("0", (1, hidden)), ("1", (1, hidden)), ("2", (1, classes))]
    assert shapes.trace_shapes(network, (1, features)) == wanted


def same_conv_at_work(inputs, out_channels, kernel_size, **dilation):
    layer = shapes.same_conv(inputs.shape[1], out_channels, kernel_size, inputs.dim() - 2, **dilation)
    with warnings.catch_warnings(action="ignore"):  # that padding="same" copies its input where the kernel is even
        outputs = layer(inputs)
    parameters = [parameter.detach() for parameter in layer.parameters()]
    return outputs.detach(), sorted(parameters, key=Tensor.dim, reverse=True)


def assert_same_convolution(inputs, out_channels, kernel_size, **dilation):
    outputs, parameters = observe(same_conv_at_work, inputs, out_channels, kernel_size, **dilation)
    dims = inputs.dim() - 2
    assert tuple(outputs.shape) == (len(inputs), out_channels, *inputs.shape[2:]), "the output's shape"
    weight_shape = (out_channels, inputs.shape[1], *[kernel_size] * dims)
    assert [tuple(parameter.shape) for parameter in parameters] == [weight_shape, (out_channels,)], "weight and bias"
    added = dilation.get("dilation", 1) * (kernel_size - 1)
    padded = F.pad(inputs, (added // 2, added - added // 2) * dims)
    assert_close(outputs, (F.conv1d, F.conv2d, F.conv3d)[dims - 1](padded, *parameters, **dilation))


def test_same_conv_keeps_the_size_for_any_dilation():
    """same_conv() is the convolution asked for, on as many axes, padded by what a dilated kernel takes away."""
    batch, in_channels, out_channels = random.sample(range(2, 6), 3)
    frames, height, width = random.sample(range(6, 12), 3)
    kernel_size, dilation = random.choice([3, 5]), random.randrange(2, 4)
    assert_same_convolution(torch.randn(batch, in_channels, width), out_channels, kernel_size, dilation=dilation)
    assert_same_convolution(torch.randn(1, in_channels, height, width), out_channels, kernel_size, dilation=dilation)
    inputs = torch.randn(batch, in_channels, frames, height, width)
    assert_same_convolution(inputs, out_channels, kernel_size, dilation=dilation)


def test_same_conv_keeps_the_size_for_an_even_kernel():
    """same_conv() with an even kernel may need an odd number of zeros: the end gets one more than the beginning."""
    batch, in_channels, out_channels = random.sample(range(2, 6), 3)
    frames, height, width = random.sample(range(6, 12), 3)
    kernel_size = random.choice([2, 4])
    assert_same_convolution(torch.randn(1, in_channels, width), out_channels, kernel_size)
    inputs = torch.randn(batch, in_channels, frames, height, width)
    assert_same_convolution(inputs, out_channels, kernel_size, dilation=3)
    assert_same_convolution(torch.randn(batch, in_channels, height, width), out_channels, kernel_size, dilation=2)


def video_stem_at_work(clip):
    stem = shapes.video_stem()
    outputs = stem(clip)
    weights = [parameter.detach() for parameter in stem.parameters() if parameter.dim() == 5]
    shared = set(stem.parameters()) & set(shapes.video_stem().parameters())
    return outputs.detach(), weights, sum(parameter.numel() for parameter in stem.parameters()), len(shared)


def test_video_stem_keeps_the_frames_and_quarters_the_image():
    """video_stem() is the four layers it should be, with strides and paddings that leave the frames alone."""
    frames, (height, width) = random.randrange(6, 9), random.sample(range(17, 25), 2)
    clip = torch.randn(2, 3, frames, height, width)
    outputs, weights, count, shared = observe(video_stem_at_work, clip)
    quarters = (2, 64, frames, math.ceil(height / 4), math.ceil(width / 4))
    assert tuple(outputs.shape) == quarters, f"the output's shape for an input of {tuple(clip.shape)}"
    assert count == 64 * 3 * (3 * 7 * 7) + 2 * 64, "parameters: the weights, and two for each channel of BatchNorm"
    convolved = F.conv3d(clip, *weights, stride=(1, 2, 2), padding=(1, 3, 3))
    normalized = F.batch_norm(convolved, None, None, training=True)
    assert_close(outputs, F.max_pool3d(F.relu(normalized), (1, 3, 3), (1, 2, 2), (0, 1, 1)))
    assert shared == 0, "parameters that a second stem has in common with the first"
