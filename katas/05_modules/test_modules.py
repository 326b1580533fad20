"""Graded tests: a network is a tree of modules."""

import copy
import random
from collections import OrderedDict
from contextlib import ExitStack, contextmanager

import modules
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.testing import assert_close

from dojo.observe import observe
from dojo.practice import PRACTICE

NAMES = ["act", "body", "conv", "dense", "encoder", "fc", "gate", "head", "inner", "joint", "key", "last"]


def clone(state):
    return {name: value.detach().clone() for name, value in state.items()}


def draw_inputs(*sizes):
    """Return numbers in float64 of which none is near zero; not contiguous."""
    inputs = torch.randn(*reversed(sizes)).double().permute(*reversed(range(len(sizes))))
    return inputs + inputs.sign()


def named_layers(features, hidden):
    """Return five pairs in which one Linear and one Tanh stand twice, under names in reverse order."""
    linear, back, tanh = nn.Linear(features, hidden), nn.Linear(hidden, features), nn.Tanh()
    names = sorted(random.sample(NAMES, 5), reverse=True)
    return list(zip(names, [linear.double(), tanh, back.double(), tanh, linear], strict=True))


def through_named(pairs, inputs):
    given = list(pairs)
    network = modules.named_network(given)
    strangers = [name for index, (name, layer) in enumerate(pairs) if network[index] is not layer]
    entries = list(network.state_dict())
    return network(inputs).detach(), entries, strangers, [name for name, _ in given]


def test_named_network_runs_the_layers_under_their_names():
    """named_network() runs the very layers it is given, in order, each under its name, one of them under two."""
    size, features, hidden = random.sample(range(2, 9), 3)
    pairs, inputs = named_layers(features, hidden), draw_inputs(size, features)
    names, (linear, tanh, back, *_) = zip(*pairs, strict=True)
    wanted = linear(tanh(back(tanh(linear(inputs))))).detach()
    output, entries, strangers, left = observe(through_named, pairs, inputs)
    assert entries == [f"{names[index]}.{kind}" for index in (0, 2, 4) for kind in ("weight", "bias")]
    assert_close(output, wanted)
    assert strangers == [], "names in whose place another module stands than the one that was given"
    assert left == list(names), "names in the caller's list afterwards"


def tried_names(cases, pairs, inputs):
    """Return what happened for each list of pairs, and the output for one that is right."""
    happened = []
    for case in cases:
        try:
            modules.named_network(case)
            happened.append("no error")
        except ValueError:
            happened.append("ValueError")
    return happened, modules.named_network(pairs)(inputs).detach()


def test_named_network_refuses_a_name_that_comes_twice():
    """named_network() raises ValueError for a name that comes twice: the first layer would be lost without a word."""
    size, features, hidden = random.sample(range(2, 9), 3)
    pairs, inputs = named_layers(features, hidden)[:3], draw_inputs(size, features)
    (first, linear), (second, tanh), (third, back) = pairs
    again = [(first, linear), (second, tanh), (third, back), (second, nn.Tanh())]
    same_layer = [(first, linear), (second, tanh), (third, back), (second, tanh)]
    shared = [(first, linear), (second, linear), (second, tanh)]
    wanted = back(tanh(linear(inputs))).detach()
    happened, output = observe(tried_names, [again, same_layer, shared], pairs, inputs)
    assert happened == ["ValueError"] * 3, "for a name with two layers, twice with one layer, first with a shared layer"
    assert_close(output, wanted)


def in_place_network(features, hidden):
    """Return a network whose first layer would overwrite the input, and which has a block."""
    block = nn.Sequential(nn.Linear(hidden, hidden), nn.Sequential(nn.ReLU(inplace=True)))
    named = OrderedDict(entry=nn.LeakyReLU(0.3, inplace=True), dense=nn.Linear(features, hidden), block=block)
    return nn.Sequential(named).double()


def in_place_layers(hidden, outputs):
    """Return layers for `in_place_network`, of which the last one gives zeros."""
    block = nn.Sequential(nn.Linear(hidden, outputs), nn.ReLU(inplace=True), nn.Linear(outputs, outputs))
    return [nn.Hardtanh(-0.2, 0.4, inplace=True), block.double(), nn.Dropout(1.0, inplace=True)]


