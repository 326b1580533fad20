"""Graded tests: gradients add up until you clear them."""

import copy
import math
import random
import weakref

import backprop
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.testing import assert_close

from dojo.observe import observe

AS_FLOAT32 = {"rtol": 1.3e-6, "atol": 1e-5}
"""What assert_close allows float32 tensors; a Python float made from one would be compared as float64."""


def smoothed_cross_entropy():
    """Return a criterion that is not the usual one: the one that is given counts."""
    return nn.CrossEntropyLoss(label_smoothing=0.2)


def network(features, classes, hidden):
    return nn.Sequential(nn.Linear(features, hidden), nn.Tanh(), nn.Linear(hidden, classes))


def batch(size, features, classes):
    return torch.randn(features, size).T, torch.randint(classes, (size,))


def fill_gradients(model):
    """Leave in .grad what others may have left there: numbers, and infinity where they overflowed."""
    for parameter in model.parameters():
        parameter.grad = torch.randn_like(parameter)
    model[-1].bias.grad.fill_(math.inf)


def updated(model):
    when = {True: "after the update", False: "after the update, frozen"}
    return {f"{name} {when[weight.requires_grad]}": weight.detach() for name, weight in model.named_parameters()}


def gradients_of(model, loss):
    weights = {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}
    return dict(zip(weights, torch.autograd.grad(loss, list(weights.values())), strict=True))


def test_gradients_are_of_this_batch_alone():
    """gradients() is about this batch alone: the gradient of the batch before is not in it."""
    size, features, classes = random.sample(range(3, 9), 3)
    model, criterion = nn.Linear(features, classes), smoothed_cross_entropy()
    inputs, target = batch(1, features, classes)
    wanted = gradients_of(model, criterion(model(inputs), target))
    backprop.gradients(model, criterion, *batch(size, features, classes))
    assert_close(backprop.gradients(model, criterion, inputs, target), wanted)


def test_gradients_ignore_what_was_there_before():
    """gradients() does not care what .grad held before its first call: other code has run backward, too."""
    size, features, classes, hidden = random.sample(range(2, 9), 4)
    model, criterion = network(features, classes, hidden), smoothed_cross_entropy()
    inputs, target = batch(size, features, classes)
    wanted = gradients_of(model, criterion(model(inputs), target))
    fill_gradients(model)
    assert_close(backprop.gradients(model, criterion, inputs, target), wanted)


def test_gradients_have_one_entry_for_each_trained_parameter():
    """gradients() has one entry for each parameter that requires grad, a shared one too, and none for a frozen one."""
    size, features, classes, hidden = random.sample(range(2, 9), 4)
    first, shared, last = nn.Linear(features, hidden), nn.Linear(hidden, hidden), nn.Linear(hidden, classes)
    model, criterion = nn.Sequential(first, nn.Tanh(), shared, nn.Tanh(), shared, last), smoothed_cross_entropy()
    first.weight.requires_grad_(False)
    first.weight.grad = torch.randn(hidden, features)
    inputs, target = batch(size, features, classes)
    wanted = gradients_of(model, criterion(model(inputs), target))
    assert_close(backprop.gradients(model, criterion, inputs, target), wanted)


def gradients_seen_later(model, criterion, first, second):
    seen = backprop.gradients(model, criterion, *first)
    criterion(model(second[0]), second[1]).backward()
    model.zero_grad(set_to_none=False)
    return seen


def test_gradients_are_copies():
    """gradients() returns copies: a later backward pass or zero_grad() must not change what you hold."""
    first_size, second_size, features, classes = random.sample(range(2, 9), 4)
    model, criterion = nn.Linear(features, classes), smoothed_cross_entropy()
    first, second = batch(first_size, features, classes), batch(second_size, features, classes)
    wanted = gradients_of(model, criterion(model(first[0]), first[1]))
    assert_close(observe(gradients_seen_later, model, criterion, first, second), wanted)


def full_batch_step(model, optimizer, criterion, micro_batches):
    inputs, target = (torch.cat(parts) for parts in zip(*micro_batches, strict=True))
    optimizer.zero_grad()
    loss = criterion(model(inputs), target)
    loss.backward()
    optimizer.step()
    return loss.item()


