"""The practice GPU: what it does as a GPU does, with the CPU's numbers, and what it says where it cannot."""

import copy
import io
import json
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.testing import assert_close
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data._utils import worker

from dojo.practice import PRACTICE, UnsupportedError, plugged_in, practice_device, registration, watch_traffic
from tests.tiny import ROOT

FIRST, SECOND = map(str, PRACTICE)


@pytest.fixture(autouse=True)
def registered() -> None:
    registration.register()  # no skipping here: each PyTorch that is supported has it


@pytest.fixture
def x() -> Tensor:
    return torch.arange(6.0, device=SECOND).reshape(2, 3)


def where(tensor: Tensor | None) -> str:
    assert tensor is not None
    return str(tensor.device)


class Network(nn.Module):
    """Sees an image and a word."""

    def __init__(self) -> None:
        super().__init__()
        self.image = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
        self.word = nn.Embedding(7, 5)
        self.head = nn.Sequential(nn.Dropout(0.3), nn.Linear(41, 3))

    def forward(self, image: Tensor, word: Tensor) -> Tensor:
        out: Tensor = self.head(torch.cat([self.image(image), self.word(word)], dim=1))
        return out


def trained(device: str, make: Callable[..., torch.optim.Optimizer]) -> tuple[list[float], dict[str, Tensor]]:
    torch.manual_seed(0)
    model = Network()
    optimizer = make(model.parameters())  # before the move, as PyTorch allows
    model.to(device)
    losses = []
    for _ in range(4):
        image, word, target = torch.randn(8, 1, 8, 8), torch.randint(7, (8,)), torch.randint(3, (8,))
        optimizer.zero_grad()
        loss = F.cross_entropy(model(image.to(device), word.to(device)), target.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    model.eval()
    losses.append(model(image.to(device), word.to(device)).sum().item())
    return losses, {name: value.cpu() for name, value in model.state_dict().items()}


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9), id="SGD"),
        pytest.param(lambda parameters: torch.optim.Adam(parameters, lr=0.01), id="Adam"),
    ],
)
def test_a_network_trains_to_the_cpus_numbers(make: Callable[..., torch.optim.Optimizer]) -> None:
    assert_close(trained(SECOND, make), trained("cpu", make))


@pytest.mark.parametrize("kind", [nn.RNN, nn.GRU, nn.LSTM])
def test_recurrent_layers_give_the_cpus_numbers(kind: type[nn.RNN | nn.GRU | nn.LSTM]) -> None:
    layer = kind(3, 4, num_layers=2, bidirectional=True)
    twin, inputs = copy.deepcopy(layer).to(FIRST), torch.randn(5, 2, 3)
    packed = nn.utils.rnn.pack_padded_sequence(inputs.to(FIRST), torch.tensor([5, 3]))
    layer(nn.utils.rnn.pack_padded_sequence(inputs, torch.tensor([5, 3])))[0].data.sum().backward()
    twin(packed)[0].data.sum().backward()
    wanted = [parameter.grad for parameter in layer.parameters()]
    assert_close([parameter.grad for parameter in twin.parameters()], wanted, check_device=False)


def test_a_transformer_gives_the_cpus_numbers() -> None:
    layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True)
    twin, inputs = copy.deepcopy(layer).to(FIRST), torch.randn(2, 5, 8)
    assert_close(twin(inputs.to(FIRST)).cpu(), layer(inputs))
    padding = torch.tensor([[False] * 5, [False] * 3 + [True] * 2])
    encoder = nn.TransformerEncoder(twin, 1)
    wanted = encoder(inputs.to(FIRST), src_key_padding_mask=padding.to(FIRST))
    with torch.no_grad():  # where PyTorch leaves the padding out
        got = encoder.eval()(inputs.to(FIRST), src_key_padding_mask=padding.to(FIRST))
    assert_close(got[~padding], wanted[~padding])


def test_a_tensor_says_where_it_is(x: Tensor) -> None:
    assert x.device == torch.device("practice", 1)
    assert (x.get_device(), x.is_cpu, x.is_cuda, x.type()) == (1, False, False, "torch.practice.FloatTensor")


