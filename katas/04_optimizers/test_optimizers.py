"""Graded tests: what step() does with the gradients."""

import copy
import math
import random
import sys
from contextlib import contextmanager

import optimizers
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.testing import assert_close
from torch.utils._python_dispatch import TorchDispatchMode

from dojo.observe import observe

AS_FLOAT32 = {"rtol": 1.3e-6, "atol": 1e-5}
"""What assert_close allows float32 tensors; a Python float made from one would be compared as float64."""
NAMES = ["matrix", "vector", "other vector", "number"]


def draw_parameters():
    """Return a matrix whose memory is not contiguous, two vectors of one shape, and a scalar, no nn.Parameter."""
    rows, columns, length = random.sample(range(2, 9), 3)
    tensors = torch.randn(rows, columns).T, torch.randn(length), torch.randn(length)
    return [*(nn.Parameter(tensor.double()) for tensor in tensors), torch.randn(()).double().requires_grad_()]


def draw_gradients(parameters, steps, missing=(), zero=()):
    """Return the gradients of each step, None or zeros for some of them: pairs of a step and a parameter."""
    gradients = [[torch.randn_like(weight) for weight in parameters] for _ in range(steps)]
    for step, index in missing:
        gradients[step][index] = None
    for step, index in zero:
        gradients[step][index].zero_()
    return gradients


def draw_rates(steps):
    return [random.uniform(0.05, 0.3) for _ in range(steps)]


def give(parameters, gradients):
    """Fill .grad as backward() does after zero_grad(set_to_none=False): in the same memory, where there is some."""
    for parameter, gradient in zip(parameters, gradients, strict=True):
        if gradient is None or parameter.grad is None:
            parameter.grad = None if gradient is None else gradient.clone()
        else:
            parameter.grad.copy_(gradient)


def by_name(tensors):
    return {name: None if tensor is None else tensor.detach() for name, tensor in zip(NAMES, tensors, strict=True)}


def pytorchs(kind, parameters, gradients, rates, velocities=None, **options):
    """Return what PyTorch's own optimizer makes of copies of the parameters."""
    twins = [nn.Parameter(parameter.detach().clone()) for parameter in parameters]
    optimizer = kind(twins, **options)
    for twin, velocity in zip(twins, velocities or [], strict=bool(velocities)):
        optimizer.state[twin]["momentum_buffer"] = velocity.clone()
    for given, rate in zip(gradients, rates, strict=True):
        optimizer.param_groups[0]["lr"] = rate
        give(twins, given)
        optimizer.step()
    return by_name(twins)


class NotingKernels(TorchDispatchMode):
    """Notes the kernels that make a whole update, those behind SGD(fused=True) and its like."""

    def __init__(self, ran):
        super().__init__()
        self.ran = ran

    def __torch_dispatch__(self, kernel, types, args=(), kwargs=None):
        if str(kernel).startswith(("aten._fused_sgd", "aten._fused_ada")) and str(kernel) not in self.ran:
            self.ran.append(str(kernel))
        return kernel(*args, **(kwargs or {}))


@contextmanager
def noting_ready_made():
    """Give a list that will name the modules and kernels of PyTorch's ready-made optimizers that run."""
    ran, others = [], ("torch.optim.optimizer", "torch.optim.lr_scheduler")

    def note(frame, event, _):
        name = str(frame.f_globals.get("__name__"))
        if event == "call" and name.startswith("torch.optim.") and name not in (*others, *ran):
            ran.append(name)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        with NotingKernels(ran):
            yield ran
    finally:
        sys.setprofile(before)


READY_MADE = "which of PyTorch's ready-made optimizers ran: this update is yours to write"


def after_sgd_steps(parameters, velocities, gradients, rates, *options):
    with noting_ready_made() as ran:
        for given, rate in zip(gradients, rates, strict=True):
            give(parameters, given)
            optimizers.sgd_step(list(parameters), velocities, rate, *options)
    return by_name(parameters), ran


def test_sgd_step_goes_against_the_gradient():
    """sgd_step() without momentum goes against the gradient, to which a part of the parameter is added as decay."""
    parameters, rates, decay = draw_parameters(), draw_rates(2), random.uniform(0.1, 0.5)
    gradients, velocities = draw_gradients(parameters, 2), [torch.zeros_like(weight) for weight in parameters]
    wanted = pytorchs(torch.optim.SGD, parameters, gradients, rates, weight_decay=decay)
    got, ran = observe(after_sgd_steps, parameters, velocities, gradients, rates, 0.0, decay, False)
    assert_close(got, wanted)
    assert ran == [], READY_MADE