def sgd(model):
    """Return an optimizer with a second parameter group, which learns more slowly."""
    groups = [{"params": model[0].parameters()}, {"params": model[-1].parameters(), "lr": 0.1}]
    return torch.optim.SGD(groups, lr=0.3, momentum=0.8, weight_decay=0.02)


def adam(model):
    return torch.optim.Adam(model.parameters(), lr=0.03, betas=(0.7, 0.95))


def test_train_step_lets_the_optimizer_decide():
    """train_step() makes the optimizer's own update of each parameter group, by the gradient of its batch alone."""
    features, classes, hidden = random.sample(range(3, 9), 3)
    model, criterion = network(features, classes, hidden), smoothed_cross_entropy()
    twin = copy.deepcopy(model)
    optimizer, reference = sgd(model), sgd(twin)
    for size in (*random.sample(range(2, 9), 2), 1):
        inputs, target = batch(size, features, classes)
        full_batch_step(twin, reference, criterion, [(inputs, target)])
        backprop.train_step(model, optimizer, criterion, inputs, target)
    assert_close(updated(model), updated(twin))


def test_train_step_ignores_what_was_there_before():
    """train_step() follows its batch alone: an old .grad has no effect, be it inf, or a frozen parameter's."""
    size, features, classes, hidden = random.sample(range(2, 9), 4)
    model, criterion = network(features, classes, hidden).double(), smoothed_cross_entropy()
    model[0].bias.requires_grad_(False)
    twin = copy.deepcopy(model)
    inputs, target = batch(size, features, classes)
    fill_gradients(model)
    full_batch_step(twin, adam(twin), criterion, [(inputs.double(), target)])
    backprop.train_step(model, adam(model), criterion, inputs.double(), target)
    assert_close(updated(model), updated(twin))


def test_train_step_returns_the_loss():
    """train_step() returns the loss before the update as a Python float: a tensor would keep its graph alive."""
    features, classes, hidden = random.sample(range(3, 9), 3)
    model, criterion = network(features, classes, hidden), smoothed_cross_entropy()
    twin = copy.deepcopy(model)
    optimizer, reference = sgd(model), sgd(twin)
    batches = [batch(size, features, classes) for size in (1, 4)]
    wanted = [full_batch_step(twin, reference, criterion, [pair]) for pair in batches]
    got = [backprop.train_step(model, optimizer, criterion, *pair) for pair in batches]
    assert [type(loss) for loss in got] == [float, float], "a plain number, which holds no graph"
    assert_close(got, wanted, **AS_FLOAT32)


def forward_sizes_and_update(model, inputs, target):
    sizes = []
    model[0].register_forward_pre_hook(lambda _, args: sizes.append(len(args[0])))
    backprop.train_step(model, torch.optim.SGD(model.parameters(), lr=0.1), nn.CrossEntropyLoss(), inputs, target)
    return sizes, updated(model)


def updated_by_pytorch(model, micro_batches):
    twin = copy.deepcopy(model)
    full_batch_step(twin, torch.optim.SGD(twin.parameters(), lr=0.1), nn.CrossEntropyLoss(), micro_batches)
    return updated(twin)


def test_train_step_runs_the_model_once():
    """train_step() runs the model once: the forward pass that makes the gradient has the loss already."""
    size, features, classes, hidden = random.sample(range(2, 9), 4)
    model, (inputs, target) = network(features, classes, hidden), batch(size, features, classes)
    wanted = updated_by_pytorch(model, [(inputs, target)])
    sizes, after = observe(forward_sizes_and_update, model, inputs, target)
    assert sizes == [size], "the number of samples in each forward pass"
    assert_close(after, wanted)


def test_accumulate_step_equals_the_full_batch():
    """accumulate_step() updates as one batch of all the samples would, whatever the sizes of the micro-batches."""
    features, classes, hidden = random.sample(range(3, 9), 3)
    model, criterion = network(features, classes, hidden), smoothed_cross_entropy()
    twin = copy.deepcopy(model)
    optimizer, reference = sgd(model), sgd(twin)
    for sizes in (random.sample(range(2, 9), 3), (6, 1)):
        micro_batches = [batch(size, features, classes) for size in sizes]
        full_batch_step(twin, reference, criterion, micro_batches)
        backprop.accumulate_step(model, optimizer, criterion, micro_batches)
    assert_close(updated(model), updated(twin))


