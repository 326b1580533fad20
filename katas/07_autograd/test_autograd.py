"""Graded tests: teach autograd a new operation."""

import random

import autograd
import torch
import torch.nn.functional as F
from torch import nn
from torch.testing import assert_close

from dojo.observe import observe


def drawn(*shape):
    """Return numbers from a normal distribution, in float64."""
    return torch.randn(shape, dtype=torch.float64)


def two_sizes():
    return random.sample(range(2, 6), 2)


class Curve:
    """The sum of c * x**3, plus the square of the sum of x, whose central differences are known exactly."""

    def __init__(self, factors):
        self.factors = factors

    def __call__(self, x):
        return (self.factors * x**3).sum() + x.sum() ** 2

    def slope(self, x, step):
        return self.factors * (3 * x**2 + step**2) + 2 * x.sum()


def curve_differences(cases, step):
    return {name: autograd.finite_difference(Curve(factors), x, step) for name, (factors, x) in cases.items()}


def test_finite_difference_goes_to_both_sides():
    """finite_difference() is the central difference, of one entry at a time: to one side only, the error is large."""
    step, sizes = random.uniform(0.2, 0.5), two_sizes()
    cases = {"a matrix": drawn(*sizes).T, "a number": drawn(), "float32": torch.rand(2) / 2 + 0.5}
    cases = {name: (torch.rand_like(x) + 0.5, x) for name, x in cases.items()}
    wanted = {name: Curve(factors).slope(x, step) for name, (factors, x) in cases.items()}
    assert_close(observe(curve_differences, cases, step), wanted)


def differences_of_values(x, factors, step):
    """Return the finite differences of functions that autograd cannot, or must not, be asked about."""

    def number(point):
        return (factors * point.detach() ** 3).sum().item()

    def without_graph(point):
        return (factors * point.detach() ** 3).sum()

    def wrong_gradient(point):
        return (factors * point.detach() ** 2 * point).sum()

    leaf = x.requires_grad_()
    functions = {
        "f gives a number": number,
        "f gives no graph": without_graph,
        "f's own gradient is wrong": wrong_gradient,
    }
    got = {name: autograd.finite_difference(function, leaf, step) for name, function in functions.items()}
    return got, [name for name, value in got.items() if value.requires_grad], leaf.requires_grad


def test_finite_difference_asks_for_values_only():
    """finite_difference() looks at the values of f alone: it is a witness because it does not ask autograd."""
    step, sizes = random.uniform(0.2, 0.5), two_sizes()
    x, factors = drawn(*sizes), torch.rand(*sizes).double() + 0.5
    wanted = factors * (3 * x**2 + step**2)
    got, recorded, still = observe(differences_of_values, x, factors, step)
    assert_close(got, dict.fromkeys(got, wanted))
    assert recorded == [], "results that hold on to a graph"
    assert still is True, "whether x, which required grad, still does"


def difference_around(x, step):
    """Return the finite difference of a function that looks at x itself, and x afterwards."""
    return autograd.finite_difference(lambda point: ((point - 2 * x) ** 3).sum(), x, step), x


def test_finite_difference_leaves_x_alone():
    """finite_difference() tries other points, and x stays as it is, to the last bit: f may look at it meanwhile."""
    step, x = random.uniform(0.2, 0.5), drawn(*two_sizes())
    got, after = observe(difference_around, x, step)
    assert_close({"x afterwards": after}, {"x afterwards": x}, rtol=0, atol=0)
    assert_close(got, 3 * x**2 + step**2)


def worked_through(operation, cases):
    """Return for each (x, slope) the output, the gradient where slope comes back, and x afterwards."""
    seen = {}
    for name, (x, slope) in cases.items():
        leaf = x.clone().requires_grad_()
        given = leaf * 1
        output = operation(given)
        value = output.detach().clone()
        output.backward(slope)
        seen[name] = {"output": value, "gradient": leaf.grad, "x afterwards": given.detach()}
    return seen