def test_sgd_step_gathers_speed():
    """sgd_step() with momentum goes along the velocity: momentum times the old one, plus the gradient, without lr."""
    parameters, rates, momentum = draw_parameters(), draw_rates(3), random.uniform(0.5, 0.8)
    gradients, velocities = draw_gradients(parameters, 3), [torch.randn_like(weight) for weight in parameters]
    wanted = pytorchs(torch.optim.SGD, parameters, gradients, rates, velocities, momentum=momentum)
    got, ran = observe(after_sgd_steps, parameters, velocities, gradients, rates, momentum, 0.0, False)
    assert_close(got, wanted)
    assert ran == [], READY_MADE


def test_sgd_step_looks_ahead():
    """sgd_step() with nesterov goes along the gradient, decay included, plus momentum times the new velocity."""
    parameters, rates, momentum, decay = draw_parameters(), draw_rates(3), random.uniform(0.5, 0.8), 0.3
    gradients, velocities = draw_gradients(parameters, 3), [torch.randn_like(weight) for weight in parameters]
    options = {"momentum": momentum, "weight_decay": decay, "nesterov": True}
    wanted = pytorchs(torch.optim.SGD, parameters, gradients, rates, velocities, **options)
    got, ran = observe(after_sgd_steps, parameters, velocities, gradients, rates, momentum, decay, True)
    assert_close(got, wanted)
    assert ran == [], READY_MADE


MISSING = {(0, 0), (0, 3), (1, 1), (2, 2), (2, 3), (3, 0)}
"""In which step which parameter has no gradient."""
ZERO = {(2, 0), (3, 1)}
"""In which step which parameter has a gradient of zeros, after some that were not."""


def test_sgd_step_skips_what_has_no_gradient():
    """sgd_step() skips what has no gradient, its velocity too; with one of zeros a parameter decays and coasts."""
    parameters, rates, momentum, decay = draw_parameters(), draw_rates(4), random.uniform(0.5, 0.8), 0.3
    gradients, velocities = (
        draw_gradients(parameters, 4, MISSING, ZERO),
        [torch.randn_like(each) for each in parameters],
    )
    options = {"momentum": momentum, "weight_decay": decay}
    wanted = pytorchs(torch.optim.SGD, parameters, gradients, rates, velocities, **options)
    got, ran = observe(after_sgd_steps, parameters, velocities, gradients, rates, momentum, decay, False)
    assert_close(got, wanted)
    assert ran == [], READY_MADE


def grads_of(parameters):
    return {f"the .grad of {name}": weight.grad for name, weight in zip(NAMES, parameters, strict=True)}


def flags(parameters):
    """Return what must be as before: each parameter a leaf that requires grad, and gradients recorded."""
    leaves = [parameter.requires_grad and parameter.is_leaf for parameter in parameters]
    return {"leaves that require grad": leaves, "gradients are recorded": torch.is_grad_enabled()}


FLAGS = {"leaves that require grad": [True, True, True, True], "gradients are recorded": True}


def around_sgd_steps(parameters, velocities, gradients, rates, *options):
    after_sgd_steps(parameters, velocities, gradients, rates, *options)
    return grads_of(parameters), flags(parameters), [velocity.requires_grad for velocity in velocities]


PLAIN_AND_NOT = {
    "the gradient alone": (0.0, 0.0, False),
    "with decay": (0.0, 0.3, False),
    "with nesterov": (0.7, 0.0, True),
    "with nesterov and decay": (0.7, 0.3, True),
}
"""Momentum, decay and nesterov: what is added to the gradient, and in which order, differs."""


def test_sgd_step_changes_nothing_else():
    """sgd_step() changes parameters and velocities only, unseen by autograd: what is in .grad is the caller's."""
    parameters, rates = draw_parameters(), draw_rates(2)
    gradients, velocities = draw_gradients(parameters, 2), [torch.zeros_like(weight) for weight in parameters]
    around = [parameters, velocities, gradients, rates]
    seen = {name: observe(around_sgd_steps, *around, *options) for name, options in PLAIN_AND_NOT.items()}
    grads, after, recorded = ({name: each[part] for name, each in seen.items()} for part in range(3))
    assert_close(grads, dict.fromkeys(PLAIN_AND_NOT, wanted_grads(gradients[-1])))
    assert after == dict.fromkeys(PLAIN_AND_NOT, FLAGS), "as it was before"
    wanted = {name: [False, False, False, False] for name in PLAIN_AND_NOT}
    assert recorded == wanted, "whether each velocity requires grad, and so keeps a graph"


