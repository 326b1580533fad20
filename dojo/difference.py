"""Where two values differ, by the same rules as `torch.testing.assert_close`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor
from torch.testing import assert_close
from torch.testing._comparison import get_tolerances  # the defaults of each dtype: nothing public tells them


class Close(NamedTuple):
    """When two values count as equal; None: as `assert_close` has it for their dtypes."""

    rtol: float | None = None
    atol: float | None = None
    equal_nan: bool = False


@dataclass(frozen=True)
class Difference:
    """Two values that differ, and words about where and how."""

    got: object
    wanted: object
    words: str


def find_difference(got: object, wanted: object, close: Close) -> Difference | None:
    """Return the first difference of two values, also inside of lists, tuples and dicts; None if there is none.

    Its words name the places of the other differences too.
    """
    found = list(_find(got, wanted, close, ""))
    if not found:
        return None
    (place, first), *others = found
    words = [f"at {place}: {first.words}".removesuffix(": ") if place else first.words]
    if others:
        more = ", …" if len(others) > 3 else ""
        words.append(f"different too: {', '.join(other for other, _ in others[:3])}{more}")
    return Difference(first.got, first.wanted, "; ".join(word for word in words if word))


def _find(got: object, wanted: object, close: Close, place: str) -> Iterator[tuple[str, Difference]]:
    if isinstance(got, dict) and isinstance(wanted, dict) and got.keys() == wanted.keys():
        for key in wanted:
            yield from _find(got[key], wanted[key], close, f"{place}[{key!r}]")
    elif isinstance(got, (list, tuple)) and isinstance(wanted, (list, tuple)) and len(got) == len(wanted):
        for index, (left, right) in enumerate(zip(got, wanted, strict=True)):
            yield from _find(left, right, close, f"{place}[{index}]")
    else:
        difference = _compare(got, wanted, close)
        if difference is not None:
            yield place, difference


def _compare(got: object, wanted: object, close: Close) -> Difference | None:
    try:
        assert_close(got, wanted, **close._asdict())
    except (AssertionError, TypeError, ValueError):  # the latter for kinds that cannot be compared
        return Difference(got, wanted, _words(got, wanted, close))
    return None


def _words(got: object, wanted: object, close: Close) -> str:
    if isinstance(got, Tensor) and isinstance(wanted, Tensor):
        return _tensor_words(got, wanted, close)
    if isinstance(got, dict) and isinstance(wanted, dict):
        return f"the keys are {list(got)} where {list(wanted)} are wanted"
    if isinstance(got, (list, tuple)) and isinstance(wanted, (list, tuple)):
        return f"{len(got)} items where {len(wanted)} are wanted"
    if type(got) is not type(wanted):
        return f"the type is {type(got).__name__} where {type(wanted).__name__} is wanted"
    return ""


def _tensor_words(got: Tensor, wanted: Tensor, close: Close) -> str:
    if got.shape != wanted.shape:
        return f"the shape is {tuple(got.shape)} where {tuple(wanted.shape)} is wanted"
    if got.dtype != wanted.dtype:
        return f"the dtype is {got.dtype} where {wanted.dtype} is wanted"
    if got.device != wanted.device:
        return f"the device is {got.device} where {wanted.device} is wanted"
    rtol, atol = get_tolerances(got, wanted, rtol=close.rtol, atol=close.atol)
    different = ~torch.isclose(got, wanted, rtol=rtol, atol=atol, equal_nan=close.equal_nan)
    count = int(different.sum())
    if count == 0 or got.dim() == 0:
        return ""
    distance = (got.detach().to(torch.float64) - wanted.detach().to(torch.float64)).abs().nan_to_num(nan=torch.inf)
    distance = distance.where(different, -1.0)  # of two infinities, or where nan is wanted, the distance is nan too
    index = tuple(int(part) for part in torch.unravel_index(distance.argmax(), got.shape))
    values = f"{_value(got[index])} where {_value(wanted[index])} is wanted"
    return f"{count} of {got.numel()} values differ, most at {list(index)}: {values}"


def _value(scalar: Tensor) -> str:
    value = scalar.item()
    return f"{value:.7g}" if isinstance(value, float) else str(value)