def grown(network, layers, inputs):
    """Return the output in eval mode, and what the growing has made of network and list."""
    given = list(layers)
    modules.grow(network, given)
    strangers = [index for index, layer in enumerate(layers) if all(layer is not other for other in network)]
    output = network.eval()(inputs.clone()).detach()
    return output, list(network._modules), list(network.state_dict()), strangers, len(given)


def twin_of(network, layers):
    """Return what a copy of the network must grow to."""
    twin = copy.deepcopy(network)
    for index, layer in enumerate(copy.deepcopy(layers), start=len(network)):
        twin.add_module(str(index), layer)
    for module in twin.modules():
        vars(module).update({"inplace": False} if "inplace" in vars(module) else {})
    return twin


def test_grow_appends_to_the_network_itself():
    """grow() appends the very layers it is given, in order, to the network itself, under the names of append()."""
    size, features, hidden, outputs = random.sample(range(3, 9), 4)
    network, layers = in_place_network(features, hidden), in_place_layers(hidden, outputs)
    inputs, twin = draw_inputs(size, features), twin_of(network, layers)
    output, names, entries, strangers, left = observe(grown, network, layers, inputs)
    assert names == ["entry", "dense", "block", "3", "4", "5"]
    assert entries == list(twin.state_dict())
    assert_close(output, twin.eval()(inputs).detach())
    assert strangers == [], "which of the given layers are not in the network themselves"
    assert left == 3, "layers in the caller's list afterwards"


def kept_by_hooks(network, inputs):
    """Return what hooks have kept of each layer, looked at when the whole network has run, and the input."""
    kept, inputs = {}, inputs.clone()
    for name, module in network.named_modules():
        module.register_forward_hook(lambda *seen, name=name: kept.update({name: seen[2]}))
    with torch.no_grad():
        network(inputs)
    return clone({f"output of {name or 'the network'}": output for name, output in kept.items()} | {"input": inputs})


def grown_with_hooks(network, layers, inputs):
    modules.grow(network, layers)
    return kept_by_hooks(network, inputs)


def test_grow_lets_nothing_be_overwritten():
    """grow() lets no layer overwrite its input, old or new, at any depth: what others have kept stays true."""
    size, features, hidden, outputs = random.sample(range(3, 9), 4)
    network, layers = in_place_network(features, hidden), in_place_layers(hidden, outputs)
    inputs = draw_inputs(size, features)
    wanted = kept_by_hooks(twin_of(network, layers), inputs)
    assert_close(observe(grown_with_hooks, network, layers, inputs), wanted)


def shapes_of(module):
    return {name: list(value.shape) for name, value in module.state_dict().items()}


def misfits(shapes, reference):
    """Return in words where names and shapes are not those of a reference."""
    wanted = shapes_of(reference)
    missing = [f"{name} is missing" for name in wanted if name not in shapes]
    others = [f"{name} has the shape {shape}" for name, shape in shapes.items() if wanted.get(name, shape) != shape]
    return missing + others + [f"{name} is not wanted" for name in shapes if name not in wanted]


def load(module, state):
    """Load what fits into a network of the learner's; what does not fit shows in `misfits`."""
    own = module.state_dict()
    fitting = {name: value for name, value in state.items() if name in own and value.shape == own[name].shape}
    module.load_state_dict(fitting, strict=False)
    return module


def lenet_layers(in_channels, classes):
    """Return the layers of a LeNet, in float64, whose logits are of both signs."""
    layers = nn.ModuleDict(
        {
            "conv1": nn.Conv2d(in_channels, 6, 5),
            "conv2": nn.Conv2d(6, 16, 5),
            "fc1": nn.Linear(400, 120),
            "fc2": nn.Linear(120, 84),
            "fc3": nn.Linear(84, classes),
        }
    )
    layers["fc3"].bias.data = torch.linspace(-3, 3, classes)
    return layers.double()


def through_lenet(layers, images):
    maps = F.max_pool2d(F.relu(layers["conv1"](images)), 2)
    maps = F.max_pool2d(F.relu(layers["conv2"](maps)), 2)
    hidden = F.relu(layers["fc1"](maps.reshape(len(images), -1)))
    return layers["fc3"](F.relu(layers["fc2"](hidden)))


def filled(kind, sizes, state):
    """Return a network of the learner's in float64 with these values in it."""
    return load(getattr(modules, kind)(*sizes).double(), state)


def outputs_of(kind, sizes, state, batches):
    network = filled(kind, sizes, state)
    return shapes_of(network), [network(batch).detach() for batch in batches]


