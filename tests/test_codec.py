"""The codec between an untrusted worker and the judge: exact, limited, and unmoved by whatever bytes arrive."""

import os
import struct
import traceback
import tracemalloc
from collections import OrderedDict, namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import configuration, given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from dojo.worker import message
from dojo.worker.codec import MAX_BYTES, MAX_DEPTH, DecodeError, EncodeError, Ref, decode, encode

configuration.set_hypothesis_home_dir(os.devnull)  # no folder can be made there: it keeps nothing on disk
arbitrary = settings(deadline=None, derandomize=True, database=None, max_examples=200)
DTYPES = [dtype for dtype, _, _ in message.CARRIERS]
NUMBERS = [dtype for dtype in DTYPES if dtype.is_floating_point or dtype.is_complex]


# Values


@st.composite
def tensors(draw: st.DrawFn) -> Tensor:
    """Tensors of every dtype and bit pattern, also without elements or dimensions, not contiguous, or in a graph."""
    dtype = draw(st.sampled_from(DTYPES))
    shape = draw(st.lists(st.integers(0, 3), max_size=4))
    count = torch.Size(shape).numel()
    content = bytearray(draw(st.binary(min_size=count * dtype.itemsize, max_size=count * dtype.itemsize)))
    if dtype is torch.bool:
        content = bytearray(byte % 2 for byte in content)
    tensor = torch.frombuffer(content, dtype=dtype).view(shape) if count else torch.empty(shape, dtype=dtype)
    if len(shape) >= 2 and draw(st.booleans()):
        tensor = tensor.transpose(0, 1)
    return tensor.requires_grad_(dtype in NUMBERS and draw(st.booleans()))


texts = st.text(st.characters(exclude_categories=[]), max_size=20)
keys = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=4,
)
values = st.recursive(
    keys | tensors() | st.builds(Ref, st.integers(0, 2**32 - 1)) | st.integers(-(2**200), 2**200),
    lambda inner: st.lists(inner, max_size=5) | st.lists(inner, max_size=5).map(tuple) | st.dictionaries(keys, inner),
    max_leaves=20,
)


def described(value: Any) -> object:
    """Return what must not change on the way, as something that == compares: types, bits, order."""
    if type(value) is float:
        return float, struct.pack("<d", value)
    if type(value) in (list, tuple):
        return type(value), [described(item) for item in value]
    if type(value) is dict:
        return dict, [(described(key), described(item)) for key, item in value.items()]
    if type(value) in (Tensor, nn.Parameter):
        bits = value.detach().contiguous().view(-1).view(torch.uint8).tolist() if value.numel() else []
        return Tensor, value.dtype, tuple(value.shape), value.requires_grad, bits
    return type(value), value


@arbitrary
@given(values)
def test_every_value_comes_back_as_it_was(value: object) -> None:
    """Type for type and bit for bit."""
    assert described(decode(encode(value))) == described(value)


def test_the_format_does_not_change_unnoticed() -> None:
    """A message of every tag, byte for byte."""
    value = {
        "a": [None, True, False, -2, 2**63 - 1, 2**63, 0.5],
        ("é", b"\0"): (Ref(7), torch.tensor([[1.0, 2.0]], requires_grad=True)),
    }
    golden = (
        "64 02000000"
        "   73 01000000 61"
        "   6c 07000000  4e 54 46  69 feffffffffffffff  69 ffffffffffffff7f"
        "   49 09000000 000000000000008000  66 000000000000e03f"
        "   74 02000000  73 02000000 c3a9  62 01000000 00"
        "   74 02000000  52 07000000  78 0a 01 02 0100000000000000 0200000000000000 0000803f 00000040"
    )
    assert encode(value).hex() == golden.replace(" ", "")
    assert described(decode(bytes.fromhex(golden))) == described(value)
    names = [str(dtype).removeprefix("torch.") for dtype in DTYPES]
    assert " ".join(names) == (
        "bool uint8 int8 uint16 int16 uint32 int32 uint64 int64 float16 float32 float64 complex64 complex128 bfloat16 "
        "float8_e4m3fn float8_e5m2 float8_e4m3fnuz float8_e5m2fnuz"
    )


