"""Graded tests: raw logits in, one number out."""

import copy
import math
import random

import losses
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.overrides import TorchFunctionMode
from torch.testing import assert_close

from dojo.observe import observe

AS_FLOAT32 = {"rtol": 1.3e-6, "atol": 1e-5}
"""What assert_close allows float32 tensors; a Python float, or a share of a target, may come from one."""


class Calls(TorchFunctionMode):
    """Notes PyTorch's own loss functions, and the layers that call them."""

    def __init__(self):
        super().__init__()
        self.borrowed = []

    def __torch_function__(self, func, types, args=(), kwargs=None):
        name = getattr(func, "__name__", "")
        if any(part in name for part in ("loss", "cross_entropy", "kl_div")):
            self.borrowed.append(name)
        return func(*args, **(kwargs or {}))


def tensors_of(first, target, options):
    return {"first argument": first.detach(), "target": target} | {
        name: value for name, value in options.items() if isinstance(value, torch.Tensor)
    }


def worked_through(name, first, target, options):
    """Return the loss, its gradient and the arguments after the call, and which of PyTorch's losses were called."""
    leaf, calls = first.clone().requires_grad_(), Calls()
    given = leaf * 1
    with calls:
        loss = getattr(losses, name)(given, target, **options)
    loss.backward()
    after = tensors_of(given, target, options)
    return {"loss": loss.detach(), "gradient": leaf.grad, "arguments afterwards": after}, calls.borrowed


def by_pytorch(function, first, target, options):
    """Return what `worked_through` must see."""
    leaf = first.clone().requires_grad_()
    loss = function(leaf, target, **options)
    (gradient,) = torch.autograd.grad(loss, leaf)
    after = tensors_of(first, target, options)
    return {"loss": loss.detach(), "gradient": gradient, "arguments afterwards": after}


def assert_like(function, name, cases):
    """Check against PyTorch's function, case by case so that a failure shows its call; return the losses borrowed."""
    borrowed = []
    for case, arguments in cases.items():
        wanted = by_pytorch(function, *arguments)
        seen, called = observe(worked_through, name, *arguments)
        assert_close({case: seen}, {case: wanted})
        borrowed += called
    return borrowed


def assert_like_without(function, name, cases):
    """Check the same, and that none of PyTorch's losses is called."""
    assert assert_like(function, name, cases) == [], "loss functions of PyTorch that were called"


def not_refused(name, pairs):
    """Return the pairs of shapes for which there was another error than ValueError, or none."""
    errors = {}
    for shape, other in pairs:
        try:
            getattr(losses, name)(torch.randn(shape), torch.rand(other))
            errors[f"{shape} and {other}"] = "no error"
        except ValueError:
            pass
        except Exception as error:
            errors[f"{shape} and {other}"] = type(error).__name__
    return errors


def unequal_shapes():
    """Return pairs of shapes, of which most would broadcast."""
    size, features = random.sample(range(2, 9), 2)
    pairs = [((size, 1), (size,)), ((size,), (size, 1)), ((size, 1), (1, size)), ((size, features), (size, 1))]
    pairs += [((size, features), (1, features)), ((size, features), (features,)), ((size,), (1,)), ((1,), ())]
    return [*pairs, ((size, features), (features, size)), ((size, features), (size * features,))]


def test_mse_is_the_mean_of_all_squares():
    """mse() is the mean of the squared differences over all elements, with its gradient, and changes nothing."""
    size, features, length = random.sample(range(2, 9), 3)
    numbers, volume = torch.randn(2, length), torch.randn(2, 1, features, 2, length).double()
    cases = {
        "(batch, features)": (torch.randn(features, size).T, torch.randn(size, features), {}),
        "(batch,)": (*numbers, {}),
        "a batch of one, four axes, float64": (*volume, {}),
    }
    assert_like(F.mse_loss, "mse", cases)


