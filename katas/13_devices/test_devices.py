"""Graded tests: the same code runs on the CPU and on any GPU."""

import contextlib
import copy
import itertools
import random
import tempfile
import time
from collections import namedtuple
from pathlib import Path

import devices
import pytest
import torch
from torch import Tensor, nn
from torch.testing import assert_close

from dojo.observe import observe
from dojo.practice import PRACTICE, plugged_in, watch_traffic

AS_FLOAT32 = {"rtol": 1.3e-6, "atol": 1e-5}
"""What assert_close allows float32 tensors; a Python float may come from one."""

FIRST, SECOND = PRACTICE
GPU = pytest.param("cuda:0", marks=pytest.mark.cuda)
GPUS = [SECOND, GPU]
"""The second practice device: code that forgets which one is meant works on the first."""


def differing(got, wanted):
    """Return both with nothing but the entries that differ, so that a failure shows those and no others."""
    pairs = {key: (got.get(key, "nothing"), wanted.get(key, "nothing")) for key in {**wanted, **got}}
    pairs = {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
    return {key: one for key, (one, _) in pairs.items()}, {key: other for key, (_, other) in pairs.items()}


def place(device):
    """Return the name of the device on which tensors made for this device are."""
    try:
        return str(torch.empty(0, device=device).device)
    except Exception:
        return f"{device}, which is not here"


def kind_and_place(device):
    return type(device).__name__, place(device)


@contextlib.contextmanager
def built_for_cuda():
    """Let PyTorch name CUDA as its accelerator, as one does that was built for it, also where there is no such GPU."""
    before = torch._C._accelerator_getAccelerator
    torch._C._accelerator_getAccelerator = lambda: torch.device("cuda")
    try:
        yield
    finally:
        torch._C._accelerator_getAccelerator = before


def picked_by_default(_):
    """Return what is picked with the practice GPU and without, and for the latter what there is."""
    with plugged_in(False):
        own = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else "cpu"
        own = [place(own), place("cuda" if torch.cuda.is_available() else "cpu")]
        seen = {"this machine": kind_and_place(devices.pick_device())}
        with built_for_cuda():
            seen["this machine, PyTorch built for CUDA"] = kind_and_place(devices.pick_device())
    with plugged_in():
        seen["a machine with the practice GPU"] = kind_and_place(devices.pick_device(None))
    return seen, own


def test_pick_device_takes_what_the_machine_has():
    """pick_device() takes the accelerator of the machine, of whatever make, and the CPU where there is none."""
    seen, own = observe(picked_by_default, FIRST)
    assert seen == {machine: ("device", name) for machine, name in zip(seen, [*own, "practice:0"], strict=True)}


def picked(names, _):
    with plugged_in():
        return {name: kind_and_place(devices.pick_device(name)) for name in names}


def test_pick_device_takes_the_one_that_is_asked_for():
    """pick_device() takes the device that is asked for: the CPU even beside a GPU, and that one of several GPUs."""
    names = ["practice:1", "cpu", "practice:0"]
    assert observe(picked, names, FIRST) == {name: ("device", name) for name in names}


def refused(asked, plugged):
    """Return what comes of asking for devices that are not there."""
    seen = {}
    with plugged_in(plugged):
        for name in asked:
            try:
                seen[name] = str(devices.pick_device(name))
            except ValueError:
                seen[name] = "ValueError"
    return seen


def refusals(indices, _):
    """Return what comes of it with the practice GPU plugged in and without; the other make is one that is not here."""
    make = "mps" if torch.cuda.is_available() else "cuda"
    seen = refused([f"practice:{index}" for index in indices], True)
    others = {"a GPU of another make": refused([make], True), "a GPU where is none": refused([make], False)}
    return seen | {name: found[make] for name, found in others.items()}


def test_pick_device_refuses_what_is_not_there():
    """pick_device() raises ValueError for a device that the machine lacks: nobody wants to find out later."""
    indices = [2, random.randrange(3, 9)]
    names = [*(f"practice:{index}" for index in indices), "a GPU of another make", "a GPU where is none"]
    assert observe(refusals, indices, FIRST) == dict.fromkeys(names, "ValueError")


class WithBuffer(nn.Module):
    """Has a module with a buffer, which may be left out of the state_dict."""

    def __init__(self, saved):
        super().__init__()
        self.inner = nn.Identity()
        self.inner.register_buffer("positions", torch.arange(3), persistent=saved)


def found_on(device):
    modules = {
        "a layer": nn.Linear(3, 2),
        "a layer inside": nn.Sequential(nn.ReLU(), nn.Sequential(nn.Linear(3, 2), nn.ReLU())),
        "a buffer": WithBuffer(saved=True),
        "a buffer that is not saved": WithBuffer(saved=False),
    }
    seen = {name: str(devices.device_of(module.to(device))) for name, module in modules.items()}
    return seen | {"a layer on the CPU": str(devices.device_of(nn.Linear(3, 2)))}


@pytest.mark.parametrize("device", GPUS)
def test_device_of_asks_parameters_and_buffers(device):
    """device_of() says where a module's parameters and buffers are, also those of modules inside it."""
    names = ["a layer", "a layer inside", "a buffer", "a buffer that is not saved"]
    assert observe(found_on, device) == {**dict.fromkeys(names, device), "a layer on the CPU": "cpu"}


def found_in_pieces(device, other):
    norm = nn.BatchNorm1d(2).to(device)
    norm.running_mean = norm.running_mean.cpu()
    modules = {
        "two layers": nn.Sequential(nn.Linear(3, 2).to(device), nn.Linear(2, 2)),
        "two layers on two GPUs": nn.Sequential(nn.Linear(3, 2).to(device), nn.Linear(2, 2).to(other)),
        "a buffer left behind": norm,
        "no tensors at all": nn.Sequential(nn.ReLU(), nn.Flatten()),
    }
    seen = {}
    for name, module in modules.items():
        try:
            seen[name] = str(devices.device_of(module))
        except ValueError:
            seen[name] = "ValueError"
    return seen


@pytest.mark.parametrize(
    ("device", "other"),
    [
        pytest.param(SECOND, FIRST, id="the practice GPUs"),
        pytest.param("cuda:0", FIRST, id="a GPU", marks=pytest.mark.cuda),
    ],
)
def test_device_of_names_none_where_there_is_not_one(device, other):
    """device_of() raises ValueError for a module on two devices, and gives None for one without tensors."""
    spread = ["two layers", "two layers on two GPUs", "a buffer left behind"]
    wanted = {**dict.fromkeys(spread, "ValueError"), "no tensors at all": "None"}
    assert observe(found_in_pieces, device, other) == wanted


Sample = namedtuple("Sample", ["pixels", "label"])
CONTAINERS = (dict, list, tuple)


def leaves(value, path="it"):
    """Yield all that is in a batch or a file, and its containers, each with its path."""
    yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else ()
    for key, item in items:
        yield from leaves(item, f"{path}[{key!r}]")


def tensors_in(value):
    return {path: leaf for path, leaf in leaves(value) if isinstance(leaf, Tensor)}


def plain_in(value):
    """Return all that is neither a tensor nor a container."""
    return {path: leaf for path, leaf in leaves(value) if not isinstance(leaf, (Tensor, *CONTAINERS))}


def containers_in(value):
    return {path: type(leaf).__name__ for path, leaf in leaves(value) if isinstance(leaf, CONTAINERS)}


def placed(tensors):
    """Return the device of each tensor, and its values."""
    where = {path: str(leaf.device) for path, leaf in tensors.items()}
    return where, {path: leaf.cpu() for path, leaf in tensors.items()}


def carried(value, device):
    """Return a batch or a file's content on a device."""
    if isinstance(value, Tensor):
        return value.to(device)
    if isinstance(value, dict):
        return {key: carried(item, device) for key, item in value.items()}
    items = [carried(item, device) for item in value] if isinstance(value, (list, tuple)) else value
    return type(value)(*items) if isinstance(value, Sample) else type(value)(items) if value is not items else value


def nested_batch():
    size, height, width = random.sample(range(2, 6), 3)
    sample = Sample(torch.randn(width, height).T.bfloat16(), {"class": torch.randint(9, (size,))})
    tokens = {"ids": torch.randint(9, (size, width))}, [torch.rand(size, width) > 0.5]
    return {"image": torch.randn(size, height, width).double(), "parts": [sample], "tokens": tokens}


def forms_of(batch):
    """Return one tensor, a pair such as a loader gives, and the batch."""
    return {"one tensor": batch["image"], "pair": (batch["image"], batch["parts"][0].pixels), "nested": batch}


def moved(batch, since, device):
    given = forms_of(carried(batch, since))
    return placed(tensors_in({form: devices.move_to(value, torch.device(device)) for form, value in given.items()}))


@pytest.mark.parametrize(
    ("since", "device"),
    [
        pytest.param("cpu", SECOND, id="to the practice GPU"),
        pytest.param(FIRST, "cpu", id="back to the CPU"),
        pytest.param("cpu", "cuda:0", id="to a GPU", marks=pytest.mark.cuda),
    ],
)
def test_move_to_moves_every_tensor(since, device):
    """move_to() moves each tensor of a batch, however deep in dicts, lists and tuples, with its dtype and values."""
    batch = nested_batch()
    wanted = tensors_in(forms_of(batch))
    where, values = observe(moved, batch, since, device)
    got_places, wanted_places = differing(where, dict.fromkeys(wanted, device))
    assert got_places == wanted_places, "devices of tensors"
    assert_close(values, wanted)


def left_alone(batch, device):
    """Return what became of all that is no tensor, and of the caller's batch."""
    before = dict(leaves(batch))
    got = devices.move_to(batch, torch.device(device))
    same = {path: value is before.get(path) for path, value in plain_in(got).items()}
    changed = [path for path, value in leaves(batch) if value is not before.get(path)]
    return same, containers_in(got), changed


@pytest.mark.parametrize("device", GPUS)
def test_move_to_leaves_all_else_alone(device):
    """move_to() keeps the kinds of containers, passes on what is no tensor, and leaves the caller's batch as it was."""
    one, name = torch.randn(random.randrange(2, 6)), random.choice(["cat", "dog"])
    batch = {
        "sample": Sample(one, name),
        "path": [f"{name}.png", None, random.random(), True, 7 + random.randrange(9)],
        "pair": ({"x": one}, [one, [b"raw"]], ()),
        3: range(random.randrange(9)),
        "slice": slice(1),
    }
    containers, plain = containers_in(batch), plain_in(batch)
    same, kinds, changed = observe(left_alone, batch, device)
    got_kinds, wanted_kinds = differing(kinds, containers)
    assert got_kinds == wanted_kinds, "kinds of containers"
    got_same, wanted_same = differing(same, dict.fromkeys(plain, True))
    assert got_same == wanted_same, "whether a value is the very object of the caller's batch"
    assert changed == [], "what was exchanged in the caller's own batch"


def gradient_through(leaf, device):
    (moved,) = devices.move_to([leaf * 2], torch.device(device))
    (moved * moved).sum().backward()
    return str(moved.device), leaf.grad


@pytest.mark.parametrize("device", GPUS)
def test_move_to_lets_gradients_through(device):
    """move_to() keeps a moved tensor in its graph: a gradient finds its way back across devices."""
    leaf = torch.randn(random.randrange(2, 9)).requires_grad_()
    where, gradient = observe(gradient_through, leaf, device)
    assert where == device
    assert_close(gradient, 8 * leaf.detach())


def readable(x):
    """Return numbers that equal themselves, which nan does not."""
    return torch.nan_to_num(x, nan=-100.0, posinf=-200.0)


def averaged(x, lengths, slope, device):
    """Return the mean, the gradient of it times slope, x afterwards; where the mean is; and how much was fetched."""
    leaf = x.to(device).requires_grad_()
    x, lengths = leaf * 1, lengths.to(device)
    with watch_traffic() as seen:
        mean = devices.masked_mean(x, lengths)
    (mean * slope.to(device)).sum().backward()
    values = {"mean": mean.detach(), "gradient of x": leaf.grad, "x afterwards": readable(x.detach())}
    return {name: value.cpu() for name, value in values.items()}, str(mean.device), seen.to_host


def padded(x, lengths):
    """Return sequences that are not contiguous, with rubbish behind their ends."""
    x = x.transpose(0, 1).contiguous().transpose(0, 1)
    for row, length, rubbish in zip(x, lengths, itertools.cycle([torch.nan, torch.inf, 1e9])):
        row[length:] = rubbish
    return x


def averages(x, lengths, slope):
    """Return what `averaged` must see."""
    mean = torch.stack([row[:length].mean(dim=0) for row, length in zip(x, lengths, strict=True)])
    gradient = torch.zeros_like(x)
    for row, length, slopes in zip(gradient, lengths, slope, strict=True):
        row[:length] = slopes / length
    return {"mean": mean, "gradient of x": gradient, "x afterwards": readable(x)}


@pytest.mark.parametrize("device", GPUS)
def test_masked_mean_is_over_each_sequences_own_length(device):
    """masked_mean() averages all that belongs to a sequence and nothing behind it, on the device of the sequences."""
    features, time = random.sample(range(5, 9), 2)
    lengths = [time, 1, *random.choices(range(2, time), k=2)]
    x = padded(torch.randn(len(lengths), time, features).double(), lengths)
    slope = torch.randn(len(lengths), features).double()
    wanted = averages(x, lengths, slope)
    seen = {where: observe(averaged, x, torch.tensor(lengths), slope, where) for where in ("cpu", device)}
    assert {where: found for where, (_, found, _) in seen.items()} == {where: where for where in seen}
    assert_close({where: values for where, (values, *_) in seen.items()}, dict.fromkeys(seen, wanted))
    x[0, random.randrange(time), 1], x[1, 0, 2] = torch.nan, torch.inf  # these are no padding
    broken = ~observe(averaged, x, torch.tensor(lengths), slope, device)[0]["mean"].isfinite()
    assert broken.nonzero().tolist() == [[0, 1], [1, 2]], (
        "where means are nan or inf, as one value within the length is"
    )


def test_masked_mean_fetches_nothing():
    """masked_mean() keeps the dtype, and fetches no value to the CPU: a GPU would have to be waited for."""
    features, time = random.sample(range(5, 9), 2)
    lengths = [2, time, *random.choices(range(1, time), k=6)]  # so many that dojo does not read them to show the call
    x = padded(torch.randint(1, 9, (len(lengths), time, features)).bfloat16(), lengths)  # sums are exact in any order
    slope = torch.randint(1, 9, (len(lengths), features)).bfloat16()
    wanted = averages(x, lengths, slope)
    values, _, fetched = observe(averaged, x, torch.tensor(lengths), slope, SECOND)
    assert fetched == 0, "values fetched from the GPU"
    assert_close(values, wanted)


def network(features, classes, hidden):
    layers = nn.Linear(features, hidden), nn.BatchNorm1d(hidden), nn.Tanh(), nn.Linear(hidden, classes)
    return nn.Sequential(*layers).double()


def batches_of(sizes, features, classes):
    return [(torch.randn(features, size).double().T, torch.randint(classes, (size,))) for size in sizes]


def optimizer_of(model):
    """Return an optimizer that remembers, so that another one in its place shows."""
    return torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.7)