def wanted_grads(gradients):
    return {f"the .grad of {name}": gradient for name, gradient in zip(NAMES, gradients, strict=True)}


def after_adam_steps(parameters, gradients, rates, *options):
    with noting_ready_made() as ran:
        take_adam_steps(parameters, {}, gradients, rates, *options)
    return by_name(parameters), ran


def take_adam_steps(parameters, state, gradients, rates, *options):
    for given, rate in zip(gradients, rates, strict=True):
        give(parameters, given)
        # A failure tells the last call that was noted: the first, for what is in the state later is everyone's own.
        step = optimizers.adam_step.__wrapped__ if state else optimizers.adam_step
        step(list(parameters), state, rate, *options)


BETAS, EPS = (0.3, 0.45), 0.2


def test_adam_step_equals_adam():
    """adam_step() divides a mean of the gradients by the root of a mean of their squares, both corrected for zeros."""
    parameters, rates = draw_parameters(), draw_rates(4)
    gradients = draw_gradients(parameters, 4)
    wanted = pytorchs(torch.optim.Adam, parameters, gradients, rates, betas=BETAS, eps=EPS)
    got, ran = observe(after_adam_steps, parameters, gradients, rates, BETAS, EPS, 0.0)
    assert_close(got, wanted)
    assert ran == [], READY_MADE


def test_adam_step_decays_through_the_gradient():
    """adam_step() adds the decay to the gradient, before both averages: Adam's way, and not AdamW's."""
    parameters, rates, decay = draw_parameters(), draw_rates(3), random.uniform(0.1, 0.5)
    gradients = draw_gradients(parameters, 3)
    wanted = pytorchs(torch.optim.Adam, parameters, gradients, rates, betas=BETAS, eps=EPS, weight_decay=decay)
    got, ran = observe(after_adam_steps, parameters, gradients, rates, BETAS, EPS, decay)
    assert_close(got, wanted)
    assert ran == [], READY_MADE


def test_adam_step_counts_each_parameters_updates():
    """adam_step() skips what has no gradient, and counts each parameter's own updates, one by zeros as well."""
    parameters, rates, decay = draw_parameters(), draw_rates(4), random.uniform(0.1, 0.5)
    gradients = draw_gradients(parameters, 4, MISSING, ZERO)
    wanted = pytorchs(torch.optim.Adam, parameters, gradients, rates, betas=BETAS, eps=EPS, weight_decay=decay)
    got, ran = observe(after_adam_steps, parameters, gradients, rates, BETAS, EPS, decay)
    assert_close(got, wanted)
    assert ran == [], READY_MADE


def test_adam_step_keeps_the_parameters_dtype():
    """adam_step() calculates in the parameter's own dtype: in float32 a large gradient, or its square, is infinite."""
    parameters, rates = draw_parameters(), draw_rates(2)
    gradients = [[gradient * 1e50 for gradient in given] for given in draw_gradients(parameters, 2)]
    wanted = pytorchs(torch.optim.Adam, parameters, gradients, rates, betas=BETAS, eps=EPS)
    got, ran = observe(after_adam_steps, parameters, gradients, rates, BETAS, EPS, 0.0)
    assert_close(got, wanted)
    assert ran == [], READY_MADE


def around_adam_steps(parameters, others, gradients, other_gradients, rate):
    state, other_state, options = {}, {}, ([rate], BETAS, EPS, 0.3)
    for given, other_given in zip(gradients[:2], other_gradients, strict=True):
        state = dict(state)  # what counts is what is in it, not which dict it is
        take_adam_steps(parameters, state, [given], *options)
        take_adam_steps(others, other_state, [other_given], *options)
    first, fresh_state = by_name([parameter.clone() for parameter in parameters]), {}
    for given in gradients[2:]:
        take_adam_steps(parameters, fresh_state, [given], *options)
    after = first, by_name(others), by_name(parameters)
    return *after, grads_of(parameters), flags(parameters), graphs_in(state)


