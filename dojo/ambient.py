"""What a call depends on besides its arguments: random generators, whether gradients are recorded, the default dtype.

A call of the learner's code gets the test's own, and leaves none of it changed: afterwards the test's generators stand
where they stood, moved on by one draw. So what a test draws does not depend on what the learner's code draws, and a
call means the same in this process and in another. (Not NumPy's: to save and set its generator takes longer than most
calls. A test draws from the other two.)
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch


@dataclass(frozen=True)
class Ambient:
    """A state to call in."""

    torch_generator: bytes
    python_generator: Any
    records_gradients: bool
    default_dtype: torch.dtype

    @classmethod
    def here(cls) -> "Ambient":
        """Return the state of this process."""
        return cls(
            torch.default_generator.get_state().numpy().tobytes(),
            random.getstate(),
            torch.is_grad_enabled(),
            torch.get_default_dtype(),
        )

    def enter(self) -> None:
        """Set this process to the state."""
        torch.default_generator.set_state(torch.frombuffer(bytearray(self.torch_generator), dtype=torch.uint8))
        random.setstate(self.python_generator)
        torch.set_grad_enabled(self.records_gradients)
        torch.set_default_dtype(self.default_dtype)


@contextmanager
def left_alone() -> Iterator[Ambient]:
    """Set back what a call changes, and move the generators on, so that a second call does not draw the same."""
    before = Ambient.here()
    try:
        yield before
    finally:
        before.enter()
        torch.rand(1)
        random.random()


def reset() -> None:
    """Set back what an answer may have changed for the whole process, and what would reach the next test."""
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)
    torch.set_default_device(None)
    if torch.are_deterministic_algorithms_enabled():  # setting it imports the compiler, which takes a second
        torch.use_deterministic_algorithms(False)
    torch.autograd.set_detect_anomaly(False)
    torch.set_num_threads(1)  # the tensors are small, and results must not depend on the number of cores
