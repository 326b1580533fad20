"""Graded tests: save, load, resume."""

import contextlib
import copy
import errno
import io
import itertools
import os
import pickle
import random
import signal
import sys
import tempfile
import warnings
from pathlib import Path

import checkpoints
import pytest
import torch
from torch import nn
from torch.testing import assert_close

from dojo.observe import observe


def network(features, hidden, classes):
    """Return a network with parameters and buffers, one of them not in its state_dict, no two layers of one shape."""
    body = nn.Linear(features, hidden), nn.Tanh(), nn.BatchNorm1d(hidden), nn.Dropout(0.4)
    model = nn.Sequential(*body, nn.Linear(hidden, classes))
    model.register_buffer("scratch", torch.ones(features), persistent=False)
    return model


def drawn_weights(features, hidden, classes):
    """Return the state_dict of a network that has learned and measured something."""
    weights = network(features, hidden, classes).state_dict()
    weights["2.running_mean"] = torch.randn(hidden)
    weights["2.running_var"] = torch.rand(hidden) + 0.5
    weights["2.num_batches_tracked"] = torch.tensor(random.randrange(5, 50))
    return dict(weights)


def network_with(weights):
    """Return a network whose weights are these."""
    hidden, features = weights["0.weight"].shape
    model = network(features, hidden, len(weights["4.bias"]))
    model.load_state_dict(weights)
    return model


def with_a_shared_layer(weights):
    """Return such a network whose last layer has a second name."""
    model = network_with(weights)
    model.add_module("head", model[4])
    return model


def under_both_names(weights):
    return weights | {"head.weight": weights["4.weight"], "head.bias": weights["4.bias"]}


def sizes():
    return random.sample(range(3, 12), 3)