def graphs_in(value):
    """Return how many tensors in a state are results that autograd has recorded."""
    if isinstance(value, torch.Tensor):
        return int(value.grad_fn is not None)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return sum(map(graphs_in, parts))


def test_adam_step_remembers_in_the_state():
    """adam_step() keeps what it needs in the state that it is given; besides, it changes the parameters alone."""
    parameters, others, (rate,) = draw_parameters(), draw_parameters(), draw_rates(1)
    gradients, other_gradients = draw_gradients(parameters, 4), draw_gradients(others, 2)
    options = {"betas": BETAS, "eps": EPS, "weight_decay": 0.3}
    first = pytorchs(torch.optim.Adam, parameters, gradients[:2], [rate] * 2, **options)
    second = pytorchs(torch.optim.Adam, others, other_gradients, [rate] * 2, **options)
    third = pytorchs(torch.optim.Adam, first.values(), gradients[2:], [rate] * 2, **options)
    *got, grads, after, graphs = observe(around_adam_steps, parameters, others, gradients, other_gradients, rate)
    phases = "after two steps", "other parameters, with a state of their own", "two steps on, with a new, empty state"
    assert_close(dict(zip(phases, got, strict=True)), dict(zip(phases, (first, second, third), strict=True)))
    assert_close(grads, wanted_grads(gradients[-1]))
    assert after == FLAGS, "as it was before"
    assert graphs == 0, "the tensors in the state that keep a graph"


def after_class_steps(parameters, later, gradients, later_gradients):
    with noting_ready_made() as ran:
        optimizer = optimizers.SGD(groups_of(parameters), **DEFAULTS)
        train_in_groups(optimizer, parameters, later, gradients, later_gradients)
    after = {**by_name(parameters), "added later": later.detach()}
    return after, grads_of(parameters), flags(parameters), ran


DEFAULTS = {"lr": 0.2, "momentum": 0.6, "weight_decay": 0.1, "nesterov": True}


def groups_of(parameters):
    """Return a group that takes the optimizer's options, and two with some of their own."""
    matrix, vector, other, number = parameters
    plain = {"momentum": 0.0, "weight_decay": 0.0, "nesterov": False}
    return [
        {"params": [matrix, vector]},
        {"params": [other], "lr": 0.3, "weight_decay": 0.0},
        {"params": [number], **plain},
    ]


def train_in_groups(optimizer, parameters, later, gradients, later_gradients):
    """Take a step for each gradient, under a scheduler; the last steps with one more group."""
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.7)
    for given, later_given in zip(gradients, later_gradients, strict=True):
        if later_given is not None and later.grad is None:
            optimizer.add_param_group({"params": [later], "lr": 0.1, "momentum": 0.4, "nesterov": False})
        give([*parameters, later], [*given, later_given])
        optimizer.step()
        scheduler.step()


def test_sgd_takes_the_options_of_each_group():
    """SGD steps by what each parameter's group says now: schedulers change it, and groups may be added later."""
    parameters, later = draw_parameters(), nn.Parameter(torch.randn(3, dtype=torch.float64))
    gradients = draw_gradients(parameters, 5, MISSING, ZERO)
    later_gradients = [None, None, *(torch.randn_like(later) * 1e40 for _ in range(3))]  # too large for float32
    twins, later_twin = copy.deepcopy((parameters, later))
    train_in_groups(torch.optim.SGD(groups_of(twins), **DEFAULTS), twins, later_twin, gradients, later_gradients)
    got, grads, after, ran = observe(after_class_steps, parameters, later, gradients, later_gradients)
    assert_close(got, {**by_name(twins), "added later": later_twin.detach()})
    assert_close(grads, wanted_grads(gradients[-1]))
    assert after == FLAGS, "as it was before"
    assert ran == [], READY_MADE


def weight_and_bias(model):
    return [{"params": [model.weight]}, {"params": [model.bias], "momentum": 0.5}]


def with_closure(model, inputs, target, rate):
    optimizer, runs = optimizers.SGD(weight_and_bias(model), rate), []
    losses = [optimizer.step(closure_of(model, optimizer, inputs, target, runs)) for _ in range(3)]
    nothing = optimizer.step()
    return losses, runs, values(model), nothing


def closure_of(model, optimizer, inputs, target, runs):
    def closure():
        runs.append(1)
        optimizer.zero_grad()
        loss = F.mse_loss(model(inputs), target)
        loss.backward()
        return loss

    return closure


