"""Where two values differ, by the same rules as `torch.testing.assert_close`."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.testing import assert_close


@dataclass(frozen=True)
class Difference:
    """The innermost two values that differ, and words about how."""

    got: object
    wanted: object
    words: str


def find_difference(got: object, wanted: object, rtol: float | None, atol: float | None) -> Difference | None:
    """Return the first difference of two values, also inside of lists, tuples and dicts; None if there is none."""
    return _find(got, wanted, rtol, atol, "")


def _find(got: object, wanted: object, rtol: float | None, atol: float | None, place: str) -> Difference | None:
    if isinstance(got, dict) and isinstance(wanted, dict) and got.keys() == wanted.keys():
        pairs = [(got[key], wanted[key], f"{place}[{key!r}]") for key in wanted]
    elif isinstance(got, (list, tuple)) and isinstance(wanted, (list, tuple)) and len(got) == len(wanted):
        pairs = [
            (left, right, f"{place}[{index}]") for index, (left, right) in enumerate(zip(got, wanted, strict=True))
        ]
    else:
        return _compare(got, wanted, rtol, atol, place)
    found = (_find(left, right, rtol, atol, inner) for left, right, inner in pairs)
    return next((difference for difference in found if difference is not None), None)


def _compare(got: object, wanted: object, rtol: float | None, atol: float | None, place: str) -> Difference | None:
    try:
        assert_close(got, wanted, rtol=rtol, atol=atol, equal_nan=False)
    except AssertionError:
        words = _tensor_words(got, wanted) if isinstance(got, Tensor) and isinstance(wanted, Tensor) else ""
    except (TypeError, ValueError) as error:  # of kinds that cannot be compared
        words = str(error).splitlines()[0]
    else:
        return None
    return Difference(got, wanted, ": ".join(part for part in (f"at {place}" if place else "", words) if part))


def _tensor_words(got: Tensor, wanted: Tensor) -> str:
    if got.shape != wanted.shape:
        return f"the shape is {tuple(got.shape)} where {tuple(wanted.shape)} is wanted"
    if got.dtype != wanted.dtype:
        return f"the dtype is {got.dtype} where {wanted.dtype} is wanted"
    if got.device != wanted.device:
        return f"the device is {got.device} where {wanted.device} is wanted"
    different = ~torch.isclose(got, wanted)
    count = int(different.sum())
    if count == 0 or got.dim() == 0:
        return ""
    distance = (got.detach().to(torch.float64) - wanted.detach().to(torch.float64)).abs().nan_to_num(nan=torch.inf)
    index = tuple(int(part) for part in torch.unravel_index(distance.argmax(), got.shape))
    values = f"{got[index].item():.7g} where {wanted[index].item():.7g} is wanted"
    return f"{count} of {got.numel()} values differ, most at {list(index)}: {values}"