def test_accumulate_step_ignores_what_was_there_before():
    """accumulate_step() follows its samples alone: an old .grad has no effect, be it inf, or a frozen parameter's."""
    first, second, features, classes, hidden = random.sample(range(2, 9), 5)
    model, criterion = network(features, classes, hidden).double(), smoothed_cross_entropy()
    model[0].bias.requires_grad_(False)
    twin = copy.deepcopy(model)
    pairs = [batch(size, features, classes) for size in (first, second)]
    micro_batches = [(inputs.double(), target) for inputs, target in pairs]
    fill_gradients(model)
    full_batch_step(twin, adam(twin), criterion, micro_batches)
    backprop.accumulate_step(model, adam(model), criterion, micro_batches)
    assert_close(updated(model), updated(twin))


def test_accumulate_step_returns_the_mean_loss():
    """accumulate_step() returns the mean loss over all samples as a Python float: each sample counts the same."""
    features, classes, hidden = random.sample(range(3, 9), 3)
    model, criterion = network(features, classes, hidden), smoothed_cross_entropy()
    twin = copy.deepcopy(model)
    micro_batches = [batch(size, features, classes) for size in (*random.sample(range(3, 9), 2), 1)]
    wanted = full_batch_step(twin, sgd(twin), criterion, micro_batches)
    got = backprop.accumulate_step(model, sgd(model), criterion, micro_batches)
    assert type(got) is float, "a plain number, which holds no graph"
    assert_close(got, wanted, **AS_FLOAT32)


def test_accumulate_step_adds_up_in_the_models_dtype():
    """accumulate_step() adds up losses in their own dtype, or as numbers: in float32 a large one becomes infinite."""
    features, classes, hidden = random.sample(range(3, 9), 3)
    model, criterion = network(features, classes, hidden).double(), nn.CrossEntropyLoss()
    nn.init.uniform_(model[-1].weight, 1e50, 2e50)
    twin = copy.deepcopy(model)
    micro_batches = []
    for size in random.sample(range(2, 9), 2):
        inputs = torch.randn(size, features).double()
        micro_batches.append((inputs, model(inputs).argmin(dim=1)))
    wanted = full_batch_step(twin, sgd(twin), criterion, micro_batches)
    assert_close(backprop.accumulate_step(model, sgd(model), criterion, micro_batches), wanted)


def samples_graphs_and_update(model, micro_batches):
    """Return for each forward pass its samples and how many earlier ones still hold activations, and the update."""
    seen, activations = [], []
    model[0].register_forward_pre_hook(
        lambda _, args: seen.append((len(args[0]), sum(held() is not None for held in activations)))
    )
    model[1].register_forward_hook(lambda *results: activations.append(weakref.ref(results[-1])))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    backprop.accumulate_step(model, optimizer, nn.CrossEntropyLoss(), micro_batches)
    return seen, updated(model)


def test_accumulate_step_holds_one_micro_batch_at_a_time():
    """accumulate_step() runs each micro-batch once, alone, and frees its activations before the next."""
    features, classes, hidden = random.sample(range(3, 9), 3)
    sizes = random.sample(range(1, 9), 3)
    model, micro_batches = network(features, classes, hidden), [batch(size, features, classes) for size in sizes]
    wanted = updated_by_pytorch(model, micro_batches)
    seen, after = observe(samples_graphs_and_update, model, micro_batches)
    words = "for each forward pass: (samples in it, earlier ones whose activations are still held)"
    assert sorted(seen) == sorted((size, 0) for size in sizes), words
    assert_close(after, wanted)


@pytest.mark.cuda
def test_accumulate_step_equals_the_full_batch_on_a_gpu():
    """accumulate_step() works where the model is: what it adds up on the way is on the same device."""
    features, classes, hidden = random.sample(range(3, 9), 3)
    model, criterion = network(features, classes, hidden).to("cuda", torch.float64), nn.CrossEntropyLoss()
    twin = copy.deepcopy(model)
    pairs = [batch(size, features, classes) for size in random.sample(range(1, 9), 3)]
    micro_batches = [(inputs.to("cuda", torch.float64), target.to("cuda")) for inputs, target in pairs]
    wanted = full_batch_step(twin, sgd(twin), criterion, micro_batches)
    got = backprop.accumulate_step(model, sgd(model), criterion, micro_batches)
    assert_close(updated(model), updated(twin))
    assert_close(got, wanted, **AS_FLOAT32)