def values(model):
    return {name: parameter.detach() for name, parameter in model.named_parameters()}


def test_sgd_runs_the_closure():
    """SGD's step(closure) runs the closure once, before the update, with gradients recorded, and returns its loss."""
    size, features, outputs = random.sample(range(2, 9), 3)
    model, (rate,) = nn.Linear(features, outputs), draw_rates(1)
    inputs, target = torch.randn(size, features), torch.randn(size, outputs)
    twin = copy.deepcopy(model)
    reference = torch.optim.SGD(weight_and_bias(twin), rate)
    wanted = [reference.step(closure_of(twin, reference, inputs, target, [])).detach() for _ in range(3)]
    reference.step()
    losses, runs, got, nothing = observe(with_closure, model, inputs, target, rate)
    assert len(runs) == 3, "how often the closure ran in three steps"
    assert_close(losses, wanted)
    assert_close(got, values(twin))
    assert nothing is None, "what step() without a closure returned"


def resumed(parameters, gradients):
    optimizer = optimizers.SGD(groups_of(parameters), **DEFAULTS)
    for given in gradients[:2]:
        give(parameters, given)
        optimizer.step()
    twins = [nn.Parameter(parameter.detach().clone()) for parameter in parameters]
    again = optimizers.SGD([{"params": group["params"]} for group in groups_of(twins)], lr=9.0)
    again.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    for given in gradients[2:]:
        give(twins, given)
        again.step()
    return by_name(twins)


def test_sgd_resumes_from_its_state_dict():
    """SGD resumes from a state_dict as if it had never stopped: the velocities and all options are in it."""
    parameters = draw_parameters()
    gradients = draw_gradients(parameters, 4)
    twins = copy.deepcopy(parameters)
    reference = torch.optim.SGD(groups_of(twins), **DEFAULTS)
    for given in gradients:
        give(twins, given)
        reference.step()
    assert_close(observe(resumed, parameters, gradients), by_name(twins))


def after_decay(model, gradients, lr, weight_decay):
    optimizer = torch.optim.SGD(optimizers.decay_groups(model, lr, weight_decay), lr=7.0, weight_decay=0.9)
    for name, parameter in model.named_parameters():
        parameter.grad = gradients[name]
    optimizer.step()
    return values(model), all(parameter.requires_grad for parameter in model.parameters())


def randomized(model):
    """Fill all parameters, also those that begin as zeros, and return a gradient for each."""
    for parameter in model.parameters():
        nn.init.normal_(parameter)
    return {name: torch.randn_like(parameter) for name, parameter in values(model).items()}


def decayed(model, gradients, lr, weight_decay, names):
    """Return what one step of plain SGD makes of a model of which only these parameters decay."""
    old = values(model)
    slopes = {name: gradients[name] + (weight_decay * old[name] if name in names else 0.0) for name in old}
    return {name: old[name] - lr * slopes[name] for name in old}


def test_decay_groups_spare_biases_and_norms():
    """decay_groups() lets weights decay, but no bias and nothing of a normalization layer, whatever its name."""
    channels, filters, classes = random.sample(range(2, 9), 3)
    block = nn.Sequential(nn.ConvTranspose2d(filters, channels, 2, bias=False), nn.GroupNorm(1, channels))
    first, head = nn.Conv2d(channels, filters, 3), nn.Linear(channels, classes)
    norms = {"second": nn.BatchNorm2d(filters), "norm": nn.LayerNorm(classes)}
    model = nn.ModuleDict({"first": first, "block": block, "head": head, **norms})
    gradients, (lr,), decay = randomized(model), draw_rates(1), 0.3
    wanted = decayed(model, gradients, lr, decay, {"first.weight", "block.0.weight", "head.weight"})
    got, trained = observe(after_decay, model, gradients, lr, decay)
    assert_close(got, wanted)
    assert trained, "all parameters still require grad"