def outputs_of(model):
    """Return a list to which each forward pass will add what it gave: on which device, and with a graph or not."""
    outputs = []
    model.register_forward_hook(lambda *run: outputs.append((str(run[2].device), run[2].requires_grad)))
    return outputs


def trained(model, batches, criterion, device):
    """Train twice with one optimizer that was made before the model moves."""
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    optimizer, device, outputs = optimizer_of(model), torch.device(device), outputs_of(model)
    with watch_traffic() as seen:
        losses = [devices.train_on(model, iter(batches), criterion, optimizer, device) for _ in range(2)]
    where, values = placed(dict(model.state_dict()))
    return losses, where | {"logits": " and ".join(sorted({at for at, _ in outputs}))}, values, seen.to_host


def trained_on_the_cpu(model, batches, criterion):
    model, losses = copy.deepcopy(model), []
    optimizer, samples = optimizer_of(model), sum(len(target) for _, target in batches)
    for _ in range(2):
        total = 0.0
        for inputs, target in batches:
            optimizer.zero_grad()
            loss = criterion(model(inputs), target)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(target)
        losses.append(total / samples)
    return losses, dict(model.state_dict())


def training():
    """Return a model, batches of different sizes, and a criterion that holds a tensor."""
    features, classes, hidden, *sizes = random.sample(range(2, 12), 6)
    model, batches = network(features, classes, hidden), batches_of(sizes, features, classes)
    return model, batches, nn.CrossEntropyLoss(weight=torch.rand(classes).double() + 0.5)