def drawn_cases():
    """Return pairs (x, slope): what comes back lies in memory as x does, or turned, or is one number for all."""
    first, second = two_sizes()
    return {
        "float64": (5 * drawn(first, second), drawn(first, second)),
        "float32": (5 * torch.randn(second, first), torch.randn(second, first)),
        "x turned": (5 * drawn(second, first).T, drawn(first, second)),
        "grad_output turned": (5 * drawn(first, second), drawn(second, first).T),
        "grad_output one number": (5 * drawn(first, second), drawn(1, 1).expand(first, second)),
    }


def rounded(cases):
    return worked_through(autograd.straight_through_round, cases)


def test_straight_through_round_lets_the_gradient_pass():
    """straight_through_round() rounds, a half to the even neighbour; the gradient that comes in goes on to x."""
    halves, large = torch.arange(-4, 5) + 0.5, 1000 * torch.randn(3)
    cases = {**drawn_cases(), "halves": (halves, torch.randn(9)), "large": (large, torch.randn(3))}
    wanted = {name: {"output": x.round(), "gradient": slope, "x afterwards": x} for name, (x, slope) in cases.items()}
    assert_close(observe(rounded, cases), wanted)


def swished(cases):
    nodes = {
        name: type(autograd.Swish.apply(x.clone().requires_grad_()).grad_fn).__name__ for name, (x, _) in cases.items()
    }
    return worked_through(autograd.Swish.apply, cases), nodes


def test_swish_multiplies_what_comes_back_by_its_derivative():
    """Swish gives x * sigmoid(x); its backward turns grad_output, whatever is in it, into the gradient by x."""
    cases = drawn_cases()
    wanted = worked_through(F.silu, cases)
    seen, nodes = observe(swished, cases)
    assert_close(seen, wanted)
    assert nodes == dict.fromkeys(cases, "SwishBackward"), "the node of the graph that each call of Swish.apply makes"


def derivatives(operation, x, slope, weights):
    """Return the gradient, and how it changes with x and with what comes back. What is not recorded does not change."""
    x, slope = x.clone().requires_grad_(), slope.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(operation(x), x, slope, create_graph=True)
    changes = torch.autograd.grad((gradient * weights).sum(), [x, slope], allow_unused=True, materialize_grads=True)
    by_x, by_slope = changes
    return {"gradient": gradient.detach(), "its derivative by x": by_x, "its derivative by grad_output": by_slope}


def derivatives_of_swish(*arguments):
    return derivatives(autograd.Swish.apply, *arguments)


def test_swish_can_be_differentiated_twice():
    """Swish can be differentiated twice: its backward is recorded, and what forward has worked out is a constant."""
    sizes = two_sizes()
    arguments = 2 * drawn(*sizes), drawn(*sizes), drawn(*sizes)
    assert_close(observe(derivatives_of_swish, *arguments), derivatives(F.silu, *arguments))


def in_many_places(operation, first, second, slope):
    """Return the gradients of a network that applies the operation to two tensors, and to a result of its own."""
    leaves = first.clone().requires_grad_(), second.clone().requires_grad_()
    one, other = map(operation, leaves)
    deep = operation(operation(one) * other)
    operation(first * leaves[1])  # which nobody goes back through
    ((one + other * deep) * slope).sum().backward()
    return {"gradient of the one": leaves[0].grad, "gradient of the other": leaves[1].grad}


def swish_in_many_places(*arguments):
    return in_many_places(autograd.Swish.apply, *arguments)


def test_swish_keeps_its_calls_apart():
    """Swish may be applied in many places before the first backward pass: each call has a ctx of its own."""
    sizes = two_sizes()
    arguments = drawn(*sizes), drawn(*sizes), drawn(*sizes)
    assert_close(observe(swish_in_many_places, *arguments), in_many_places(F.silu, *arguments))


def far_out(operation, points, slope):
    return {
        str(x.dtype): {"output": operation(x), **derivatives(operation, x, slope.to(x.dtype), torch.ones_like(x))}
        for x in points
    }


def swish_far_out(*arguments):
    return far_out(autograd.Swish.apply, *arguments)


def test_swish_is_finite_far_out():
    """Swish is right far out, with both derivatives: exp(1000) is infinite, and infinity over infinity no number."""
    x, slope = torch.tensor([-1000.0, -200.0, 200.0, 1000.0]), drawn(4)
    arguments = [x, x.double()], slope
    assert_close(observe(swish_far_out, *arguments), far_out(F.silu, *arguments))


