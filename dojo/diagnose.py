"""Which known mistake behaves exactly as the learner's code does."""

import ast
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dojo.model import Check, Diagnosis, Failure, Kata

NUMBER = re.compile(r"-?\d+\.?\d*(?:e[+-]?\d+)?")


class MistakeError(Exception):
    """A mistake's file is not as it must be. The message names the file and the remedy."""


@dataclass(frozen=True)
class Mistake:
    """A known mistake: what to say, and the functions of the solution that it replaces."""

    path: Path
    advice: str
    functions: tuple[str, ...]


def read_mistake(kata: Kata, path: Path) -> Mistake:
    """Read a mistake's file, without executing it.

    Raises:
        MistakeError: it says nothing, or replaces nothing of the solution.
    """
    tree = ast.parse(path.read_bytes(), path)
    advice = ast.get_docstring(tree)
    if not advice:
        raise MistakeError(f"{path} has no docstring: begin the file with what its author should be told.")
    replaced = tuple(sorted(_public(tree) & _public(ast.parse(kata.solution.read_bytes()))))
    if not replaced:
        raise MistakeError(f"{path} replaces nothing of {kata.solution}: give it a function or class of the same name.")
    return Mistake(path, " ".join(advice.split()), replaced)


def _public(tree: ast.Module) -> set[str]:
    defined = (node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef)))
    return {node.name for node in defined if not node.name.startswith("_")}


def diagnose(
    kata: Kata, checks: Sequence[Check], partial: bool, judge: Callable[[Mistake, Check], Check | None]
) -> list[Diagnosis]:
    """Find the mistakes that fail as the learner's code does: the same tests, with the same messages.

    Compared are the tests that call a function which the mistake replaces, so that two mistakes in two functions are
    both found. Where two mistakes fit, the evidence decides for neither and none is named.

    Args:
        kata: whose mistakes to try.
        checks: the learner's verdicts.
        partial: whether only some of the kata's tests were run.
        judge: runs the same test with the mistake in the implementation's place; None if it cannot be run again.
    """
    found: dict[tuple[Check, ...], list[Mistake]] = {}
    for path in kata.mistakes:
        mistake = read_mistake(kata, path)
        concerned = _concerned(checks, mistake)
        if concerned and _behaves_like(concerned, mistake, judge):
            found.setdefault(tuple(check for check in concerned if check.outcome == "failed"), []).append(mistake)
    return [
        Diagnosis(kata.name, fitting[0].path.stem, fitting[0].advice, fitting[0].functions, partial, _raised(failed))
        for failed, fitting in found.items()
        if len(fitting) == 1
    ]


def _raised(failed: Iterable[Check]) -> bool:
    return all(check.failure is not None and not check.failure.got for check in failed)


def _concerned(checks: Iterable[Check], mistake: Mistake) -> list[Check]:
    """Return the learner's judged tests of what the mistake replaces, failed ones first; none if nothing failed."""
    judged = [check for check in checks if check.outcome in ("passed", "failed")]
    concerned = [check for check in judged if set(check.functions) & set(mistake.functions)]
    concerned.sort(key=lambda check: check.outcome == "passed")
    return concerned if concerned and concerned[0].outcome == "failed" else []


def _behaves_like(
    concerned: Iterable[Check], mistake: Mistake, judge: Callable[[Mistake, Check], Check | None]
) -> bool:
    for check in concerned:
        other = judge(mistake, check)
        if other is None or other.outcome != check.outcome or not same_failure(check.failure, other.failure):
            return False
    return True


def same_failure(one: Failure | None, other: Failure | None) -> bool:
    """Whether two failures say the same, but for the lines of the file and the last digits of numbers."""
    if one is None or other is None:
        return one is other
    pairs = [(one.raised, other.raised), (one.called, other.called), (one.got, other.got)]
    pairs += [(one.wanted, other.wanted), (one.words, other.words)]
    return all(same_text(left, right) for left, right in pairs)


def same_text(one: str, other: str) -> bool:
    """Whether two texts are equal but for the last digits of their numbers."""
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return False
    numbers = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    return all(math.isclose(float(left), float(right), rel_tol=1e-3, abs_tol=1e-6) for left, right in numbers)
