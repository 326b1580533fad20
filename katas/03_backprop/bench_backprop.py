"""Benchmarks: what one update costs. Run: pytest katas/03_backprop --benchmark-only"""

import copy

import pytest
import torch
from torch import Tensor, nn
from torch.testing import assert_close


def network() -> nn.Sequential:
    """Return a network whose update takes a few milliseconds on one core."""
    return nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10))


def sgd(model: nn.Module) -> torch.optim.SGD:
    """Return the optimizer whose update is measured."""
    return torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)


def after_two_updates(model: nn.Module, inputs: Tensor, target: Tensor) -> list[Tensor]:
    """Return the parameters that a copy of the model has after two updates by plain PyTorch."""
    twin, criterion = copy.deepcopy(model), nn.CrossEntropyLoss()
    optimizer = sgd(twin)
    for _ in range(2):
        optimizer.zero_grad()
        criterion(twin(inputs), target).backward()
        optimizer.step()
    return list(twin.parameters())


@pytest.mark.benchmark(group="train_step")
def test_train_step(benchmark, implementation):
    """One update by 128 samples; the first two are compared with PyTorch's: a wrong answer's time says nothing."""
    inputs, target = torch.randn(128, 784), torch.randint(10, (128,))
    model, criterion = network(), nn.CrossEntropyLoss()
    wanted, optimizer = after_two_updates(model, inputs, target), sgd(model)
    for _ in range(2):
        implementation.train_step(model, optimizer, criterion, inputs, target)
    assert_close(list(model.parameters()), wanted)
    benchmark(implementation.train_step, model, optimizer, criterion, inputs, target)


@pytest.mark.benchmark(group="accumulate_step")
def test_accumulate_step(benchmark, implementation):
    """One update by the same number of samples in four micro-batches, the last one shorter."""
    inputs, target = torch.randn(128, 784), torch.randint(10, (128,))
    micro_batches = list(zip(inputs.split(36), target.split(36), strict=True))
    model, criterion = network(), nn.CrossEntropyLoss()
    wanted, optimizer = after_two_updates(model, inputs, target), sgd(model)
    for _ in range(2):
        implementation.accumulate_step(model, optimizer, criterion, micro_batches)
    assert_close(list(model.parameters()), wanted)
    benchmark(implementation.accumulate_step, model, optimizer, criterion, micro_batches)