def trained(network, parameters, inputs):
    """Return the outputs before two updates by an optimizer over these parameters."""
    optimizer, outputs = torch.optim.SGD(parameters, lr=0.05), []
    for _ in range(2):
        optimizer.zero_grad()
        output = network(inputs)
        output.square().mean().backward()
        optimizer.step()
        outputs.append(output.detach())
    return outputs


def updates_of(kind, sizes, state, inputs):
    """Return names and shapes, which layers' hooks ran while it was trained, and what it was afterwards."""
    network, ran = filled(kind, sizes, state), []
    shapes = shapes_of(network)
    for name, module in network.named_modules():
        if name in {entry.rpartition(".")[0] for entry in state}:
            module.register_forward_hook(lambda *_, name=name: ran.append(name))
    trained(network, [*network.parameters(), torch.zeros(1, requires_grad=True)], inputs)
    return shapes, ran, clone(network.state_dict())


def draw_lenet():
    in_channels, first, classes = random.sample(range(2, 9), 3)
    layers = lenet_layers(in_channels, classes + 1)
    batches = [draw_inputs(size, in_channels, 32, 32) for size in (first, 1)]
    return (in_channels, classes + 1), layers, batches


ENTRIES = "what is wrong in state_dict(), which holds what is registered"


def test_lenet_computes_logits():
    """LeNet has the layers that the text names, and gives each image its logits, one image alone, too."""
    sizes, layers, batches = draw_lenet()
    wanted = [through_lenet(layers, batch).detach() for batch in batches]
    shapes, outputs = observe(outputs_of, "LeNet", sizes, clone(layers.state_dict()), batches)
    assert misfits(shapes, layers) == [], ENTRIES
    assert_close(outputs, wanted)


HOOKS = "layers whose hooks ran, in two forward passes: layer(x) runs them, layer.forward(x) does not"


def test_lenet_learns():
    """LeNet calls its five layers, so that hooks on them run, and hands their parameters to the optimizer."""
    sizes, layers, (inputs, _) = draw_lenet()
    state = clone(layers.state_dict())
    trained(lambda images: through_lenet(layers, images), layers.parameters(), inputs)
    shapes, ran, after = observe(updates_of, "LeNet", sizes, state, inputs)
    assert misfits(shapes, layers) == [], ENTRIES
    assert ran == list(layers) * 2, HOOKS
    assert_close(after, clone(layers.state_dict()))


def stack_layers(features, depth):
    return nn.ModuleDict({"layers": nn.ModuleList(nn.Linear(features, features) for _ in range(depth))}).double()


def through_stack(layers, x):
    for layer in layers["layers"]:
        x = x + F.relu(F.linear(x, layer.weight, layer.bias))
    return x


def test_stack_computes_each_layer():
    """Stack has as many layers as it is asked for, each with weights of its own, and each adds relu(layer(x)) to x."""
    features, size, depth = random.sample(range(4, 9), 3)
    stacks = [stack_layers(features, 1), stack_layers(features, depth)]
    batches = [draw_inputs(size, features), draw_inputs(1, features)]
    wanted = [through_stack(stack, batch).detach() for stack in stacks for batch in batches]
    for_one, one = observe(outputs_of, "Stack", (features, 1), clone(stacks[0].state_dict()), batches)
    for_many, many = observe(outputs_of, "Stack", (features, depth), clone(stacks[1].state_dict()), batches)
    assert misfits(for_one, stacks[0]) + misfits(for_many, stacks[1]) == [], ENTRIES
    assert_close(one + many, wanted)


def test_stack_learns():
    """Stack calls its layers in order, so that hooks on them run, and hands their parameters to the optimizer."""
    features, size, depth = random.sample(range(3, 8), 3)
    layers, inputs = stack_layers(features, depth), draw_inputs(size, features)
    state = clone(layers.state_dict())
    trained(lambda x: through_stack(layers, x), layers.parameters(), inputs)
    shapes, ran, after = observe(updates_of, "Stack", (features, depth), state, inputs)
    assert misfits(shapes, layers) == [], ENTRIES
    assert ran == [f"layers.{index}" for index in range(depth)] * 2, HOOKS
    assert_close(after, clone(layers.state_dict()))


def names_in(scale):
    """Return what a RunningScale has registered, and the dtypes of it."""
    kinds = {"parameters": scale.named_parameters(), "buffers": scale.named_buffers()}
    registered = {kind: sorted(name for name, _ in pairs) for kind, pairs in kinds.items()}
    return registered, {name: str(value.dtype) for name, value in scale.state_dict().items()}