OPERATIONS = ["sin", "exp", "tanh", "sigmoid", "atan", "abs", "sinh"]


def chain(leaf, operations, constant):
    results = [leaf]
    for operation in operations:
        results.append(getattr(torch, operation)(results[-1]))
        results.append(results[-1] * torch.cos(leaf + constant))
    return results


def names_of_chain(leaf, operations, constant):
    return backprop.graph_names(chain(leaf.requires_grad_(), operations, constant)[-1])


def test_graph_names_follow_the_first_input():
    """graph_names() goes from the result back to the parameter, along the first input of each operation."""
    operations = random.sample(OPERATIONS, random.randint(2, 4))
    leaf, constant = torch.randn(2, 3), torch.randn(3)
    results = chain(leaf.clone().requires_grad_(), operations, constant)
    wanted = [type(result.grad_fn).__name__ for result in reversed(results[1:])]
    assert observe(names_of_chain, leaf, operations, constant) == [*wanted, "AccumulateGrad"]


def names_at_the_ends(constant, operations, weight):
    result = chain(constant, operations, weight.requires_grad_())[-1]
    tensors = {"a chain from a constant": result, "w": weight, "constant": constant}
    return {name: backprop.graph_names(tensor) for name, tensor in tensors.items()}


def test_graph_names_end_where_no_gradient_flows():
    """graph_names() stops where autograd has no node to go on with: at a constant, at a parameter, at plain data."""
    operations = random.sample(OPERATIONS, random.randint(2, 4))
    constant, weight = torch.randn(2, 3), torch.randn(3)
    results = chain(constant, operations, weight.clone().requires_grad_())
    names = [type(result.grad_fn).__name__ for result in reversed(results[2:])]  # results[1] needs no gradient yet
    seen = observe(names_at_the_ends, constant, operations, weight)
    assert seen == {"a chain from a constant": names, "w": [], "constant": []}


def test_input_gradient_is_of_one_class():
    """input_gradient() tells how one class's logit, not its probability, changes with each entry of each sample."""
    classes, hidden, features, size = sorted(random.sample(range(2, 9), 4))
    model, class_index = network(features, classes, hidden), random.randrange(classes)
    inputs = torch.randn(features, size).T
    wanted = torch.autograd.functional.jacobian(lambda points: model(points)[:, class_index].sum(), inputs)
    assert_close(backprop.input_gradient(model, inputs, class_index), wanted)


MODES = {"0": True, "1": False, "2": True}
"""Whether each layer is in training mode, where some are and some are not."""


def set_modes(model):
    for name, layer in model.named_children():
        layer.train(MODES[name])


def modes_of_runs(model):
    """Return a dict that will hold for each layer that runs whether it was in training mode then."""
    modes = {}
    for name, layer in model.named_children():
        layer.register_forward_pre_hook(lambda layer, _, name=name: modes.update({name: layer.training}))
    return modes


def model_around(model, held, inputs, class_index):
    model[0].weight.grad = held
    model[0].bias.requires_grad_(False)
    set_modes(model)
    ran_in = modes_of_runs(model)
    got = backprop.input_gradient(model, inputs, class_index)
    grads, flags = zip(*((weight.grad, weight.requires_grad) for weight in model.parameters()), strict=True)
    return got, grads, list(flags), {name: layer.training for name, layer in model.named_children()}, ran_in


def test_input_gradient_leaves_the_model_alone():
    """input_gradient() leaves each parameter's .grad and requires_grad alone, and each layer in its mode."""
    classes, hidden, features, size = sorted(random.sample(range(2, 9), 4))
    held, inputs = torch.randn(hidden, features), torch.randn(size, features)
    model, class_index = network(features, classes, hidden), random.randrange(classes)
    wanted = torch.autograd.functional.jacobian(lambda points: model(points)[:, class_index].sum(), inputs)
    got, (first, *others), flags, modes, ran_in = observe(model_around, model, held, inputs, class_index)
    assert others == [None, None, None], "the .grad of three parameters, which was None before"
    assert_close({"the .grad that was there before": first}, {"the .grad that was there before": held})
    assert flags == [True, False, True, True], "requires_grad of the four parameters; the second was frozen before"
    assert modes == MODES, "training mode of the layers after the call, as it was before"
    assert ran_in == MODES, "training mode of the layers while they ran"
    assert_close(got, wanted)


