"""Graded tests: one batch, several devices, one model.

They run on the CPU, on the practice GPU's two devices, which the CPU simulates, and on real GPUs where there are some.
"""

import copy
import random
import threading
import time
import warnings
from collections import OrderedDict
from typing import ClassVar

import data_parallel
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.testing import assert_close

from dojo.observe import observe
from dojo.practice import PRACTICE, plugged_in

CPU = ["cpu", "cpu"]


def shuffled_practice():
    """Return both practice devices; the first is where the model is, and it is not always practice:0."""
    return random.sample(PRACTICE, 2)


def cut(batch, devices):
    return list(batch.chunk(len(devices)))


def numbers(*sizes):
    """Return float64 values that are not contiguous, so that no tolerance is needed on any device."""
    return torch.randn(*sizes).double().transpose(0, -1).contiguous().transpose(0, -1)


def test_scatter_cuts_as_data_parallel_does():
    """scatter() cuts a batch into consecutive chunks of the size that nn.DataParallel gives them, and no empty ones."""
    count = random.randrange(4, 7)
    sizes = {"one sample": 1, "fewer than devices": count - 1, "a rest": 2 * count + 1, "no rest": 2 * count}
    batches = {name: torch.randint(100, (3, size)).T for name, size in sizes.items()}
    wanted = {name: list(batch.chunk(count)) for name, batch in batches.items()}
    got = {name: list(data_parallel.scatter(batch, ["cpu"] * count)) for name, batch in batches.items()}
    assert {name: [len(chunk) for chunk in chunks] for name, chunks in got.items()} == {
        name: [len(chunk) for chunk in chunks] for name, chunks in wanted.items()
    }, f"samples in each chunk, for {sizes} samples and {count} devices"
    assert_close(got, wanted)


def scattered(batch, slope, home, devices):
    leaf = batch.clone().requires_grad_()
    chunks = data_parallel.scatter(leaf.to(home), devices)
    sum((chunk.cpu() * part).sum() for chunk, part in zip(chunks, cut(slope, devices), strict=False)).backward()
    return [chunk.detach().cpu() for chunk in chunks], [str(chunk.device) for chunk in chunks], leaf.grad


def test_scatter_moves_each_chunk_to_its_device():
    """scatter() puts the chunks on the devices in turn, and the backward pass goes through them to the batch."""
    first, second = shuffled_practice()
    devices, home = [second, first, first, second], random.choice(["cpu", first])
    batch, slope = numbers(random.choice([9, 10, 13]), 3, 2), numbers(13, 3, 2)
    slope = slope[: len(batch)]
    wanted = cut(batch, devices)
    chunks, places, grad = observe(scattered, batch, slope, home, devices)
    assert places == devices[: len(wanted)], "devices of the chunks"
    assert_close({"chunks": chunks, "batch.grad": grad}, {"chunks": wanted, "batch.grad": slope})


class Counting(nn.Module):
    """Adds what it has learned, and counts samples in a buffer that state_dict() leaves out."""

    def __init__(self, features):
        super().__init__()
        self.shift = nn.Parameter(torch.randn(features))
        self.register_buffer("seen", torch.zeros(()), persistent=False)

    def forward(self, x):
        if self.training:
            self.seen.add_(len(x))
        return x + self.shift + self.seen


def network(features, hidden, classes):
    """Return a network in which two layers share a weight and one parameter is frozen."""
    one, two = nn.Linear(hidden, hidden), nn.Linear(hidden, hidden)
    two.weight = one.weight
    layers = nn.Linear(features, hidden), nn.Tanh(), nn.Sequential(one, nn.Tanh(), two), nn.Linear(hidden, classes)
    model = nn.Sequential(*layers).double()
    model[0].bias.requires_grad_(False)
    return model


def parameters_of(model):
    return {name: parameter.detach().cpu() for name, parameter in model.named_parameters()}


def gradients_of(model):
    grads = {name: parameter.grad for name, parameter in model.named_parameters()}
    return {f"{name}.grad": None if grad is None else grad.cpu() for name, grad in grads.items()}


def replicas_in_turn(model, devices, inputs):
    """Return what replicas compute that are made after the model has learned something since the first replicas."""
    model.to(devices[0])
    data_parallel.replicate(model, devices)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(2)
    replicas = data_parallel.replicate(model, devices)
    outputs = [replica(part.to(device)) for replica, part, device in zip(replicas, inputs, devices, strict=False)]
    return [output.detach().cpu() for output in outputs], [str(output.device) for output in outputs]


