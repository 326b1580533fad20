"""A kata's files in the learner's editor."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from dojo.learner import CannotError, reason


def editor(environment: Mapping[str, str]) -> tuple[list[str], str] | None:
    """Return the editor's command and who names it: $VISUAL, $EDITOR, or VS Code if it is installed; None without any.

    What the desktop opens a .py file with is not asked, for on some systems it executes the file.
    """
    for name in ("VISUAL", "EDITOR"):
        if environment.get(name, "").strip():
            return _words(environment[name]), f"${name}"
    code = shutil.which("code", path=environment.get("PATH"))
    return ([code], "VS Code") if code else None


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command, posix=os.name != "nt")
    except ValueError:  # an open quotation mark
        return [command]


def open_files(paths: Sequence[Path], command: Sequence[str], named_by: str) -> None:
    """Open files and wait until the editor returns, which one with windows of its own may do at once.

    Raises:
        CannotError: there is no such editor, or it ends with an error.
    """
    try:
        done = subprocess.run([*command, *map(str, paths)], check=False)
    except OSError as error:
        raise CannotError(
            f"cannot open {paths[0]}, because {named_by} is {' '.join(command)!r} and of that "
            f"{reason(error)}: set $EDITOR to a command that does"
        ) from None
    if done.returncode:
        raise CannotError(
            f"cannot say that {paths[0]} was opened, because {' '.join(command)!r} ended with exit code "
            f"{done.returncode}: look at what it printed"
        )