def after_overwriting(x, slope):
    """Return the gradient where x stays, and where it is overwritten before the backward pass, None for an error."""
    leaves = [x.clone().requires_grad_() for _ in range(2)]
    given = [leaf * 1 for leaf in leaves]
    outputs = [autograd.Swish.apply(tensor) for tensor in given]
    outputs[0].backward(slope)
    with torch.no_grad():
        given[1].mul_(3)
    try:
        outputs[1].backward(slope)
    except RuntimeError:
        return leaves[0].grad, None
    return leaves[0].grad, leaves[1].grad


def test_swish_notices_when_x_is_overwritten():
    """Swish never goes back with numbers that it did not see: with a new x in its place, an error, or the old x."""
    sizes = two_sizes()
    x, slope = drawn(*sizes), drawn(*sizes)
    (right,) = worked_through(F.silu, {"x": (x, slope)}).values()
    got, after = observe(after_overwriting, x, slope)
    assert_close({"gradient": got}, {"gradient": right["gradient"]})
    told = right["gradient"] if after is None else after
    assert_close({"gradient after x was overwritten": told}, {"gradient after x was overwritten": right["gradient"]})


def beside_another(operation, x, other, slope):
    """Return the gradients of two that are added up, so that the same tensor comes back to both."""
    leaf, other_leaf = x.clone().requires_grad_(), other.clone().requires_grad_()
    other_branch = other_leaf * 1  # recorded first, so what comes back reaches it last
    (other_branch + operation(leaf)).backward(slope)
    return {"gradient of x": leaf.grad, "gradient of what is added": other_leaf.grad, "slope afterwards": slope}


def swish_beside_another(*arguments):
    return beside_another(autograd.Swish.apply, *arguments)


def test_swish_leaves_the_gradient_to_others():
    """Swish makes a new gradient: the one that comes in is on its way to others too, who need it as it is."""
    sizes = two_sizes()
    x, other, slope = drawn(*sizes), drawn(*sizes), drawn(*sizes)
    wanted = beside_another(F.silu, x, other, slope.clone())
    assert_close(observe(swish_beside_another, x, other, slope), wanted)


def reversed_gradients(cases, strength):
    """Return what comes of training mode and of eval mode, and what the layer makes of data that requires no grad."""
    layer = autograd.GradientReversal(strength)
    seen = [worked_through(layer.train(training), cases) for training in (True, False)]
    return seen, {name: layer(x.clone()).detach() for name, (x, _) in cases.items()}


def test_gradient_reversal_turns_the_gradient_around():
    """GradientReversal gives x as it is, data that requires no grad too; what comes back is multiplied by -strength."""
    cases, strength = drawn_cases(), random.uniform(0.2, 0.8)
    (training, evaluating), data = observe(reversed_gradients, cases, strength)
    wanted = {
        name: {"output": x, "gradient": -strength * slope, "x afterwards": x} for name, (x, slope) in cases.items()
    }
    seen = {"training mode": training, "eval mode": evaluating}
    assert_close(seen, {"training mode": wanted, "eval mode": wanted})
    assert_close({"output for data": data}, {"output for data": {name: x for name, (x, _) in cases.items()}})


def reversed_beside_others(x, other, slopes, strength):
    """Return gradients where x is used elsewhere too, and where the same gradient comes back to others."""
    layer = autograd.GradientReversal(strength)
    leaf = x.clone().requires_grad_()
    given = leaf * 1
    ((layer(given) * slopes[0]).sum() + (given * slopes[1]).sum()).backward()
    return {"gradient where x is used twice": leaf.grad, **beside_another(layer, x, other, slopes[0].clone())}


def test_gradient_reversal_leaves_other_gradients_alone():
    """GradientReversal turns around what comes back through it: what reaches x by other ways, and others, stays."""
    sizes, strength = two_sizes(), random.uniform(0.2, 0.8)
    x, other, slopes = drawn(*sizes), drawn(*sizes), [drawn(*sizes), drawn(*sizes)]
    wanted = {
        "gradient where x is used twice": slopes[1] - strength * slopes[0],
        "gradient of x": -strength * slopes[0],
        "gradient of what is added": slopes[0],
        "slope afterwards": slopes[0],
    }
    assert_close(observe(reversed_beside_others, x, other, slopes, strength), wanted)


