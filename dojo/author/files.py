"""Rules about a kata's files."""

import re
from collections.abc import Iterator
from pathlib import Path

from dojo.author.reading import UnreadableError, entries, parsed, python_files, right_answers
from dojo.author.report import Finding
from dojo.catalog import all_katas
from dojo.model import Kata

MISTAKE = re.compile(r"[a-z][a-z0-9_]+\.py")
PROMPT = "FILL IN"
"""What marks the places that `dojo new` leaves open."""
STYLES = 3
"""How many right answers in other styles a kata has at least."""


def its_files_are_there_and_no_others(kata: Kata) -> Iterator[Finding]:
    """Its folders hold the files of a kata and no others."""
    answer = f"{kata.module}.py"
    data = {path.name for path in kata.data}
    yield from _differences(kata.folder, {kata.text.name, answer, kata.tests.name}, {kata.benchmarks.name, *data})
    yield from _differences(kata.solution.parent, {answer, "mistakes"})
    for style in entries(kata.root / "tests" / "right" / kata.name):
        yield from _differences(style, {answer})
    mistakes = kata.solution.parent / "mistakes"
    for path in entries(mistakes):
        if not MISTAKE.fullmatch(path.name):
            yield Finding(path, "is not named as a mistake, as in forgets_zero_grad.py: rename it, or move it away")
    if mistakes.is_dir() and not kata.mistakes:
        yield Finding(mistakes, "is empty: write the mistakes that people really make")


def _differences(folder: Path, wanted: set[str], allowed: frozenset[str] | set[str] = frozenset()) -> Iterator[Finding]:
    found = {path.name for path in entries(folder)}
    for name in sorted(wanted - found):
        yield Finding(folder / name, "is missing: write it")
    for name in sorted(found - wanted - allowed):
        holds = ", ".join(sorted(wanted | allowed))
        yield Finding(folder / name, f"is not part of a kata, whose folder holds {holds}: move it away")


def its_python_files_parse(kata: Kata) -> Iterator[Finding]:
    """Every Python file parses."""
    for path in python_files(kata):
        try:
            if path.exists():
                parsed(path)
        except UnreadableError as error:
            yield Finding(error.path, error.words, error.line)


def it_has_right_answers_in_other_styles(kata: Kata) -> Iterator[Finding]:
    """There are at least three right answers in other styles."""
    count = len(right_answers(kata))
    if count < STYLES:
        folder = kata.root / "tests" / "right" / kata.name
        yield Finding(
            folder, f"holds {count} of {STYLES}: write each as tests/right/{kata.name}/STYLE/{kata.module}.py"
        )


def nothing_is_left_to_fill_in(kata: Kata) -> Iterator[Finding]:
    """Nothing is left to fill in of what `dojo new` has asked for."""
    for path in [kata.text, *python_files(kata)]:
        lines = path.read_text(errors="replace").splitlines() if path.is_file() else []
        for number, line in enumerate(lines, 1):
            if PROMPT in line:
                yield Finding(path, line[line.index(PROMPT) :].removesuffix('"""'), number)


def its_stub_can_be_brought_back(kata: Kata) -> Iterator[Finding]:
    """The copy from which `dojo reset` brings the stub back is the stub."""
    copy = kata.original
    if not (kata.stub.is_file() and copy.is_file() and copy.read_bytes() == kata.stub.read_bytes()):
        yield Finding(copy, "is not the stub as it is now. Run: python -m dojo.learner.stubs")


def no_folder_is_without_its_kata(root: Path) -> Iterator[Finding]:
    """Every folder of solutions/ and tests/right/ has its kata."""
    names = {kata.name for kata in all_katas(root)}
    for tree in (root / "solutions", root / "tests" / "right"):
        for path in entries(tree):
            if path.name not in names:
                yield Finding(path, f"belongs to no kata: there is no katas/{path.name}. Delete it, or add its kata")