def test_replicas_compute_what_the_model_computes():
    """replicate() gives each device a replica that computes there what the model computes as it is now."""
    features, hidden, classes, *sizes = random.sample(range(2, 9), 5)
    model = nn.Sequential(network(features, hidden, classes), Counting(classes).eval(), nn.Dropout(0.6).eval()).double()
    model[1].seen.fill_(random.randrange(2, 9))
    devices, inputs = shuffled_practice(), [numbers(size, features) for size in sizes]
    twin = copy.deepcopy(model)
    for parameter in twin.parameters():
        parameter.data *= 2
    wanted = [twin(part).detach() for part in inputs]
    outputs, places = observe(replicas_in_turn, model, devices, inputs)
    assert places == devices, "devices of the replicas' outputs"
    assert_close(outputs, wanted)


def through_replicas(model, devices, inputs, slopes):
    model.to(devices[0])
    sums = []
    for replica, part, slope, device in zip(
        data_parallel.replicate(model, devices), inputs, slopes, devices, strict=False
    ):
        sums.append((replica(part.to(device)) * slope.to(device)).sum())
    flags = {name: parameter.requires_grad for name, parameter in model.named_parameters()}
    learning = {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}
    total = sum(each.to(devices[0]) for each in sums)
    asked = torch.autograd.grad(total, list(learning.values()), allow_unused=True, retain_graph=True)
    for each in sums:
        each.backward()
    graph = {name: None if grad is None else grad.cpu() for name, grad in zip(learning, asked, strict=True)}
    return gradients_of(model), graph, flags, sorted({str(parameter.device) for parameter in model.parameters()})


def test_replicas_lead_back_to_the_model():
    """replicate() connects the replicas to the model: each adds to the gradients of the model's own parameters."""
    features, hidden, classes, *sizes = random.sample(range(2, 9), 5)
    model, devices = network(features, hidden, classes), shuffled_practice()
    inputs, slopes = ([numbers(size, last) for size in sizes] for last in (features, classes))
    twin = copy.deepcopy(model)
    (twin(torch.cat(inputs)) * torch.cat(slopes)).sum().backward()
    grads, graph, flags, places = observe(through_replicas, model, devices, inputs, slopes)
    assert places == devices[:1], "devices of the model's own parameters after the call"
    assert_close(grads, gradients_of(twin))
    wanted = {name: parameter.grad for name, parameter in twin.named_parameters() if parameter.requires_grad}
    found = [name for name, grad in graph.items() if grad is not None]
    assert found == list(wanted), "parameters to which torch.autograd.grad finds a graph"
    assert_close({"torch.autograd.grad": graph}, {"torch.autograd.grad": wanted})
    assert flags == {name: parameter.requires_grad for name, parameter in twin.named_parameters()}, "requires_grad"


def buffers_around(model, devices, inputs):
    """Return what replicas compute when the last one runs first, and the model's buffers afterwards."""
    replicas = data_parallel.replicate(model, devices)
    outputs = [replica(part).detach() for replica, part in reversed(list(zip(replicas, inputs, strict=False)))]
    return outputs[::-1], {name: buffer.clone() for name, buffer in model.named_buffers()}


def buffers_after(model, inputs):
    """Return the same for replicas that are copies, of which the first one's buffers are the model's."""
    replicas = [copy.deepcopy(model) for _ in inputs]
    outputs = [replica(part).detach() for replica, part in zip(replicas, inputs, strict=True)]
    return outputs, {name: buffer.clone() for name, buffer in replicas[0].named_buffers()}


def test_only_the_first_replica_uses_the_models_buffers():
    """replicate() lets the first replica use the model's buffers, and gives the others copies, on the same device too.

    So the running statistics of BatchNorm follow one chunk of each batch, and never two threads write to them.
    """
    features, *sizes = random.sample(range(2, 9), 4)
    layers = nn.BatchNorm1d(features, momentum=0.3), Counting(features), Counting(features)
    model, inputs = nn.Sequential(*layers).double(), [numbers(size, features) * size for size in sizes]
    model[2].seen = model[1].seen  # both count in one buffer
    outputs, buffers = buffers_after(model, inputs)
    seen, after = observe(buffers_around, model, ["cpu"] * 3, inputs)
    assert_close(
        {"outputs, where the last replica ran first": seen}, {"outputs, where the last replica ran first": outputs}
    )
    assert_close({"the model's buffers": after}, {"the model's buffers": buffers})


