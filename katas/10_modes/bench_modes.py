"""Benchmarks: what an evaluation costs. Run: pytest katas/10_modes --benchmark-only"""

import copy

import pytest
import torch
from torch import Tensor, nn
from torch.testing import assert_close


def network() -> nn.Sequential:
    """Return a network in training mode whose evaluation takes some milliseconds on one core, in small layers."""
    layers: list[nn.Module] = [nn.Linear(64, 128)]
    for _ in range(6):
        layers += [nn.BatchNorm1d(128), nn.ReLU(), nn.Dropout(0.3), nn.Linear(128, 128)]
    return nn.Sequential(*layers, nn.Linear(128, 10))


def batches_of(model: nn.Module) -> tuple[list[tuple[Tensor, Tensor]], float]:
    """Return batches, the last one shorter, and the share of samples that PyTorch's eval mode has right."""
    twin = copy.deepcopy(model).eval()
    inputs = torch.randn(500, 64).split(32)
    answers = [twin(batch).argmax(dim=1) for batch in inputs]
    targets = [torch.where(torch.rand(len(answer)) < 0.7, answer, 0) for answer in answers]
    right = sum(int((answer == target).sum()) for answer, target in zip(answers, targets, strict=True))
    return list(zip(inputs, targets, strict=True)), right / 500


@pytest.mark.benchmark(group="evaluate")
def test_evaluate(benchmark, implementation):
    """500 samples in 16 batches; the first result is compared with PyTorch's: a wrong answer's time says nothing."""
    model = network()
    batches, wanted = batches_of(model)
    assert_close(implementation.evaluate(model, batches), wanted)
    benchmark(implementation.evaluate, model, batches)


@pytest.mark.benchmark(group="evaluate, called in inference_mode")
def test_evaluate_in_inference_mode(benchmark, implementation):
    """The same by a caller who has switched on inference_mode: what no_grad alone leaves on the table."""
    model = network()
    batches, wanted = batches_of(model)
    with torch.inference_mode():
        assert_close(implementation.evaluate(model, batches), wanted)
        benchmark(implementation.evaluate, model, batches)