def reversed_by_two(x, slopes, strengths):
    """Return gradients through two layers, side by side and one behind the other, and with a strength that changes."""
    layers = [autograd.GradientReversal(strength) for strength in strengths[:2]]
    leaves = [x.clone().requires_grad_() for _ in range(4)]
    outputs = [layer(leaf) for layer, leaf in zip(layers, leaves[:2], strict=True)]
    outputs.append(layers[1](layers[0](leaves[2])))
    for output, slope in zip(outputs, slopes[:3], strict=True):
        output.backward(slope)
    layers[0].strength = strengths[2]
    layers[0](leaves[3]).backward(slopes[3])
    names = "the first layer", "the second layer", "one behind the other", "the first layer, with a new strength"
    return {name: leaf.grad for name, leaf in zip(names, leaves, strict=True)}


def test_each_gradient_reversal_has_its_strength():
    """Each GradientReversal has a strength of its own, which can be changed: training often begins with a small one."""
    sizes, (first, second, third) = two_sizes(), random.sample([0.2, 0.3, 0.5, 0.7, 1.5], 3)
    x, slopes = drawn(*sizes), [drawn(*sizes) for _ in range(4)]
    wanted = {
        "the first layer": -first * slopes[0],
        "the second layer": -second * slopes[1],
        "one behind the other": first * second * slopes[2],
        "the first layer, with a new strength": -third * slopes[3],
    }
    assert_close(observe(reversed_by_two, x, slopes, (first, second, third)), wanted)


class Network(nn.Module):
    """Runs its stem twice, under two names, goes around its block, and has a spare layer."""

    def __init__(self, stem, block, head, spare):
        super().__init__()
        self.stem, self.block, self.head, self.spare = stem, block, head, spare
        self.again = stem

    def forward(self, x):
        x = self.stem(x)
        return self.head(x + self.again(self.block(x)))


def parts():
    """Return the parts of a Network, a sample's features, and how many classes there are."""
    features, classes, hidden = random.sample(range(3, 9), 3)
    block = nn.Sequential(nn.Linear(features, hidden), nn.Sequential(nn.Tanh(), nn.Linear(hidden, features)))
    return [nn.Linear(features, features), block, nn.Linear(features, classes), nn.Linear(features, 2)], features


def outputs_of(stem, block, head, x):
    """Return what the layers of a Network give, worked out one after the other."""
    seen = {"block.0": block[0](stem(x))}
    seen["block.1.0"] = seen["block.0"].tanh()
    seen["block.1.1"] = block[1][1](seen["block.1.0"])
    seen["stem"] = stem(seen["block.1.1"])
    seen["head"] = head(stem(x) + seen["stem"])
    return {name: output.detach() for name, output in seen.items()}


def recorded(layers, inputs):
    return autograd.record_activations(Network(*layers), inputs)


def test_record_activations_has_each_layers_output():
    """record_activations() has one entry for each layer that ran, at any depth, under its name: its last output."""
    layers, features = parts()
    inputs = torch.randn(random.randint(2, 6), features)
    wanted = outputs_of(*layers[:3], inputs)
    alone = layers[0](inputs).detach()
    assert_close(observe(recorded, layers, inputs), wanted)
    assert_close(autograd.record_activations(layers[0], inputs), {"": alone})


def recorded_copies(model, inputs):
    """Return what was recorded, after other calls and passes and with other inputs; and what keeps a graph."""
    seen = autograd.record_activations(model, inputs)
    autograd.record_activations(model, 2 * inputs)
    model(3 * inputs)
    inputs.zero_()
    return seen, [name for name, output in seen.items() if output.requires_grad]


