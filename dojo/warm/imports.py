"""What a kata's files import, imported before any run is forked: torchvision or matplotlib takes a second each time."""

import ast
import importlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from dojo.model import Kata


def import_for(katas: Iterable[Kata]) -> None:
    """Import what the katas' stubs as they were, tests and solutions import, at their heads or in functions.

    Nothing that a learner has written is looked at. What cannot be read or imported is told by whoever needs it.
    """
    import dojo.torchvision_ops  # noqa: F401  declares operators where the wheels need it

    katas = list(katas)
    ours = {"dojo", *(kata.module for kata in katas)}
    files = [path for kata in katas for path in (kata.original, kata.tests, kata.solution) if path.is_file()]
    for path in files:
        with suppress(SyntaxError, ValueError):
            for name in imported_by(path):
                if name.partition(".")[0] not in ours:
                    _try(name)


def _try(name: str) -> None:
    with suppress(Exception):
        importlib.import_module(name)


def imported_by(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports, each as far as its name certainly is a module's."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