@pytest.mark.parametrize("device", GPUS)
def test_train_on_trains_as_on_the_cpu(device):
    """train_on() makes of a model what training on the CPU makes of it, and leaves it on the device."""
    arguments = training()
    _, state = trained_on_the_cpu(*arguments)
    seen = {where: observe(trained, *arguments, where) for where in ("cpu", device)}
    places = {f"{name}, trained on {where}": found for where, (_, at, *_) in seen.items() for name, found in at.items()}
    names = [*state, "logits"]
    got, wanted = differing(places, {f"{name}, trained on {where}": where for where in seen for name in names})
    assert got == wanted, "devices of parameters and buffers afterwards, and of logits meanwhile"
    assert_close({where: values for where, (_, _, values, _) in seen.items()}, dict.fromkeys(seen, state))


def test_train_on_fetches_one_value():
    """train_on() gives the mean loss as a float and fetches one value for it: asked after each batch, a GPU waits."""
    arguments = training()
    wanted, _ = trained_on_the_cpu(*arguments)
    losses, *_, fetched = observe(trained, *arguments, SECOND)
    assert [type(loss) for loss in losses] == [float, float]
    assert_close({"mean losses": losses}, {"mean losses": wanted}, **AS_FLOAT32)
    assert fetched <= 2, "values fetched from the GPU in two calls with three batches each"