def test_mse_refuses_unequal_shapes():
    """mse() raises ValueError where shapes differ: broadcast, each prediction would be compared with each target."""
    (prediction, target), pairs = torch.randn(2, random.randrange(2, 9), 3), unequal_shapes()
    wanted = F.mse_loss(prediction, target)
    assert_close(losses.mse(prediction, target), wanted)
    assert observe(not_refused, "mse", pairs) == {}, "shapes that were not refused with ValueError"


def test_mean_loss_counts_by_size():
    """mean_loss() lets each batch count by its size: the last one is often small, and its mean no better for that."""
    means, sizes = [random.uniform(0.1, 4) for _ in range(4)], [*random.sample(range(2, 60), 3), 1]
    wanted = sum(mean * size for mean, size in zip(means, sizes, strict=True)) / sum(sizes)
    before = [list(means), list(sizes)]
    got = losses.mean_loss(means, sizes)
    assert type(got) is float, "a plain number"
    assert_close(got, wanted, **AS_FLOAT32)
    assert [means, sizes] == before, "losses and sizes afterwards"


def test_mean_loss_leaves_out_what_is_empty():
    """mean_loss() leaves out a batch of size 0, whose loss is nan, but does not hide the nan of any other batch."""
    means, sizes = ([random.uniform(0.02, 0.2) for _ in range(4)] for _ in range(2))
    wanted = sum(mean * size for mean, size in zip(means, sizes, strict=True)) / sum(sizes)
    place = random.randrange(5)
    means = [math.nan, *means[:place], math.nan, *means[place:]]
    got = losses.mean_loss(means, [0.0, *sizes[:place], 0.0, *sizes[place:]])
    assert_close({"nan only where nothing counted": got}, {"nan only where nothing counted": wanted}, **AS_FLOAT32)
    got = losses.mean_loss(means, [0.0, *sizes[:place], 0.1, *sizes[place:]])
    assert math.isnan(got), "nan: one batch that counted has gone wrong"


def classifier(features, classes, hidden):
    """Return a network that is often very sure: only such a one shows a floor under the loss."""
    model = nn.Sequential(nn.Linear(features, hidden), nn.BatchNorm1d(hidden), nn.Tanh(), nn.Linear(hidden, classes))
    nn.init.normal_(model[3].weight, std=20)
    return model.double()


def state_of(model):
    """Return what a forward pass, or a switch, changes: buffers and modes."""
    modes = {f"training mode of {name or 'the model'}": module.training for name, module in model.named_modules()}
    return dict(model.named_buffers()), modes


def worked_through_model(model, inputs, target):
    loss = losses.classification_loss(model, inputs, target)
    loss.backward()
    grads = {name: parameter.grad for name, parameter in model.named_parameters()}
    return {"loss": loss.detach(), "gradients": grads}, state_of(model)


def labelled(size, features, classes):
    return torch.randn(features, size).double().T, torch.randint(classes, (size,))


def test_classification_loss_takes_logits():
    """classification_loss() is the mean cross-entropy of the model's logits, and its gradient reaches the model."""
    size, features, classes, hidden = random.sample(range(3, 9), 4)
    model = classifier(features, classes, hidden).eval()
    batches = {"a batch": labelled(size, features, classes), "a batch of one": labelled(1, features, classes)}
    for case, (inputs, target) in batches.items():
        loss = F.cross_entropy(model(inputs), target)
        grads = torch.autograd.grad(loss, list(model.parameters()))
        names = [name for name, _ in model.named_parameters()]
        wanted = {"loss": loss.detach(), "gradients": dict(zip(names, grads, strict=True))}
        seen, _ = observe(worked_through_model, model, inputs, target)
        assert_close({case: seen}, {case: wanted})


