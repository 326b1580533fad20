"""Graded tests: train() and eval() change what layers do."""

import copy
import random

import modes
import pytest
import torch
from torch import nn
from torch.overrides import TorchFunctionMode
from torch.testing import assert_close

from dojo.observe import observe
from dojo.practice import PRACTICE

AS_FLOAT32 = {"rtol": 1.3e-6, "atol": 1e-5}
"""What assert_close allows float32 tensors; a Python float may come from one."""


def probability():
    return random.choice([0.2, 0.3, 0.4, 0.6, 0.7])


def without_zeros(*sizes):
    """Return numbers of which none is near zero, so that a zero tells what was dropped; not contiguous."""
    x = torch.randn(*sizes).transpose(0, 1)
    return x + x.sign()


def test_dropout_scales_what_it_keeps():
    """dropout() zeroes elements and multiplies the others by 1 / (1 - p) in training mode; in eval mode, nothing."""
    p, x = probability(), without_zeros(*random.sample(range(20, 30), 2))
    got = {str(dtype): modes.dropout(x.to(dtype), p, True) for dtype in (torch.float64, torch.bfloat16)}
    wanted = {name: torch.where(y != 0, x.to(y.dtype) / (1 - p), 0) for name, y in got.items()}
    got |= {f"p = {end}": modes.dropout(x.clone(), end, True) for end in (0.0, 1.0)}
    wanted |= {"p = 0.0": x, "p = 1.0": torch.zeros_like(x)}
    evaluated = {f"eval mode, p = {chance}": modes.dropout(x.clone(), chance, False) for chance in (p, 1.0)}
    assert_close(got | evaluated, wanted | dict.fromkeys(evaluated, x))


def draws(name, x, p, seed):
    """Return six calls' results, and the first one once more from the same seed. The mode decides, not the graph."""
    function = getattr(modes, name)
    with torch.no_grad():
        torch.default_generator.manual_seed(seed)
        drawn = torch.stack([function(x, p, True) for _ in range(6)])
        torch.default_generator.manual_seed(seed)
        return drawn, function(x, p, True)


def assert_coins(kept, p, rows, columns):
    """Check that six tables look like tosses of a coin for each cell of each table.

    The tolerances are ten standard deviations: no right answer misses them.
    """
    shares = {"share that is kept": kept.double().mean().item()}
    assert_close(shares, {"share that is kept": 1 - p}, rtol=0, atol=0.02)
    mixed = kept.any(2) & ~kept.all(2), kept.any(1) & ~kept.all(1)
    assert [lines.sum().item() for lines in mixed] == [6 * kept.shape[1], 6 * kept.shape[2]], (
        f"{rows} and {columns} of six results in which some are dropped and some are kept"
    )
    pairs = {"two calls": (kept[0], kept[1]), "neighbours": (kept[..., 1:], kept[..., :-1])}
    pairs |= {f"neighbouring {rows}": (kept[:, 1:], kept[:, :-1])}
    alike = {
        f"share that {name} have alike": (one == other).double().mean().item() for name, (one, other) in pairs.items()
    }
    assert_close(alike, dict.fromkeys(alike, p**2 + (1 - p) ** 2), rtol=0, atol=0.05)
    assert len(set(kept.sum((1, 2)).tolist())) > 1, "different numbers of kept ones in six calls: coins, not a quota"


def assert_rare(kept, p):
    """Check how many are dropped where few are; the tolerance is nine standard deviations."""
    name = f"share that is dropped in bfloat16, p = {p}"
    assert_close({name: 1 - kept.double().mean().item()}, {name: p}, rtol=0, atol=0.00075)


def test_dropout_tosses_a_coin_for_each_element():
    """dropout() drops each element of each call on its own, and draws from PyTorch's generator, which can be seeded."""
    p, x = probability(), torch.ones(random.sample(range(110, 140), 2))
    drawn, again = observe(draws, "dropout", x, p, random.randrange(2**31))
    assert_coins(drawn != 0, p, "rows", "columns")
    assert_rare(modes.dropout(torch.ones(300, 500).bfloat16(), 0.001, True) != 0, 0.001)
    assert_close({"the same seed": again}, {"the same seed": drawn[0]})