Pair = namedtuple("Pair", "first second")


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (nn.Parameter(torch.ones(2)), torch.ones(2, requires_grad=True)),
        (torch.ones(2, 3).shape, (2, 3)),
        (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
        ([np.float32(0.5), np.int64(3), np.bool_(True), np.str_("a")], [0.5, 3, True, "a"]),
        ({np.int64(3): 1}, {3: 1}),
        (torch.tensor([1 + 2j]).conj(), torch.tensor([1 - 2j])),
        (torch.tensor([1 + 2j]).conj().imag, torch.tensor([-2.0])),
        (torch._efficientzerotensor((2,)), torch.zeros(2)),
        (torch.ones(1).expand(3), torch.ones(3)),
        (torch.ones([1] * message.MAX_DIMS), torch.ones([1] * message.MAX_DIMS)),
    ],
    ids=[
        "a parameter",
        "a tensor's shape",
        "an ordered dict",
        "NumPy's scalars",
        "NumPy's scalar as a key",
        "a conjugate that is not computed yet",
        "a negative that is not computed yet",
        "zeros that are not computed yet",
        "an expanded tensor",
        "many dimensions",
    ],
)
def test_what_is_as_good_as_plain_arrives_plain(value: object, plain: object) -> None:
    """A right answer is not refused for a wrapper that PyTorch or NumPy put around it."""
    assert described(decode(encode(value))) == described(plain)


def test_decoded_tensors_have_memory_of_their_own() -> None:
    """Writing to one changes neither another, nor the message, nor what was encoded."""
    original = torch.ones(3)
    data = bytearray(encode([original, original, original[:2]]))
    first, second, third = decode(data)
    first.add_(1)
    assert original.tolist() == second.tolist() == [1, 1, 1]
    assert third.tolist() == [1, 1]
    data[-4:] = b"\0\0\0\0"
    assert third.tolist() == [1, 1]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_decoded_tensors_are_aligned_wherever_they_lie_in_the_message(dtype: torch.dtype) -> None:
    """Vectorised kernels and NumPy may rely on it."""
    tensor = torch.zeros(5).to(dtype)
    for _, decoded in [decode(encode(("x" * length, tensor))) for length in range(9)]:
        assert decoded.data_ptr() % 16 == 0


def test_a_bool_tensor_holds_nothing_but_0_and_1() -> None:
    """Other bytes in a bool are undefined behaviour in the judge."""
    for shape, content in (((3,), b"\0\1\xff"), ((), b"\7")):
        decoded = decode(tensor_message(*shape, code=0) + content)
        assert decoded.view(torch.uint8).flatten().tolist() == [bool(byte) for byte in content]


# What is refused on the worker's side, in words


class Liar:
    """Claims to be a tensor."""

    __class__ = Tensor  # type: ignore[assignment]


class Number(int):
    """A subclass of a plain type."""


class Subclass(Tensor):
    """A tensor that could answer every comparison with yes."""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Liar(), "something of type tests.test_codec.Liar; an answer is made of"),
        (Number(3), "something of type tests.test_codec.Number; an answer is made of"),
        (torch.ones(2).as_subclass(Subclass), "something of type tests.test_codec.Subclass; an answer is made of"),
        ([Pair(1, 2)], "something of type tests.test_codec.Pair; an answer is made of"),
        (torch.ones(2, 2).max(0), "something of type torch.return_types.max; an answer is made of"),
        (np.ones(2), "something of type numpy.ndarray; an answer is made of"),
        (np.longdouble(1), "something of type numpy.longdouble; an answer is made of"),
        ({torch.ones(2): 1}, "a dict with a key of type torch.Tensor"),
        ({(1, Ref(1)): 1}, "a dict with a key of type builtins.tuple"),
        ({Pair(1, 2): 1}, "a dict with a key of type tests.test_codec.Pair"),
        (torch.eye(2).to_sparse(), "a tensor without plain values: torch.float32, torch.sparse_coo on cpu"),
        (torch.ones(2, device="meta"), "a tensor without plain values: torch.float32, torch.strided on meta"),
        (torch.ones([1] * 33), "a tensor of 33 dimensions; at most 32 are taken"),
        (torch.empty(0, 2**21), "a tensor without elements, of sizes (0, 2097152), of which one is too large"),
        (torch.ones(1).expand(2**40), "at least 4,398,046,511,104 bytes; at most 67,108,864 are taken"),
        (b" " * MAX_BYTES, "67,108,869 bytes; at most 67,108,864 are taken"),
        ([torch.zeros(2**20)] * 17, "at least 71,303,168 bytes; at most 67,108,864 are taken"),
        (["x" * 2**20] * 10**6, "at least 68,157,440 bytes; at most 67,108,864 are taken"),
        ("x" * (2**20 + 1), "a str of 1,048,577 characters; at most 1,048,576 bytes of UTF-8 are taken"),
        ("é" * 2**20, "a str of 1,048,576 characters; at most 1,048,576 bytes of UTF-8 are taken"),
        (2**14_000, "an int of 14,001 bits; at most 14,000 are taken"),
        ([0] * (10**6 + 1), "at least 1,000,001 values; at most 1,000,000 are taken"),
        (dict.fromkeys(range(10_001)), "dicts of at least 10,001 keys; at most 10,000 are taken"),
        ({step * (2**61 - 1): 0 for step in range(40)}, "a dict with more than 32 keys of the same hash"),
        ([torch.empty(0)] * 100_001, "more than 100,000 tensors"),
        (Ref(-1), "a reference to nothing"),
        (Ref(2**32), "a reference to nothing"),
        (Ref("0"), "a reference to nothing"),  # type: ignore[arg-type]
    ],
    ids=[
        "a liar",
        "a subclass of int",
        "a subclass of Tensor",
        "a namedtuple",
        "a named tuple of PyTorch",
        "an array",
        "a number that no plain type holds",
        "a tensor as a key",
        "a reference in a key",
        "a namedtuple as a key",
        "a sparse tensor",
        "a tensor without values",
        "33 dimensions",
        "millions of empty rows",
        "one element expanded to terabytes",
        "bytes as long as a whole message",
        "many tensors that are one",
        "many strings that are one",
        "a long string",
        "a string that is long in UTF-8",
        "a large int",
        "too many values",
        "too many keys",
        "keys of one hash",
        "too many tensors",
        "a reference below zero",
        "a reference too large",
        "a reference by name",
    ],
)
def test_what_cannot_cross_is_named(value: object, words: str) -> None:
    """The learner reads which type or size it was."""
    with pytest.raises(EncodeError) as refused:
        encode(value)
    assert str(refused.value).startswith(words)