@pytest.mark.parametrize(
    ("moved", "device"),
    [
        pytest.param(lambda x: x.to("cpu"), "cpu", id="to the CPU"),
        pytest.param(lambda x: x.cpu(), "cpu", id="cpu()"),
        pytest.param(lambda x: x.to(FIRST), FIRST, id="to the other device"),
        pytest.param(lambda x: x.to(0), FIRST, id="to an index"),
        pytest.param(lambda x: x.to("practice"), FIRST, id="to a device without an index"),
        pytest.param(lambda x: x.to(device=FIRST, dtype=torch.float64), FIRST, id="with a dtype"),
        pytest.param(lambda x: x.to(torch.ones(1)), "cpu", id="to where a tensor is"),
        pytest.param(lambda x: x.cpu().to(x), SECOND, id="from the CPU to where a tensor is"),
        pytest.param(lambda x: x.cpu().to(SECOND, non_blocking=True), SECOND, id="without blocking"),
    ],
)
def test_a_tensor_moves(x: Tensor, moved: Callable[[Tensor], Tensor], device: str) -> None:
    got = moved(x)
    assert where(got) == device
    assert got.tolist() == x.tolist()


def test_moving_to_where_it_is_copies_nothing(x: Tensor) -> None:
    assert x.to(SECOND) is x
    assert x.to(SECOND, copy=True) is not x


def test_there_are_two_devices() -> None:
    with pytest.raises(RuntimeError, match="invalid device ordinal: there is no practice:2"):
        torch.ones(1).to("practice:2")


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: torch.zeros(2, device=SECOND), id="zeros"),
        pytest.param(lambda: torch.full((2,), 1.5, device=SECOND), id="full"),
        pytest.param(lambda: torch.arange(3, device=SECOND), id="arange"),
        pytest.param(lambda: torch.eye(2, device=SECOND), id="eye"),
        pytest.param(lambda: torch.linspace(0, 1, 3, device=SECOND), id="linspace"),
        pytest.param(lambda: torch.tril_indices(3, 3, device=SECOND), id="tril_indices"),
        pytest.param(lambda: torch.rand(2, device=SECOND), id="rand"),
        pytest.param(lambda: torch.randint(9, (2,), device=SECOND), id="randint"),
        pytest.param(lambda: torch.randperm(5, device=SECOND), id="randperm"),
        pytest.param(lambda: torch.tensor([1.0, 2.0], device=SECOND), id="tensor"),
        pytest.param(lambda: torch.as_tensor([1], device=SECOND), id="as_tensor"),
        pytest.param(lambda: torch.zeros_like(torch.ones(2), device=SECOND), id="zeros_like"),
        pytest.param(lambda: torch.rand_like(torch.ones(2, device=SECOND)), id="rand_like of one there"),
        pytest.param(lambda: torch.ones(2, device=SECOND).new_full((3,), 2.0), id="new_full"),
    ],
)
def test_tensors_are_made_there(make: Callable[[], Tensor]) -> None:
    torch.manual_seed(0)
    made = make()
    assert where(made) == SECOND
    with torch.device("cpu"):
        torch.manual_seed(0)
        assert made.tolist() == make().tolist()


def test_a_default_device_holds_for_what_is_made_inside() -> None:
    with torch.device(SECOND):
        made = [torch.ones(2), torch.tensor([1.0]), nn.Linear(2, 2).weight, nn.BatchNorm1d(2).running_mean]
    assert [where(tensor) for tensor in made] == [SECOND] * 4
    assert where(torch.ones(2)) == "cpu"


def test_a_seed_gives_the_cpus_numbers() -> None:
    generator = torch.Generator(SECOND).manual_seed(3)
    got = torch.randn(4, device=SECOND, generator=generator)
    assert generator.device == torch.device(SECOND)
    assert_close(got.cpu(), torch.randn(4, generator=torch.Generator().manual_seed(3)))