class Calls(TorchFunctionMode):
    """Notes PyTorch's own dropout and batch norm functions, and the layers that call them."""

    def __init__(self):
        super().__init__()
        self.borrowed = []

    def __torch_function__(self, func, types, args=(), kwargs=None):
        name = getattr(func, "__name__", "")
        if "dropout" in name or "batch_norm" in name:
            self.borrowed.append(name)
        return func(*args, **(kwargs or {}))


def worked_through(name, cases, p):
    """Return for each (x, slope, training) the output, the gradient of its sum weighted by slope, and x afterwards."""
    seen, calls = {}, Calls()
    for case, (x, slope, training) in cases.items():
        leaf = x.clone().requires_grad_()
        given = leaf * 1
        with calls:
            output = getattr(modes, name)(given, p, training)
        (output * slope).sum().backward()
        seen[case] = {"output": output.detach(), "gradient": leaf.grad, "x afterwards": given.detach()}
    return seen, calls.borrowed


def dropped(x, slope, scale, kept):
    """Return what `worked_through` must see where these were kept and multiplied by scale."""
    values = {"output": x, "gradient": slope}
    return {**{name: torch.where(kept, scale * value, 0) for name, value in values.items()}, "x afterwards": x}


def test_dropout_is_made_of_tensor_operations():
    """dropout() is built from plain operations: the gradient passes where an element was kept, and x stays."""
    p, x = probability(), without_zeros(*random.sample(range(10, 20), 2))
    slope = torch.randn(x.shape)
    cases = {"training mode": (x, slope, True), "eval mode": (x, slope, False)}
    seen, borrowed = observe(worked_through, "dropout", cases, p)
    kept = seen["training mode"]["output"] != 0
    wanted = dropped(x, slope, 1 / (1 - p), kept), dropped(x, slope, 1.0, torch.ones_like(kept))
    assert_close(seen, dict(zip(cases, wanted, strict=True)))
    assert borrowed == [], "PyTorch's own dropout functions that were called"


def test_dropout_channels_drops_whole_channels():
    """dropout_channels() zeroes or scales a channel of a sample as a whole, whatever axes there are behind it."""
    p, sizes = probability(), random.sample(range(2, 9), 5)
    dtypes = {3: torch.float64, 4: torch.float32, 5: torch.bfloat16}
    batches = [without_zeros(*sizes[:axes]).to(dtype) for axes, dtype in dtypes.items()]
    cases = {f"{x.dim()} axes, training mode": (x, torch.randn_like(x), True) for x in batches}
    cases["5 axes, eval mode"] = batches[-1], torch.randn_like(batches[-1]), False
    seen, borrowed = observe(worked_through, "dropout_channels", cases, p)
    wanted = {}
    for case, (x, slope, training) in cases.items():
        kept = seen[case]["output"].flatten(2).ne(0).any(dim=2) | (not training)
        kept = kept.reshape(*x.shape[:2], *[1] * (x.dim() - 2))
        wanted[case] = dropped(x, slope, 1 / (1 - p) if training else 1.0, kept)
    assert_close(seen, wanted)
    assert_close(modes.dropout_channels(x, 1.0, True), torch.zeros_like(x))
    assert borrowed == [], "PyTorch's own dropout functions that were called"


def test_dropout_channels_tosses_a_coin_for_each_channel():
    """dropout_channels() drops each channel of each sample in each call on its own, from PyTorch's generator."""
    p, x = probability(), torch.ones(*random.sample(range(110, 140), 2), 2)
    drawn, again = observe(draws, "dropout_channels", x, p, random.randrange(2**31))
    assert_coins(drawn.ne(0).any(3), p, "samples", "channels")
    assert_rare(modes.dropout_channels(torch.ones(300, 500, 1).bfloat16(), 0.001, True) != 0, 0.001)
    assert_close({"the same seed": again}, {"the same seed": drawn[0]})


def on_device(x, p, device):
    outputs = {name: getattr(modes, name)(x.to(device), p, True) for name in ("dropout", "dropout_channels")}
    where = {name: str(output.device) for name, output in outputs.items()}
    return where, {name: output.detach().cpu() for name, output in outputs.items()}