def inputs_around(model, inputs, held, class_index):
    leaf = inputs.clone().requires_grad_()
    leaf.grad = held
    given = {"inputs": inputs, "inputs that require grad": leaf}
    got = {name: backprop.input_gradient(model, points, class_index) for name, points in given.items()}
    return got, given, inputs.grad, leaf.grad, [inputs.requires_grad, leaf.requires_grad]


def test_input_gradient_leaves_the_inputs_alone():
    """input_gradient() leaves the caller's tensor as it was, whether or not that tensor already required grad."""
    classes, hidden, features, size = sorted(random.sample(range(2, 9), 4))
    held, inputs = torch.randn(size, features), torch.randn(size, features)
    model, class_index = network(features, classes, hidden).requires_grad_(False), random.randrange(classes)
    wanted = torch.autograd.functional.jacobian(lambda points: model(points)[:, class_index].sum(), inputs)
    got, after, grad, leaf_grad, flags = observe(inputs_around, model, inputs, held, class_index)
    assert_close(got, {"inputs": wanted, "inputs that require grad": wanted})
    assert flags == [False, True], "requires_grad of the two tensors that were given; only the second had it before"
    assert grad is None, "the .grad of inputs, which was None before"
    assert_close({"the inputs' .grad": leaf_grad}, {"the inputs' .grad": held})
    assert_close(after, {"inputs": inputs, "inputs that require grad": inputs})


def loss_and_gradients(student, teacher, inputs):
    loss = backprop.distillation_loss(student, teacher, inputs)
    loss.backward()
    return loss, {f"the student's {name}.grad": weight.grad for name, weight in student.named_parameters()}


def test_distillation_loss_teaches_the_student():
    """distillation_loss() is the mean squared difference of the logits, and its gradient reaches the student."""
    size, features, classes, hidden = random.sample(range(2, 9), 4)
    student, teacher = nn.Linear(features, classes), network(features, classes, hidden)
    inputs = torch.randn(features, size).T
    wanted = F.mse_loss(student(inputs), teacher(inputs).detach())
    loss, grads = observe(loss_and_gradients, student, teacher, inputs)
    assert_close(loss, wanted.detach())
    assert_close(grads, {f"the student's {name}.grad": grad for name, grad in gradients_of(student, wanted).items()})


def teacher_around(student, teacher, held, inputs):
    teacher[0].weight.grad = held
    teacher[0].bias.requires_grad_(False)
    set_modes(teacher)
    ran_in = modes_of_runs(teacher)
    backprop.distillation_loss(student, teacher, inputs.requires_grad_()).backward()
    grads, flags = zip(*((weight.grad, weight.requires_grad) for weight in teacher.parameters()), strict=True)
    return grads, list(flags), {name: layer.training for name, layer in teacher.named_children()}, ran_in, inputs.grad


def test_distillation_loss_leaves_the_teacher_alone():
    """distillation_loss() leaves the teacher as it was, and no gradient goes through it: it is asked, not trained."""
    size, features, classes, hidden = random.sample(range(2, 9), 4)
    student, teacher = nn.Linear(features, classes), network(features, classes, hidden)
    held, inputs = torch.randn(hidden, features), torch.randn(size, features, requires_grad=True)
    (wanted,) = torch.autograd.grad(F.mse_loss(student(inputs), teacher(inputs).detach()), inputs)
    (first, *others), flags, modes, ran_in, grad = observe(teacher_around, student, teacher, held, inputs.detach())
    assert others == [None, None, None], "the .grad of three of the teacher's parameters, which was None before"
    assert_close({"the teacher's .grad": first}, {"the teacher's .grad": held})
    assert flags == [True, False, True, True], "requires_grad of the teacher's parameters; the second was frozen before"
    assert modes == MODES, "training mode of the teacher's layers after the call, as it was before"
    assert ran_in == MODES, "training mode of the teacher's layers while they ran"
    assert_close({"inputs.grad": grad}, {"inputs.grad": wanted})
