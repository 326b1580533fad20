"""Which files stand behind `import backprop`: the learner's, the solution, someone's folder, or a known mistake."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import CodeType, ModuleType

from dojo.catalog import all_katas
from dojo.model import Kata


class SourceError(Exception):
    """There is nothing to judge at this place. The message says why, and what to name instead."""


@dataclass(frozen=True)
class Source:
    """A place where implementations of katas are: a folder, one file of a kata, or a mistake's file."""

    root: Path
    path: Path

    @property
    def label(self) -> str:
        """The source as people read it."""
        return str(self.path.relative_to(self.root)) if self.path.is_relative_to(self.root) else str(self.path)

    @property
    def is_mistake(self) -> bool:
        """Whether this is the file of a known mistake, which is laid over the reference solution."""
        solutions = self.root / "solutions"
        return self.path.is_file() and self.path.parent.name == "mistakes" and self.path.is_relative_to(solutions)

    def layers(self, kata: Kata) -> tuple[Path, ...]:
        """Return the files to execute one after the other in one namespace, to get this source's module of a kata.

        Raises:
            SourceError: this source has no implementation of the kata.
        """
        if self.is_mistake:
            if self.path.parent != kata.solution.parent / "mistakes":
                raise SourceError(
                    f"{self.label} is not a mistake of {kata.name}. Run the tests of its own kata instead."
                )
            return kata.solution, self.path
        if self.path.is_file():
            if self.path.stem != kata.module:
                raise SourceError(
                    f"{self.label} is not an answer to {kata.name}, whose file is named {kata.module}.py."
                )
            return (self.path,)
        candidates = [self.path / kata.name / f"{kata.module}.py", self.path / f"{kata.module}.py"]
        for candidate in candidates:
            if candidate.is_file():
                return (candidate,)
        looked = " and ".join(str(candidate) for candidate in candidates)
        raise SourceError(f"{self.label} holds no answer to {kata.name}. Looked for {looked}.")


def resolve(text: str, root: Path, cwd: Path) -> Source:
    """Return the source that the option `--source TEXT` names: a path from the current folder, or from the repository.

    Raises:
        SourceError: there is no such file or folder, or it holds no kata's file.
    """
    for base in (cwd, root):
        path = (base / text).resolve()
        if path.exists() and (path.is_dir() or path.suffix == ".py"):
            break
    else:
        raise SourceError(
            f"--source {text}: there is no such folder or Python file, looked from {cwd} and from {root}. "
            "Name a folder with answers, one answer's file, or `solutions`."
        )
    source = Source(root, path)
    katas = all_katas(root)
    if not any(_has(source, kata) for kata in katas):
        files = ", ".join(f"{kata.module}.py" for kata in katas)
        raise SourceError(
            f"--source {text}: {path} holds no kata's file. "
            f"Wanted one of {files}, in the folder itself or in a folder named as the kata."
        )
    return source


def _has(source: Source, kata: Kata) -> bool:
    try:
        source.layers(kata)
    except SourceError:
        return False
    return True


LARGEST = 2 << 20
"""Bytes that an answer's file may have."""


def read_answer(source: Source, kata: Kata) -> dict[Path, bytes]:
    """Return the text of each of a source's files, in the order in which to execute them.

    Nothing is read that lies elsewhere or is no regular file, for the files may be a stranger's: a link to the
    solution, a pipe that never ends.

    Raises:
        SourceError: there is no such file, or it cannot be read.
    """
    return {path: _read(path, None if source.is_mistake else source.path) for path in source.layers(kata)}


def _read(path: Path, inside: Path | None) -> bytes:
    try:
        if inside is not None and not path.resolve().is_relative_to(inside.resolve()):
            raise SourceError(
                f"{path.name} is a link to a file that is not part of this answer. Hand in the file itself."
            )
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise SourceError(f"{path.name} is not a regular file. Hand in a Python file.")
            if status.st_size > LARGEST:
                raise SourceError(f"{path.name} has {status.st_size:,} bytes; at most {LARGEST:,} are read.")
            return file.read(LARGEST)
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read: {error.strerror}.") from None


def load(kata: Kata, layers: tuple[Path, ...], read: Callable[[Path], bytes] = Path.read_bytes) -> ModuleType:
    """Execute the files in one new namespace and return it as a module.

    A new namespace for each test: what one call leaves in a global cannot decide about another test.
    Whatever the files raise passes through.

    Args:
        kata: whose module it is.
        layers: the files, executed one after the other.
        read: where their texts come from, if not from the files.
    """
    module = ModuleType(kata.module)
    module.__file__ = str(layers[-1])
    for layer in layers:
        exec(_compiled(layer, read(layer)), module.__dict__)
    return module


@lru_cache(maxsize=256)
def _compiled(path: Path, text: bytes) -> CodeType:
    return compile(text, path, "exec", dont_inherit=True)