def test_classification_loss_runs_the_model_once():
    """classification_loss() runs the model once on the batch, each layer in the mode it is in, and leaves it there."""
    size, features, classes, hidden = random.sample(range(3, 9), 4)
    model = classifier(features, classes, hidden)
    model.train()[2].eval()
    inputs, target = labelled(size, features, classes)
    twin = copy.deepcopy(model)
    wanted = F.cross_entropy(twin(inputs), target).detach()
    seen, (buffers, modes) = observe(worked_through_model, model, inputs, target)
    wanted_buffers, wanted_modes = state_of(twin)
    assert_close({"loss": seen["loss"], **buffers}, {"loss": wanted, **wanted_buffers})
    assert modes == wanted_modes, "modes afterwards"


def over_positions(logits, target, **options):
    return F.cross_entropy(logits.reshape(-1, logits.shape[-1]), target.reshape(-1), **options)


def test_sequence_cross_entropy_knows_its_axes():
    """sequence_cross_entropy() takes classes from the last axis, and also where there are as many time steps."""
    size, time, classes = random.sample(range(2, 9), 3)
    cases = {
        "(batch, time, classes)": (torch.randn(time, size, classes).transpose(0, 1), (size, time), classes),
        "as many time steps as classes": (torch.randn(size, classes, classes), (size, classes), classes),
        "as many sequences as classes": (torch.randn(classes, time, classes), (classes, time), classes),
        "a batch of one, float64": (torch.randn(1, time, classes).double(), (1, time), classes),
    }
    cases = {case: (5 * logits, torch.randint(number, shape), {}) for case, (logits, shape, number) in cases.items()}
    assert_like(over_positions, "sequence_cross_entropy", cases)


def padded_target(lengths, time, classes, filler):
    target = torch.randint(classes, (len(lengths), time))
    target[0, 0] = (filler + 1) % classes  # one position that counts, at least
    past_the_end = torch.arange(time) >= torch.tensor(lengths)[:, None]
    return target.masked_fill(past_the_end, filler)


def test_sequence_cross_entropy_leaves_padding_out():
    """sequence_cross_entropy() is the mean over positions that count, so that a long sequence counts more."""
    time, classes, *lengths = random.sample(range(2, 9), 5)
    time += 8
    logits = torch.randn(len(lengths), time, classes)
    fillers = {"the default": -100, "another number": 255, "a class": random.randrange(classes)}
    options = {"the default": {}, **{case: {"ignore_index": fillers[case]} for case in ("another number", "a class")}}
    cases = {case: (logits, padded_target(lengths, time, classes, fillers[case]), options[case]) for case in fillers}
    assert_like(over_positions, "sequence_cross_entropy", cases)


def class_weights(classes):
    return torch.rand(classes) * 4 + 0.2


def soft_target(*shape):
    """Return numbers from 0 to 1 of which about a half are 0 or 1."""
    return (2 * torch.rand(shape) - 0.5).clamp(0, 1)


def test_binary_cross_entropy_equals_pytorchs():
    """binary_cross_entropy() has the values and gradients of PyTorch's, for yes and no and for all between."""
    size, labels = random.sample(range(2, 9), 2)
    cases = {
        "(batch,)": (torch.randn(size), torch.randint(2, (size,)).float(), {}),
        "(batch, labels)": (torch.randn(labels, size).T, soft_target(size, labels), {}),
        "a batch of one, float64": (torch.randn(1, labels).double(), soft_target(1, labels).double(), {}),
    }
    assert_like_without(F.binary_cross_entropy_with_logits, "binary_cross_entropy", cases)


def test_binary_cross_entropy_weighs_yes():
    """binary_cross_entropy() multiplies the loss of yes by the pos_weight of its label, and divides by all elements."""
    size, labels = random.sample(range(2, 9), 2)
    pos_weight, target = class_weights(labels), torch.randint(2, (size, labels)).float()
    cases = {
        "(batch, labels)": (torch.randn(size, labels), target, {"pos_weight": pos_weight}),
        "a batch of one, soft": (torch.randn(1, labels), soft_target(1, labels), {"pos_weight": pos_weight}),
        "(batch,)": (torch.randn(size), soft_target(size), {"pos_weight": class_weights(1)[0]}),
    }
    assert_like_without(F.binary_cross_entropy_with_logits, "binary_cross_entropy", cases)