@pytest.mark.parametrize(
    ("mixed", "devices"),
    [
        pytest.param(lambda x: x + torch.ones(2, 3), f"{SECOND} and cpu", id="adding"),
        pytest.param(lambda x: x + x.to(FIRST), f"{SECOND} and {FIRST}", id="adding from the other device"),
        pytest.param(lambda x: torch.ones(2, 3).add_(x), f"cpu and {SECOND}", id="in place on the CPU"),
        pytest.param(lambda x: torch.zeros(()).add_(x.sum()), f"cpu and {SECOND}", id="a total on the CPU"),
        pytest.param(lambda x: nn.Linear(3, 2)(x), f"cpu and {SECOND}", id="a layer on the CPU"),
        pytest.param(lambda x: F.cross_entropy(x, torch.tensor([0, 1])), f"{SECOND} and cpu", id="targets on the CPU"),
        pytest.param(lambda x: F.embedding(torch.tensor([0]), x), f"{SECOND} and cpu", id="indices of an embedding"),
        pytest.param(lambda x: torch.cat([x, torch.ones(1, 3)]), f"{SECOND} and cpu", id="cat"),
        pytest.param(lambda x: torch.stack([torch.ones(()), x.sum()]), f"cpu and {SECOND}", id="stack of scalars"),
        pytest.param(lambda x: torch.where(x > 1, x, torch.ones(2, 3)), f"{SECOND} and cpu", id="where"),
        pytest.param(lambda x: torch.ones(7)[x.long()], f"cpu and {SECOND}", id="an index into a tensor on the CPU"),
        pytest.param(lambda x: torch.equal(x, x.cpu()), f"{SECOND} and cpu", id="equal"),
    ],
)
def test_mixing_devices_is_refused_in_pytorchs_words(
    x: Tensor, mixed: Callable[[Tensor], object], devices: str
) -> None:
    words = f"Expected all tensors to be on the same device, but found at least two devices, {devices}!"
    with pytest.raises(RuntimeError, match=words):
        mixed(x)


@pytest.mark.parametrize(
    "mixed",
    [
        pytest.param(lambda x: x + torch.tensor(1.0), id="a number as a tensor"),
        pytest.param(lambda x: x[torch.tensor([True, False])], id="a mask on the CPU"),
        pytest.param(lambda x: x[torch.tensor([1, 0])], id="indices on the CPU"),
        pytest.param(lambda x: x.copy_(torch.ones(2, 3)), id="copying from the CPU"),
        pytest.param(lambda x: torch.zeros(2, 3).copy_(x), id="copying to the CPU"),
    ],
)
def test_what_a_gpu_takes_from_the_cpu_is_taken(x: Tensor, mixed: Callable[[Tensor], Tensor]) -> None:
    wanted = mixed(x.cpu())
    assert_close(mixed(x), wanted, check_device=False)


def test_numpy_gets_a_copy_from_the_cpu_only(x: Tensor) -> None:
    with pytest.raises(TypeError, match=r"can't convert practice:1 device type tensor to numpy\. Use Tensor\.cpu\(\)"):
        x.numpy()
    assert x.numpy(force=True).tolist() == x.tolist()


def test_scalars_are_fetched(x: Tensor) -> None:
    assert (x[1, 2].item(), float(x.sum()), int(x.max()), bool((x > 4).any())) == (5.0, 15.0, 5, True)
    assert f"{x.mean():.2f}" == "2.50"
    assert [10, 20, 30][x[0, 1].long()] == 20
    assert torch.tensor([x[0, 1], x[0, 2]]).tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("make", "wanted"),
    [
        pytest.param(lambda: torch.ones(2, device=SECOND), "tensor([1., 1.], device='practice:1')", id="values"),
        pytest.param(
            lambda: torch.ones(1, device=FIRST, dtype=torch.int32),
            "tensor([1], device='practice:0', dtype=torch.int32)",
            id="another dtype",
        ),
        pytest.param(
            lambda: nn.Parameter(torch.ones(1, device=FIRST)),
            "Parameter containing:\ntensor([1.], device='practice:0', requires_grad=True)",
            id="a parameter",
        ),
        pytest.param(
            lambda: torch.ones(1, device=FIRST, requires_grad=True) * 2,
            "tensor([2.], device='practice:0', grad_fn=<MulBackward0>)",
            id="part of a graph",
        ),
    ],
)
def test_tensors_are_printed_as_on_a_gpu(make: Callable[[], Tensor], wanted: str) -> None:
    assert repr(make()) == wanted


def test_masks_and_indices_read_and_write(x: Tensor) -> None:
    on_cpu = x.cpu()
    for tensor in (x, on_cpu):
        tensor[tensor > 3] = -1
        tensor[0, 1:] += 10
        tensor[1] = torch.tensor(7.0)
        tensor[:, 0] = tensor[tensor > 6][:2]
        tensor.masked_fill_(tensor == 12, 0).scatter_(1, torch.ones(2, 1).long().to(tensor.device), 3.0)
    assert x.tolist() == on_cpu.tolist()
    assert where(x.nonzero()) == SECOND


