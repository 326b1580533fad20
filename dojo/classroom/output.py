"""The folder that a grading works and writes in."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dojo.classroom.gradebook import FILE, Gradebook
from dojo.classroom.intake import is_zip
from dojo.learner import CannotError

ANSWERS = ".answers"
"""The folder, in that of the grades, of the copies of all answers, for the time of a grading."""


@contextmanager
def opened(output: Path, submissions: Path) -> Iterator[tuple[Gradebook, Path]]:
    """Open the gradebook, and a folder for answers; one that a killed grader has left is removed.

    The folder is beside the gradebook, whose lock says that nobody else uses it.

    Raises:
        IntakeError: there is nothing handed in at this place; nothing was made.
        CannotError: the folder is part of what was handed in, where it would be taken for a student's.
        GradebookError: the gradebook cannot be used.
        OSError: the folder cannot be made.
    """
    is_zip(submissions)
    if output.resolve().is_relative_to(submissions.resolve()):
        raise CannotError(
            f"cannot put grades into {output}, because that is part of what was handed in: "
            "name a folder outside of it, with --output"
        )
    output.mkdir(parents=True, exist_ok=True)
    folder = output / ANSWERS
    with Gradebook(output / FILE) as book:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(mode=0o700)
        try:
            yield book, folder.resolve()
        finally:
            _remove(folder)


def _remove(folder: Path) -> None:
    """Remove the copies also if Ctrl-C comes just now: pressed twice, the second often does."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except KeyboardInterrupt:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all.

    Raises:
        OSError: it cannot be written; names the file, which a full disk's own error does not.
    """
    path.parent.mkdir(exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="")
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink()
        raise OSError(error.errno, error.strerror, str(path)) from None