def test_record_activations_are_copies():
    """record_activations() returns copies without a graph: no layer in place and no later pass changes them."""
    size, features, hidden, classes = random.sample(range(2, 9), 4)
    model = nn.Sequential(
        nn.Identity(),
        nn.Linear(features, hidden),
        nn.ReLU(inplace=True),
        nn.Linear(hidden, classes),
        nn.Hardtanh(inplace=True),
    )
    inputs = torch.randn(size, features)
    wanted = {"0": inputs.clone(), "1": model[1](inputs)}
    wanted["2"] = wanted["1"].relu()
    wanted["3"] = model[3](wanted["2"])
    wanted["4"] = F.hardtanh(wanted["3"])
    seen, graphs = observe(recorded_copies, model, inputs)
    assert_close(seen, {name: output.detach() for name, output in wanted.items()})
    assert graphs == [], "layers whose recorded output holds on to a graph"


def runs_while_recording(layers, inputs, evaluated):
    """Return which modules ran, in which mode, what came out of the model, how it is left, and what was recorded."""
    model, runs, results = Network(*layers), [], []
    model.head.bias.requires_grad_(False)
    model.get_submodule(evaluated).eval()
    for name, module in model.named_modules():
        module.register_forward_hook(lambda module, *_, name=name: runs.append((name or "model", module.training)))
    model.register_forward_hook(lambda *run: results.append(run[-1].detach().clone()))
    seen = autograd.record_activations(model, inputs)
    training = {name or "model": module.training for name, module in model.named_modules()}
    flags = {name: weight.requires_grad for name, weight in model.named_parameters()}
    return runs, results, training, flags, seen


def test_record_activations_runs_the_model_once():
    """record_activations() runs the model once, as it is called, in the modes it is in, and leaves it as it is."""
    layers, features = parts()
    inputs, evaluated = torch.randn(random.randint(2, 6), features), random.choice(["block.0", "block.1.0", "head"])
    wanted = outputs_of(*layers[:3], inputs)
    runs, results, training, flags, seen = observe(runs_while_recording, layers, inputs, evaluated)
    order = ["stem", "block.0", "block.1.0", "block.1.1", "block.1", "block", "stem", "head", "model"]
    assert runs == [(name, name != evaluated) for name in order], "(module, whether in training mode) for each that ran"
    assert training == {name: name != evaluated for name in [*sorted(set(order)), "spare"]}, "training mode afterwards"
    assert flags == {name: name != "head.bias" for name in flags}, "requires_grad of the parameters afterwards"
    assert_close({"output of the model": results, **seen}, {"output of the model": [wanted["head"]], **wanted})


def hooks_on(model):
    """Return how many hooks there are on each module, and whether its forward has been replaced."""
    kinds = "_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks"
    found = {
        name or "model": sum(len(getattr(module, kind)) for kind in kinds) + ("forward" in vars(module))
        for name, module in model.named_modules()
    }
    everywhere = "_global_forward_hooks", "_global_forward_pre_hooks"
    return found | {"all modules": sum(len(getattr(nn.modules.module, kind)) for kind in everywhere)}


def hooks_left_behind(layers, inputs, unfit):
    """Return where hooks have come or gone, after an error too, which own ones run later, and what was recorded."""
    model, runs = Network(*layers), []
    model.stem.register_forward_hook(lambda *_: runs.append("stem"))
    model.block[0].register_forward_pre_hook(lambda *_: runs.append("block.0"))
    before = hooks_on(model)
    seen = autograd.record_activations(model, inputs)
    changed = {"after it has returned": [name for name, count in hooks_on(model).items() if count != before[name]]}
    try:
        autograd.record_activations(model, unfit)
    except RuntimeError:
        now = hooks_on(model)
        changed["after an error in the model"] = [name for name, count in now.items() if count != before[name]]
    runs.clear()
    model(inputs)
    return changed, runs, seen


def test_record_activations_takes_its_hooks_away():
    """record_activations() leaves no hook behind, also after an error, which the caller gets; those of others stay."""
    layers, features = parts()
    inputs, unfit = torch.randn(4, features), torch.randn(4, features + 1)
    wanted = outputs_of(*layers[:3], inputs)
    changed, runs, seen = observe(hooks_left_behind, layers, inputs, unfit)
    whens = ["after it has returned", "after an error in the model"]
    assert [when for when in whens if when not in changed] == [], "errors that did not pass through to the caller"
    assert changed == {when: [] for when in whens}, "modules that have more hooks than before the call, or fewer"
    assert runs == ["stem", "block.0", "stem"], "the caller's own hooks, when the model runs again"
    assert_close(seen, wanted)