def test_views_share_memory_and_autograd_sees_what_changes(x: Tensor) -> None:
    x.requires_grad_()
    doubled = x * 2
    doubled.T[0].mul_(5)
    doubled.view(-1)[1:3].zero_()
    doubled.sum().backward()
    assert doubled.tolist() == [[0, 0, 0], [30, 8, 10]]
    assert doubled.view(-1).data_ptr() == doubled.data_ptr() != x.data_ptr()
    assert x.grad is not None
    assert x.grad.tolist() == [[10, 0, 0], [10, 2, 2]]


def test_shapes_change_in_place(x: Tensor) -> None:
    assert x.unsqueeze_(0).shape == (1, 2, 3)
    assert x.squeeze_().t_().shape == (3, 2)
    assert x.resize_(2, 2).shape == (2, 2)


def test_complex_numbers_are_conjugated() -> None:
    z = torch.tensor([1 + 2j], device=SECOND)
    assert (z.conj() * z).real.tolist() == [5.0]
    assert z.conj().cpu().tolist() == [1 - 2j]


def test_autograds_own_errors_name_the_practice_gpu(x: Tensor) -> None:
    y = x.requires_grad_().exp()
    y.add_(1)
    with pytest.raises(RuntimeError, match=r"modified by an inplace operation: \[torch.practice.FloatTensor"):
        y.sum().backward()
    with pytest.raises(RuntimeError, match="gradient with device type 'cpu' to a tensor with device type 'practice'"):
        x.grad = torch.ones(2, 3)


def test_gradients_flow_across_devices() -> None:
    weight = torch.tensor([1.0, 2.0], requires_grad=True)
    hidden = (weight.to(FIRST) * 3).to(SECOND)
    (hidden * hidden).sum().to("cpu").backward()
    assert where(hidden) == SECOND
    assert_close(weight.grad, torch.tensor([18.0, 36.0]))