def test_a_tensor_whose_memory_was_freed_is_refused() -> None:
    """Its elements would be whatever lies in memory by then."""
    tensor = torch.ones(1000)
    tensor.untyped_storage().resize_(0)
    with pytest.raises(EncodeError):
        encode(tensor)


def test_a_tensor_that_stands_for_others_is_refused() -> None:
    """Within vmap a tensor is of the exact type, and has no elements of its own."""

    def refused(x: Tensor) -> Tensor:
        with pytest.raises(EncodeError):
            encode(x)
        return x

    torch.func.vmap(refused)(torch.ones(3, 2))
    torch.func.vmap(refused)(torch.ones(3, 2, dtype=torch.bfloat16))


@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors:UserWarning")
def test_a_nested_tensor_is_refused() -> None:
    """It is of the exact type, and has no one shape."""
    with pytest.raises(EncodeError):
        encode(torch.nested.nested_tensor([torch.ones(2), torch.ones(3)]))


def endless() -> list[Any]:
    """A list that contains itself."""
    items: list[Any] = []
    items.append(items)
    return items


def endless_dict() -> dict[str, Any]:
    """A dict that contains itself within a tuple."""
    items: dict[str, Any] = {}
    items["a"] = (items,)
    return items


def nested(depth: int) -> list[Any]:
    """Lists in lists."""
    items: list[Any] = []
    for _ in range(depth - 1):
        items = [items]
    return items


def doubled(depth: int) -> list[Any]:
    """A few lists that stand for 2 ** depth."""
    items: list[Any] = []
    for _ in range(depth):
        items = [items, items]
    return items


@pytest.mark.parametrize(
    "value",
    [endless(), endless_dict(), nested(MAX_DEPTH + 1), nested(100_000), doubled(MAX_DEPTH - 1)],
    ids=["a list in itself", "a dict in itself", "one too deep", "far too deep", "exponentially many"],
)
def test_what_never_ends_is_refused(value: object) -> None:
    """It would hang the worker, or end its stack."""
    with pytest.raises(EncodeError):
        encode(value)


def test_the_deepest_value_passes() -> None:
    """The limit itself is allowed on both sides."""
    assert decode(encode(nested(MAX_DEPTH))) == nested(MAX_DEPTH)
    with pytest.raises(DecodeError):
        decode(b"l\1\0\0\0" * MAX_DEPTH + b"l\0\0\0\0")


