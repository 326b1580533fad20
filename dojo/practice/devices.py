"""How a graded test names a practice device, beside the learner's code or apart from it."""

from dojo.practice import place
from dojo.practice.registration import UnsupportedError, register


class PracticeDevice(str):
    """The name of a practice device, such as "practice:0"; where it arrives, PyTorch knows the practice GPU.

    `observe(driver, device)` packs its arguments, and so registers the practice GPU on both sides.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[object, ...]:
        _register_or_skip()
        return _arrived, (str(self),)


def _arrived(name: str) -> PracticeDevice:
    register()
    return PracticeDevice(name)


PRACTICE = tuple(PracticeDevice(f"{place.NAME}:{index}") for index in range(place.COUNT))
"""Both names, for `parametrize`. They cost nothing until a test hands one over."""


def practice_device(index: int = 0) -> PracticeDevice:
    """Return the name of a practice device that PyTorch knows now; skip the test where there can be none."""
    _register_or_skip()
    return PRACTICE[index]


def _register_or_skip() -> None:
    try:
        register()
    except UnsupportedError as error:
        import pytest  # a script does without

        pytest.skip(str(error))