def rest(pauses, until=lambda: False):
    """Let others work for as many short pauses. Where the machine stands still meanwhile, that costs one of them."""
    return until() or any(time.sleep(0.002) or until() for _ in range(pauses))


def interleaved(model, devices, inputs):
    """Run the second replica to its middle while the first one is in its middle; then each to its end."""
    names = "first in the middle", "second in the middle", "first at the end"
    reached, in_vain = {name: threading.Event() for name in names}, []

    class Middle(nn.Module):
        def forward(self, x):
            mine, other = names[:2] if str(x.device) == devices[0] else names[1:]
            reached[mine].set()
            if not in_vain and not rest(500, until=reached[other].is_set):
                in_vain.append(mine)
            return x

    def run(index):
        try:
            outputs[index] = replicas[index](inputs[index].to(devices[index])).detach()
        except Exception as error:
            errors.append(error)
        finally:
            for name in (names[1:2], names[::2])[index == 0]:
                reached[name].set()

    model.to(devices[0]).insert(2, Middle())
    replicas, outputs, errors = data_parallel.replicate(model, devices), [None, None], []
    threads = [threading.Thread(target=run, args=(index,)) for index in range(2)]
    threads[0].start()
    rest(500, until=reached[names[0]].is_set)
    threads[1].start()
    for thread in threads:
        thread.join()
    for error in errors:
        raise error
    return [output.cpu() for output in outputs], in_vain


def test_replicas_can_run_at_the_same_time():
    """replicate() makes replicas that share nothing that running them changes: one runs while another is half done."""
    features, hidden, classes, *sizes = random.sample(range(2, 9), 5)
    model, inputs = network(features, hidden, classes), [numbers(size, features) for size in sizes]
    wanted = [model(part).detach() for part in inputs]
    outputs, in_vain = observe(interleaved, model, shuffled_practice(), inputs)
    assert in_vain == [], "where a replica waited a second in vain for the other one, which had to wait for it"
    assert_close(outputs, wanted)


class Late(nn.Module):
    """Lets a chunk of one size come out after a chunk of another, where both are under way at the same time."""

    came_out: ClassVar[set[tuple[float, int]]] = set()

    def __init__(self, sizes):
        super().__init__()
        self.sizes, self.number = sizes, random.random()

    def forward(self, x):
        if len(x) in self.sizes:
            other = (self.number, self.sizes[len(x)])
            rest(100, until=lambda: other in self.came_out)
            rest(4)  # it has to get from here to its caller
            self.came_out.discard(other)
        self.came_out.add((self.number, len(x)))
        return x


LATE = {4: 3, 6: 5}
"""Of the chunks of 7 and of 11 samples on two devices the first one comes out last."""


def finished_in_reverse(inputs, factors):
    """Return the outputs of replicas each of which waits until the next one is done, and which waited in vain."""
    done, in_vain = [threading.Event() for _ in factors], []

    class Waiting(nn.Module):
        def __init__(self, index):
            super().__init__()
            self.index = index

        def forward(self, x):
            if self.index + 1 < len(done) and not in_vain:
                if not rest(500, until=done[self.index + 1].is_set):
                    in_vain.append(self.index)
                rest(4)
            done[self.index].set()
            return x * factors[self.index]

    return data_parallel.parallel_apply([Waiting(index) for index in range(len(factors))], inputs), in_vain


def test_parallel_apply_runs_all_at_the_same_time():
    """parallel_apply() runs the replicas at the same time, and returns the outputs in the order of the replicas."""
    sizes, factors = random.sample(range(2, 9), 3), random.sample(range(2, 9), 3)
    inputs = [numbers(size, 2) for size in sizes]
    wanted = [part * factor for part, factor in zip(inputs, factors, strict=True)]
    outputs, in_vain = observe(finished_in_reverse, inputs, factors)
    assert in_vain == [], "replicas that waited a second in vain for the next one, which had not even begun"
    assert_close(list(outputs), wanted)


