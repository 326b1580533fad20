"""A class made up for measurements: distinct answers to real katas, in the mix that a course would hand in."""

import ast
from collections.abc import Sequence
from pathlib import Path

from dojo.model import Kata

MIX = ("right", "mistaken", "right", "half", "mistaken", "right", "mistaken", "half", "right", "stub")
"""Of every ten students: four have all right, three a known mistake, two have got half-way, one has not begun."""


def hand_in(folder: Path, katas: Sequence[Kata], students: int) -> None:
    """Write a folder for each student, with an answer to each kata that no other student has, if only by a comment."""
    for number in range(students):
        place = folder / f"student{number:04}"
        place.mkdir(parents=True)
        for kata in katas:
            text = f"{answer(kata, number)}\n# student {number}\n"
            (place / kata.stub.name).write_text(text, encoding="utf-8")


def answer(kata: Kata, number: int) -> str:
    """Return what the student of this number has written."""
    kind, solution = MIX[number % len(MIX)], kata.solution.read_text(encoding="utf-8")
    if kind == "stub":
        return kata.stub.read_text(encoding="utf-8")
    if kind == "half":
        return f"{solution}\n\n{_second_half(kata)}"
    if kind == "mistaken":
        mistake = kata.mistakes[number * 7 % len(kata.mistakes)]
        return f"{solution}\n\n{mistake.read_text(encoding='utf-8')}"
    return solution


def _second_half(kata: Kata) -> str:
    """Return the second half of the stub's functions, which are not written yet."""
    text = kata.stub.read_text(encoding="utf-8")
    defined = [node for node in ast.parse(text).body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    parts = (ast.get_source_segment(text, node) or "" for node in defined[len(defined) // 2 :])
    return "\n\n\n".join(parts)
