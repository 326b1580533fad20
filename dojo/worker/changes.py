"""What a call has changed in the objects that a test handed over, brought back into the test's own.

Both sides list the objects that can change in the same order (`objects`); the worker notes the state of each before and
after the call and sends what differs; the judge, who believes nothing, puts it into its own objects.

Copied are: values, `.grad`, shape and `requires_grad` of tensors; the training flag, parameters and buffers of modules;
options and state of optimizers; plain attributes of schedulers; the items of lists and dicts. Not copied are: other
attributes, hooks, new submodules, new parameter groups. A test looks at those with a driver.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from dojo.plain import PLAIN, CannotCrossError, cross
from dojo.worker.codec import Ref


def objects(value: object) -> list[Any]:
    """Return each object that a call with this value can change, once, in an order that a copy of it has too."""
    found: dict[int, Any] = {}
    for item in _walk(value, found):
        found[id(item)] = item
    return list(found.values())


def _walk(value: object, found: dict[int, Any]) -> Iterator[Any]:
    if type(value) in PLAIN or id(value) in found:
        return
    if isinstance(value, tuple):
        for item in value:
            yield from _walk(item, found)
        return
    yield value
    for part in _parts(value):
        yield from _walk(part, found)


def _parts(value: object) -> list[Any]:
    if isinstance(value, list):
        return list(value)
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    if isinstance(value, nn.Module):
        return [*value._parameters.values(), *value._buffers.values(), *value._modules.values()]
    if isinstance(value, Optimizer):
        return [parameter for group in value.param_groups for parameter in group["params"]]
    if isinstance(value, LRScheduler):
        return [value.optimizer]
    return []


class Snapshot:
    """Objects before a call, to be asked afterwards which of them have changed."""

    def __init__(self, items: Sequence[Any]) -> None:
        self.items = items
        self.index = {id(item): number for number, item in enumerate(items)}
        self.grads = {id(item): item.grad for item in items if isinstance(item, Tensor) and item.is_leaf}
        self.before = [_look(item) for item in items]

    def changes(self) -> list[tuple[int, Any]]:
        """Return (index, state) of each object that has changed, as values that the codec takes.

        Raises:
            CannotCrossError: something is in one that is not plain.
        """
        changed = [
            (number, item)
            for number, (item, before) in enumerate(zip(self.items, self.before, strict=True))
            if not _same(_look(item), before)
        ]
        return [(number, self._state(item)) for number, item in changed]

    def _state(self, item: Any) -> Any:
        if isinstance(item, Tensor):
            return self._tensor(item)
        if isinstance(item, nn.Module):
            return item.training, self._named(item._parameters), self._named(item._buffers)
        if isinstance(item, Optimizer):
            return self._optimizer(item)
        if isinstance(item, LRScheduler):
            return {name: part for name, value in vars(item).items() if (part := _plain(value)) is not _OTHER}
        if isinstance(item, list):
            return [self._item(part) for part in item]
        return [(self._item(key), self._item(part)) for key, part in item.items()]

    def _tensor(self, tensor: Tensor) -> Any:
        grad = None if tensor.grad is None else tensor.grad.detach()
        same = grad is not None and tensor.grad is self.grads.get(id(tensor))
        data = self._item(tensor.detach())
        return data, tensor.requires_grad, grad, same

    def _named(self, tensors: Mapping[str, Tensor | None]) -> dict[str, Any]:
        return {name: None if tensor is None else self._item(tensor) for name, tensor in tensors.items()}

    def _optimizer(self, optimizer: Optimizer) -> Any:
        groups = []
        for group in optimizer.param_groups:
            options = {name: _plain(value) for name, value in group.items() if name != "params"}
            groups.append({name: value for name, value in options.items() if value is not _OTHER})
        state = [
            (self.index[id(parameter)], {name: self._item(value) for name, value in values.items()})
            for parameter, values in optimizer.state.items()
            if id(parameter) in self.index
        ]
        return groups, state

    def _item(self, value: Any) -> Any:
        if id(value) in self.index and type(value) not in PLAIN:
            return Ref(self.index[id(value)])
        if isinstance(value, tuple):
            return "tuple", [self._item(part) for part in value]
        if isinstance(value, Tensor) and value.is_meta:
            return "meta", str(value.dtype), list(value.shape)
        return cross(value, "a changed list, dict or module")


def _look(item: Any) -> Any:
    """Return what tells whether an object has changed: copies of values, and objects themselves for their identity."""
    if isinstance(item, Tensor):
        if item.layout is not torch.strided or not item.is_leaf:
            return None
        grad = item.grad
        return item.detach().clone(), item.requires_grad, grad, None if grad is None else grad.detach().clone()
    if isinstance(item, nn.Module):
        return item.training, _Items([*item._parameters.items(), *item._buffers.items()])
    if isinstance(item, Optimizer):
        options = [_Items(group.items()) for group in item.param_groups]
        values = [_Items((id(key), *state.items())) for key, state in item.state.items()]
        return options, values, [_look(value) for state in item.state.values() for value in state.values()]
    if isinstance(item, LRScheduler):
        return _Items(vars(item).items()), [list(value) for value in vars(item).values() if type(value) is list]
    if isinstance(item, list):
        return _Items(item)
    return _Items(item.items()) if isinstance(item, dict) else None


class _Items(list[Any]):
    """Items of which the plain ones are compared by value and the others by identity."""


def _same(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, _Items):
        return len(one) == len(other) and all(_identical(*pair) for pair in zip(one, other, strict=True))
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(_same(*pair) for pair in zip(one, other, strict=True))
    if isinstance(one, Tensor):
        return one.is_meta == other.is_meta and one.dtype == other.dtype and _equal(one, other)
    return bool(one == other)


def _equal(one: Tensor, other: Tensor) -> bool:
    return one.shape == other.shape and (one.is_meta or torch.equal(one, other))


def _identical(one: Any, other: Any) -> bool:
    if type(one) is tuple and type(other) is tuple:
        return len(one) == len(other) and all(_identical(*pair) for pair in zip(one, other, strict=True))
    return one is other or (type(one) in PLAIN and type(one) is type(other) and one == other)


_OTHER = object()


def _plain(value: object) -> Any:
    try:
        return cross(value, "")
    except CannotCrossError:
        return _OTHER


class BadChangeError(ValueError):
    """What a worker says to have changed does not fit the objects."""


def apply(items: Sequence[Any], changed: Any) -> None:
    """Put changed states into the judge's own objects.

    Args:
        items: the objects, as `objects` lists them.
        changed: what the worker sent: (index, state) of each object that differs; believed in nothing.

    Raises:
        BadChangeError: it does not fit.
    """
    try:
        for index, state in changed:
            _apply(items[index], state, items)
    except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError) as error:
        raise BadChangeError(f"{type(error).__name__}: {error}") from error


def _apply(item: Any, state: Any, items: Sequence[Any]) -> None:
    if isinstance(item, Tensor):
        _apply_tensor(item, *state)
    elif isinstance(item, nn.Module):
        training, parameters, buffers = state
        item.training = bool(training)
        for own, sent in ((item._parameters, parameters), (item._buffers, buffers)):
            _apply_named(own, sent, items)
    elif isinstance(item, Optimizer):
        groups, entries = state
        for group, options in zip(item.param_groups, groups, strict=False):
            group.update({name: value for name, value in options.items() if name != "params"})
        item.state.clear()
        for index, values in entries:
            item.state[items[index]] = {name: _resolve(value, items) for name, value in values.items()}
    elif isinstance(item, LRScheduler):
        vars(item).update({name: value for name, value in state.items() if name in vars(item)})
    elif isinstance(item, list):
        item[:] = [_resolve(part, items) for part in state]
    elif isinstance(item, dict):
        pairs = [(_resolve(key, items), _resolve(part, items)) for key, part in state]
        item.clear()
        item.update(pairs)


def _apply_tensor(tensor: Tensor, data: Any, requires_grad: bool, grad: Tensor | None, same: bool) -> None:
    data = _resolve(data, ())
    if tensor.is_meta and data.is_meta and tensor.shape == data.shape:
        pass
    elif tensor.shape == data.shape and tensor.dtype == data.dtype:
        tensor.data.copy_(data)
    else:
        tensor.data = data
    if tensor.requires_grad is not requires_grad:
        tensor.requires_grad_(requires_grad)
    if same and tensor.grad is not None and grad is not None and tensor.grad.shape == grad.shape:
        tensor.grad.detach().copy_(grad)
    else:
        tensor.grad = grad


def _apply_named(own: dict[str, Any], sent: dict[str, Any], items: Sequence[Any]) -> None:
    values = {name: _resolve(value, items) for name, value in sent.items()}
    if not all(value is None or isinstance(value, Tensor) for value in values.values()):
        raise TypeError("a parameter or buffer is a tensor")
    parameter = any(isinstance(value, nn.Parameter) for value in own.values())
    own.clear()
    for name, value in values.items():
        wrap = parameter and value is not None and not isinstance(value, nn.Parameter)
        own[name] = nn.Parameter(value, value.requires_grad) if wrap else value


def _resolve(value: Any, items: Sequence[Any]) -> Any:
    if type(value) is Ref:
        return items[value.index]
    if type(value) is not tuple:
        return value
    if value[0] == "tuple":
        return tuple(_resolve(part, items) for part in value[1])
    _, dtype, shape = value
    return torch.empty(shape, dtype=_DTYPES[dtype], device="meta")


_DTYPES = {str(dtype): dtype for dtype in vars(torch).values() if isinstance(dtype, torch.dtype)}