def failing(devices, kind, words):
    """Return what comes of a replica that fails late, one that fails at once, and one that takes its time."""
    early, late, slow, finished = threading.Event(), threading.Event(), threading.Event(), []

    class FailsLate(nn.Module):
        def forward(self, _):
            rest(250, until=early.is_set)
            rest(4)
            late.set()
            raise {"LookupError": LookupError, "RuntimeError": RuntimeError}[kind](words[0])

    class FailsAtOnce(nn.Module):
        def forward(self, _):
            early.set()
            raise ZeroDivisionError(words[1])

    class Slow(nn.Module):
        def forward(self, x):
            rest(250, until=late.is_set)
            rest(25)
            finished.append("the slow one")
            slow.set()
            return x

    inputs = [torch.ones(1, device=device) for device in devices]
    seen = {"raised": "nothing", "finished before it raised": finished}
    try:
        data_parallel.parallel_apply([FailsLate(), FailsAtOnce(), Slow()], inputs)
    except NotImplementedError:
        raise
    except Exception as error:
        raised = "RuntimeError" if isinstance(error, RuntimeError) else type(error).__name__
        cause = f"{type(error.__cause__).__name__}: {error.__cause__}"
        named = [str(name) for name in devices[:2] if name in str(error)]
        seen = {
            "its cause": cause,
            "raised": raised,
            "devices in its words": named,
            "finished before it raised": list(finished),
        }
    rest(500, until=slow.is_set)
    return seen


def test_parallel_apply_tells_where_it_failed():
    """parallel_apply() waits for all replicas, then raises the error of the first that failed, and names its device."""
    (first, second), words = shuffled_practice(), [f"entry {number}" for number in random.sample(range(100), 2)]
    wanted = {"raised": "RuntimeError", "devices in its words": [second], "finished before it raised": ["the slow one"]}
    seen = observe(failing, [second, first, first], "LookupError", words)
    assert seen == {"its cause": f"LookupError: {words[0]}"} | wanted
    seen = observe(failing, [second, first, first], "RuntimeError", words)
    assert seen == {"its cause": f"RuntimeError: {words[0]}"} | wanted, "where the replica itself raises a RuntimeError"


def recorded(weights, inputs, slopes):
    """Return what comes of replicas that run without a graph, and then with one."""
    layers = [nn.Linear(*weight.shape[::-1], bias=False) for weight in weights]
    for layer, weight in zip(layers, weights, strict=True):
        layer.weight = nn.Parameter(weight)
    late = Late({len(inputs[0]): len(inputs[1])})
    replicas = [nn.Sequential(layer, late) for layer in layers]
    with torch.no_grad():
        quiet = data_parallel.parallel_apply(replicas, inputs)
    outputs = data_parallel.parallel_apply(replicas, inputs)
    graphs = [[output.requires_grad for output in some] for some in (quiet, outputs)]
    sum((output * slope).sum() for output, slope in zip(outputs, slopes, strict=True)).backward()
    return [output.detach() for output in quiet], [layer.weight.grad for layer in layers], graphs


def test_parallel_apply_records_a_graph_only_where_the_caller_does():
    """parallel_apply() obeys the caller's no_grad(), which a new thread knows nothing of."""
    features, classes, *sizes = random.sample(range(2, 9), 4)
    weights = [numbers(classes, features) for _ in sizes]
    inputs, slopes = ([numbers(size, last) for size in sizes] for last in (features, classes))
    pairs = list(zip(inputs, weights, slopes, strict=True))
    outputs, grads, graphs = observe(recorded, weights, inputs, slopes)
    assert graphs == [[False, False], [True, True]], "whether outputs have a graph: under no_grad(), then without it"
    assert_close({"outputs": outputs}, {"outputs": [part @ weight.T for part, weight, _ in pairs]})
    assert_close({"weight.grad": grads}, {"weight.grad": [slope.T @ part for part, _, slope in pairs]})


def gathered(parts, slope, devices, targets):
    """Return for each target device the batch, its device, and the gradients of the parts."""
    seen = {}
    for name, target in targets.items():
        leaves = [part.clone().to(device).requires_grad_() for part, device in zip(parts, devices, strict=True)]
        outputs = [leaf * 1 for leaf in leaves]
        batch = data_parallel.gather(outputs, target)
        (batch * slope.to(batch.device)).sum().backward()
        grads = [leaf.grad.cpu() for leaf in leaves]
        places = [str(tensor.device) for tensor in (batch, *outputs)]
        seen[name] = {"batch": batch.detach().cpu(), "gradients": grads, "devices": places}
    return seen