@pytest.mark.parametrize("device", [PRACTICE[1], pytest.param("cuda:0", marks=pytest.mark.cuda)])
def test_dropout_works_where_x_is(device):
    """dropout() and dropout_channels() work on the device of x: a GPU's numbers do not meet coins from the CPU."""
    p, x = probability(), without_zeros(*random.sample(range(4, 12), 3))
    where, outputs = observe(on_device, x, p, device)
    assert where == dict.fromkeys(where, device), "devices of what came back"
    wanted = {name: torch.where(output != 0, x / (1 - p), 0) for name, output in outputs.items()}
    assert_close(outputs, wanted)


ENTRIES = ("weight", "bias", "running_mean", "running_var")


def drawn_state(features):
    """Return what a layer has learned and measured, no number near those at the start."""
    return {
        "weight": torch.rand(features).double() + 1.5,
        "bias": torch.randn(features).double(),
        "running_mean": torch.randn(features).double() - 5,
        "running_var": torch.rand(features).double() + 2,
    }


def batches_of(features, *shapes):
    """Return batches that are not contiguous, for sizes (batch,) and (batch, length)."""
    center = torch.randn(features).double() * 3
    batches = [torch.randn(features, size, *length).double().transpose(0, 1) for size, *length in shapes]
    return [2 * batch + center.reshape(-1, *[1] * (batch.dim() - 2)) for batch in batches]


def entries(layer):
    return {name: value.clone() for name, value in layer.state_dict().items() if name in ENTRIES}


def layer_of(kind, features, options, state):
    layer = kind(features, **options).double()
    layer.load_state_dict(state, strict=False)
    return layer


def trained(kind, features, options, state, batches):
    """Return what a layer is, and what comes of training; the last batch is seen without a graph."""
    given = [batch.clone().requires_grad_() * 1 for batch in batches]
    layer = kind(features).double()
    learning = sorted(name for name, _ in layer.named_parameters())
    seen = {"a new layer": entries(layer)}
    seen |= {"its first output": layer(given[0]).detach(), "the layer after it": entries(layer)}
    layer = layer_of(kind, features, options, state)
    outputs = [layer(batch).detach() for batch in given[:-1]]
    holding = [name for name, buffer in layer.named_buffers() if buffer.requires_grad]
    with torch.no_grad():
        outputs.append(layer(given[-1]))
    seen |= {"outputs": outputs, "after training": entries(layer), "inputs afterwards": [x.detach() for x in given]}
    seen["output for a mean of a million"] = layer(batches[0] + 1e6).detach()
    return seen, learning, holding


def trained_batch_norm(*arguments):
    return trained(modes.BatchNorm, *arguments)


def options():
    return {"eps": random.uniform(0.3, 0.6), "momentum": random.choice([0.2, 0.3, 0.7])}


def test_batch_norm_measures_in_training_mode():
    """BatchNorm normalizes by the batch's own statistics in training mode, and moves the running ones towards them."""
    first, second, features, length = random.sample(range(2, 9), 4)
    batches = batches_of(features, (first, length), (second,), (1, length))
    arguments = features, options(), drawn_state(features), batches
    wanted, *_ = trained(nn.BatchNorm1d, *arguments)
    seen, learning, holding = observe(trained_batch_norm, *arguments)
    assert_close(seen, wanted)
    assert learning == ["bias", "weight"], "parameters; the running statistics are buffers"
    assert holding == [], "buffers that hold on to a graph"


def evaluated_batch_norm(features, options, state, batches):
    layer = layer_of(modes.BatchNorm, features, options, state)
    model = nn.Sequential(layer).eval()
    return [model(batch).detach() for batch in batches], entries(layer)


def test_batch_norm_remembers_in_eval_mode():
    """BatchNorm normalizes by its running statistics in eval mode, one sample too, and leaves them as they are."""
    size, features, length = random.sample(range(2, 9), 3)
    given, state, batches = options(), drawn_state(features), batches_of(features, (size,), (size, length), (1,))
    reference = layer_of(nn.BatchNorm1d, features, given, state).eval()
    wanted = [reference(batch).detach() for batch in batches]
    outputs, after = observe(evaluated_batch_norm, features, given, state, batches[:2])
    assert_close({"outputs": outputs, "state": after}, {"outputs": wanted[:2], "state": state})
    output_for_one, _ = observe(evaluated_batch_norm, features, given, state, batches[2:])
    assert_close({"output for one sample": output_for_one}, {"output for one sample": wanted[2:]})


