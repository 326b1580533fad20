"""Values as the parts of a message. codec.py has the format."""

import struct
from collections import OrderedDict
from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

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
    NUMPY,
    SAME_HASH,
    SIZES,
    TUPLES,
    EncodeError,
    Ref,
    collide,
    is_key,
)

ENDLESS = f"something that is nested without end, or more than {MAX_DEPTH} deep"
_CODES = {dtype: code for code, (dtype, _, _) in enumerate(CARRIERS)}
_U32, _INT, _FLOAT, _TENSOR = (struct.Struct(layout) for layout in ("<cI", "<cq", "<cd", "<cBBB"))


class Writer:
    """The parts of a message, and how much of what is limited they hold."""

    __slots__ = ("items", "keys", "parts", "size", "tensors")

    def __init__(self) -> None:
        self.parts: list[Any] = []  # bytes, and arrays that are copied once, when the parts are joined
        self.items = self.keys = self.size = self.tensors = 0

    def write(self, value: object, depth: int) -> None:
        """Append a value that lies in `depth` containers."""
        kind = type(value)
        write = _WRITERS.get(kind)
        if write is None:
            raise EncodeError(
                f"something of type {kind.__module__}.{kind.__qualname__}; "
                "an answer is made of numbers, strings, None, plain tensors, and lists, tuples or dicts of them"
            )
        write(self, value, depth)

    def block(self, tag: bytes, content: bytes) -> None:
        """Append bytes after their number."""
        self.claim(len(content))
        self.parts += (_U32.pack(tag, len(content)), content)

    def claim(self, size: int) -> None:
        """Count bytes, so that too many are refused before they are copied."""
        self.size += size
        if self.size > MAX_BYTES:
            raise EncodeError(f"at least {self.size:,} bytes; at most {MAX_BYTES:,} are taken")

    def values(self, tag: bytes, values: Sequence[object], length: int, depth: int) -> None:
        """Append a container: its length, then its values."""
        self.items += len(values)
        if depth >= MAX_DEPTH:
            raise EncodeError(ENDLESS)
        if self.items > MAX_ITEMS:
            raise EncodeError(f"at least {self.items:,} values; at most {MAX_ITEMS:,} are taken")
        self.parts.append(_U32.pack(tag, length))
        for value in values:
            self.write(value, depth + 1)


def _write_int(writer: Writer, value: int, _depth: int) -> None:
    bits = value.bit_length()
    if bits < 64:
        writer.parts.append(_INT.pack(b"i", value))
    elif bits > MAX_BITS:
        raise EncodeError(f"an int of {bits:,} bits; at most {MAX_BITS:,} are taken")
    else:
        writer.block(b"I", value.to_bytes(bits // 8 + 1, "little", signed=True))


def _write_str(writer: Writer, value: str, _depth: int) -> None:
    content = value[: MAX_TEXT + 1].encode("utf-8", "surrogatepass")
    if len(content) > MAX_TEXT:
        raise EncodeError(f"a str of {len(value):,} characters; at most {MAX_TEXT:,} bytes of UTF-8 are taken")
    writer.block(b"s", content)


def _write_dict(writer: Writer, value: dict[Any, object], depth: int) -> None:
    writer.keys += len(value)
    if writer.keys > MAX_KEYS:
        raise EncodeError(f"dicts of at least {writer.keys:,} keys; at most {MAX_KEYS:,} are taken")
    for key in value:
        if not is_key(key):
            raise EncodeError(f"a dict with a key of type {type(key).__module__}.{type(key).__qualname__}")
    if len(value) > SAME_HASH and collide(value):
        raise EncodeError(f"a dict with more than {SAME_HASH} keys of the same hash")
    writer.values(b"d", [part for pair in value.items() for part in pair], len(value), depth)


def _write_ref(writer: Writer, value: Ref, _depth: int) -> None:
    if type(value.index) is not int or not 0 <= value.index < 2**32:
        raise EncodeError("a reference to nothing")
    writer.parts.append(_U32.pack(b"R", value.index))


def _write_tensor(writer: Writer, value: Tensor, _depth: int) -> None:
    code, dims = _CODES.get(value.dtype), value.dim()
    if code is None or value.layout is not torch.strided or not value.is_cpu or value.is_nested:
        raise EncodeError(f"a tensor without plain values: {value.dtype}, {value.layout} on {value.device}")
    if dims > MAX_DIMS:
        raise EncodeError(f"a tensor of {dims} dimensions; at most {MAX_DIMS} are taken")
    if not value.numel() and prod(size or 1 for size in value.shape) > MAX_VOLUME:
        raise EncodeError(f"a tensor without elements, of sizes {tuple(value.shape)}, of which one is too large")
    writer.tensors += 1
    if writer.tensors > MAX_TENSORS:
        raise EncodeError(f"more than {MAX_TENSORS:,} tensors")
    writer.claim(value.nbytes)
    header = _TENSOR.pack(b"x", code, value.requires_grad, dims) + SIZES[dims].pack(*value.shape)
    writer.parts += (header, _elements(value, CARRIERS[code][1]))


def _elements(tensor: Tensor, carrier: torch.dtype) -> np.ndarray[Any, Any]:
    try:
        if tensor.numel() and not tensor.data_ptr() and not tensor._is_zerotensor():
            raise EncodeError("a tensor whose memory was freed")
        plain = tensor if tensor.dtype is carrier else tensor.detach().view(carrier)
        return np.ascontiguousarray(plain.numpy(force=True))
    except RuntimeError:  # within torch.func's transforms, a tensor stands for others
        raise EncodeError(f"a tensor without plain values, of type {tensor.dtype}") from None


_Write = Callable[[Writer, Any, int], None]
_WRITERS: dict[type, _Write] = {
    type(None): lambda writer, _value, _depth: writer.parts.append(b"N"),
    bool: lambda writer, value, _depth: writer.parts.append(b"T" if value else b"F"),
    int: _write_int,
    float: lambda writer, value, _depth: writer.parts.append(_FLOAT.pack(b"f", value)),
    str: _write_str,
    bytes: lambda writer, value, _depth: writer.block(b"b", value),
    list: lambda writer, value, depth: writer.values(b"l", value, len(value), depth),
    **dict.fromkeys(TUPLES, lambda writer, value, depth: writer.values(b"t", value, len(value), depth)),
    **dict.fromkeys((dict, OrderedDict), _write_dict),
    **dict.fromkeys((Tensor, nn.Parameter), _write_tensor),
    **dict.fromkeys(NUMPY, lambda writer, value, depth: writer.write(value.item(), depth)),
    Ref: _write_ref,
}