def test_gather_joins_the_outputs_on_one_device():
    """gather() joins chunks of any size in their order on the device it is told, and the backward pass goes to each."""
    sizes, (first, second) = [*random.sample(range(2, 9), 3), 1], shuffled_practice()
    devices, targets = [first, "cpu", second, first], {"the first": first, "the second": second, "the CPU": "cpu"}
    parts, slope = [numbers(size, 3, 2) for size in random.sample(sizes, 4)], numbers(sum(sizes), 3, 2)
    wanted = {"batch": torch.cat(parts), "gradients": list(slope.split([len(part) for part in parts]))}
    seen = observe(gathered, parts, slope, devices, targets)
    places = {name: each.pop("devices") for name, each in seen.items()}
    assert places == {name: [target, *devices] for name, target in targets.items()}, "of the batch and of the outputs"
    assert_close(seen, dict.fromkeys(targets, wanted))


def trained(run, model, devices, batches):
    """Return outputs and gradients of several steps of training; `run` gives the output on the first device."""
    model.to(devices[0])
    seen, places = [], []
    for inputs, slope in batches:
        leaf = inputs.clone().requires_grad_()
        output = run(model, leaf, devices)
        (output * slope.to(output.device)).sum().backward()
        places.append(str(output.device))
        seen.append({"output": output.detach().cpu(), "inputs.grad": leaf.grad, **gradients_of(model)})
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.sub_(0.1 * parameter.grad if parameter.requires_grad else 0)
                parameter.grad = None
    return seen, places


def trained_in_parallel(*arguments):
    return trained(data_parallel.data_parallel, *arguments)


def plain(model, inputs, devices):
    return model(inputs.to(devices[0]))


@pytest.mark.parametrize("on", ["two threads on the CPU", "two practice GPUs"])
def test_data_parallel_equals_one_device(on):
    """data_parallel() gives the outputs and gradients of one device, step by step, for chunks that differ in size."""
    features, hidden, classes = random.sample(range(2, 9), 3)
    devices = {"two threads on the CPU": CPU, "two practice GPUs": shuffled_practice()}[on]
    model = nn.Sequential(*network(features, hidden, classes), Late(LATE))
    batches = [(numbers(size, features), numbers(size, classes)) for size in random.sample([7, 11], 2)]
    wanted, _ = trained(plain, copy.deepcopy(model), ["cpu"], batches)
    seen, places = observe(trained_in_parallel, model, devices, batches)
    assert places == [devices[0]] * 2, "devices of the outputs; the first device is where the model is"
    assert_close(seen, wanted)


def shares(model, devices, batches):
    """Return outputs without a graph, and for each run of the model: device, samples, whether a graph was recorded."""
    runs, outputs = [], []

    class Noting(nn.Module):
        def forward(self, x):
            runs[-1].append((str(x.device), len(x), x.requires_grad))
            return x

    model.to(devices[0]).append(Noting())
    for inputs in batches:
        runs.append([])
        with torch.no_grad():
            outputs.append(data_parallel.data_parallel(model, inputs, devices).cpu())
    return outputs, [sorted(each) for each in runs]


def test_data_parallel_shares_the_work():
    """data_parallel() runs one chunk for each device, none where nothing is left, and no graph under no_grad()."""
    features, classes = random.sample(range(2, 9), 2)
    places, model = [shuffled_practice() * 2, CPU * 2], nn.Sequential(nn.Linear(features, classes)).double()
    batches = [numbers(size, features) for size in (1, 3, 5)]
    wanted = [model(batch).detach().sort(dim=0).values for batch in batches]
    chunks = [[zip(devices, cut(batch, devices), strict=False) for batch in batches] for devices in places]
    seen = [observe(shares, copy.deepcopy(model), devices, batches) for devices in places]
    (_, on_gpus), (_, on_cpu) = seen
    wanted_on_gpus, wanted_on_cpu = (
        [sorted((device, len(chunk), False) for device, chunk in each) for each in some] for some in chunks
    )
    assert on_gpus == wanted_on_gpus, "device, samples and whether a graph was recorded, of each run of the model"
    assert on_cpu == wanted_on_cpu, "device, samples and whether a graph was recorded: all names are the same"
    outputs = [[output.sort(dim=0).values for output in some] for some, _ in seen]  # of their order other tests are
    assert_close(outputs, [wanted] * 2)


def states_of_training(run, model, devices, batches):
    model.to(devices[0])
    outputs = [run(model, inputs, devices).detach().cpu() for inputs in batches]
    return outputs, {name: buffer.cpu() for name, buffer in model.named_buffers()}