def test_decay_groups_hold_each_parameter_once():
    """decay_groups() has every parameter in one group, once, a shared one too: twice would be two updates in a step."""
    words, features, hidden = random.sample(range(2, 9), 3)
    embedding, head = nn.Embedding(words, features), nn.Linear(features, words)
    head.weight = embedding.weight
    layers = {"embedding": embedding, "attention": nn.MultiheadAttention(features, 1), "gru": nn.GRU(features, hidden)}
    model = nn.ModuleDict({**layers, "head": head})
    gradients, (lr,), decay = randomized(model), draw_rates(1), 0.3
    weights = {"embedding.weight", "attention.in_proj_weight", "attention.out_proj.weight"}
    wanted = decayed(model, gradients, lr, decay, weights | {"gru.weight_ih_l0", "gru.weight_hh_l0"})
    got, trained = observe(after_decay, model, gradients, lr, decay)
    assert_close(got, wanted)
    assert trained, "all parameters still require grad"


def network(features, outputs, hidden):
    """Return layers of which the last takes no part in the loss below."""
    return nn.ModuleList([nn.Linear(features, hidden), nn.Linear(hidden, outputs), nn.Linear(features, hidden)])


def loss_of(model, inputs, target):
    return F.mse_loss(model[1](torch.tanh(model[0](inputs))), target)


def used(model):
    """Return the parameters that get a gradient from the loss."""
    named = model[:2].named_parameters()
    return {name: parameter for name, parameter in named if parameter.requires_grad}


def slopes_of(model, loss):
    return torch.autograd.grad(loss, list(used(model).values()))


def norm_of(slopes):
    return math.sqrt(sum(slope.square().sum().item() for slope in slopes))


def sgd(model):
    """Return an optimizer with a second parameter group, which learns more slowly, and decays."""
    groups = [{"params": model[0].parameters()}, {"params": model[1:].parameters(), "lr": 0.1, "weight_decay": 0.2}]
    return torch.optim.SGD(groups, lr=0.3, momentum=0.8)


def clipped_by_hand(model, batches, max_norm, factor=1.0):
    """Return the norm of each step, and take the steps."""
    optimizer, norms = sgd(model), []
    for inputs, target in batches:
        slopes = slopes_of(model, factor * loss_of(model, inputs, target))
        norms.append(norm_of(slopes))
        for parameter, slope in zip(used(model).values(), slopes, strict=True):
            parameter.grad = slope * (max_norm / max(norms[-1], max_norm))
        optimizer.step()
    return norms


def clipped(model, batches, max_norm, factor=1.0, held=None):
    optimizer = sgd(model)
    for name, parameter in model.named_parameters():
        parameter.grad = held[name] if held else None
    losses = (factor * loss_of(model, inputs, target) for inputs, target in batches)
    return [optimizers.clipped_step(model, optimizer, loss, max_norm) for loss in losses], values(model)


def draw_batches(features, outputs, sizes):
    return [(torch.randn(features, size).T, torch.randn(size, outputs)) for size in sizes]


def test_clipped_step_scales_all_gradients_together():
    """clipped_step() scales all gradients by one factor, so that their joint norm is max_norm: the direction stays."""
    features, outputs, hidden = random.sample(range(3, 9), 3)
    model, batches = network(features, outputs, hidden), draw_batches(features, outputs, (4, 1))
    twin = copy.deepcopy(model)
    max_norm = norm_of(slopes_of(model, loss_of(model, *batches[0]))) / 4
    norms = clipped_by_hand(twin, batches, max_norm)
    got, after = observe(clipped, model, batches, max_norm)
    assert_close(after, values(twin))
    assert [type(norm) for norm in got] == [float, float], "a plain number for each step"
    assert_close(got, norms, **AS_FLOAT32)


SHORT = {"a gradient of zeros": 0.0, "the loss times 0.05": 0.05, "the loss times 20": 20.0}


def test_clipped_step_leaves_short_gradients_alone():
    """clipped_step() never scales up: a gradient shorter than max_norm stays as it is, be it tiny, long or zero."""
    features, outputs, hidden = random.sample(range(3, 9), 3)
    model, batches = network(features, outputs, hidden), draw_batches(features, outputs, (4,))
    norm = norm_of(slopes_of(model, loss_of(model, *batches[0])))
    got, wanted = {}, {}
    for name, factor in SHORT.items():
        twin, max_norm = copy.deepcopy(model), 1.5 * norm * factor or 0.5
        (after_norm,) = clipped_by_hand(twin, batches, max_norm, factor)
        wanted[name] = {"the norm": after_norm, **values(twin)}
        (got_norm,), after = observe(clipped, model, batches, max_norm, factor)
        got[name] = {"the norm": got_norm, **after}
    assert_close(got, wanted, **AS_FLOAT32)