def gradients(layer, x, slope):
    x = x.clone().requires_grad_()
    (layer(x) * slope).sum().backward()
    return {"x.grad": x.grad, "weight.grad": layer.weight.grad, "bias.grad": layer.bias.grad}


def gradients_of_batch_norm(features, options, state, x, slope):
    layer = layer_of(modes.BatchNorm, features, options, state)
    with Calls() as calls:
        seen = gradients(layer, x, slope)
    return seen, calls.borrowed


def test_batch_norm_differentiates_the_statistics():
    """BatchNorm is built from plain operations: the gradient passes through the batch's mean and variance, too."""
    size, features, length = random.sample(range(3, 9), 3)
    given, state, slope = options(), drawn_state(features), torch.randn(size, features, length).double()
    (x,) = batches_of(features, (size, length))
    wanted = gradients(layer_of(nn.BatchNorm1d, features, given, state), x, slope)
    seen, borrowed = observe(gradients_of_batch_norm, features, given, state, x, slope)
    assert_close(seen, wanted)
    assert borrowed == [], "PyTorch's own batch norm functions that were called"


def refusals(features, options, state, batches):
    layer = layer_of(modes.BatchNorm, features, options, state)
    before, raised = copy.deepcopy(layer.state_dict()), []
    for batch in batches:
        try:
            layer(batch)
        except ValueError:
            raised.append("ValueError")
        else:
            raised.append("no error")
    others = [name for name, value in layer.state_dict().items() if not torch.equal(value, before[name])]
    return raised, entries(layer), [name for name in others if name not in ENTRIES]


def test_batch_norm_refuses_a_single_value():
    """BatchNorm raises ValueError in training mode where each feature has one value: that has no variance."""
    features = random.randrange(2, 9)
    state, batches = drawn_state(features), batches_of(features, (1,), (1, 1))
    raised, after, others = observe(refusals, features, options(), state, batches)
    assert raised == ["ValueError", "ValueError"], "for the shapes (1, features) and (1, features, 1)"
    assert_close(after, state)
    assert others == [], "other entries of the state_dict that have changed"


MODES = {"model": True, "0": True, "1": False, "2": False, "2.0": True, "2.1": True, "3": True, "4": False}
"""Whether each module is in training mode, where some are and some are not."""


def network(features, classes, hidden):
    """Return a network that has learned something; one Dropout layer stands in two places."""
    drop = nn.Dropout(0.6)
    inner = nn.Sequential(nn.Tanh(), drop)
    model = nn.Sequential(
        nn.Linear(features, hidden), nn.BatchNorm1d(hidden), inner, nn.Linear(hidden, classes), nn.Sequential(drop)
    )
    model[1].load_state_dict(drawn_state(hidden), strict=False)
    model[0].bias.requires_grad_(False)
    for name, module in model.named_modules():
        module.training = MODES[name or "model"]
    return model


def logits_in_eval_mode(model, inputs):
    return copy.deepcopy(model).eval()(inputs).detach()


def runs_of(model):
    """Return a list that each module will add to when it runs: name, mode, whether a graph is recorded, batch size."""
    runs = []
    for name, module in model.named_modules():
        module.register_forward_hook(
            lambda module, _, output, name=name: runs.append(
                (name or "model", module.training, output.requires_grad, len(output))
            )
        )
    return runs


def assert_quiet(runs, dropping=()):
    """Check that modules ran in eval mode, but for those that drop, and without a graph."""
    training = sorted({name for name, training, *_ in runs if training} - {*dropping})
    assert training == [], "modules in training mode while they ran"
    assert sorted({name for name, _, graph, _ in runs if graph}) == [], "modules whose output is part of a graph"


def sizes_of(runs):
    return [size for name, *_, size in runs if name == "0"]


def modes_of(model):
    return {name or "model": module.training for name, module in model.named_modules()}


def flags_of(model):
    return {name: weight.requires_grad for name, weight in model.named_parameters()}


def ran_prediction(model, inputs):
    runs = runs_of(model)
    logits = modes.predict(model, inputs)
    return logits, [*runs, ("the result itself", False, logits.requires_grad, len(logits))]