def states_of_training_in_parallel(*arguments):
    return states_of_training(data_parallel.data_parallel, *arguments)


def chunk_by_chunk(model, inputs, devices):
    first, *others = cut(inputs, devices)
    outputs = [copy.deepcopy(model)(chunk) for chunk in others]  # as they come out of Late
    return torch.cat([model(first), *outputs])


def test_data_parallel_normalizes_each_chunk_by_itself():
    """data_parallel() keeps the buffers of the first device: BatchNorm sees a chunk, and its running statistics too."""
    features = random.randrange(3, 9)
    model = nn.Sequential(nn.BatchNorm1d(features, momentum=0.3), Counting(features), Late(LATE)).double()
    batches = [numbers(size, features) + size for size in random.sample([7, 11], 2)]
    outputs, buffers = states_of_training(chunk_by_chunk, copy.deepcopy(model), CPU, batches)
    seen, after = observe(states_of_training_in_parallel, model, shuffled_practice(), batches)
    assert_close(seen, outputs)
    assert_close({"the model's buffers": after}, {"the model's buffers": buffers})


def losses_in_parallel(model, batches, devices):
    """Return losses and gradients, and where the criterion was called: its device, the target's, the samples."""
    seen, calls = [], []

    class Noting(nn.Module):
        def forward(self, output, target):
            calls[-1].append((str(output.device), str(target.device), len(target)))
            return F.cross_entropy(output, target)

    model.to(devices[0])
    for inputs, target in batches:
        calls.append([])
        model.zero_grad()
        loss = data_parallel.parallel_loss(model, Noting(), inputs, target, devices)
        loss.backward()
        seen.append({"loss": loss.detach().cpu(), **gradients_of(model)})
    return seen, [sorted(each) for each in calls], str(loss.device)


def test_parallel_loss_counts_each_sample_once():
    """parallel_loss() is the mean over the samples, not over the devices, each chunk's loss worked out where it is."""
    features, hidden, classes = random.sample(range(2, 9), 3)
    model = nn.Sequential(*network(features, hidden, classes), Late(LATE))
    places, sizes = [shuffled_practice(), CPU], [random.choice([7, 11]), 1]
    batches = [(numbers(size, features), torch.randint(classes, (size,))) for size in sizes]
    wanted, twin = [], copy.deepcopy(model)
    for inputs, target in batches:
        twin.zero_grad()
        loss = F.cross_entropy(twin(inputs), target)
        loss.backward()
        wanted.append({"loss": loss.detach(), **gradients_of(twin)})
    seen = [observe(losses_in_parallel, copy.deepcopy(model), batches, devices) for devices in places]
    chunks = [[zip(devices, cut(target, devices), strict=False) for _, target in batches] for devices in places]
    assert [calls for _, calls, _ in seen] == [
        [sorted((device, device, len(part)) for device, part in each) for each in some] for some in chunks
    ], "device of the output, of the target, and samples, of each call of the criterion: on practice GPUs, on the CPU"
    assert [place for _, _, place in seen] == [devices[0] for devices in places], "devices of the losses"
    assert_close([numbers for numbers, _, _ in seen], [wanted] * 2)


def wrapped_for_several(model, inputs, slope, devices):
    """Return what comes of a pass through the wrapped model: numbers, the runs of the model, and what wraps it."""
    runs = []

    class Noting(nn.Module):
        def forward(self, x):
            runs.append((str(x.device), len(x)))
            return x

    wrapped = data_parallel.wrap(model.append(Noting()), devices)
    output = wrapped(inputs)
    (output * slope.to(output.device)).sum().backward()
    places = sorted({str(parameter.device) for parameter in model.parameters()})
    wrapper = "nn.DataParallel" if isinstance(wrapped, nn.DataParallel) else type(wrapped).__name__
    numbers = {"output": output.detach().cpu(), **gradients_of(model)}
    return numbers, {"wrapper": wrapper, "output": str(output.device), "model": places, "runs": sorted(runs)}


def wrapped_for_practice(*arguments):
    with plugged_in():
        return wrapped_for_several(*arguments)