def test_gradients_are_computed_in_several_threads() -> None:
    layer, seen = nn.Linear(3, 2), {}

    def work(device: str) -> None:
        replica = copy.deepcopy(layer).to(device)
        replica(torch.ones(2, 3, device=device)).sum().backward()
        seen[device] = where(replica.weight.grad)

    threads = [threading.Thread(target=work, args=(device,)) for device in (FIRST, SECOND)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {FIRST: FIRST, SECOND: SECOND}


def test_a_module_keeps_its_parameters_wherever_it_moves() -> None:
    layer = nn.Linear(3, 2)
    weight, optimizer = layer.weight, torch.optim.SGD(layer.parameters(), lr=0.1, momentum=0.9)
    graphs = [layer.weight[0]]  # others hold views of them
    for device in (SECOND, FIRST, "cpu"):
        graphs.append(layer.to(device)(torch.ones(1, 3, device=device)).sum())
        graphs[-1].backward(retain_graph=True)
        assert layer.weight is weight
        assert [where(weight), where(weight.grad)] == [device, device]
    assert type(weight) is nn.Parameter
    layer.to(SECOND)
    optimizer.step()
    assert where(optimizer.state[weight]["momentum_buffer"]) == SECOND


def test_a_state_dict_goes_in_and_out() -> None:
    first, second = nn.Linear(3, 2), nn.Linear(3, 2)
    model, other = nn.Sequential(first, nn.BatchNorm1d(2)), nn.Sequential(second, nn.BatchNorm1d(2))
    state = model.to(SECOND).state_dict()
    assert {where(value) for value in state.values()} == {SECOND}
    other.load_state_dict(state)
    assert_close(other.state_dict(), {name: value.cpu() for name, value in state.items()})
    second.weight.data.fill_(4.0)
    model.load_state_dict(other.state_dict())
    assert where(first.weight) == SECOND
    assert first.weight[0, 0].item() == 4.0


def test_deepcopy_copies_values_and_keeps_ties() -> None:
    first, second = nn.Linear(3, 3), nn.Linear(3, 3)
    second.weight = first.weight
    one, other = copy.deepcopy(nn.ModuleList([first, second]).to(SECOND))
    first.weight.data = first.weight.data * 0
    assert first.weight.abs().sum() == 0
    assert one.weight is other.weight
    assert isinstance(one.weight, nn.Parameter)
    assert where(one.weight) == SECOND
    assert one.weight.abs().sum() > 0


def test_deepcopy_copies_a_gradient_along() -> None:
    leaf = torch.ones(2, device=SECOND, requires_grad=True)
    (leaf * 3).sum().backward()
    copied = copy.deepcopy(leaf)
    assert copied.requires_grad
    assert_close(copied.grad, torch.full((2,), 3.0, device=SECOND))
    assert copied.grad is not leaf.grad


LOCATIONS: list[Any] = [
    pytest.param(None, SECOND, id="none"),
    pytest.param("cpu", "cpu", id="the CPU"),
    pytest.param(FIRST, FIRST, id="the other device"),
    pytest.param({SECOND: FIRST}, FIRST, id="a table"),
    pytest.param(lambda storage, _: storage, "cpu", id="a function"),
]


@pytest.mark.parametrize(("location", "device"), LOCATIONS)
def test_a_checkpoint_is_loaded_to_a_location(x: Tensor, location: Any, device: str) -> None:
    layer = nn.Linear(3, 2).to(SECOND)
    optimizer = torch.optim.Adam(layer.parameters())
    layer(x).sum().backward()
    optimizer.step()
    file = io.BytesIO()
    torch.save({"model": layer.state_dict(), "optimizer": optimizer.state_dict()}, file)
    file.seek(0)
    loaded = torch.load(file, map_location=location, weights_only=True)
    assert where(loaded["model"]["weight"]) == device
    assert where(loaded["optimizer"]["state"][0]["exp_avg"]) == device
    assert_close(loaded["model"], dict(layer.state_dict()), check_device=False)


def test_batches_of_a_loader_are_moved(x: Tensor) -> None:
    data = TensorDataset(torch.arange(6.0).reshape(6, 1))
    batches = [batch.to(SECOND) for (batch,) in DataLoader(data, batch_size=4)]
    assert [(where(batch), len(batch)) for batch in batches] == [(SECOND, 4), (SECOND, 2)]
    with plugged_in():
        pinned = [batch.to(SECOND) for (batch,) in DataLoader(data, batch_size=4, pin_memory=True)]
    assert_close(pinned, batches)
    assert [where(batch) for (batch,) in DataLoader(TensorDataset(x), shuffle=True)] == [SECOND, SECOND]


def test_a_loaders_worker_process_must_not_use_it(x: Tensor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_worker_info", object())
    with pytest.raises(RuntimeError, match="Cannot use the practice GPU in a worker process of a DataLoader"):
        x + 1


@pytest.fixture
def current() -> Iterator[None]:
    yield
    with plugged_in():
        torch.accelerator.set_device_index(0)


@pytest.mark.usefixtures("current")
def test_it_is_the_accelerator_while_it_is_plugged_in() -> None:
    accelerator = torch.accelerator
    before = accelerator.is_available(), accelerator.current_accelerator()
    assert before != (True, torch.device("practice"))
    with plugged_in():
        assert (accelerator.is_available(), accelerator.device_count()) == (True, 2)
        assert accelerator.current_accelerator() == torch.device("practice")
        with accelerator.device_index(1):
            assert accelerator.current_device_index() == 1
        assert accelerator.current_device_index() == 0
        accelerator.set_device_index(SECOND)
        assert accelerator.current_device_index() == 1
        assert [where(torch.ones(1, device="practice")), where(torch.ones(1).to("practice"))] == [FIRST, FIRST]
        with plugged_in(False):
            assert (accelerator.is_available(), accelerator.current_accelerator()) == before
    assert (accelerator.is_available(), accelerator.current_accelerator()) == before


def test_traffic_is_counted(x: Tensor) -> None:
    with plugged_in(), watch_traffic() as seen:
        moved = torch.ones(2, 3).to(SECOND)
        total = (moved + x).sum()
        assert (seen.to_device, seen.to_host, seen.between) == (1, 0, 0)
        total.item(), total.cpu(), total.tolist(), bool(total > 1)
        assert (seen.to_device, seen.to_host, seen.between) == (1, 4, 0)
        moved.to(FIRST), moved.to(SECOND), moved.to(torch.float64)
        torch.accelerator.synchronize(SECOND)
        torch.accelerator.synchronize()
    torch.ones(1).to(SECOND).item()
    assert (seen.to_device, seen.to_host, seen.between, seen.synchronized) == (1, 4, 1, [1, 0])


def assigned(x: Tensor, value: Any) -> None:
    x[x > 2] = value


@pytest.mark.parametrize(
    ("work", "waits"),
    [
        pytest.param(lambda x: x[x > 2], 1, id="elements by a mask"),
        pytest.param(lambda x: x[x[:, 0] > 2, 1:], 1, id="rows by a mask"),
        pytest.param(lambda x: x[(x > 2).cpu()], 1, id="a mask fetched, then nothing to wait for"),
        pytest.param(lambda x: x[x[0].long() % 2], 0, id="rows by indices"),
        pytest.param(lambda x: x.masked_select(x > 2), 1, id="masked_select"),
        pytest.param(lambda x: x.nonzero(), 1, id="nonzero"),
        pytest.param(lambda x: torch.where(x > 2), 1, id="where of a mask alone"),
        pytest.param(lambda x: torch.where(x > 2, x, 0), 0, id="where of three"),
        pytest.param(lambda x: x.unique(return_inverse=True), 1, id="unique"),
        pytest.param(lambda x: x.unique(dim=0), 1, id="unique rows"),
        pytest.param(lambda x: x.unique_consecutive(), 1, id="unique_consecutive"),
        pytest.param(lambda x: x.long().flatten().bincount(), 1, id="bincount"),
        pytest.param(lambda x: x.repeat_interleave(x[:, 1].long(), dim=0), 1, id="repeat_interleave by a tensor"),
        pytest.param(lambda x: x.repeat_interleave(x[:, 1].long(), dim=0, output_size=5), 0, id="with the size told"),
        pytest.param(lambda x: x.repeat_interleave(2, dim=0), 0, id="repeat_interleave by a number"),
        pytest.param(lambda x: assigned(x, 0), 0, id="a number where a mask is"),
        pytest.param(lambda x: assigned(x, x[1].clone()), 1, id="values where a mask is"),
        pytest.param(lambda x: x.index_put_((x > 2,), x.sum(), accumulate=True), 1, id="adding where a mask is"),
        pytest.param(lambda x: x.index_put((x[:, 0] > 0, x[0, :1].long()), x.sum()), 1, id="a mask beside indices"),
        pytest.param(lambda x: x.masked_fill(x > 2, 0), 0, id="masked_fill"),
        pytest.param(lambda x: torch.allclose(x, x), 1, id="allclose"),
        pytest.param(str, 1, id="as text"),
    ],
)
def test_what_waits_for_a_gpu_is_counted(x: Tensor, work: Callable[[Tensor], object], waits: int) -> None:
    with watch_traffic() as seen:
        work(x)
    assert seen.to_host == waits


def test_data_parallel_equals_one_device() -> None:
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    twin, inputs = copy.deepcopy(model).to(FIRST), torch.randn(7, 3)
    with plugged_in():
        outputs = nn.DataParallel(twin, device_ids=[0, 1])(inputs)
        outputs.square().mean().backward()
    wanted = model(inputs)
    wanted.square().mean().backward()
    assert where(outputs) == FIRST
    assert_close(outputs.cpu(), wanted)
    gradients = [parameter.grad for parameter in twin.parameters()]
    assert_close(gradients, [parameter.grad for parameter in model.parameters()], check_device=False)


def test_autocast_computes_in_lower_precision(x: Tensor) -> None:
    layer = nn.Linear(3, 2).to(SECOND)
    with torch.autocast("practice", dtype=torch.bfloat16):
        outputs = layer(x)
        loss = F.mse_loss(outputs, torch.zeros(2, 2, device=SECOND))
    loss.backward()
    assert layer.weight.grad is not None
    assert (outputs.dtype, loss.dtype, layer.weight.grad.dtype) == (torch.bfloat16, torch.float32, torch.float32)
    assert layer(x).dtype == torch.float32


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        pytest.param(lambda x: x.to_sparse(), "ordinary, dense tensors only", id="sparse tensors"),
        pytest.param(lambda _: nn.LazyLinear(2).to(SECOND), "(?i)lazy", id="lazy modules"),
        pytest.param(lambda x: x.__tensor_flatten__(), "torch.compile does not work", id="torch.compile"),
        pytest.param(lambda _: torch.practice.memory_allocated(), "no memory of its own", id="memory"),  # type: ignore[attr-defined]
        pytest.param(lambda x: pickle.dumps(x.untyped_storage()), "send tensor.cpu", id="sharing between processes"),
        pytest.param(lambda x: x.pin_memory(), "only dense CPU tensors can be pinned", id="pinning"),
    ],
)
def test_what_is_not_simulated_says_so(x: Tensor, attempt: Callable[[Tensor], object], words: str) -> None:
    with pytest.raises((RuntimeError, NotImplementedError, AttributeError), match=words):
        attempt(x)