def test_predict_runs_in_eval_mode():
    """predict() gives the logits of eval mode, whatever mode the model is in, and records no graph on the way."""
    size, features, classes, hidden = random.sample(range(3, 9), 4)
    model, inputs = network(features, classes, hidden), torch.randn(size, features)
    logits, runs = observe(ran_prediction, model, inputs)
    assert_quiet(runs)
    assert_close(logits, logits_in_eval_mode(model, inputs))
    assert sizes_of(runs) == [size], "number of samples in each forward pass"


def moved(model, swapped=False):
    """Return the modules that are in another mode than they were put into."""
    return [name for name, mode in modes_of(model).items() if mode is (MODES[name] is swapped)]


def left_behind(name, model, arguments, unfit):
    """Return what three calls leave behind: one, one that meets an error, and one with modes swapped and no graph."""
    function = getattr(modes, name)
    function(model, *arguments)
    seen = {"after it has returned": moved(model)}
    try:
        function(model, *unfit)
    except RuntimeError:
        seen["after an error in the model"] = moved(model)
    recording = [torch.is_grad_enabled()]
    for module in model.modules():
        module.training = not module.training
    with torch.no_grad():
        function(model, *arguments)
        recording.append(torch.is_grad_enabled())
    seen["where each mode was the other one"] = moved(model, swapped=True)
    return seen, recording, model.state_dict(), flags_of(model)


def assert_left_alone(model, seen, recording, state, flags, *errors):
    whens = ["after it has returned", "after an error in the model", "where each mode was the other one", *errors]
    assert [when for when in whens if when not in seen] == [], "errors that did not pass through to the caller"
    assert seen == {when: [] for when in whens}, "modules that are in another mode than before the call"
    assert recording == [True, False], "whether a graph is recorded after the call: where it was before, and only there"
    assert_close(state, dict(model.state_dict()))
    assert flags == flags_of(model), "requires_grad of the parameters"


def test_predict_leaves_the_model_alone():
    """predict() puts each module back into its own mode, also after an error: training may go on as before."""
    size, features, classes, hidden = random.sample(range(3, 9), 4)
    model, inputs = network(features, classes, hidden), torch.randn(size, features)
    seen = observe(left_behind, "predict", model, (inputs,), (inputs[:, 1:],))
    assert_left_alone(model, *seen)


def classifier(features, classes):
    """Return a model without modes whose logits can be chosen: see `batch_with`."""
    model = nn.Linear(features, classes)
    nn.init.orthogonal_(model.weight)
    return model


def batch_with(model, predicted, target):
    """Return a batch for which the model's largest logits are at the classes `predicted`."""
    logits = torch.rand(len(predicted), model.out_features)
    logits[range(len(predicted)), predicted] = 3.0
    return ((logits - model.bias) @ model.weight).detach(), torch.tensor(target)


def test_evaluate_counts_each_sample_the_same():
    """evaluate() gives the share of all samples that are right as a Python float, however they fall into batches."""
    classes, features = 3, random.randrange(4, 9)
    model = classifier(features, classes)
    batches = []
    for size in random.sample([6, 7, 11], 2):
        predicted = [0, 2, 1, *random.choices(range(classes), k=size - 3)]
        target = [1, 1, *predicted[2:]]
        order = random.sample(range(size), size)
        batches.append(batch_with(model, [predicted[place] for place in order], [target[place] for place in order]))
    batches.append(batch_with(model, [2], [1]))
    samples = sum(len(target) for _, target in batches)
    got = {"the last batch alone": modes.evaluate(model, batches[-1:]), "all batches": modes.evaluate(model, batches)}
    assert [type(accuracy) for accuracy in got.values()] == [float, float], "plain numbers"
    assert_close(got, {"the last batch alone": 0.0, "all batches": (samples - 5) / samples}, **AS_FLOAT32)


class Stream:
    """Batches that can be gone through once; an error may follow them."""

    def __init__(self, batches, error=None):
        self.batches, self.error = iter(batches), error

    def __iter__(self):
        yield from self.batches
        if self.error is not None:
            raise self.error

    def __repr__(self):
        return "a stream of batches"


def ran_evaluation(model, batches):
    runs = runs_of(model)
    return modes.evaluate(model, Stream(batches)), runs