def judged_batches(model, features, classes):
    """Return batches of which the first is all right, the second but for one sample, the third not at all."""
    batches, right = [], 0
    for size, wrong in zip([*random.sample(range(3, 9), 2), 1], [0, 1, 1], strict=True):
        inputs = torch.randn(features, size).double().T
        target = model(inputs).argmax(dim=1)
        target[:wrong] = (target[:wrong] + random.randrange(1, classes)) % classes
        batches.append((inputs, target))
        right += size - wrong
    return batches, right / sum(len(target) for _, target in batches)


def classifier():
    features, classes = random.sample(range(3, 9), 2)
    model = nn.Sequential(nn.Linear(features, classes), nn.BatchNorm1d(classes)).double().eval()
    return model, *judged_batches(model, features, classes)


def reached_by_a_gradient(model, inputs):
    """Return whether training could go on: the parameters that a gradient reaches."""
    with contextlib.suppress(RuntimeError), torch.enable_grad():
        model(inputs).square().sum().backward()
    return [name for name, parameter in model.named_parameters() if parameter.grad is not None]


def measured(model, batches, device):
    outputs = outputs_of(model)
    with watch_traffic() as seen:
        accuracy = devices.accuracy_on(model, iter(batches), torch.device(device))
    where = {"model afterwards": {str(part.device) for part in itertools.chain(model.parameters(), model.buffers())}}
    where["logits"] = {at for at, _ in outputs}
    graphs = [graph for _, graph in outputs]
    where = {name: " and ".join(sorted(found)) for name, found in where.items()}
    return accuracy, where, seen.to_host, graphs, reached_by_a_gradient(model, batches[0][0].to(device))