def test_without_it_tests_are_skipped_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registration, "_tried", lambda: "from the future")
    for ask in (practice_device, lambda: pickle.dumps(PRACTICE[0])):
        with pytest.raises(pytest.skip.Exception, match=r"no practice GPU with torch .*: from the future"):
            ask()
    with pytest.raises(UnsupportedError, match="from the future"):
        registration.register()


def test_a_pytorch_whose_insides_differ_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: Callable[[], str] = registration._tried.__wrapped__
    assert "another backend, practice, has the place" in tried()
    monkeypatch.setattr(torch._C, "_get_privateuse1_backend_name", lambda: "privateuseone")
    monkeypatch.setattr(registration, "_register", lambda: torch._C._gone_in_the_future)  # type: ignore[attr-defined]
    assert "AttributeError: module 'torch._C' has no attribute '_gone_in_the_future'" in tried()


FRESH = """
import json
import os
import signal

import torch

import dojo.practice

seen = {"before": torch._C._get_privateuse1_backend_name(), "accelerator": str(torch.accelerator.current_accelerator())}

import dojo.practice_gpu


def gradient():
    weight = torch.ones(1, requires_grad=True)
    (weight.to("practice") * 3).sum().backward()
    return weight.grad.item()


seen["after"] = [str(torch.accelerator.current_accelerator()), gradient()]
child = os.fork()
if child == 0:
    signal.alarm(20)
    os._exit(int(gradient()))
seen["child"] = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
print(json.dumps(seen))
"""


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", FRESH], capture_output=True, text=True, check=True, cwd=ROOT)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_a_script_gets_it_by_an_import_and_nothing_else_does(seen: dict[str, Any]) -> None:
    assert seen["before"] == "privateuseone"
    assert seen["accelerator"] != "practice"
    assert seen["after"] == ["practice", 3.0]