def scaled(state, batches):
    """Return what a new layer holds, then what a loaded one gives for batches in training and in eval mode, and holds.

    The second batch comes without a graph.
    """
    modules.RunningScale(len(state["gain"]))(torch.full((1, len(state["gain"])), 1e6))
    scale, seen = modules.RunningScale(len(state["gain"])), {}
    seen["a new layer"] = clone(scale.state_dict())
    registered, dtypes = names_in(scale.double())
    load(scale, state)
    first, second, *later = [batch.clone() for batch in batches]
    outputs, held = [scale(first).detach()], [clone(scale.state_dict())]
    with torch.no_grad():
        outputs.append(scale(second))
    held.append(clone(scale.state_dict()))
    scale.eval()
    outputs += [scale(batch).detach() for batch in later]
    seen |= {"outputs": outputs, "state after each batch": [*held, clone(scale.state_dict())]}
    return registered, dtypes, seen | {"inputs afterwards": [first, second, *later]}


REGISTERED = {"parameters": ["gain"], "buffers": ["largest"]}


def test_running_scale_measures_and_remembers():
    """RunningScale brings largest up to date in training mode only, and saves it: state that is not learned."""
    features, size, other = random.sample(range(3, 9), 3)
    state = {"gain": torch.rand(features).double() + 1.5, "largest": torch.rand(features).double() + 1.0}
    state["largest"][0] = 50.0
    batches = [draw_inputs(rows, features) * scale for rows, scale in ((size, 2), (1, 4), (other, 9), (1, 9))]
    batches[0][0, 1], batches[0][0, 2] = -20.0, 30.0
    maxima = [torch.maximum(state["largest"], batches[0].abs().amax(0))]
    maxima.append(torch.maximum(maxima[0], batches[1].abs().amax(0)))
    maxima += [maxima[1], maxima[1]]
    wanted = {
        "a new layer": {name: torch.ones(features) for name in state},
        "outputs": [batch / most * state["gain"] for batch, most in zip(batches, maxima, strict=True)],
        "state after each batch": [{"gain": state["gain"], "largest": most} for most in maxima[:3]],
        "inputs afterwards": batches,
    }
    registered, dtypes, seen = observe(scaled, state, batches)
    assert registered == REGISTERED, "what named_parameters() and named_buffers() list"
    assert dtypes == {"gain": "torch.float64", "largest": "torch.float64"}, "dtypes in state_dict() after double()"
    assert_close(seen, wanted)


def gradients_of_scale(state, batches):
    """Return the gradients of gain and of each batch, for one backward pass after all forward passes."""
    scale = load(modules.RunningScale(len(state["gain"])).double(), state)
    given = [batch.clone().requires_grad_() for batch in batches]
    total = sum((scale(batch) ** 3).sum() for batch in given)
    graph = [name for name, buffer in scale.named_buffers() if buffer.requires_grad]
    total.backward()
    return graph, {"gain": scale.gain.grad, "batches": [batch.grad for batch in given]}


def test_running_scale_learns_its_gain():
    """RunningScale lets gradients reach gain and x, past largest, which is a constant that holds no graph."""
    features, size, other = random.sample(range(3, 9), 3)
    state = {"gain": torch.rand(features).double() + 0.5, "largest": torch.rand(features).double() + 1.0}
    batches = [draw_inputs(size, features), 3 * draw_inputs(other, features)]
    first = torch.maximum(state["largest"], batches[0].abs().amax(0))
    maxima = [first, torch.maximum(first, batches[1].abs().amax(0))]
    ratios = [batch / most for batch, most in zip(batches, maxima, strict=True)]
    slopes = [3 * (ratio * state["gain"]) ** 2 for ratio in ratios]
    wanted = {
        "gain": sum((slope * ratio).sum(0) for slope, ratio in zip(slopes, ratios, strict=True)),
        "batches": [slope * state["gain"] / most for slope, most in zip(slopes, maxima, strict=True)],
    }
    graph, gradients = observe(gradients_of_scale, state, batches)
    assert graph == [], "buffers that hold on to a graph"
    assert_close(gradients, wanted)


