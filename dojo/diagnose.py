"""Which known mistake behaves exactly as the learner's code does."""

import ast
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
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
    return _read_mistake(path, path.read_bytes(), kata.solution, kata.solution.read_bytes())


@lru_cache(maxsize=4096)
def _read_mistake(path: Path, text: bytes, solution: Path, reference: bytes) -> Mistake:
    tree = ast.parse(text, path)
    advice = ast.get_docstring(tree)
    if not advice:
        raise MistakeError(f"{path} has no docstring: begin the file with what its author should be told.")
    replaced = tuple(sorted(_public(tree) & _public_names(reference)))
    if not replaced:
        raise MistakeError(f"{path} replaces nothing of {solution}: give it a function or class of the same name.")
    return Mistake(path, " ".join(advice.split()), replaced)


@lru_cache(maxsize=64)
def _public_names(text: bytes) -> set[str]:
    return _public(ast.parse(text))


def _public(tree: ast.Module) -> set[str]:
    defined = (node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef)))
    return {node.name for node in defined if not node.name.startswith("_")}


Judge = Callable[[Mistake, Check], Check | None]


def diagnose(kata: Kata, checks: Sequence[Check], partial: bool, judge: Judge) -> list[Diagnosis]:
    """Find the mistakes that fail as the learner's code does: the same tests, with the same messages.

    Compared are the tests that call a function which the mistake replaces, so that mistakes in two functions are both
    found. Where no mistake explains all failures of a function, two may explain them together. Where the evidence fits
    several explanations, none is given.

    Args:
        kata: whose mistakes to try.
        checks: the learner's verdicts.
        partial: whether only some of the kata's tests were run.
        judge: runs the same test with the mistake in the implementation's place; None if it cannot be run again.
    """
    if all(check.outcome != "failed" for check in checks):
        return []
    known: dict[tuple[str, ...], list[Mistake]] = {}
    for path in kata.mistakes:
        mistake = read_mistake(kata, path)
        known.setdefault(mistake.functions, []).append(mistake)
    diagnoses = []
    for functions, mistakes in known.items():
        concerned = [check for check in checks if set(check.functions) & set(functions)]
        failed = [check for check in concerned if check.outcome == "failed"]
        passed = [check for check in concerned if check.outcome == "passed"]
        found = _explanation(failed, _explained(failed, passed, mistakes, judge)) if failed else ()
        if found:
            names, advice = tuple(mistake.path.stem for mistake in found), tuple(mistake.advice for mistake in found)
            diagnoses.append(Diagnosis(kata.name, names, advice, functions, partial, _nothing_came_back(failed)))
    return diagnoses


def _explained(
    failed: Sequence[Check], passed: Sequence[Check], mistakes: Sequence[Mistake], judge: Judge
) -> dict[Mistake, set[str]]:
    """Return for each mistake the failures that it shows too, by their tests' ids.

    Left out is a mistake that behaves otherwise in any test. Stops, with nothing, at a failure that no mistake shows.
    """
    explained: dict[Mistake, set[str]] = {mistake: set() for mistake in mistakes}
    for check in failed:
        for mistake in list(explained):
            other = judge(mistake, check)
            if other is not None and other.outcome == "failed" and same_failure(check.failure, other.failure):
                explained[mistake].add(check.id)
            elif other is None or other.outcome != "passed":
                del explained[mistake]
        if not any(check.id in part for part in explained.values()):
            return {}
    telling = {mistake: part for mistake, part in explained.items() if part}
    return {
        mistake: part for mistake, part in telling.items() if all(_passes(judge(mistake, check)) for check in passed)
    }


def _passes(check: Check | None) -> bool:
    return check is not None and check.outcome == "passed"


def _explanation(failed: Sequence[Check], explained: dict[Mistake, set[str]]) -> tuple[Mistake, ...]:
    """Return the one mistake, or else the only two, that explain all failures; none where there is a choice."""
    wanted = {check.id for check in failed}
    for number in (1, 2):
        fitting = [some for some in combinations(explained, number) if _union(explained, some) == wanted]
        if fitting:
            return fitting[0] if len(fitting) == 1 else ()
    return ()


def _union(explained: dict[Mistake, set[str]], some: Iterable[Mistake]) -> set[str]:
    return {test for mistake in some for test in explained[mistake]}


def _nothing_came_back(failed: Iterable[Check]) -> bool:
    return all(check.failure is not None and not check.failure.got for check in failed)


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
