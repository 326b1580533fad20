"""A message as values, whoever wrote it. codec.py has the format."""

import struct
from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np
import torch
from torch import Tensor

from dojo.worker.message import (
    CARRIERS,
    MAX_BITS,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_DIMS,
    MAX_ITEMS,
    MAX_KEYS,
    MAX_TENSORS,
    MAX_TEXT,
    MAX_VOLUME,
    SAME_HASH,
    SIZES,
    DecodeError,
    Ref,
    collide,
    is_key,
)

_U32, _INT, _FLOAT, _TENSOR = (struct.Struct(layout) for layout in ("<I", "<q", "<d", "<BBB"))


class Reader:
    """A message, how far it is read, and how much of what is limited it held so far.

    Besides DecodeError, IndexError and struct.error mean that the message ends early.
    """

    __slots__ = ("at", "data", "items", "keys", "tensors")

    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.at = self.items = self.keys = self.tensors = 0

    def read(self, depth: int) -> Any:
        """Return the next value, which lies in `depth` containers."""
        tag = self.data[self.at]
        self.at += 1
        read = _READERS.get(tag)
        if read is None:
            raise DecodeError(f"unknown tag {tag}")
        return read(self, depth)

    def unpack(self, layout: struct.Struct) -> Any:
        """Return the next numbers."""
        numbers = layout.unpack_from(self.data, self.at)
        self.at += layout.size
        return numbers

    def take(self, size: int) -> memoryview:
        """Return the next bytes, not copied."""
        start, self.at = self.at, self.at + size
        if self.at > len(self.data):
            raise DecodeError("the message ends early")
        return self.data[start : self.at]

    def block(self, limit: int = MAX_BYTES) -> memoryview:
        """Return the bytes that follow their number."""
        (size,) = self.unpack(_U32)
        if size > limit:
            raise DecodeError(f"a block of {size} bytes")
        return self.take(size)

    def enter(self, depth: int, for_each: int = 1) -> int:
        """Return the length of a container, which holds `for_each` values for each of it."""
        (length,) = self.unpack(_U32)
        self.items += length * for_each
        if depth >= MAX_DEPTH or self.items > MAX_ITEMS:
            raise DecodeError(f"at least {self.items} values, {depth + 1} deep")
        return int(length)


def _read_large_int(reader: Reader, _depth: int) -> int:
    value = int.from_bytes(reader.block(MAX_BITS // 8 + 1), "little", signed=True)
    if value.bit_length() > MAX_BITS:
        raise DecodeError(f"an int of {value.bit_length()} bits")
    return value


def _read_str(reader: Reader, _depth: int) -> str:
    try:
        return str(reader.block(MAX_TEXT), "utf-8", "surrogatepass")
    except UnicodeDecodeError:
        raise DecodeError("a str that is not UTF-8") from None


def _read_list(reader: Reader, depth: int) -> list[Any]:
    return [reader.read(depth + 1) for _ in range(reader.enter(depth))]


def _read_dict(reader: Reader, depth: int) -> dict[Any, Any]:
    length = reader.enter(depth, for_each=2)
    reader.keys += length
    if reader.keys > MAX_KEYS:
        raise DecodeError(f"dicts of at least {reader.keys} keys")
    pairs = [(reader.read(depth + 1), reader.read(depth + 1)) for _ in range(length)]
    if not all(is_key(key) for key, _ in pairs):
        raise DecodeError("a dict with a key that is not plain")
    if length > SAME_HASH and collide(key for key, _ in pairs):
        raise DecodeError(f"a dict with more than {SAME_HASH} keys of the same hash")
    result = dict(pairs)
    if len(result) != length:
        raise DecodeError("a dict with the same key twice")
    return result


def _read_tensor(reader: Reader, _depth: int) -> Tensor:
    code, requires_grad, dims = reader.unpack(_TENSOR)
    reader.tensors += 1
    if reader.tensors > MAX_TENSORS or code >= len(CARRIERS) or requires_grad > 1 or dims > MAX_DIMS:
        raise DecodeError(f"tensor {reader.tensors} has dtype {code}, requires_grad {requires_grad}, {dims} dimensions")
    dtype, carrier, elements = CARRIERS[code]
    if requires_grad and not (dtype.is_floating_point or dtype.is_complex):
        raise DecodeError("a tensor of whole numbers that requires gradients")
    shape = reader.unpack(SIZES[dims])
    if dims and min(shape) < 0:
        raise DecodeError("a tensor of a negative size")
    tensor = _elements(reader, shape, elements) if all(shape) else _empty(shape, carrier)
    if dtype is not carrier:
        tensor = tensor.view(dtype)
    return tensor.requires_grad_() if requires_grad else tensor


def _empty(shape: tuple[int, ...], dtype: torch.dtype) -> Tensor:
    if prod(size or 1 for size in shape) > MAX_VOLUME:
        raise DecodeError("an empty tensor of impossible sizes")
    return torch.empty(shape, dtype=dtype)


def _elements(reader: Reader, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Tensor:
    content = bytearray(reader.take(prod(shape) * dtype.itemsize))  # a copy: writable, aligned, its own
    if dtype == np.bool_:  # as a bool, a byte other than 0 and 1 is undefined behaviour
        return torch.from_numpy(np.ndarray(shape, np.uint8, content).astype(np.bool_))
    return torch.from_numpy(np.ndarray(shape, dtype, content))


_READERS: dict[int, Callable[[Reader, int], Any]] = {
    ord("N"): lambda _reader, _depth: None,
    ord("T"): lambda _reader, _depth: True,
    ord("F"): lambda _reader, _depth: False,
    ord("i"): lambda reader, _depth: reader.unpack(_INT)[0],
    ord("I"): _read_large_int,
    ord("f"): lambda reader, _depth: reader.unpack(_FLOAT)[0],
    ord("s"): _read_str,
    ord("b"): lambda reader, _depth: bytes(reader.block()),
    ord("l"): _read_list,
    ord("t"): lambda reader, depth: tuple(_read_list(reader, depth)),
    ord("d"): _read_dict,
    ord("R"): lambda reader, _depth: Ref(*reader.unpack(_U32)),
    ord("x"): _read_tensor,
}