def conv_network(groups, classes):
    """Return layers with settings of all kinds, for images of 13 x 11 pixels; one ReLU stands in two places."""
    relu, channels = nn.ReLU(), 2 * groups
    settings = {"stride": (2, 1), "padding": (1, 2), "dilation": (1, 2), "groups": groups}
    layers = [
        relu,
        nn.Conv2d(channels, 3 * groups, (3, 2), bias=False, **settings),
        nn.MaxPool2d((2, 3), stride=(1, 2), padding=(0, 1)),
        nn.Conv2d(3 * groups, 4, 2),
        relu,
        nn.MaxPool2d(2),
        nn.Flatten(),
    ]
    return nn.Sequential(*layers, nn.Linear(24, 7, bias=False), nn.ReLU(), nn.Linear(7, classes)).double()


@contextmanager
def noting_modules():
    """Give a list that will name the classes of PyTorch's layers that run, by whatever way."""
    ran, kinds = [], (nn.Conv2d, nn.Linear, nn.ReLU, nn.MaxPool2d, nn.Flatten, nn.Sequential)
    with ExitStack() as stack:
        for kind in kinds:
            stack.callback(setattr, kind, "forward", kind.forward)
            kind.forward = noting(kind.forward, kind.__name__, ran)
        yield ran


def noting(forward, name, ran):
    def noted(*arguments, **options):
        ran.append(name)
        return forward(*arguments, **options)

    return noted


def worked_through(network, inputs, slope):
    """Return which modules ran, and the gradients of the output weighted by slope."""
    given = inputs.clone().requires_grad_()
    with noting_modules() as ran:
        output = modules.functional_forward(network, given * 1)
    (output * slope).sum().backward()
    gradients = {name: weight.grad for name, weight in network.named_parameters()}
    return sorted(set(ran)), {"inputs": given.grad, **gradients}


def test_functional_forward_follows_the_settings():
    """functional_forward() gives what the network gives: it follows each layer's settings, and leaves the inputs."""
    groups, size, classes = random.sample(range(2, 6), 3)
    network = nn.Sequential(nn.ReLU(inplace=True), *conv_network(groups, classes))
    inputs = draw_inputs(size, 2 * groups, 13, 11)
    wanted, before = network(inputs.clone()).detach(), inputs.clone()
    assert_close(modules.functional_forward(network, inputs).detach(), wanted)
    assert_close(inputs, before)


def test_functional_forward_runs_functions_only():
    """functional_forward() runs no module, and gradients reach the network's own parameters and the inputs."""
    groups, size, classes = random.sample(range(2, 6), 3)
    network, inputs = conv_network(groups, classes), draw_inputs(size, 2 * groups, 13, 11)
    slope, given, twin = torch.randn(size, classes).double(), inputs.clone().requires_grad_(), copy.deepcopy(network)
    output = twin(given)
    (output * slope).sum().backward()
    wanted = {"inputs": given.grad, **{name: weight.grad for name, weight in twin.named_parameters()}}
    ran, gradients = observe(worked_through, network, inputs, slope)
    assert ran == [], "classes of modules that ran"
    assert_close(gradients, wanted)


def test_parameter_table_walks_the_tree():
    """parameter_table() has a row for each module at any depth, with the parameters of its own, and no buffers."""
    first, second, third, heads = random.sample(range(2, 9), 4)
    width = heads * 2
    block = nn.Sequential(nn.Linear(second, third, bias=False), nn.BatchNorm1d(second))
    inner = nn.Sequential(nn.BatchNorm1d(second), block)
    named = OrderedDict(entry=nn.Linear(first, second), inner=inner, mix=nn.MultiheadAttention(width, heads))
    wanted = [
        ("", "Sequential", 0, 0),
        ("entry", "Linear", first * second + second, 0),
        ("inner", "Sequential", 0, 0),
        ("inner.0", "BatchNorm1d", 2 * second, 0),
        ("inner.1", "Sequential", 0, 0),
        ("inner.1.0", "Linear", second * third, 0),
        ("inner.1.1", "BatchNorm1d", 2 * second, 0),
        ("mix", "MultiheadAttention", 3 * width * width + 3 * width, 0),
        ("mix.out_proj", "NonDynamicallyQuantizableLinear", width * width + width, 0),
    ]
    assert modules.parameter_table(nn.Sequential(named)) == wanted


def tables(model):
    return [modules.parameter_table(model), modules.parameter_table(model)]


