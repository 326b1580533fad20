"""Benchmarks: what an epoch costs. Run: pytest katas/12_classifier --benchmark-only"""

import copy

import pytest
import torch
from torch import nn
from torch.testing import assert_close

SIZES = [32] * 18 + [13]
"""The batches of an epoch, with a shorter one at the end."""


@pytest.fixture
def model() -> nn.Module:
    """Return a small network with convolutions."""
    layers = nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(128, 10)
    return nn.Sequential(*layers)


@pytest.fixture
def batches() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return images of the size of the digits, with classes."""
    return [(torch.rand(size, 1, 8, 8), torch.randint(10, (size,))) for size in SIZES]


def reference_epoch(model, optimizer, criterion, batches):
    """Train for an epoch, and return the mean loss."""
    model.train()
    total = 0.0
    for images, target in batches:
        optimizer.zero_grad()
        loss = criterion(model(images), target)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(target)
    return total / sum(SIZES)


def reference_look(model, criterion, batches):
    """Return loss and accuracy."""
    model.eval()
    total, right = 0.0, 0
    with torch.inference_mode():
        for images, target in batches:
            logits = model(images)
            total += criterion(logits, target).item() * len(target)
            right += (logits.argmax(1) == target).sum().item()
    return total / sum(SIZES), right / sum(SIZES)


@pytest.mark.benchmark(group="train_epoch")
def test_train_epoch(benchmark, implementation, request, model, batches):
    """An epoch of 19 batches; the first is compared with the reference: a wrong answer's time says nothing."""
    is_reference = request.node.callspec.params["implementation"] == "reference"
    train_epoch, criterion = reference_epoch if is_reference else implementation.train_epoch, nn.CrossEntropyLoss()
    twin = copy.deepcopy(model)
    optimizers = [torch.optim.SGD(each.parameters(), lr=0.01) for each in (model, twin)]
    wanted = reference_epoch(twin, optimizers[1], criterion, batches)
    assert_close(train_epoch(model, optimizers[0], criterion, batches), wanted)
    benchmark(train_epoch, model, optimizers[0], criterion, batches)


@pytest.mark.benchmark(group="evaluate")
def test_evaluate(benchmark, implementation, request, model, batches):
    """Loss and accuracy of 19 batches, compared with the reference first."""
    is_reference = request.node.callspec.params["implementation"] == "reference"
    evaluate, criterion = reference_look if is_reference else implementation.evaluate, nn.CrossEntropyLoss()
    assert_close(evaluate(model, criterion, batches), reference_look(model, criterion, batches))
    benchmark(evaluate, model, criterion, batches)