def errors_near_the_recursion_limit(call: Callable[[], object]) -> set[type]:
    """Return the errors of a call that is made from every depth of the stack just below the limit."""
    raised: list[Exception] = []

    def descend() -> None:
        try:
            descend()
        except RecursionError:
            return
        try:
            call()
        except (EncodeError, DecodeError, RecursionError) as error:
            raised.append(error)

    descend()
    return {type(error) for error in raised if type(error) is not RecursionError or deeper_than_the_call(error)}


def deeper_than_the_call(error: Exception) -> bool:
    """Whether there was room for the frame of the call, and for making an error in it."""
    return Path(traceback.extract_tb(error.__traceback__)[-1].filename).name not in ("test_codec.py", "codec.py")


def test_near_the_recursion_limit_a_value_is_refused_or_passes() -> None:
    """The stack that is left is no reason for another error."""
    value = [{"a": [1, (torch.ones(2),)]}]
    data = encode(value)
    assert errors_near_the_recursion_limit(lambda: encode(value)) == {EncodeError}
    assert errors_near_the_recursion_limit(lambda: decode(data)) == {DecodeError}


# Whatever bytes arrive


def read_or_refuse(data: bytes) -> None:
    """Decode; what is accepted must be a value that `encode` could have sent."""
    try:
        value = decode(data)
    except DecodeError as error:
        assert len(str(error)) < 200  # noqa: PT017
        assert str(error).isprintable()  # noqa: PT017
        return
    assert described(decode(encode(value))) == described(value)


@arbitrary
@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_a_value_or_refused(data: bytes) -> None:
    """Nothing else happens."""
    read_or_refuse(data)


u32 = st.integers(0, 3) | st.sampled_from([255, 2**16, 10**6, 2**31, 2**32 - 1])
int64 = st.integers(-1, 3) | st.sampled_from([2**31, 2**62, 2**63 - 1, -(2**63)])
fragments = st.one_of(
    st.sampled_from(b"NTF").map(lambda tag: bytes([tag])),
    st.builds(struct.pack, st.just("<cI"), st.sampled_from(b"Isbltd R").map(lambda tag: bytes([tag])), u32),
    st.builds(struct.pack, st.just("<cq"), st.just(b"i"), int64),
    st.builds(
        lambda code, flag, sizes: bytes([ord("x"), code, flag, len(sizes)]) + struct.pack(f"<{len(sizes)}q", *sizes),
        st.integers(0, 20),
        st.integers(0, 2),
        st.lists(int64, max_size=3) | st.lists(int64, min_size=30, max_size=40),
    ),
    st.binary(max_size=9),
)


@arbitrary
@given(st.lists(fragments, max_size=12).map(b"".join))
def test_arbitrary_pieces_of_messages_are_a_value_or_refused(data: bytes) -> None:
    """Bytes that come further than random ones: tags, lengths, shapes."""
    read_or_refuse(data)


@arbitrary
@given(values, st.data())
def test_a_message_that_was_tampered_with_is_a_value_or_refused(value: object, data: st.DataObject) -> None:
    """Cut, overwritten and stretched at any place."""
    whole = encode(value)
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 8)))
    read_or_refuse(whole[:start] + data.draw(st.binary(max_size=8)) + whole[end:])