def test_parameter_table_counts_each_parameter_once():
    """parameter_table() counts a parameter once, where it first stands, and tells trainable from frozen elements."""
    words, features, hidden = random.sample(range(2, 9), 3)
    shared, encoder, decoder = nn.Linear(features, hidden), nn.Embedding(words, features), nn.Linear(features, words)
    decoder.weight = encoder.weight
    shared.weight.requires_grad_(False)
    again = nn.Linear(features, hidden)
    again.weight = shared.weight
    inner = nn.Sequential(shared, nn.Linear(hidden, features))
    model = nn.Sequential(encoder, shared, nn.ReLU(), inner, decoder, again)
    inner[1].requires_grad_(False)
    wanted = [
        ("", "Sequential", 0, 0),
        ("0", "Embedding", words * features, 0),
        ("1", "Linear", hidden, hidden * features),
        ("2", "ReLU", 0, 0),
        ("3", "Sequential", 0, 0),
        ("3.1", "Linear", 0, hidden * features + features),
        ("4", "Linear", words, 0),
        ("5", "Linear", hidden, 0),
    ]
    assert observe(tables, model) == [wanted, wanted], "rows in two calls with the same model"


def model_in_parts(features, hidden, outputs):
    """Return a model in training mode whose part body.layer1 holds dropout and statistics, and gradients for it."""
    part = nn.Sequential(nn.Linear(hidden, hidden), nn.BatchNorm1d(hidden), nn.Sequential(nn.Dropout(0.6)))
    other = nn.Sequential(nn.Linear(hidden, hidden), nn.BatchNorm1d(hidden))
    body = nn.Sequential(OrderedDict(layer1=part, tanh=nn.Tanh(), layer10=other))
    named = OrderedDict(stem=nn.Linear(features, hidden), body=body, head=nn.Linear(hidden, outputs))
    model = nn.Sequential(named).double()
    return model, {name: torch.randn_like(weight) for name, weight in model.named_parameters()}


def sgd(parameters):
    return torch.optim.SGD(parameters, lr=0.1, momentum=0.7, weight_decay=0.2)


def give(model, gradients):
    for name, weight in model.named_parameters():
        weight.grad = gradients[name].clone()


def train(model, optimizer, batches):
    """Make a step for each batch."""
    for inputs, target in batches:
        optimizer.zero_grad()
        F.mse_loss(model(inputs), target).backward()
        optimizer.step()


def trained_with_freeze(model, path, gradients, batches):
    """Take a step, freeze, take a step by the gradients that are there, and train."""
    optimizer = sgd(model.parameters())
    give(model, gradients)
    optimizer.step()
    modules.freeze(model, path)
    optimizer.step()
    train(model, optimizer, batches)
    return clone(model.state_dict())


def trained_without(model, part, gradients, batches):
    """Do the same by hand: after the first step, the optimizer knows nothing of this part."""
    give(model, gradients)
    optimizer, frozen = sgd(model.parameters()), list(part.parameters())
    optimizer.step()
    part.eval()
    for weight in frozen:
        weight.grad = None
        weight.requires_grad_(False)
    optimizer.step()
    train(model, optimizer, batches)
    return clone(model.state_dict())


def draw_batches(features, outputs, *sizes):
    return [(draw_inputs(size, features), torch.randn(size, outputs).double()) for size in sizes]


def test_freeze_stops_the_part():
    """freeze() stops a part: no update, no old gradient, no statistics, no dropout; all around it, training goes on."""
    features, hidden, outputs = random.sample(range(3, 9), 3)
    model, gradients = model_in_parts(features, hidden, outputs)
    batches, twin = draw_batches(features, outputs, 5, 3), copy.deepcopy(model)
    wanted = trained_without(twin, twin.body.layer1, gradients, batches)
    assert_close(observe(trained_with_freeze, model, "body.layer1", gradients, batches), wanted)


def tied(features, hidden, outputs):
    """Return a model of which the part "1" shares a weight with a layer in front of it, and one with a layer behind."""
    first, last = nn.Linear(features, features), nn.Linear(hidden, hidden)
    part = nn.Sequential(nn.Linear(features, features), nn.Linear(features, hidden), nn.Linear(hidden, hidden))
    part[0].weight, last.weight = first.weight, part[2].weight
    return nn.Sequential(first, part, last, nn.Linear(hidden, outputs)).double()


