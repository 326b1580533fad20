"""Mutations that cosmic-ray lacks and training code needs: a statement, a keyword argument or a context left out."""

from collections.abc import Iterator
from typing import Any

import parso
from cosmic_ray.operators.operator import Example, Operator

Position = tuple[tuple[int, int], tuple[int, int]]


class DeleteStatement(Operator):
    """Replaces a statement, such as `optimizer.zero_grad()`, by `pass`; docstrings, annotations and `return` stay."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        """Yield the place of a statement that is an assignment or an expression."""
        if node.type == "simple_stmt" and _does_something(node.children[0]):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ARG002
        """Put `pass` in the statement's place."""
        node.children[0] = parso.parse(node.get_first_leaf().prefix + "pass")
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        """Show one mutation."""
        return (Example("f()\n", "pass\n"),)


def _does_something(statement: Any) -> bool:
    """Whether it is an assignment or an expression, and not just an annotation as `self.running_mean: Tensor`."""
    last = getattr(statement, "children", [statement])[-1]
    annotates = last.type == "annassign" and "=" not in last.children
    return statement.type in ("expr_stmt", "atom_expr", "power") and not annotates


class DeleteKeyword(Operator):
    """Leaves out a keyword argument of a call, so that the default takes its place; True and False stay.

    cosmic-ray turns these around, and to leave one out is the same or no change at all.
    """

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        """Yield the place of each keyword argument of a call."""
        for child in _keywords(node):
            yield child.start_pos, child.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        """Leave out the argument, and a comma beside it."""
        position = node.children.index(_keywords(node)[index])
        first = position - 1 if node.type == "arglist" and position > 0 else position
        last = position if node.type == "trailer" or position > 0 else position + 1
        del node.children[first : last + 1]
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        """Show one mutation."""
        return (Example("f(1, key=2)", "f(1)"), Example("f(key=2)", "f()"))


def _keywords(node: Any) -> list[Any]:
    if node.type not in ("arglist", "trailer"):
        return []
    arguments = [child for child in node.children if child.type == "argument"]
    named = [child for child in arguments if getattr(child.children[1], "value", "") == "="]
    return [child for child in named if getattr(child.children[2], "value", "") not in ("True", "False")]


class DeleteContext(Operator):
    """Replaces the context of a `with`, such as `torch.no_grad()`, by one that does nothing."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        """Yield the place of a context without a name."""
        if node.type == "with_stmt" and node.children[1].type != "with_item":
            yield node.children[1].start_pos, node.children[1].end_pos

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ARG002
        """Put a null context in its place."""
        node.children[1] = parso.parse(' __import__("contextlib").nullcontext()')
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        """Show one mutation."""
        return (Example("with f():\n  pass", 'with __import__("contextlib").nullcontext():\n  pass'),)