def weights_of(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


@contextlib.contextmanager
def scratch():
    """Give the path of a file in an empty folder; a relative one, so that messages are the same in each run."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        path = Path("runs", "last.pt")
        path.parent.mkdir()
        yield path


def read(path):
    """Return in words what is there, and the content if it can be read, nothing of which is executed."""
    try:
        content = torch.load(path, weights_only=True)
    except FileNotFoundError:
        return "there is no file", {}
    except pickle.UnpicklingError:
        return "it refuses the file, which holds more than plain data", {}
    except Exception:
        return "the file is broken", {}
    return (FOUND, dict(content)) if isinstance(content, dict) else ("there is no dict in the file", {})


FOUND = "a dict of plain data"
READS = "what torch.load(path, weights_only=True) finds at path"


def best_after_more_training(weights):
    model = with_a_shared_layer(weights)
    best = checkpoints.best_weights(model)
    for value in model.state_dict().values():
        value.add_(1)
    return best


def test_best_weights_are_a_copy():
    """best_weights() is a copy of the whole state_dict: the epochs that come after the best one do not change it."""
    weights = drawn_weights(*sizes())
    assert_close(observe(best_after_more_training, weights), under_both_names(weights))


WRAPPED = {
    "module.conv.weight": "conv.weight",
    "module.module.bias": "module.bias",
    "module.model.scale": "model.scale",
    "module.encoder.module.scale": "encoder.module.scale",
    "module.lud": "lud",
}
"""Names in a DataParallel model, and what they were before."""
PLAIN = ["encoder.module.scale", "modules.bias", "conv.weight", "dull"]
"""Names of a model that was never wrapped."""


def test_strip_prefix_takes_it_from_the_front_once():
    """strip_prefix() takes "module." from the front of each name that begins with it, and leaves its argument alone."""
    wrapped = {name: torch.randn(random.randrange(2, 9)) for name in WRAPPED}
    plain = {name: torch.randn(random.randrange(2, 9)) for name in PLAIN}
    wanted = {WRAPPED[name]: value for name, value in wrapped.items()}, dict(plain)
    assert_close(checkpoints.strip_prefix(wrapped), wanted[0])
    assert list(wrapped) == list(WRAPPED), "the names in the caller's dict after the call"
    assert_close(checkpoints.strip_prefix(plain), wanted[1])


def saved_weights(weights):
    model = with_a_shared_layer(weights)
    with scratch() as path:
        path.write_bytes(bytes(range(256)) * 100)
        checkpoints.save_weights(model, path)
        return read(path)


def test_save_weights_writes_the_state_dict():
    """save_weights() writes the state_dict and nothing else: names and tensors, which can be read without any class."""
    weights = drawn_weights(*sizes())
    found, content = observe(saved_weights, weights)
    assert found == FOUND, READS
    assert_close(content, under_both_names(weights))


MODES = {"0": True, "1": False, "2": True, "3": False, "4": True}
"""Whether each layer is in training mode, where some are and some are not."""


def set_modes(model):
    for name, layer in model.named_children():
        layer.train(MODES[name])


def modes_of(model):
    return {name: layer.training for name, layer in model.named_children()}


def step_with_ones(model, optimizer):
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    optimizer.step()


def stepped(weights, model, rate):
    """Return the weights after such a step of SGD."""
    learning = dict(model.named_parameters())
    return {name: value - rate if name in learning else value for name, value in weights.items()}


def filled_by_loading(before, weights, rate):
    model = network_with(before)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    set_modes(model)
    with scratch() as path:
        torch.save(weights, path)
        checkpoints.load_weights(model, path, "cpu")
    seen = {"after loading": weights_of(model)}
    step_with_ones(model, optimizer)
    seen["after a step of an optimizer that was made before"] = weights_of(model)
    return seen, modes_of(model)


def test_load_weights_fills_the_models_own_parameters():
    """load_weights() gives the model's own parameters and buffers new values: an optimizer still has hold of them."""
    shape, rate = sizes(), random.uniform(0.1, 0.9)
    before, weights = drawn_weights(*shape), drawn_weights(*shape)
    after = stepped(weights, network(*shape), rate)
    seen, modes = observe(filled_by_loading, before, weights, rate)
    assert_close(seen, {"after loading": weights, "after a step of an optimizer that was made before": after})
    assert modes == MODES, "training mode of the layers after the call, as it was before"


def outcome(load):
    try:
        load()
    except Exception:
        return "an error"
    return "no error"


def loaded_from_misfits(before, misfits, weights):
    model = network_with(before)
    with scratch() as path:
        seen = {}
        for name, content in misfits.items():
            torch.save(content, path)
            seen[name] = outcome(lambda: checkpoints.load_weights(model, path, "cpu"))
        torch.save(weights, path)
        checkpoints.load_weights(model, path, "cpu")
    return seen, weights_of(model)


def test_load_weights_wants_names_and_shapes_to_fit():
    """load_weights() raises an error where names or shapes differ: else a layer silently keeps its random weights."""
    shape = sizes()
    before, weights = drawn_weights(*shape), drawn_weights(*shape)
    misfits = {
        "lacks a name": {name: value for name, value in weights.items() if name != "4.bias"},
        "has a name too many": {**weights, "5.weight": torch.randn(2)},
        "has module. before each name": {f"module.{name}": value for name, value in weights.items()},
        "has one number for a whole layer": {**weights, "0.weight": torch.randn(1)},
    }
    seen, after = observe(loaded_from_misfits, before, misfits, weights)
    assert seen == dict.fromkeys(misfits, "an error"), "what came of a file that does not fit"
    assert_close(after, weights)


def saved_elsewhere(content):
    """Return a file as a machine with more GPUs than this one writes it."""
    file, gpu = io.BytesIO(), f"cuda:{random.randrange(60, 90)}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.serialization, "location_tag", lambda _: gpu)
        torch.save(content, file)
    return file.getvalue()


def loaded_from_elsewhere(before, data):
    model = network_with(before)
    with scratch() as path:
        path.write_bytes(data)
        checkpoints.load_weights(model, path, "cpu")
    return weights_of(model)


def test_load_weights_needs_no_gpu_for_a_file_from_one():
    """load_weights() puts the tensors on the device that it is told: the file's own may not exist on this machine."""
    shape = sizes()
    before, weights = drawn_weights(*shape), drawn_weights(*shape)
    assert_close(observe(loaded_from_elsewhere, before, saved_elsewhere(weights)), weights)


def loaded_to_the_gpu(before, weights):
    model = network_with(before).cuda()
    with scratch() as path:
        torch.save(weights, path)
        checkpoints.load_weights(model, path, "cuda")
    return {name: value.cpu() for name, value in model.state_dict().items()}, next(model.parameters()).device.type


@pytest.mark.cuda
def test_load_weights_fills_a_model_on_a_gpu():
    """load_weights() fills a model on a GPU from a file of the CPU, and leaves it there."""
    shape = sizes()
    before, weights = drawn_weights(*shape), drawn_weights(*shape)
    seen, device = observe(loaded_to_the_gpu, before, weights)
    assert_close(seen, weights)
    assert device == "cuda", "the device of the model after the call"


class Stranger:
    """Something whose file runs code of its maker's choice in whoever loads it; here it makes a folder."""

    def __reduce__(self):
        return exec, ("import os; os.mkdir('executed')",)


def pickled(content, path):
    with path.open("wb") as file:
        pickle.dump(content, file, protocol=2)  # as torch.save does


def came_of_strangers(load, content, path):
    """Return what loading files does that run code, one made by torch.save and one by pickle."""
    seen = {}
    for name, write in {"torch.save": torch.save, "pickle": pickled}.items():
        write({**content, "note": Stranger()}, path)
        seen[name] = outcome(load)
        if Path("executed").exists():
            seen[name] = "its code was executed"
            Path("executed").rmdir()
    torch.save(content, path)
    load()
    return seen


STRANGERS = {"torch.save": "an error", "pickle": "an error"}
REFUSE = "what came of a file that runs code when it is unpickled, made in two ways"


def weights_from_a_stranger(before, weights):
    model = network_with(before)
    with scratch() as path:
        seen = came_of_strangers(lambda: checkpoints.load_weights(model, path, "cpu"), weights, path)
    return seen, weights_of(model)


def test_load_weights_executes_nothing():
    """load_weights() refuses a file that runs code when it is unpickled: weights from the net are a stranger's file."""
    shape = sizes()
    before, weights = drawn_weights(*shape), drawn_weights(*shape)
    seen, after = observe(weights_from_a_stranger, before, weights)
    assert seen == STRANGERS, REFUSE
    assert_close(after, weights)


def partly_fitting(features, hidden, classes):
    """Return entries of which some fit such a network, and the three lists of names."""
    fitting = {
        "0.bias": torch.randn(hidden).double(),
        "2.running_mean": torch.randn(hidden),
        "4.weight": torch.randn(hidden, classes).T,
    }
    others = {
        "0.weight": torch.randn(features, hidden),
        "2.weight": torch.randn(1),
        "2.num_batches_tracked": torch.tensor([random.randrange(50, 99)]),
        "4.bias": torch.randn(classes + 1),
        "fc.weight": torch.randn(classes, hidden),
    }
    missing = ["0.weight", "2.weight", "2.bias", "2.running_var", "2.num_batches_tracked", "4.bias"]
    return fitting, others, {"loaded": list(fitting), "missing": missing, "unused": list(others)}


def test_load_matching_loads_what_fits_and_tells():
    """load_matching() loads the entries whose name and shape fit, and names these and those that do not."""
    shape = sizes()
    fitting, others, names = partly_fitting(*shape)
    given = dict(random.sample(list((fitting | others).items()), 8))
    before = drawn_weights(*shape)
    model = network_with(before)
    wanted = before | fitting | {"0.bias": fitting["0.bias"].float()}
    got = checkpoints.load_matching(model, given)
    assert_close(weights_of(model), wanted)
    assert {kind: sorted(found) for kind, found in got.items()} == {
        kind: sorted(found) for kind, found in names.items()
    }


def loaded_without_a_match(before, given, fitting):
    model, seen = network_with(before), {}
    for name, content in given.items():
        try:
            checkpoints.load_matching(model, content)
        except ValueError:
            seen[name] = "ValueError"
        else:
            seen[name] = "no error"
    refused = weights_of(model)
    checkpoints.load_matching(model, fitting)
    return seen, {"after all that does not fit": refused, "after one entry that fits": weights_of(model)}


def test_load_matching_refuses_to_load_nothing():
    """load_matching() raises ValueError where nothing fits: a model that kept its random weights would look loaded."""
    features, hidden, classes = shape = sizes()
    before = drawn_weights(*shape)
    given = {
        "names of a wrapped model": {f"module.{name}": value for name, value in drawn_weights(*shape).items()},
        "other shapes": {"0.weight": torch.randn(hidden, features + 1), "4.bias": torch.randn(1)},
    }
    fitting = {"4.bias": torch.randn(classes)}
    seen, after = observe(loaded_without_a_match, before, given, fitting)
    assert seen == dict.fromkeys(given, "ValueError"), "what came of entries of which none fits"
    assert_close(after, {"after all that does not fit": before, "after one entry that fits": before | fitting})


def trained_after_matching(before, given, rate):
    model = network_with(before)
    set_modes(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    checkpoints.load_matching(model, given)
    step_with_ones(model, optimizer)
    return {"the model after a step": weights_of(model), "the caller's dict": given}, modes_of(model)


def test_load_matching_leaves_the_callers_dict_alone():
    """load_matching() copies values into the model's own parameters: what trains later does not change the dict."""
    shape, rate = sizes(), random.uniform(0.1, 0.9)
    fitting, others, _ = partly_fitting(*shape)
    fitting |= {"0.bias": fitting["0.bias"].float(), "2.num_batches_tracked": torch.tensor(random.randrange(50, 99))}
    before, given = drawn_weights(*shape), others | fitting
    wanted = {"the model after a step": stepped(before | fitting, network(*shape), rate), "the caller's dict": given}
    seen, modes = observe(trained_after_matching, before, given, rate)
    assert_close(seen, wanted)
    assert modes == MODES, "training mode of the layers after the call, as it was before"


OPTIMIZERS = {
    "SGD": lambda weights: torch.optim.SGD(weights, lr=0.1, momentum=0.8),
    "Adam": lambda weights: torch.optim.Adam(weights, lr=0.02, betas=(0.8, 0.95)),
}
SCHEDULERS = {
    "StepLR": lambda optimizer: torch.optim.lr_scheduler.StepLR(optimizer, 2, gamma=0.3),
    "CosineAnnealingLR": lambda optimizer: torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 7),
}


def drawn_kinds():
    return random.choice(list(OPTIMIZERS)), random.choice(list(SCHEDULERS))


def training(kinds, weights):
    """Return a model in float64, an optimizer and a scheduler, new but for the model's weights."""
    model = network_with(weights).double()
    optimizer = OPTIMIZERS[kinds[0]](model.parameters())
    return model, optimizer, SCHEDULERS[kinds[1]](optimizer)


def states_of(model, optimizer, scheduler):
    parts = {"model": model, "optimizer": optimizer, "scheduler": scheduler}
    return copy.deepcopy({name: dict(part.state_dict()) for name, part in parts.items()})


def drawn_states(kinds, weights, epochs):
    """Return the states of such a training after so many epochs of two steps each, by gradients out of the blue."""
    model, optimizer, scheduler = training(kinds, weights)
    optimizer.param_groups[0]["weight_decay"] = random.uniform(0.01, 0.1)  # as OneCycleLR changes momentum
    for _ in range(epochs):
        for _ in range(2):
            for parameter in model.parameters():
                parameter.grad = torch.randn_like(parameter)
            optimizer.step()
        scheduler.step()
    return states_of(model, optimizer, scheduler)


def training_at(kinds, states):
    """Return a model, an optimizer and a scheduler in these states."""
    parts = training(kinds, states["model"])
    for part, state in zip(parts, states.values(), strict=True):
        part.load_state_dict(copy.deepcopy(state))
    return parts


def seed(number):
    torch.default_generator.manual_seed(number)
    random.seed(number)


def rng_states():
    return {"torch_rng": torch.get_rng_state(), "python_rng": random.getstate()}


def draws():
    return {"torch.rand(3)": torch.rand(3), "random.random()": random.random()}


def after_seed(number, function):
    """Return what a function gives after this seed, and leave the test's own generators as they are."""
    before = rng_states()
    seed(number)
    result = function()
    torch.set_rng_state(before["torch_rng"])
    random.setstate(before["python_rng"])
    return result


ENTRIES = ("model", "optimizer", "scheduler", "epoch", "torch_rng", "python_rng")


def saved_checkpoint(kinds, states, epoch, number):
    parts = training_at(kinds, states)
    with scratch() as path:
        seed(number)
        checkpoints.save_checkpoint(*parts, epoch, path)
        drawn = draws()
        found, content = read(path)
    return found, {name: content[name] for name in ENTRIES if name in content}, drawn


def test_save_checkpoint_holds_all_that_training_needs():
    """save_checkpoint() writes six entries: with one of them missing, training goes on, but not as it would have."""
    kinds, epoch, number = drawn_kinds(), random.randrange(2, 6), random.randrange(2**31)
    states = drawn_states(kinds, drawn_weights(*sizes()), epoch)
    wanted = {**states, "epoch": epoch, **after_seed(number, rng_states)}
    found, content, drawn = observe(saved_checkpoint, kinds, states, epoch, number)
    assert found == FOUND, READS
    assert_close(content, wanted)
    assert_close({"after the call": drawn}, {"after the call": after_seed(number, draws)})


class Unsavable:
    """Something that cannot be pickled: the disk is full."""

    def __reduce__(self):
        raise OSError(errno.ENOSPC, "No space left on device")


def die_beyond(most):
    """Have the kernel kill this process as soon as a file of it would grow beyond so many bytes."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (min(1, hard) if hard >= 0 else 1, hard))  # 1: no core, and no pipe to one
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(5)


def cut_short_while_saving(parts, epoch, path):
    parts[1].param_groups[0]["note"] = Unsavable()
    return outcome(lambda: checkpoints.save_checkpoint(*parts, epoch, path)) == "an error"


def killed_while_saving(parts, epoch, path, most):
    """Save in another process, killed while it writes; where none can be forked, with an error on the way instead."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of other threads: the child uses none of theirs
            child = os.fork()
    except (AttributeError, OSError):
        return cut_short_while_saving(parts, epoch, path)
    if child == 0:
        try:
            die_beyond(most)
            checkpoints.save_checkpoint(*parts, epoch, path)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXFSZ


def epoch_and_model(path):
    found, content = read(path)
    return found, {name: content[name] for name in ("epoch", "model") if name in content}


def files_after_a_kill(kinds, old, new, epoch, share):
    with scratch() as path:
        checkpoints.save_checkpoint(*training_at(kinds, old), epoch, path)
        most = int(share * path.stat().st_size)
        killed = killed_while_saving(training_at(kinds, new), epoch + 1, path, most)
        files = {"after the kill": epoch_and_model(path)}
        cut_short_while_saving(training_at(kinds, new), epoch + 1, path)
        files["after an error in the middle"] = epoch_and_model(path)
        checkpoints.save_checkpoint(*training_at(kinds, new), epoch + 1, path)
        files["after the next save"] = epoch_and_model(path)
    found, contents = ({when: parts[index] for when, parts in files.items()} for index in (0, 1))
    return killed, found, contents


def test_save_checkpoint_survives_a_kill():
    """save_checkpoint() leaves the old file whole when a kill or an error ends it while it writes the new one."""
    kinds, epoch, share = drawn_kinds(), random.randrange(2, 6), random.uniform(0.1, 0.9)
    old = drawn_states(kinds, drawn_weights(*sizes()), epoch)
    new = drawn_states(kinds, old["model"], epoch + 1)
    before, after = {"epoch": epoch, "model": old["model"]}, {"epoch": epoch + 1, "model": new["model"]}
    wanted = {"after the kill": before, "after an error in the middle": before, "after the next save": after}
    killed, found, contents = observe(files_after_a_kill, kinds, old, new, epoch, share)
    assert found == dict.fromkeys(found, FOUND), READS
    assert_close(contents, wanted)
    assert killed, "the process was killed while it wrote"


def bytes_at(path):
    """Return what is in a file, None without one; without functions of Python, which would slow the watch down."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return None
    try:
        return os.read(descriptor, 1 << 20)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def watching(path):
    """Give a list of what is in the file one after the other: what a kill at each moment would leave there."""
    contents, before = [bytes_at(path)], sys.getprofile()

    def look(_frame, event, _argument):
        if event.startswith("c_") and (content := bytes_at(path)) != contents[-1]:
            contents.append(content)

    sys.setprofile(look)
    try:
        yield contents
    finally:
        sys.setprofile(before)


@contextlib.contextmanager
def a_disk_of_its_own():
    """Let nothing be renamed into a folder that does not come from it, as where it is on another disk."""
    originals = {name: getattr(os, name) for name in ("rename", "replace", "link")}

    def within(name):
        def moved(source, target, **options):
            if not Path(source).resolve().is_relative_to(Path(target).resolve().parent):
                raise OSError(errno.EXDEV, "the folders may be on different disks, and a rename stays on its disk")
            return originals[name](source, target, **options)

        return moved

    for name in originals:
        setattr(os, name, within(name))
    try:
        yield
    finally:
        for name, original in originals.items():
            setattr(os, name, original)


def in_words(content, old, new):
    if content is None:
        return "no file"
    return {old: "the old file", new: "the new file"}.get(content, "a part of a file")


def watched_while_saving(kinds, old, new, epoch):
    with scratch() as path:
        path.with_name("best.pt").touch()
        checkpoints.save_checkpoint(*training_at(kinds, old), epoch, path)
        parts = training_at(kinds, new)
        with a_disk_of_its_own(), watching(path) as contents:
            checkpoints.save_checkpoint(*parts, epoch + 1, path)
        words = [in_words(content, contents[0], bytes_at(path)) for content in contents]
        files = sorted(entry.name for folder in (Path(), path.parent) for entry in folder.iterdir())
        return [word for word, _ in itertools.groupby(words)], files, epoch_and_model(path)


def test_save_checkpoint_has_a_whole_file_at_each_moment():
    """save_checkpoint() swaps the files in one step: at no moment is there none, or a part, and no other is left."""
    kinds, epoch = drawn_kinds(), random.randrange(2, 6)
    old = drawn_states(kinds, drawn_weights(*sizes()), epoch)
    new = drawn_states(kinds, old["model"], epoch + 1)
    seen, files, (found, content) = observe(watched_while_saving, kinds, old, new, epoch)
    assert seen == ["the old file", "the new file"], "what is at path, one after the other, while it is saved"
    assert files == ["best.pt", "last.pt", "runs"], "the files and folders after the call; runs and best.pt were there"
    assert found == FOUND, READS
    assert_close(content, {"epoch": epoch + 1, "model": new["model"]})


def loaded_checkpoint(kinds, before, data, number):
    parts = training(kinds, before)
    parameters = list(parts[0].parameters())
    set_modes(parts[0])
    seed(number)
    with scratch() as path:
        path.write_bytes(data)
        epoch = checkpoints.load_checkpoint(*parts, path)
    drawn = draws()
    same = all(one is other for one, other in zip(parts[0].parameters(), parameters, strict=True))
    return {"epoch": epoch, **states_of(*parts), "drawn next": drawn}, same, modes_of(parts[0])


def test_load_checkpoint_restores_everything():
    """load_checkpoint() puts back model, optimizer, scheduler and both generators, also from a GPU's machine."""
    kinds, shape, epoch, number = drawn_kinds(), sizes(), random.randrange(2, 6), random.randrange(2**31)
    states, before = drawn_states(kinds, drawn_weights(*shape), epoch), drawn_weights(*shape)
    checkpoint = {**states, "epoch": epoch, **after_seed(number, rng_states)}
    wanted = {"epoch": epoch, **states, "drawn next": after_seed(number, draws)}
    seen, same, modes = observe(loaded_checkpoint, kinds, before, saved_elsewhere(checkpoint), number + 1)
    assert_close(seen, wanted)
    assert same, "the model has the same parameters as before the call, of which the optimizer has hold"
    assert modes == MODES, "training mode of the layers after the call, as it was before"


def checkpoint_from_a_stranger(kinds, before, checkpoint):
    parts = training(kinds, before)
    with scratch() as path:
        seen = came_of_strangers(lambda: checkpoints.load_checkpoint(*parts, path), checkpoint, path)
    return seen, states_of(*parts)


def test_load_checkpoint_executes_nothing():
    """load_checkpoint() refuses a file that runs code when it is unpickled: a checkpoint may be a stranger's, too."""
    kinds, shape, epoch = drawn_kinds(), sizes(), random.randrange(2, 6)
    states, before = drawn_states(kinds, drawn_weights(*shape), epoch), drawn_weights(*shape)
    seen, after = observe(checkpoint_from_a_stranger, kinds, before, {**states, "epoch": epoch, **rng_states()})
    assert seen == STRANGERS, REFUSE
    assert_close(after, states)


class PowerCut(BaseException):
    """The end of a training that nobody expects."""


class Shuffled:
    """Batches in an order drawn by PyTorch, with noise drawn by Python; the power may fail in an epoch."""

    def __init__(self, inputs, target, size, cut=None, look=lambda: None):
        self.inputs, self.target, self.size, self.cut, self.look = inputs, target, size, cut, look
        self.epochs = 0
        self.seen = []

    def __iter__(self):
        self.epochs += 1
        self.seen.append(self.look())
        for number, rows in enumerate(torch.randperm(len(self.inputs)).split(self.size)):
            if self.cut == (self.epochs, number):
                raise PowerCut
            yield self.inputs[rows] + random.gauss(0, 0.3), self.target[rows]


def drawn_batches(features, classes):
    """Return inputs, target and a batch size, so that the last batch is shorter and not of one sample."""
    size = random.randrange(3, 6)
    count = 3 * size - 1
    return torch.randn(count, features).double(), torch.randint(classes, (count,)), size


def trained_by_hand(kinds, weights, batches, epochs, number):
    """Return the states after so many epochs without a break, and what is drawn next."""

    def train():
        model, optimizer, scheduler = training(kinds, weights)
        seed(number)
        loader, criterion = Shuffled(*batches), nn.CrossEntropyLoss()
        for _ in range(epochs):
            for inputs, target in loader:
                optimizer.zero_grad()
                criterion(model(inputs), target).backward()
                optimizer.step()
            scheduler.step()
        return {**states_of(model, optimizer, scheduler), "drawn next": draws()}

    return after_seed(number, train)


def lives(kinds, beginnings, batches, epochs, cuts):
    """Train with a break after each cut, each life with weights and seed of its own; return the last one's states."""
    trained = []
    with scratch() as path:
        for (weights, number), cut in zip(beginnings, cuts, strict=True):
            parts = training(kinds, weights)
            seed(number)
            loader = Shuffled(*batches, cut)
            try:
                trained.append(checkpoints.resume_training(*parts, nn.CrossEntropyLoss(), loader, epochs, path))
            except PowerCut:
                trained.append("cut off")
    return trained, {**states_of(*parts), "drawn next": draws()}


def with_and_without_a_break(kinds, beginnings, batches, epochs, cut):
    whole = lives(kinds, beginnings[:1], batches, epochs, [None])
    broken = lives(kinds, beginnings, batches, epochs, [cut, None])
    return [*whole[0], *broken[0]], {"without a break": whole[1]}, {"with a break": broken[1]}


@pytest.mark.points(2)
def test_resume_training_is_exact():
    """resume_training() goes on after a break bit for bit as without one: with dropout, shuffling and a scheduler."""
    kinds, (features, hidden, classes) = drawn_kinds(), sizes()
    number, batches, finished = random.randrange(2**31), drawn_batches(features, classes), random.randrange(1, 4)
    epochs = finished + random.randrange(2, 4)
    beginnings = [(drawn_weights(features, hidden, classes), number + life) for life in range(2)]
    wanted = trained_by_hand(kinds, beginnings[0][0], batches, epochs, number)
    cut = finished + 1, random.randrange(1, 3)
    trained, whole, broken = observe(with_and_without_a_break, kinds, beginnings, batches, epochs, cut)
    assert trained == [epochs, "cut off", epochs - finished], "epochs trained: without a break, before and after one"
    assert_close(whole, {"without a break": wanted})
    assert_close(broken, {"with a break": whole["without a break"]}, rtol=0, atol=0)


def epochs_one_by_one(kinds, weights, batches, epochs, number):
    parts = training(kinds, weights)
    seed(number)
    with scratch() as path:
        loader = Shuffled(*batches, look=lambda: epoch_and_model(path)[1].get("epoch", 0))
        trained = checkpoints.resume_training(*parts, nn.CrossEntropyLoss(), loader, epochs, path)
        found, content = read(path)
    saved = {name: content[name] for name in ("model", "optimizer", "scheduler") if name in content}
    return trained, [*loader.seen, content.get("epoch", 0)], found, saved


def test_resume_training_saves_after_each_epoch():
    """resume_training() begins with the first epoch where there is no file, and saves all of it after each epoch."""
    kinds, (features, hidden, classes) = drawn_kinds(), sizes()
    number, epochs, batches = random.randrange(2**31), random.randrange(2, 5), drawn_batches(features, classes)
    weights = drawn_weights(features, hidden, classes)
    wanted = trained_by_hand(kinds, weights, batches, epochs, number)
    del wanted["drawn next"]
    trained, seen, found, saved = observe(epochs_one_by_one, kinds, weights, batches, epochs, number)
    assert trained == epochs, "epochs trained"
    assert seen == list(range(epochs + 1)), "the file's epoch when each epoch begins, 0 without a file; and at the end"
    assert found == FOUND, READS
    assert_close(saved, wanted)


def trained_on_from(kinds, before, checkpoint, batches, ends):
    trained, seen, loader = {}, {}, Shuffled(*batches)
    with scratch() as path:
        for name, epochs in ends.items():
            torch.save(checkpoint, path)
            parts = training(kinds, before)
            trained[name] = checkpoints.resume_training(*parts, nn.CrossEntropyLoss(), loader, epochs, path)
            seen[name] = states_of(*parts)
    return trained, loader.epochs, seen


def test_resume_training_trains_nothing_that_is_finished():
    """resume_training() only loads a checkpoint that has all the epochs, or more: training on would spoil it."""
    kinds, shape, epoch = drawn_kinds(), sizes(), random.randrange(3, 6)
    states, before = drawn_states(kinds, drawn_weights(*shape), epoch), drawn_weights(*shape)
    ends = {"as many epochs": epoch, "one epoch less": epoch - 1}
    checkpoint, batches = {**states, "epoch": epoch, **rng_states()}, drawn_batches(shape[0], shape[2])
    trained, passes, seen = observe(trained_on_from, kinds, before, checkpoint, batches, ends)
    assert trained == dict.fromkeys(ends, 0), "epochs trained"
    assert passes == 0, "passes over the loader"
    assert_close(seen, dict.fromkeys(ends, states))


def begun_with_broken_files(kinds, before, checkpoint, batches, epochs):
    came, parts = {}, training(kinds, before)
    with scratch() as path:
        torch.save(checkpoint, path)
        whole = path.read_bytes()
        arguments = *parts, nn.CrossEntropyLoss(), Shuffled(*batches), epochs, path
        for name, most in {"an empty file": 0, "a quarter": len(whole) // 4, "all but a byte": len(whole) - 1}.items():
            path.write_bytes(whole[:most])
            came[name] = outcome(lambda: checkpoints.resume_training(*arguments))
            if path.read_bytes() != whole[:most]:
                came[name] = "it wrote over the file"
        path.write_bytes(whole)
        trained = checkpoints.resume_training(*arguments)
    return came, trained, states_of(*parts)


def test_resume_training_does_not_start_over_a_broken_file():
    """resume_training() raises an error where a file cannot be read: to begin anew would write over days of work."""
    kinds, shape, epoch = drawn_kinds(), sizes(), random.randrange(3, 6)
    states, before = drawn_states(kinds, drawn_weights(*shape), epoch), drawn_weights(*shape)
    checkpoint, batches = {**states, "epoch": epoch, **rng_states()}, drawn_batches(shape[0], shape[2])
    came, trained, seen = observe(begun_with_broken_files, kinds, before, checkpoint, batches, epoch)
    assert came == dict.fromkeys(came, "an error"), "what came of what a crash may have left of a checkpoint"
    assert trained == 0, "epochs trained when the whole file is back"
    assert_close(seen, states)