def sequence_classifier():
    """Return a model that must be shown batches, for it flattens what is behind the batch axis; sizes of its inputs."""
    channels, length, hidden, classes = random.sample(range(3, 8), 4)
    model = nn.Sequential(
        nn.Conv1d(channels, hidden, 2), nn.Tanh(), nn.Flatten(), nn.Linear(hidden * (length - 1), classes)
    )
    return model.double(), (channels, length), classes


def criterion():
    return nn.CrossEntropyLoss(label_smoothing=0.2)


def one_by_one(model, inputs, target):
    """Return each sample's gradients, by one backward pass for each."""
    weights = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
    rows = [
        torch.autograd.grad(criterion()(model(inputs[i : i + 1]), target[i : i + 1]), list(weights.values()))
        for i in range(len(inputs))
    ]
    return dict(zip(weights, map(torch.stack, zip(*rows, strict=True)), strict=True))


def test_per_sample_gradients_are_of_each_sample_alone():
    """per_sample_gradients() has in row i what a batch of sample i alone gives: no mean, and not a share of one."""
    model, sizes, classes = sequence_classifier()
    for size in (random.randint(2, 6), 1):
        inputs, target = drawn(*sizes, size).permute(2, 0, 1), torch.randint(classes, (size,))
        wanted = one_by_one(model, inputs, target)
        assert_close(autograd.per_sample_gradients(model, criterion(), inputs, target), wanted)


def test_per_sample_gradients_have_one_entry_for_each_trained_parameter():
    """per_sample_gradients() has one entry for each parameter that requires grad, a shared one too, no frozen one."""
    size, features, classes, hidden = random.sample(range(2, 9), 4)
    first, shared, last = nn.Linear(features, hidden), nn.Linear(hidden, hidden), nn.Linear(hidden, classes)
    model = nn.Sequential(first, nn.Tanh(), shared, nn.Tanh(), shared, last)
    first.weight.requires_grad_(False)
    inputs, target = torch.randn(size, features), torch.randint(classes, (size,))
    wanted = one_by_one(model, inputs, target)
    assert_close(autograd.per_sample_gradients(model, criterion(), inputs, target), wanted)


def around_per_sample_gradients(model, inputs, target):
    """Return what is in .grad afterwards, the flags, what was returned, and which of it has a graph."""
    rows = autograd.per_sample_gradients(model, criterion(), inputs, target)
    grads = {f"{name}.grad": weight.grad for name, weight in model.named_parameters()}
    flags = {name: weight.requires_grad for name, weight in model.named_parameters()}
    return grads, flags, rows, [name for name, row in rows.items() if row.requires_grad]


def test_per_sample_gradients_leave_the_model_alone():
    """per_sample_gradients() leaves .grad and requires_grad of each parameter as they are, and returns no graph."""
    model, sizes, classes = sequence_classifier()
    size = random.randint(2, 6)
    inputs, target = drawn(size, *sizes), torch.randint(classes, (size,))
    model[0].weight.grad, model[3].weight.grad = torch.randn_like(model[0].weight), torch.zeros_like(model[3].weight)
    model[3].bias.requires_grad_(False)
    wanted = one_by_one(model, inputs, target)
    before = {f"{name}.grad": weight.grad for name, weight in model.named_parameters()}
    grads, flags, rows, recorded = observe(around_per_sample_gradients, model, inputs, target)
    assert {name: grad is None for name, grad in grads.items()} == {
        name: grad is None for name, grad in before.items()
    }, "whether .grad of each parameter is None afterwards"
    assert_close(*({name: grad for name, grad in each.items() if grad is not None} for each in (grads, before)))
    assert flags == {name: name != "3.bias" for name in flags}, "requires_grad of the parameters"
    assert_close(rows, wanted)
    assert recorded == [], "entries that hold on to a graph"