def test_binary_cross_entropy_is_right_for_huge_logits():
    """binary_cross_entropy() is finite at ±1000, and its gradient is alive there: the worst mistakes teach the most."""
    size, labels = random.sample(range(4, 9), 2)
    signs = torch.tensor([1.0, -1.0, 1.0, -1.0])
    logits = torch.cat([signs[:, None].expand(4, labels), 2 * torch.rand(size, labels) - 1])
    target = torch.randint(2, logits.shape).float()
    target[:4, 0], target[:4, 1] = torch.tensor([0.0, 0.0, 1.0, 1.0]), torch.tensor([1.0, 1.0, 0.0, 0.0])
    cases = {
        "float32, ±60": (60 * logits, target, {}),
        "float32, ±1000": (1000 * logits, target, {}),
        "float64, ±1000": (1000 * logits.double(), target.double(), {}),
        "float32, ±1000, with pos_weight": (1000 * logits, target, {"pos_weight": class_weights(labels)}),
    }
    assert_like_without(F.binary_cross_entropy_with_logits, "binary_cross_entropy", cases)


def test_binary_cross_entropy_has_its_gradient_at_zero():
    """binary_cross_entropy() has the right gradient where logits are exactly 0, as those of a new network may be."""
    size, labels = random.sample(range(2, 9), 2)
    cases = {
        "only zeros": (torch.zeros(size, labels), torch.randint(2, (size, labels)).float(), {}),
        "some zeros": (torch.randn(size, labels) * torch.eye(size, labels), soft_target(size, labels), {}),
        "with pos_weight": (torch.zeros(size), soft_target(size), {"pos_weight": class_weights(1)[0]}),
    }
    assert_like_without(F.binary_cross_entropy_with_logits, "binary_cross_entropy", cases)


def test_binary_cross_entropy_refuses_unequal_shapes():
    """binary_cross_entropy() raises ValueError where shapes differ: broadcast, each logit would meet each target."""
    (logits, target), pairs = torch.rand(2, random.randrange(2, 9), 3), unequal_shapes()
    wanted = F.binary_cross_entropy_with_logits(logits, target)
    assert_close(losses.binary_cross_entropy(logits, target), wanted)
    assert observe(not_refused, "binary_cross_entropy", pairs) == {}, "shapes that were not refused with ValueError"


def test_cross_entropy_equals_pytorchs():
    """cross_entropy() of logits alone has the values and gradients of PyTorch's."""
    size, classes = random.sample(range(2, 9), 2)
    cases = {
        "a batch": (3 * torch.randn(classes, size).T, torch.randint(classes, (size,)), {}),
        "as many samples as classes": (3 * torch.randn(classes, classes), torch.randint(classes, (classes,)), {}),
        "a batch of one, float64": (3 * torch.randn(1, classes).double(), torch.randint(classes, (1,)), {}),
    }
    assert_like_without(F.cross_entropy, "cross_entropy", cases)


def test_cross_entropy_divides_by_the_weights():
    """cross_entropy() lets a sample count by the weight of its class, and divides by the sum of these weights."""
    size, classes = random.sample(range(3, 9), 2)
    logits, target, weight = torch.randn(size, classes), torch.randint(classes, (size,)), class_weights(classes)
    cases = {
        "a batch": (logits, target, {"weight": weight}),
        "a batch of one, float64": (logits[:1].double(), target[:1], {"weight": weight.double()}),
    }
    assert_like_without(F.cross_entropy, "cross_entropy", cases)


