"""What a learner finds as `torch.practice`, as `torch.cuda` is for CUDA GPUs.

Random numbers are drawn from the CPU's generator, so that a seed gives the CPU's numbers, and whatever saves and
restores that generator covers the practice GPU. On a real GPU a seed gives other numbers than on the CPU.
"""

import contextlib
from collections.abc import Iterable, Iterator

import torch
from torch import Tensor

from dojo.practice import casting, place, traffic

_plugs = [False]

Device = int | str | torch.device | None


@contextlib.contextmanager
def plugged_in(value: bool = True) -> Iterator[None]:
    """Let the practice GPU be this machine's accelerator while the block runs, or with False not be it."""
    _plugs.append(value)
    try:
        yield
    finally:
        _plugs.pop()


def plug_in() -> None:
    """Let the practice GPU be this machine's accelerator from now on, as in a script."""
    _plugs[0] = True


def is_available() -> bool:
    """Return whether the practice GPU is plugged in. Tensors can be on it anyway."""
    return _plugs[-1]


def _is_in_bad_fork() -> bool:
    return False


def device_count() -> int:
    """Return how many practice devices there are."""
    return place.COUNT


def current_device() -> int:
    """Return the index of this thread's current device."""
    return place.current()


def set_device(device: Device) -> None:
    """Choose this thread's current device. `"practice"` without an index means practice:0 all the same."""
    place.set_current(_index(device))


class device:  # noqa: N801  as torch.cuda.device
    """Have another current device for a while."""

    def __init__(self, device: Device) -> None:
        self.index, self.before = _index(device), 0

    def __enter__(self) -> None:
        self.before = place.set_current(self.index)

    def __exit__(self, *_: object) -> None:
        place.set_current(self.before)


def _index(device: Device) -> int:
    if device is None:
        return place.current()
    index = place.checked(device) if isinstance(device, int) else place.index_of(torch.device(device))
    if index is None:
        raise ValueError(f"{device} is no practice device")
    return index


def synchronize(device: Device = None) -> None:
    """Do nothing but note it: the practice GPU is done when an operator returns."""
    traffic.note_synchronized(_index(device))


def get_device_name(device: Device = None) -> str:
    """Return a name."""
    return f"practice GPU {_index(device)} (simulated on the CPU)"


def empty_cache() -> None:
    """Do nothing: there is no cache."""


def manual_seed(seed: int) -> None:
    """Seed the CPU's generator, from which the practice GPU draws."""
    torch.default_generator.manual_seed(seed)


def manual_seed_all(seed: int) -> None:
    """Do nothing: `torch.manual_seed`, which calls this, has seeded the CPU's generator."""


def get_rng_state(device: Device = None) -> Tensor:
    """Return the state of the CPU's generator, from which the practice GPU draws."""
    _index(device)
    return torch.default_generator.get_state()


def set_rng_state(state: Tensor, device: Device = None) -> None:
    """Set the CPU's generator to a state."""
    _index(device)
    torch.default_generator.set_state(state)


def get_rng_state_all() -> list[Tensor]:
    """Return a state for each device; all are the same."""
    return [get_rng_state(index) for index in range(place.COUNT)]


def set_rng_state_all(states: Iterable[Tensor]) -> None:
    """Set the CPU's generator to a state for each device; all are the same."""
    for index, state in enumerate(states):
        set_rng_state(state, index)


def get_amp_supported_dtype() -> list[torch.dtype]:
    """Return what autocast can compute in. `torch.autocast` asks for it, and so it casts from now on."""
    casting.register()
    return [torch.float16, torch.bfloat16]


def __getattr__(name: str) -> object:
    if name.startswith("__"):
        raise AttributeError(name)
    raise AttributeError(
        f"torch.practice has no {name}: the practice GPU has tensors, devices and random numbers, "
        "but no memory of its own, no streams and no speed to measure"
    )