def test_a_process_that_used_it_can_be_forked(seen: dict[str, Any]) -> None:
    assert seen["child"] == 3


@pytest.mark.parametrize("device", ["cpu", FIRST])
def test_a_move_that_moves_nothing_leaves_the_graph(device: str) -> None:
    """As in replicas, whose parameters are computed from the model's."""
    original = nn.Parameter(torch.ones(1, 2, device=device))
    replica = nn.Linear(2, 1, device=device)
    del replica.weight
    replica._parameters["weight"] = weight = original * 3  # type: ignore[assignment]
    weight.retain_grad()  # or PyTorch warns of its .grad when it moves
    replica.to(device)(torch.ones(1, 2, device=device)).sum().backward()
    assert_close(original.grad, torch.full((1, 2), 3.0, device=device))


def test_a_module_moves_where_nothing_is_recorded() -> None:
    model = nn.Sequential(nn.Linear(2, 1), nn.Linear(1, 1))
    with torch.inference_mode():
        model.to(FIRST)
    model.to(SECOND)
    assert {where(parameter) for parameter in model.parameters()} == {SECOND}


def test_each_parameter_is_moved_once() -> None:
    model = nn.Sequential(nn.Linear(2, 1), nn.Linear(1, 1)).to(FIRST)
    with watch_traffic() as seen:
        model.to(SECOND)
    assert seen.between == 4


def test_data_parallel_takes_what_is_plugged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also on a machine that has another accelerator."""
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    model = nn.Linear(2, 1).to(FIRST)
    with plugged_in():
        assert nn.DataParallel(model, [0, 1]).device_ids == [0, 1]
    assert torch._utils._get_available_device_type() != "practice"
