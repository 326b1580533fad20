"""What a grade depends on: decided once, the same for the grader and for every process that judges for it."""

import hashlib
import os
import platform
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

import dojo
from dojo.classroom.records import Terms
from dojo.model import Kata

PACKAGE = Path(str(dojo.__file__)).parent
COMMANDS = ("author", "learner", "classroom")
"""Folders of dojo that judge nothing."""


def terms_of(kata: Kata, seed: int) -> Terms:
    """Return what grades of a kata depend on, besides the answer.

    Raises:
        OSError: its tests cannot be read.
    """
    return Terms(tests_digest(kata), seed)


def tests_digest(kata: Kata) -> str:
    """Return a digest of all files of a kata that its verdicts and the mistakes named with them are drawn from.

    Raises:
        OSError: its tests cannot be read.
    """
    solutions = [kata.solution, *kata.mistakes] if kata.solution.is_file() else []
    files = [kata.tests, *kata.data, *solutions]
    stamps = ((status.st_mtime_ns, status.st_size, status.st_ino) for status in map(os.stat, files))
    return _digest_once(tuple(zip(files, stamps, strict=True)), kata.root)


@cache
def judge_digest() -> str:
    """Return a digest of the code that judges, as it was at the first call in this process."""
    files = [file for file in sorted(PACKAGE.rglob("*.py")) if file.relative_to(PACKAGE).parts[0] not in COMMANDS]
    return _digest([*files, PACKAGE / "classroom" / "judging.py"], PACKAGE)


@cache
def versions() -> str:
    """Return what grades in this process, for people; does not import torch."""
    ours = f"torch-katas {version('torch-katas')} ({judge_digest()[:8]})"
    return f"Python {platform.python_version()}, torch {version('torch')}, {ours}"


@lru_cache(maxsize=64)
def _digest_once(stamped: tuple[tuple[Path, object], ...], root: Path) -> str:
    """Read files once only while they stay as they are: this is asked after each answer, and a kata has a hundred."""
    return _digest([file for file, _ in stamped], root)


def _digest(files: Iterable[Path], root: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        digest.update(f"{file.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