def test_clipped_step_ignores_what_was_there_before():
    """clipped_step() follows its own loss alone: an old .grad enters neither the norm nor the update, be it inf."""
    features, outputs, hidden = random.sample(range(3, 9), 3)
    model, batches = network(features, outputs, hidden), draw_batches(features, outputs, (4,))
    model[1].bias.requires_grad_(False)
    held = {name: torch.randn_like(parameter) for name, parameter in values(model).items()}
    held["0.bias"].fill_(math.inf)
    twin = copy.deepcopy(model)
    norms = clipped_by_hand(twin, batches, 0.1)
    got, after = observe(clipped, model, batches, 0.1, held=held)
    assert_close(after, values(twin))
    assert_close(got, norms, **AS_FLOAT32)


class Schedule(torch.optim.lr_scheduler.LambdaLR):
    """A schedule that failures show by name: PyTorch's own are shown with an address, another one in each run."""

    def __repr__(self):
        return "LambdaLR(…)"


def fitted(model, batches, factors, epochs, held):
    for name, parameter in model.named_parameters():
        parameter.grad = held[name]
    optimizer = sgd(model)
    scheduler = Schedule(optimizer, lambda epoch: factors[epoch % len(factors)])
    rates = [optimizers.fit(model, optimizer, scheduler, batches, nn.SmoothL1Loss(), number) for number in epochs]
    return rates, values(model)


def fitted_by_hand(model, batches, factors, epochs):
    """Return the learning rate of each epoch, and train."""
    optimizer, criterion, rates = sgd(model), nn.SmoothL1Loss(), []
    own = [group["lr"] for group in optimizer.param_groups]
    for epoch in range(epochs):
        for group, lr in zip(optimizer.param_groups, own, strict=True):
            group["lr"] = lr * factors[epoch]
        rates.append(optimizer.param_groups[0]["lr"])
        for inputs, target in batches:
            optimizer.zero_grad()
            criterion(model(inputs), target).backward()
            optimizer.step()
    return rates


def random_factors(count):
    """Return numbers that are all clearly different."""
    return [(step + random.uniform(0.2, 0.8)) / count for step in random.sample(range(1, count + 1), count)]


def to_fit():
    features, outputs, hidden = random.sample(range(3, 9), 3)
    model = nn.Sequential(nn.Linear(features, hidden), nn.Tanh(), nn.Linear(hidden, outputs))
    model[2].bias.requires_grad_(False)
    held = {name: torch.randn_like(parameter) for name, parameter in values(model).items()}
    held["0.bias"].fill_(math.inf)
    return model, draw_batches(features, outputs, (5, 3, 1)), random_factors(5), held


def test_fit_trains_with_the_rate_of_each_epoch():
    """fit() makes one update for each batch, and lets the scheduler step once an epoch, after the last one of it."""
    model, batches, factors, held = to_fit()
    twin = copy.deepcopy(model)
    fitted_by_hand(twin, batches, factors, 4)
    _, after = observe(fitted, model, batches, factors, [4], held)
    assert_close(after, values(twin))


def test_fit_returns_the_rate_of_each_epoch():
    """fit() returns the learning rate of each epoch's updates, and a second call goes on with that of the next."""
    model, batches, factors, held = to_fit()
    wanted = fitted_by_hand(copy.deepcopy(model), batches, factors, 5)
    rates, _ = observe(fitted, model, batches, factors, [1, 4], held)
    assert_close(rates, [wanted[:1], wanted[1:]])


def after_steps_on_a_gpu(parameters, gradients):
    moved, state = [nn.Parameter(parameter.detach().cuda()) for parameter in parameters], {}
    for given in gradients:
        give(moved, [gradient.cuda() for gradient in given])
        optimizers.adam_step(moved, state, 0.1, BETAS, EPS, 0.3)
    return by_name([parameter.cpu() for parameter in moved])


@pytest.mark.cuda
def test_adam_step_works_on_a_gpu():
    """adam_step() keeps its averages where the parameter is."""
    parameters = draw_parameters()
    gradients = draw_gradients(parameters, 2)
    wanted = pytorchs(torch.optim.Adam, parameters, gradients, [0.1, 0.1], betas=BETAS, eps=EPS, weight_decay=0.3)
    assert_close(observe(after_steps_on_a_gpu, parameters, gradients), wanted)
