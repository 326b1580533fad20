"""Every kata's stub as it was, to bring back what a learner has overwritten.

A copy of each stub is kept in katas/.stubs/, under the stub's own path. Git is no source: learners commit their
answers, and a handout may be a zip file. The copies are part of the repository; `python -m dojo.learner.stubs` renews
them after an author has changed a stub, and a test says when that was forgotten.
"""

import shutil
from pathlib import Path

from dojo.catalog import all_katas
from dojo.learner import CannotError, reason
from dojo.learner.place import find_root
from dojo.model import Kata


def is_untouched(kata: Kata) -> bool:
    """Whether the learner's file is the stub.

    Raises:
        CannotError: there is no copy of the stub.
    """
    return kata.stub.is_file() and kata.stub.read_bytes() == _stub_text(kata)


def restore(kata: Kata) -> Path | None:
    """Put the stub in the place of the learner's file; return where that is kept now, None if there was none.

    Raises:
        CannotError: there is no copy of the stub, or a file cannot be written. The learner's file is then as it was, or
            in the backup.
    """
    text = _stub_text(kata)
    backup = None
    try:
        if kata.stub.is_file():
            backup = _backup(kata)
        kata.stub.write_bytes(text)
    except OSError as error:
        kept = f" (your file is kept as {backup})" if backup else ""
        raise CannotError(
            f"cannot reset {kata.stub}, because {reason(error)}{kept}: "
            f"see that there is room and that it and {kata.root / 'backups'} can be written to"
        ) from None
    return backup


def _stub_text(kata: Kata) -> bytes:
    try:
        return kata.original.read_bytes()
    except OSError:
        raise CannotError(
            f"cannot reset {kata.name}, because there is no copy of its stub at {kata.original}: "
            "bring that back from where you have the katas from"
        ) from None


def _backup(kata: Kata) -> Path:
    """Copy the learner's file to backups/, under the first number that is free."""
    folder = kata.root / "backups" / kata.name
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        backup = folder / f"{kata.module}-{number}.py"
        try:
            backup.touch(exist_ok=False)
        except FileExistsError:
            number += 1
            continue
        try:
            shutil.copy2(kata.stub, backup)
        except OSError:
            backup.unlink()  # half a backup is none
            raise
        return backup


def renew(root: Path) -> list[Path]:
    """Copy every stub that differs from its copy, and return the copies written."""
    written = []
    for kata in all_katas(root):
        copy = kata.original
        if not copy.is_file() or copy.read_bytes() != kata.stub.read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(kata.stub.read_bytes())
            written.append(copy)
    return written


if __name__ == "__main__":
    here = find_root(None)
    print(*(f"renewed {path.relative_to(here)}" for path in renew(here)), sep="\n")
