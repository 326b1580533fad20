"""Plain values as bytes, and back: the only way from a worker, which nobody trusts, to the judge.

Decoding executes nothing, looks nothing up by name and makes nothing but the exact types listed here. A value is a tag
of one byte and its content, little-endian; u32 is an unsigned integer of four bytes:

    N T F                  None, True, False
    i  int64               an int that fits
    I  u32, bytes          any other int, two's complement
    f  float64             a float, all its bits
    s  u32, bytes          a str in UTF-8; lone surrogates pass
    b  u32, bytes          bytes
    l  u32, values         a list
    t  u32, values         a tuple
    d  u32, pairs          a dict in its order; keys are None, bool, int, float, str, bytes and tuples of them
    R  u32                 a Ref
    x  dtype, requires_grad, dimensions: a byte each; an int64 for each size; elements without gaps: a tensor

A message is limited (message.py), and reading it takes memory in proportion to it and a few seconds at most, whatever
is in it. Nobody has judged the values then: a Ref may point nowhere, a str may hold terminal codes, a tensor any sizes.
"""

import struct
from typing import Any

from dojo.worker.message import MAX_BYTES, MAX_DEPTH, MAX_ITEMS, DecodeError, EncodeError, Ref
from dojo.worker.reading import Reader
from dojo.worker.writing import ENDLESS, Writer

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_ITEMS", "DecodeError", "EncodeError", "Ref", "decode", "encode"]


def encode(value: object) -> bytes:
    """Return a value as bytes.

    NumPy's scalars become plain, nn.Parameter a Tensor, torch.Size a tuple, OrderedDict a dict. What a tensor is tied
    to (graph, .grad, strides, shared memory) stays behind.

    Raises:
        EncodeError: there is something of another type in it (a subclass is another type), or too much.
    """
    try:
        writer = Writer()
        writer.write(value, 0)
        message = b"".join(writer.parts)
    except RecursionError:
        raise EncodeError(ENDLESS) from None
    if len(message) > MAX_BYTES:
        raise EncodeError(f"{len(message):,} bytes; at most {MAX_BYTES:,} are taken")
    return message


def decode(data: bytes | bytearray | memoryview) -> Any:
    """Return the value that the bytes stand for. Each of its tensors has memory of its own.

    Raises:
        DecodeError: the bytes are not exactly one value, or it is more than `encode` lets through.
    """
    with memoryview(data) as view:
        if len(view) > MAX_BYTES:
            raise DecodeError(f"a message of {len(view)} bytes")
        try:
            reader = Reader(view)
            value = reader.read(0)
        except (IndexError, struct.error):
            raise DecodeError("the message ends early") from None
        except RecursionError:
            raise DecodeError("nested too deep") from None
        if reader.at != len(view):
            raise DecodeError(f"{len(view) - reader.at} bytes too many")
        return value