@arbitrary
@given(values)
def test_half_a_message_is_refused_and_so_is_more_than_one(value: object) -> None:
    """A message is exactly one value."""
    whole = encode(value)
    for data in (whole[:-1], whole[: len(whole) // 2], whole + b"N", whole + whole):
        with pytest.raises(DecodeError):
            decode(data)


def head(tag: str, number: int) -> bytes:
    """A tag and a number."""
    return struct.pack("<cI", tag.encode(), number)


def large_int(value: int) -> bytes:
    """An int as if it did not fit into eight bytes."""
    content = value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
    return head("I", len(content)) + content


def tensor_message(*sizes: int, code: int = 10, flag: int = 0) -> bytes:
    """A tensor's message up to its elements; code 10 is float32."""
    return bytes([ord("x"), code, flag, len(sizes)]) + struct.pack(f"<{len(sizes)}q", *sizes)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the message ends early"),
        (b"?", "unknown tag 63"),
        (b"NN", "1 bytes too many"),
        (b"i\0\0\0", "the message ends early"),
        (head("s", 2) + b"a", "the message ends early"),
        (head("s", 2**32 - 1), "a block of 4294967295 bytes"),
        (head("s", 1) + b"\xff", "a str that is not UTF-8"),
        (head("b", 2**26), "the message ends early"),
        (head("I", 2000) + b"\1" * 2000, "a block of 2000 bytes"),
        (large_int(2**14_000), "an int of 14001 bits"),
        (head("l", 10**6), "the message ends early"),
        (head("l", 10**6 + 1), "at least 1000001 values, 1 deep"),
        (head("l", 600_000) * 2, "at least 1200000 values, 2 deep"),
        (head("d", 10_001), "dicts of at least 10001 keys"),
        (head("d", 1) + head("l", 0) + b"N", "a dict with a key that is not plain"),
        (head("d", 1) + head("R", 0) + b"N", "a dict with a key that is not plain"),
        (head("d", 1) + head("t", 1) + tensor_message(0) + b"N", "a dict with a key that is not plain"),
        (head("d", 2) + b"TN" + large_int(1) + b"N", "a dict with the same key twice"),
        (
            head("d", 10_000) + b"".join(large_int(step * (2**61 - 1)) + b"N" for step in range(10_000)),
            "a dict with more than 32 keys of the same hash",
        ),
        (tensor_message(2) + b"abcd", "the message ends early"),
        (tensor_message(2**62, 4), "the message ends early"),
        (tensor_message(-1, -4), "a tensor of a negative size"),
        (tensor_message(0, -4), "a tensor of a negative size"),
        (tensor_message(0, 2**62, 4), "an empty tensor of impossible sizes"),
        (tensor_message(2**21, 0), "an empty tensor of impossible sizes"),
        (tensor_message(*[1] * 33) + b"abcd", "tensor 1 has dtype 10, requires_grad 0, 33 dimensions"),
        (tensor_message(0, code=99), "tensor 1 has dtype 99, requires_grad 0, 1 dimensions"),
        (tensor_message(0, flag=2), "tensor 1 has dtype 10, requires_grad 2, 1 dimensions"),
        (tensor_message(0, code=8, flag=1), "a tensor of whole numbers that requires gradients"),
        (head("l", 100_001) + tensor_message(0) * 100_001, "tensor 100001 has dtype 10, requires_grad 0, 1 dimensions"),
    ],
    ids=[
        "nothing",
        "an unknown tag",
        "one value too many",
        "half a number",
        "half a string",
        "a string of four gigabytes",
        "no UTF-8",
        "bytes that are not there",
        "a block too long for an int",
        "an int too large to print",
        "a list that is not there",
        "a list too long",
        "lists too long together",
        "a dict too long",
        "a list as a key",
        "a reference as a key",
        "a tensor in a key",
        "True and 1 as keys",
        "keys of one hash",
        "half a tensor",
        "a tensor whose size overflows",
        "negative sizes with a positive product",
        "a negative size and zero",
        "strides that overflow",
        "millions of empty rows",
        "too many dimensions",
        "an unknown dtype",
        "an unknown flag",
        "gradients of whole numbers",
        "too many tensors",
    ],
)
def test_bytes_that_are_no_value_are_refused(data: bytes, words: str) -> None:
    """The reason says where it went wrong."""
    with pytest.raises(DecodeError) as refused:
        decode(data)
    assert str(refused.value) == words


def test_a_message_too_large_is_refused_unread() -> None:
    """Whatever is in it."""
    with pytest.raises(DecodeError):
        decode(head("b", MAX_BYTES - 4) + bytes(MAX_BYTES - 4))


@pytest.mark.parametrize(
    "data",
    [
        head("l", 10**6),
        head("t", 10**5) * 9,
        head("d", 10_000),
        head("b", MAX_BYTES),
        head("s", 2**20),
        tensor_message(2**24),
        tensor_message(2**20, 0),
    ],
    ids=["a list", "tuples in tuples", "a dict", "bytes", "a string", "a tensor", "an empty tensor"],
)
def test_a_short_message_takes_little_memory_whatever_it_announces(data: bytes) -> None:
    """Nothing is reserved for what has not arrived."""
    tracemalloc.start()
    try:
        read_or_refuse(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100_000


def test_refusing_a_message_lets_go_of_its_memory() -> None:
    """The buffer can be used for the next one while the error is still being handled."""
    whole = encode({"a": [torch.ones(2), "text", 2**80]})
    for size in range(len(whole)):
        data = bytearray(whole[:size])
        with pytest.raises(DecodeError) as refused:
            decode(data)
        data.extend(b"a bytearray that is still looked at cannot grow")
        del refused


def test_no_folder_of_hypothesis_is_left_in_the_repository() -> None:
    """Its tables are in a temporary folder."""
    assert not (Path(__file__).parent.parent / ".hypothesis").exists()