def test_wrap_shares_the_work_among_gpus():
    """wrap() gives an nn.DataParallel over several GPUs, for which the model has moved to the first of them."""
    features, hidden, classes = random.sample(range(2, 9), 3)
    size, devices, model = random.choice([5, 7, 9]), list(PRACTICE[::-1]), network(features, hidden, classes)
    inputs, slope, twin = numbers(size, features), numbers(size, classes), copy.deepcopy(model)
    wanted, _ = trained(plain, twin, ["cpu"], [(inputs, slope)])
    del wanted[0]["inputs.grad"]
    seen, places = observe(wrapped_for_practice, model, inputs, slope, devices)
    runs = [(device, len(chunk)) for device, chunk in zip(devices, cut(inputs, devices), strict=True)]
    assert places == {
        "wrapper": "nn.DataParallel",
        "output": devices[0],
        "model": devices[:1],
        "runs": sorted(runs),
    }, "output, model: their devices; runs: device and samples of each run of the model"
    assert_close(seen, wanted[0])


def wrapped_for_one(model, inputs, devices):
    seen = []
    for device in devices:
        given = copy.deepcopy(model)
        wrapped = data_parallel.wrap(given, [device])
        output = wrapped(inputs.to(device))
        seen.append((wrapped is given, str(output.device), list(wrapped.state_dict()), output.detach().cpu()))
    return [item[:3] for item in seen], [item[3] for item in seen]


def test_wrap_leaves_a_model_for_one_device_bare():
    """wrap() only moves the model where there is one device: nothing is to be shared, and no key to be renamed."""
    features, hidden, classes = random.sample(range(2, 9), 3)
    model, inputs, devices = network(features, hidden, classes), numbers(4, features), [*shuffled_practice(), "cpu"]
    wanted = [model(inputs).detach()] * 3
    seen, outputs = observe(wrapped_for_one, model, inputs, devices)
    keys = list(model.state_dict())
    assert seen == [(True, device, keys) for device in devices], "whether it is the model itself, its device, its keys"
    assert_close(outputs, wanted)


def unwrapped(models):
    """Return for each case what is saved, and whether it belongs to the model itself."""
    with plugged_in():
        wrapped = {name: nn.DataParallel(model, [0, 1]) for name, model in models.items()}
        cases = {f"{name}, bare": (model, model) for name, model in models.items()}
        cases |= {f"{name}, wrapped": (wrapped[name], model) for name, model in models.items()}
        cases |= {
            f"{name}, wrapped twice": (nn.DataParallel(wrapped[name], [0, 1]), model) for name, model in models.items()
        }
        got = {name: data_parallel.unwrap(given) for name, (given, _) in cases.items()}
        same = [name for name, (_, model) in cases.items() if got[name] is model]
    return {name: dict(model.state_dict()) for name, model in got.items()}, same


def test_unwrap_gives_the_model_itself():
    """unwrap() takes away every nn.DataParallel and nothing else, so that no saved key begins with "module."."""
    features, classes = random.sample(range(2, 9), 2)
    models = {"a Linear": nn.Linear(features, classes)}
    models["a model with a part of its own named module"] = nn.Sequential(OrderedDict(module=nn.Linear(classes, 3)))
    cases = [(name, how) for how in ("bare", "wrapped", "wrapped twice") for name in models]
    wanted = {
        f"{name}, {how}": {key: value.clone() for key, value in models[name].state_dict().items()}
        for name, how in cases
    }
    states, same = observe(unwrapped, models)
    assert_close(states, wanted)
    assert same == list(wanted), "cases in which it is the model itself, and no copy"


def cuda_devices():
    """Return two names: of the first GPU and the last, which may be the same."""
    return ["cuda:0", f"cuda:{torch.cuda.device_count() - 1}"]


def pytorchs_own(model, inputs, devices):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that one GPU is faster than the other
        return nn.DataParallel(model, [torch.device(device) for device in devices])(inputs.to(devices[0]))


def trained_on_gpus(model, batches):
    seen, places = trained(data_parallel.data_parallel, model, cuda_devices(), batches)
    return seen, places


@pytest.mark.cuda
def test_data_parallel_equals_pytorchs_own():
    """data_parallel() gives on real GPUs what nn.DataParallel gives there; a single GPU is used twice."""
    features, hidden, classes = random.sample(range(2, 9), 3)
    model = network(features, hidden, classes)
    batches = [(numbers(size, features), numbers(size, classes)) for size in random.sample([1, 5, 9], 2)]
    wanted, _ = trained(pytorchs_own, copy.deepcopy(model), cuda_devices(), batches)
    seen, places = observe(trained_on_gpus, model, batches)
    assert places == ["cuda:0", "cuda:0"], "devices of the outputs"
    assert_close(seen, wanted)