def test_freeze_reaches_all_parameters_of_the_part():
    """freeze() freezes what the part shares with layers elsewhere, too, and for the path "" the whole model."""
    features, hidden, outputs = random.sample(range(3, 9), 3)
    model = tied(features, hidden, outputs)
    gradients = {name: torch.randn_like(weight) for name, weight in model.named_parameters()}
    batches, twin = draw_batches(features, outputs, 5, 3), copy.deepcopy(model)
    wanted = trained_without(twin, twin[1], gradients, batches)
    assert_close(observe(trained_with_freeze, model, "1", gradients, batches), wanted)
    twin = copy.deepcopy(model)
    wanted = trained_without(twin, twin, gradients, [])
    assert_close(observe(trained_with_freeze, model, "", gradients, []), wanted)


def touched_by_freeze(model, paths, gradients):
    """Return what happened for each path, then which modules and parameters are still in training, and all .grad."""
    happened = []
    give(model, gradients)
    for path in paths:
        try:
            modules.freeze(model, path)
            happened.append("no error")
        except AttributeError:
            happened.append("AttributeError")
    modes = [name for name, module in model.named_modules() if module.training]
    learning = [name for name, weight in model.named_parameters() if weight.requires_grad]
    left = {name: weight.grad for name, weight in model.named_parameters() if weight.grad is not None}
    return happened, modes, learning, left


def test_freeze_leaves_the_rest_alone():
    """freeze() leaves all else as it is: layer10 is no part of layer1. It raises AttributeError for a wrong path."""
    features, hidden, outputs = random.sample(range(3, 9), 3)
    model, gradients = model_in_parts(features, hidden, outputs)
    paths, inside = ["layer1", "body.layer", "body.layer1.7", "hea", "body.layer1"], "body.layer1."
    happened, modes, learning, left = observe(touched_by_freeze, model, paths, gradients)
    outside = {name: gradient for name, gradient in gradients.items() if not name.startswith(inside)}
    wanted = [name for name, _ in model.named_modules() if not f"{name}.".startswith(inside)]
    assert happened == ["AttributeError"] * 4 + ["no error"], f"for the paths {', '.join(paths)}"
    assert modes == wanted, f"modules in training mode afterwards; only {inside[:-1]} was to be frozen"
    assert learning == list(outside), f"parameters that require grad afterwards; only {inside[:-1]} was to be frozen"
    assert_close(left, outside)


def model_with_head(features, hidden, outputs, bias=True):
    """Return a model whose head is inside, and not the last module."""
    top, entry = nn.Sequential(nn.Tanh(), nn.Linear(hidden, outputs, bias=bias)), nn.Linear(features, hidden)
    named = OrderedDict(entry=entry, dense=nn.Linear(hidden, hidden), top=top, end=nn.Softsign())
    return nn.Sequential(named).double()


def groups_of(model):
    """Return parameter groups with options of their own, the head's weight and bias not in the same."""
    weights = dict(model.named_parameters())
    own = {"lr": 0.3, "weight_decay": 0.4, "momentum": 0.4, "betas": (0.6, 0.8)}
    return [
        {"params": [weights["entry.weight"], weights["top.1.bias"]], "lr": 0.02, "weight_decay": 0.0},
        {"params": [weights["entry.bias"], weights["dense.weight"]], "lr": 0.05},
        {"params": [weights["dense.bias"], weights["top.1.weight"]], **own},
    ]


def options_of(kind):
    return {torch.optim.SGD: {"momentum": 0.7}, torch.optim.Adam: {}}[kind] | {"lr": 0.9, "weight_decay": 0.1}


def with_new_head(model, kind, gradients, head, batches):
    """Take a step, replace the head, give it these values, and train; return all values, and the optimizer."""
    optimizer = kind(groups_of(model), **options_of(kind))
    give(model, gradients)
    optimizer.step()
    modules.replace_head(model, optimizer, len(head["top.1.weight"]))
    load(model, head)
    train(model, optimizer, batches)
    return model, optimizer


def values_with_new_head(*arguments):
    model, _ = with_new_head(*arguments)
    return shapes_of(model), clone(model.state_dict())


def trained_by_hand(model, kind, gradients, head, batches):
    """Do the same with an optimizer for the head and one for all else."""
    optimizer = kind(groups_of(model), **options_of(kind))
    give(model, gradients)
    optimizer.step()
    model.zero_grad()
    model.top[1] = nn.Linear(model.top[1].in_features, len(head["top.1.weight"])).double()
    model.load_state_dict(head, strict=False)
    anew = kind([groups_of(model)[0] | {"params": [model.top[1].bias]}], **options_of(kind))
    anew.add_param_group(groups_of(model)[2] | {"params": [model.top[1].weight]})
    for inputs, target in batches:
        model.zero_grad()
        F.mse_loss(model(inputs), target).backward()
        optimizer.step()
        anew.step()
    return clone(model.state_dict())


