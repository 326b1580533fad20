"""Benchmarks: what step() costs, beside PyTorch's own. Run: pytest katas/04_optimizers --benchmark-only"""

import pytest
import torch
from torch import Tensor, nn
from torch.testing import assert_close

SIZES = [(256, 784), (256,), (128, 256), (128,), (10, 128), (10,)]
"""The shapes of a small network's parameters: what surrounds the arithmetic costs something there, too."""
SGD = {"lr": 0.01, "momentum": 0.9, "weight_decay": 1e-4, "nesterov": True}
ADAM = {"lr": 0.001, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 1e-4}


@pytest.fixture
def parameters() -> list[Tensor]:
    """Return parameters with gradients."""
    return with_gradients([torch.randn(size) for size in SIZES], [torch.randn(size) for size in SIZES])


@pytest.fixture
def is_reference(request: pytest.FixtureRequest) -> bool:
    """Whether this run measures the reference, which is here PyTorch's own optimizer."""
    return bool(request.node.callspec.params["implementation"] == "reference")


def with_gradients(values, gradients):
    """Return new parameters with these values and gradients."""
    parameters = [nn.Parameter(value.detach().clone()) for value in values]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = gradient.clone()
    return parameters


def measure(benchmark, step, parameters, kind, options):
    """Measure a step; the first two are compared with PyTorch's: a wrong answer's time says nothing."""
    twins = with_gradients(parameters, [parameter.grad for parameter in parameters])
    optimizer = kind(twins, **options)
    for _ in range(2):
        optimizer.step()
        step()
    assert_close(parameters, twins)
    benchmark(step)


@pytest.mark.benchmark(group="sgd_step")
def test_sgd_step(benchmark, implementation, is_reference, parameters):
    """One update by SGD with momentum; the reference is torch.optim.SGD."""
    velocities = [torch.zeros_like(parameter) for parameter in parameters]

    def step():
        implementation.sgd_step(parameters, velocities, *SGD.values())

    pytorchs = torch.optim.SGD(parameters, **SGD).step
    measure(benchmark, pytorchs if is_reference else step, parameters, torch.optim.SGD, SGD)


@pytest.mark.benchmark(group="adam_step")
def test_adam_step(benchmark, implementation, is_reference, parameters):
    """One update by Adam; the reference is torch.optim.Adam."""
    state = {}

    def step():
        implementation.adam_step(parameters, state, *ADAM.values())

    pytorchs = torch.optim.Adam(parameters, **ADAM).step
    measure(benchmark, pytorchs if is_reference else step, parameters, torch.optim.Adam, ADAM)


@pytest.mark.benchmark(group="SGD.step")
def test_sgd(benchmark, implementation, is_reference, parameters):
    """One step of the class SGD; the reference is torch.optim.SGD."""
    kind = torch.optim.SGD if is_reference else implementation.SGD
    measure(benchmark, kind(parameters, **SGD).step, parameters, torch.optim.SGD, SGD)
