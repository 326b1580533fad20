"""The folder that a grading works and writes in."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dojo.classroom.gradebook import FILE, Gradebook

ANSWERS = ".answers"
"""The folder, in that of the grades, of the copies of all answers, for the time of a grading."""


@contextmanager
def opened(output: Path) -> Iterator[tuple[Gradebook, Path]]:
    """Open the gradebook, and a folder for answers; one that a killed grader has left is removed.

    The folder is beside the gradebook, whose lock says that nobody else uses it.
    """
    output.mkdir(parents=True, exist_ok=True)
    folder = output / ANSWERS
    with Gradebook(output / FILE) as book:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(mode=0o700)
        try:
            yield book, folder.resolve()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8", newline="")
    unfinished.replace(path)