def labelled_batches(model, features, classes, sizes):
    """Return batches in which one sample each is labelled otherwise than the model says in eval mode."""
    batches = []
    for size in sizes:
        inputs = torch.randn(size, features)
        target = logits_in_eval_mode(model, inputs).argmax(dim=1)
        target[-1] = (target[-1] + 1) % classes
        batches.append((inputs, target))
    return batches


def test_evaluate_runs_in_eval_mode():
    """evaluate() runs the model in eval mode and without a graph, once on each batch, as the batches come."""
    features, classes, hidden = random.sample(range(3, 9), 3)
    model, sizes = network(features, classes, hidden), [1, *random.sample(range(4, 20), 2)]
    batches = labelled_batches(model, features, classes, sizes)
    accuracy, runs = observe(ran_evaluation, model, batches)
    assert_quiet(runs)
    assert sizes_of(runs) == sizes, "number of samples in each forward pass"
    assert type(accuracy) is float, "a plain number"
    assert_close(accuracy, (sum(sizes) - 3) / sum(sizes), **AS_FLOAT32)


def left_by_evaluation(model, batches, unfit):
    seen, *others = left_behind("evaluate", model, (batches,), (unfit,))
    try:
        modes.evaluate(model, Stream(batches, RuntimeError("a file cannot be read")))
    except RuntimeError:
        seen["after an error in the batches"] = moved(model, swapped=True)
    return seen, *others


def test_evaluate_leaves_the_model_alone():
    """evaluate() puts each module back into its own mode, also after an error: training may go on as before."""
    features, classes, hidden = random.sample(range(3, 9), 3)
    model = network(features, classes, hidden)
    batches = labelled_batches(model, features, classes, random.sample(range(1, 9), 2))
    inputs, target = batches[1]
    seen = observe(left_by_evaluation, model, batches, [batches[0], (inputs[:, 1:], target)])
    assert_left_alone(model, *seen, "after an error in the batches")


def two_calls(model, inputs, samples):
    return [modes.monte_carlo(model, inputs, samples) for _ in range(2)]


def test_monte_carlo_draws_dropout_alone():
    """monte_carlo() draws dropout anew for each sample of each call; every other layer works as in eval mode."""
    p, samples = probability(), random.randrange(3, 6)
    size, features, classes = random.sample(range(20, 30), 3)
    layers = nn.BatchNorm1d(features), nn.Linear(features, features), nn.RReLU(0.1, 0.9), nn.Linear(features, classes)
    model = nn.Sequential(*layers, nn.Dropout(p)).double()
    model[0].load_state_dict(drawn_state(features), strict=False)
    inputs = torch.randn(size, features).double()
    logits = logits_in_eval_mode(model, inputs)
    got, later = observe(two_calls, model, inputs, samples)
    assert got.shape == (samples, size, classes), "(samples, batch, classes)"
    kept = got != 0
    assert_close(got, torch.where(kept, logits / (1 - p), 0))
    pairs = {"two samples": kept[1], "two calls": later[0] != 0}
    alike = {
        f"share that {name} treat alike": (kept[0] == other).double().mean().item() for name, other in pairs.items()
    }
    # Seven standard deviations; 1.0 would be the same mask twice.
    assert_close(alike, dict.fromkeys(alike, p**2 + (1 - p) ** 2), rtol=0, atol=0.18)


DROPOUTS = {
    nn.Dropout: (8,),
    nn.Dropout1d: (8,),
    nn.Dropout2d: (2, 4),
    nn.Dropout3d: (2, 2, 2),
    nn.AlphaDropout: (8,),
    nn.FeatureAlphaDropout: (8,),
}
"""PyTorch's dropout layers, and the axes after the channels with which each can be tried."""


def test_monte_carlo_knows_each_dropout_layer():
    """monte_carlo() draws each of PyTorch's dropout layers, at any depth: all of them are random."""
    p, (size, channels) = probability(), random.sample(range(10, 20), 2)
    inputs = torch.randn(size, channels * 8)
    models = {"the model itself": nn.Dropout(p)}
    for kind, axes in DROPOUTS.items():
        models[kind.__name__] = nn.Sequential(nn.Unflatten(1, (channels, *axes)), nn.Sequential(kind(p)), nn.Flatten())
    drawn = {name: modes.monte_carlo(model, inputs, 2) for name, model in models.items()}
    same = [name for name, (first, second) in drawn.items() if torch.equal(first, second)]
    assert same == [], "dropout layers of which two samples are equal"