@pytest.mark.parametrize("device", GPUS)
def test_accuracy_on_counts_each_sample_the_same(device):
    """accuracy_on() gives the share of all samples that are right, and leaves the model on the device, as trainable."""
    model, batches, wanted = classifier()
    seen = {where: observe(measured, model, batches, where) for where in ("cpu", device)}
    places = {f"{name}, counted on {where}": found for where, (_, at, *_) in seen.items() for name, found in at.items()}
    got, wanted_places = differing(places, {name: name.rpartition(" ")[2] for name in places})
    assert got == wanted_places, "devices"
    assert [type(accuracy) for accuracy, *_ in seen.values()] == [float, float]
    assert_close({where: accuracy for where, (accuracy, *_) in seen.items()}, dict.fromkeys(seen, wanted), **AS_FLOAT32)
    reached, names = (
        {where: found for where, (*_, found) in seen.items()},
        [name for name, _ in model.named_parameters()],
    )
    assert reached == dict.fromkeys(seen, names), "parameters that a gradient reaches afterwards, in training"


def test_accuracy_on_fetches_one_value():
    """accuracy_on() fetches one value, at the end, and records no graph, which would fill the GPU's memory."""
    model, batches, wanted = classifier()
    accuracy, _, fetched, graphs, _ = observe(measured, model, batches, SECOND)
    assert fetched <= 1, "values fetched from the GPU for three batches"
    assert not any(graphs), "a forward pass recorded a graph"
    assert_close({"accuracy": accuracy}, {"accuracy": wanted}, **AS_FLOAT32)


