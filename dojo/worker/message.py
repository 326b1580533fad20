"""What a message may hold: its limits, and what its writer and its reader both must know. codec.py has the format."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch

MAX_BYTES = 64 * 2**20  # of a message
MAX_TEXT = 2**20  # bytes of one str
MAX_BITS = 14_000  # of an int: Python refuses to print more than 4300 decimal digits, and the judge may have to
MAX_DEPTH = 50  # containers in containers
MAX_ITEMS = 1_000_000  # values in containers; a dict's pair counts as two
MAX_KEYS = 10_000  # of all dicts: ints can be such that a dict of n takes n * n steps, a tenth of a second here
MAX_TENSORS = 100_000  # an empty one is twelve bytes in a message, and some hundreds when decoded
MAX_DIMS = 32  # as many as NumPy 1 has
MAX_VOLUME = 2**20  # product of an empty tensor's sizes without the zeros: its rows, which take memory as lists
SAME_HASH = 32  # keys of one dict: n of one hash (1, 2**61, ...) would take n * n comparisons, which are slower still


@dataclass(frozen=True)
class Ref:
    """Stands for the index-th object that the judge handed over; how many there were, the codec does not know."""

    index: int


class EncodeError(ValueError):
    """A value cannot cross. The message goes on after "train_step() returned "."""


class DecodeError(ValueError):
    """Bytes are not a value. The message repeats nothing of them but numbers."""


def _carriers() -> dict[torch.dtype, torch.dtype]:
    """Return, for each dtype that crosses, the dtype of the same size that NumPy has. The order is the format."""
    kept = "bool uint8 int8 uint16 int16 uint32 int32 uint64 int64 float16 float32 float64 complex64 complex128"
    carriers = {getattr(torch, name): getattr(torch, name) for name in kept.split()} | {torch.bfloat16: torch.int16}
    eighths = "float8_e4m3fn float8_e5m2 float8_e4m3fnuz float8_e5m2fnuz"
    return carriers | {getattr(torch, name): torch.uint8 for name in eighths.split()}


CARRIERS = [(dtype, carrier, np.dtype(str(carrier).removeprefix("torch."))) for dtype, carrier in _carriers().items()]
SIZES = [struct.Struct(f"<{dims}q") for dims in range(MAX_DIMS + 1)]

_SCALARS = "bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 str_"
NUMPY = tuple(getattr(np, name) for name in _SCALARS.split())
TUPLES = (tuple, torch.Size)
_KEYS = frozenset({type(None), bool, int, float, str, bytes, *NUMPY})


def is_key(key: object) -> bool:
    """Whether a dict's key is plain: hashable, of exact types, all the way down."""
    kind = type(key)
    return kind in _KEYS or (isinstance(key, tuple) and kind in TUPLES and all(map(is_key, key)))


def collide(keys: Iterable[object]) -> bool:
    """Whether so many keys have the same hash that making a dict of them takes long. Sorting them never does."""
    hashes = sorted(map(hash, keys))
    return any(first == last for first, last in zip(hashes, hashes[SAME_HASH:], strict=False))