def left_by_monte_carlo(model, inputs):
    runs = runs_of(model)
    modes.monte_carlo(model, inputs, 2)
    recorded = list(runs)
    return recorded, left_behind("monte_carlo", model, (inputs, 2), (inputs[:, 1:], 2))


def test_monte_carlo_leaves_the_model_alone():
    """monte_carlo() records no graph, and puts each module back into its own mode, also after an error."""
    size, features, classes, hidden = random.sample(range(3, 9), 4)
    model, inputs = network(features, classes, hidden), torch.randn(size, features)
    runs, seen = observe(left_by_monte_carlo, model, inputs)
    assert_quiet(runs, dropping=["2.1"])
    assert_left_alone(model, *seen)


def statistics_of(model):
    return {name: value for name, value in model.state_dict().items() if "running" in name}


def frozen_outputs(model, inputs):
    def outputs():
        return {name: module(inputs[name]).detach() for name, module in model.items()}

    modes.freeze_statistics(model)
    seen = {"at once": outputs(), "once more": outputs()}
    model.train()
    seen["after train()"] = outputs()
    model.eval()
    model.train()
    seen["after eval() and train()"] = outputs()
    lost = [name for name, module in model.named_modules() if module.train() is not module]
    seen["after train() of each module"] = outputs()
    return seen, statistics_of(model), lost


def test_freeze_statistics_outlives_train():
    """freeze_statistics() lets BatchNorm1d, 2d and 3d work by their running statistics, also after train()."""
    size, channels, *lengths = random.sample(range(2, 9), 5)
    kinds = nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d
    flat, image, volume = layers = [kind(channels) for kind in kinds]
    for layer in layers:
        layer.load_state_dict(drawn_state(channels), strict=False)
    names = ["1d, in a block", "2d", "3d, in a block of a block"]
    blocks = nn.Sequential(flat), image, nn.Sequential(nn.Sequential(volume, nn.ReLU()))
    model = nn.ModuleDict(dict(zip(names, blocks, strict=True))).double()
    shapes = [(size, channels, *lengths[:axes]) for axes in (1, 2, 3)]
    inputs = {name: torch.randn(shape).double() for name, shape in zip(names, shapes, strict=True)}
    wanted = {name: logits_in_eval_mode(block, inputs[name]) for name, block in model.items()}
    seen, statistics, lost = observe(frozen_outputs, model, inputs)
    assert_close(statistics, statistics_of(model))
    assert_close(seen, dict.fromkeys(seen, wanted))
    assert lost == [], "modules that train() does not return"


def others_after_freezing(model, inputs):
    stranger = nn.BatchNorm1d(2)
    stranger.training = False  # and not eval(), in case that an earlier test's call has changed that of the class
    modes.freeze_statistics(model)
    others = {name: mode for name, mode in modes_of(model).items() if name != "0"}
    others["a BatchNorm1d of another model, after train()"] = stranger.train().training
    model.train()
    seen = {"training mode": model(inputs)}
    model.eval()
    seen["eval mode"] = model(inputs)
    seen["eval mode"].square().sum().backward()
    grads = {f"{name}.grad": weight.grad for name, weight in model.named_parameters()}
    return others, {name: output.detach() for name, output in seen.items()}, grads


def test_freeze_statistics_leaves_all_else_alone():
    """freeze_statistics() touches no other layer and no mode of it, and BatchNorm's weight and bias still learn."""
    size, features, classes = random.sample(range(2, 9), 3)
    model = nn.Sequential(nn.BatchNorm1d(features), nn.Linear(features, classes), nn.Dropout(1.0)).double()
    model[0].load_state_dict(drawn_state(features), strict=False)
    model[1].eval()
    inputs, twin = torch.randn(size, features).double(), copy.deepcopy(model).eval()
    output = twin(inputs)
    output.square().sum().backward()
    others, seen, grads = observe(others_after_freezing, model, inputs)
    assert_close(seen, {"training mode": torch.zeros_like(output), "eval mode": output.detach()})
    stranger = {"a BatchNorm1d of another model, after train()": True}
    assert others == {"model": True, "1": False, "2": True, **stranger}, "other modules, in training mode or not"
    assert_close(grads, {f"{name}.grad": weight.grad for name, weight in twin.named_parameters()})