def checkpoint():
    rows, columns = random.sample(range(2, 9), 2)
    model = {"weight": torch.randn(columns, rows).double().T}
    return {"model": model, "state": [{"step": torch.tensor(3.0)}, None], "lr": random.random(), "note": "epoch 3"}


@contextlib.contextmanager
def empty_folder():
    """Work in an empty folder for a while, so that paths are short and the same in each run."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        yield


def loaded(content, since, device):
    """Return what is loaded from a file: where its tensors are, their values, and all else."""
    with empty_folder():
        torch.save(carried(content, since), "checkpoint.pt")
        got = devices.load_anywhere("checkpoint.pt", torch.device(device))
    return *placed(tensors_in(got)), plain_in(got)


@pytest.mark.parametrize("device", GPUS)
def test_load_anywhere_loads_to_the_device(device):
    """load_anywhere() gives all that was saved, each tensor on the device that is asked for now."""
    content = checkpoint()
    ways = {"to the GPU": ("cpu", device), "to the CPU": (device, "cpu")}
    seen = {way: observe(loaded, content, *ends) for way, ends in ways.items()}
    where = {f"{path}, {way}": found for way, (places, *_) in seen.items() for path, found in places.items()}
    wanted = {f"{path}, {way}": end for way, (_, end) in ways.items() for path in tensors_in(content)}
    got_places, wanted_places = differing(where, wanted)
    assert got_places == wanted_places, "devices of tensors"
    assert_close({way: values for way, (_, values, _) in seen.items()}, dict.fromkeys(seen, tensors_in(content)))
    assert [others for *_, others in seen.values()] == 2 * [plain_in(content)], "all that is no tensor"


def loaded_from_elsewhere(content, device):
    """Return the same of a file that was written where there is another GPU."""
    own = torch.serialization.location_tag
    with empty_folder():
        torch.serialization.location_tag = lambda _: "cuda:99"
        try:
            torch.save(content, "checkpoint.pt")
        finally:
            torch.serialization.location_tag = own
        return placed(tensors_in(devices.load_anywhere("checkpoint.pt", torch.device(device))))


def test_load_anywhere_needs_no_device_of_the_file():
    """load_anywhere() reads a file from a machine with other GPUs: the one that it was saved on need not be here."""
    content = checkpoint()
    where, values = observe(loaded_from_elsewhere, content, SECOND)
    got_places, wanted_places = differing(where, dict.fromkeys(tensors_in(content), SECOND))
    assert got_places == wanted_places, "devices of tensors"
    assert_close(values, tensors_in(content))


class Trap:
    """Makes a folder where it is unpickled."""

    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return Path.mkdir, (self.folder,)


def sprung(content, device):
    """Return what becomes of an honest file, and of one that holds code."""
    device, trace = torch.device(device), Path("trace")
    with empty_folder():
        torch.save(content, "honest.pt")
        torch.save({**content, "note": Trap(trace)}, "trap.pt")
        _, values = placed(tensors_in(devices.load_anywhere("honest.pt", device)))
        try:
            devices.load_anywhere("trap.pt", device)
        except Exception:
            return values, "an error", trace.exists()
        return values, "a value", trace.exists()


def test_load_anywhere_runs_no_code():
    """load_anywhere() refuses a file that holds more than tensors, numbers and text: to read it could run its code."""
    content = checkpoint()
    honest, came, ran = observe(sprung, content, SECOND)
    assert_close(honest, tensors_in(content))
    assert (came, ran) == ("an error", False), "what came of a file with code in it, and whether that code ran"


WAIT = "waits for the device"
CALL = [WAIT, "runs the operation", WAIT, "returns"]


class Busy(list):
    """Stands for what practice:1 has still to do: to wait for it takes as long as the work that it was handed.

    The practice GPU notes here each device that is waited for.
    """

    def __init__(self):
        super().__init__()
        self.work, self.events = 0.01, []

    def append(self, index):
        if index == 1:
            time.sleep(self.work)
            self.work = 0.0
        self.note(WAIT if index == 1 else "waits for another device")

    def operation(self):
        self.note("runs the operation")
        self.work += 0.01

    def note(self, name):
        self.events.append((name, time.perf_counter()))


def timed(device):
    """Return the seconds, and what happens when; the device is busy with earlier work already."""
    busy = Busy()
    with plugged_in(), watch_traffic() as seen:
        seen.synchronized = busy
        seconds = devices.synchronized_seconds(busy.operation, torch.device(device))
        busy.note("returns")
    return seconds, busy.events


def told(events):
    """Return the events without a second wait after the first and, where all is there, without waits for others."""
    own = [event for event in events if event[0] != "waits for another device"]
    own = [event for event, before in zip(own, [("",), *own], strict=False) if not event[0] == before[0] == WAIT]
    return own if len(own) == len(CALL) else events


def parts_measured(seconds, shortest, longest, beyond):
    """Return what is in the seconds; only times really taken are compared, so a busy machine changes nothing."""
    return {"the operation's work": seconds > shortest - 0.001, beyond: seconds > longest + 0.001}


def test_synchronized_seconds_waits_for_the_device():
    """synchronized_seconds() waits for the device before and after: a GPU is handed its work, and goes on meanwhile."""
    seconds, events = observe(timed, SECOND)
    names, times = zip(*told(events), strict=True)
    assert list(names) == CALL, "what happens in the call"
    waited, begun, done, returned = times
    got = parts_measured(seconds, done - begun, returned - waited, "earlier work")
    assert got == {"the operation's work": True, "earlier work": False}, "what is in the seconds"


def timed_on_a_gpu(device, size, products):
    """Return the seconds, measured while earlier work is not done yet, and what the operation takes alone."""
    device = torch.device(device)
    x = torch.randn(size, size, device=device)
    wait, product = torch.get_device_module(device).synchronize, torch.empty_like(x)

    def operation():
        for _ in range(products):
            torch.mm(x, x, out=product)

    for _ in range(2):  # the first time is for warming up
        wait(device)
        begun = time.perf_counter()
        operation()
        wait(device)
        alone = time.perf_counter() - begun
    for _ in range(4):
        operation()
    return devices.synchronized_seconds(operation, device), alone


@pytest.mark.cuda
def test_synchronized_seconds_measures_a_gpu():
    """synchronized_seconds() measures what a real GPU needs for the operation, and not what it was still busy with."""
    seconds, alone = observe(timed_on_a_gpu, "cuda:0", 4096, 20)
    got = parts_measured(seconds, alone / 2, 3 * alone, "earlier work")
    assert got == {"the operation's work": True, "earlier work": False}, "what is in the seconds"


def timed_on_the_cpu(plugged, _):
    """Return the seconds, and what happens when, for half a hundredth of a second of work."""
    events = [("is called", time.perf_counter())]

    def operation():
        events.append(("runs the operation", time.perf_counter()))
        time.sleep(0.005)
        events.append(("is done", time.perf_counter()))

    with plugged_in(plugged):
        seconds = devices.synchronized_seconds(operation, torch.device("cpu"))
    return seconds, [*events, ("returns", time.perf_counter())]


def test_synchronized_seconds_works_on_the_cpu():
    """synchronized_seconds() times work on the CPU, too, on a machine without a GPU and on one with a GPU."""
    machines = {"without a GPU": False, "with a GPU": True}
    seen = {machine: observe(timed_on_the_cpu, plugged, FIRST) for machine, plugged in machines.items()}
    names = [[name for name, _ in events] for _, events in seen.values()]
    assert names == 2 * [["is called", "runs the operation", "is done", "returns"]], (
        "what happens without a GPU and with"
    )
    got = {}
    for machine, (seconds, events) in seen.items():
        called, begun, done, returned = (when for _, when in events)
        got[machine] = parts_measured(seconds, done - begun, returned - called, "more than the call took")
    wanted = {"the operation's work": True, "more than the call took": False}
    assert got == dict.fromkeys(machines, wanted), "what is in the seconds"