def partly_ignored(size, classes, index):
    """Return targets of which some are to be ignored, and some are not."""
    target = torch.randint(classes, (size,))
    target[torch.randperm(size)[: size // 2]] = index
    target[random.randrange(size)] = (index + 1) % classes
    return target


def test_cross_entropy_ignores_what_does_not_count():
    """cross_entropy() leaves samples with ignore_index out of the sum and of what it is divided by."""
    size, classes = random.sample(range(4, 9), 2)
    logits, fillers = torch.randn(size, classes), {"255": 255, "-1": -1, "a class": random.randrange(classes)}
    cases = {
        case: (logits, partly_ignored(size, classes, index), {"ignore_index": index}) for case, index in fillers.items()
    }
    cases["the default"] = (logits, partly_ignored(size, classes, -100), {})
    assert_like_without(F.cross_entropy, "cross_entropy", cases)


def test_cross_entropy_smooths_the_targets():
    """cross_entropy() gives every class its share of label_smoothing, the right one too."""
    size, classes = random.sample(range(3, 9), 2)
    logits, target = torch.randn(size, classes), torch.randint(classes, (size,))
    shares = random.uniform(0.05, 0.2), random.uniform(0.3, 0.8), 1.0
    cases = {f"label_smoothing {share:.2f}": (logits, target, {"label_smoothing": share}) for share in shares}
    assert_like_without(F.cross_entropy, "cross_entropy", cases)


def test_cross_entropy_does_all_of_it_together():
    """cross_entropy() weighs each class's share of a smoothed target; only samples that count enter the divisor."""
    size, classes = random.sample(range(4, 9), 2)
    logits, weight, index = torch.randn(size, classes), class_weights(classes), random.randrange(classes)
    weighed, smoothed = {"weight": weight}, {"label_smoothing": random.uniform(0.1, 0.8)}
    target = torch.randint(classes, (size,))
    partly, its_class = (partly_ignored(size, classes, number) for number in (-100, index))
    cases = {
        "weight and label_smoothing": (logits, target, {**weighed, **smoothed}),
        "weight and ignore_index": (logits, partly, weighed),
        "label_smoothing and ignore_index": (logits, partly, smoothed),
        "all, and a class is ignored": (logits, its_class, {**weighed, **smoothed, "ignore_index": index}),
    }
    assert_like_without(F.cross_entropy, "cross_entropy", cases)


def test_cross_entropy_is_right_where_it_is_badly_wrong():
    """cross_entropy() is finite where the right class has no chance, with a gradient: such samples teach most."""
    classes = random.choice([4, 8])  # so that the shares of a smoothed target are exact in float32, too
    # Whole numbers with one clear maximum in each row: logsumexp loses no digit of them.
    ends = torch.tensor([(-1000.0, 1000.0), (-1000.0, 0.0), (0.0, 1000.0), (-1000.0, -800.0), (800.0, 1000.0)])
    largest = torch.randint(classes, (5,))
    logits = torch.where(F.one_hot(largest, classes) == 1, ends[:, 1:], ends[:, :1])
    target = (largest + torch.tensor([1, 0, 1, *random.sample((0, 1), 2)])) % classes
    options = {"weight": class_weights(classes).double(), "label_smoothing": random.choice([0.25, 0.5])}
    cases = {
        "float32": (logits, target, {}),
        "float32, rows of zeros among them": (torch.cat([logits, torch.zeros(5, classes)]), target.repeat(2), {}),
        "float64, with weight and label_smoothing": (logits.double(), target, options),
    }
    assert_like_without(F.cross_entropy, "cross_entropy", cases)


def test_cross_entropy_does_not_care_where_logits_lie():
    """cross_entropy() depends on differences of logits alone: they may be near 1000, near -1000, or each."""
    size, classes = random.sample(range(2, 9), 2)
    logits, target = torch.randn(3, size, classes).double(), torch.randint(classes, (3 * size,))
    places = {"near 1000": [1000, 1000, 1000], "near -1000": [-1000, -1000, -1000], "near all three": [0, 1000, -1000]}
    moved = {case: logits + torch.tensor(offsets)[:, None, None] for case, offsets in places.items()}
    cases = {case: (rows.flatten(0, 1), target, {}) for case, rows in moved.items()}
    assert_like_without(F.cross_entropy, "cross_entropy", cases)
