"""Every mutant of a solution, and what the graded tests say of it."""

import ast
import difflib
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator, operator_names

from dojo.ask import Ask
from dojo.model import Kata, Result
from dojo.run import run
from dojo.source import Source
from tests.mutation.operators import DeleteContext, DeleteKeyword, DeleteStatement

LIMIT = 5.0
"""Seconds a test may take: the slowest takes a fraction of one, and a mutant's loop may not end."""
NEEDS_A_VARIABLE = ("core/VariableReplacer", "core/VariableInserter")
LOOKS = "_draw_"
"""How the names of functions begin that decide how a picture looks, which a text leaves free: they are not mutated."""


@dataclass(frozen=True)
class Mutant:
    """A solution with one small change."""

    operator: str
    text: str
    was: str
    """The lines that were changed, without their indentation."""
    now: str


def mutants_of(path: Path) -> list[Mutant]:
    """Return the mutants of a file, each text once, without those that do not parse or only look otherwise."""
    text = path.read_text()
    judged = _judged(text)
    found: dict[str, Mutant] = {}
    for name, operator in _operators():
        for occurrence in count():
            mutated = mutate_code(text, operator, occurrence)
            if mutated is None:
                break
            if mutated not in found and mutated != text and _parses(mutated) and _judged(mutated) != judged:
                found[mutated] = Mutant(name, mutated, *_changed(text, mutated))
    return list(found.values())


def _judged(text: str) -> list[str]:
    return [ast.dump(node) for node in ast.parse(text).body if not getattr(node, "name", "").startswith(LOOKS)]


def _operators() -> Iterator[tuple[str, Operator]]:
    for name in operator_names():
        if name not in NEEDS_A_VARIABLE:
            yield name.removeprefix("core/"), get_operator(name)()
    for operator in (DeleteStatement, DeleteKeyword, DeleteContext):
        yield operator.__name__, operator()


def _parses(text: str) -> bool:
    with warnings.catch_warnings(action="ignore", category=SyntaxWarning):  # `is` with a number is a mutant too
        try:
            compile(text, "mutant", "exec")
        except SyntaxError:
            return False
    return True


def _changed(before: str, after: str) -> tuple[str, str]:
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))[3:]
    was = " ".join(line[1:].strip() for line in lines if line.startswith("-"))
    now = " ".join(line[1:].strip() for line in lines if line.startswith("+"))
    return was, now


def judge_mutants(kata: Kata, mutants: Sequence[Mutant]) -> list[str]:
    """Return for each mutant whether it was killed, survived, or is broken: its file does not even load."""
    with tempfile.TemporaryDirectory() as folder:
        asks = []
        for number, mutant in enumerate(mutants):
            place = Path(folder) / str(number)
            place.mkdir()
            (place / kata.solution.name).write_text(mutant.text)
            asks.append(Ask(Source(kata.root, place), fail_fast=True, limit=LIMIT))
        return [_verdict(result) for result in run(kata, asks)]


def _verdict(result: Result) -> str:
    if result.of("error"):
        return "broken"
    return "survived" if len(result.of("passed")) == len(result.checks) else "killed"