def draw_replacement():
    """Return a model, gradients of an earlier step, the values of a head for other classes, and batches."""
    features, hidden, outputs, classes = random.sample(range(2, 9), 4)
    model = model_with_head(features, hidden, outputs)
    gradients = {name: torch.randn_like(weight) for name, weight in model.named_parameters()}
    head = {"top.1.weight": torch.randn(classes, hidden).double(), "top.1.bias": torch.randn(classes).double()}
    return model, gradients, head, draw_batches(features, classes, 5, 3, 4)


def test_replace_head_trains_the_new_head():
    """replace_head() lets the optimizer train the new head as it trained the old one, and all else go on as before."""
    model, gradients, head, batches = draw_replacement()
    twin = copy.deepcopy(model)
    wanted = trained_by_hand(twin, torch.optim.SGD, gradients, head, batches)
    shapes, after = observe(values_with_new_head, model, torch.optim.SGD, gradients, head, batches)
    assert misfits(shapes, twin) == [], "what is wrong in the model's state_dict()"
    assert_close({name: after[name] for name in head}, {name: wanted[name] for name in head})
    assert_close(after, wanted)


def held_after_replacement(*arguments):
    """Return the names of what the optimizer holds, and of that for which it keeps state."""
    model, optimizer = with_new_head(*arguments)
    names = {weight: name for name, weight in model.named_parameters()}
    held = [weight for group in optimizer.param_groups for weight in group["params"]]
    named = [sorted(names.get(weight, "not in the model") for weight in weights) for weights in (held, optimizer.state)]
    return *named, clone(model.state_dict())


def test_replace_head_lets_the_old_head_go():
    """replace_head() leaves in the optimizer what is in the model, each once, so that its state can be saved."""
    model, gradients, head, batches = draw_replacement()
    wanted = trained_by_hand(copy.deepcopy(model), torch.optim.Adam, gradients, head, batches)
    held, kept, after = observe(held_after_replacement, model, torch.optim.Adam, gradients, head, batches)
    assert held == sorted(gradients), "parameters in the optimizer's groups"
    assert kept == sorted(gradients), "parameters for which the optimizer keeps state"
    assert_close(after, wanted)


def entries_of(model):
    return {
        name: [list(value.shape), str(value.dtype), str(value.device)] for name, value in model.state_dict().items()
    }


def output_of_new_head(model, classes, head, inputs, device):
    """Return the entries of a model with a new head, and, with these values in it, its output and its gradients."""
    model.to(device)
    modules.replace_head(model, torch.optim.SGD(model.parameters(), lr=0.1), classes)
    state = entries_of(model)
    output = load(model, head)(inputs.to(device)).cpu()
    (output.sum() + torch.zeros(1, requires_grad=True)).backward()
    gradients = {name: weight.grad.cpu() for name, weight in model.named_parameters() if weight.grad is not None}
    return state, {"output": output.detach(), "gradients of its sum": gradients}


@pytest.mark.parametrize("device", [PRACTICE[1], pytest.param("cuda:0", marks=pytest.mark.cuda)])
def test_replace_head_follows_the_old_head(device):
    """replace_head() makes a layer of the old inputs, dtype, device and bias, and it learns in a frozen model, too."""
    features, hidden, outputs, classes, size = random.sample(range(2, 9), 5)
    model, inputs = model_with_head(features, hidden, outputs, bias=False), draw_inputs(size, features)
    head = {"top.1.weight": torch.randn(classes, hidden).double()}
    wanted_entries = {name: [shape, dtype, device] for name, (shape, dtype, _) in entries_of(model).items()}
    wanted_entries["top.1.weight"] = [[classes, hidden], "torch.float64", device]
    model.requires_grad_(False)
    weight = head["top.1.weight"].clone().requires_grad_()
    wanted = F.softsign(F.linear(torch.tanh(model.dense(model.entry(inputs))), weight))
    (slope,) = torch.autograd.grad(wanted.sum(), weight)
    entries, seen = observe(output_of_new_head, model, classes, head, inputs, device)
    assert entries == wanted_entries, "shapes, dtypes and devices in the model's state_dict()"
    assert_close(seen, {"output": wanted.detach(), "gradients of its sum": {"top.1.weight": slope}})
