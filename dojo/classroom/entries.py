"""What may lie in a folder or archive that strangers filled: the record of a path, and what is never taken."""

import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Literal, Protocol

from dojo.source import LARGEST

MOST = 100_000
"""Paths that are looked at in one thing handed in: a student's folder, or an archive."""
UPPER = {1: 10, 2: 3}
"""How deep a folder lies -> how many times MOST is looked at in it: it may be a class, and one student alone must not
use up what those after need."""
DEEPEST = 40
"""Folders inside of each other."""
IGNORED = frozenset({
    "__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache",
    ".ipynb_checkpoints", ".benchmarks", ".idea", ".vscode", ".github",
})  # fmt: skip
"""What systems and editors leave behind: nobody handed it in."""
SKIPPED = {
    ".git": "is Git's own folder and was skipped.",
    ".venv": "is a virtual environment and was skipped.",
    "venv": "is a virtual environment and was skipped.",
    "site-packages": "holds installed packages and was skipped.",
    "node_modules": "holds installed packages and was skipped.",
}
ENVIRONMENT = "pyvenv.cfg"
"""The file that makes a folder of any name a virtual environment."""
ARCHIVE = re.compile(r"(?:\.tar)?\.(?:zip|tar|gz|tgz|bz2|xz|7z|rar)$", re.IGNORECASE)
"""How names of archives end; only zip files are unpacked."""


class UnreadableError(Exception):
    """There is no content to be had. The message says why, as the end of a sentence that begins with the path."""


class Source(Protocol):
    """Where contents come from; one for many entries, of which a class has a million."""

    def open(self, parts: tuple[str, ...]) -> BinaryIO:
        """Give a file's content, which may be huge. Raises UnreadableError."""

    def read(self, parts: tuple[str, ...]) -> bytes:
        """Give the whole content of a file as small as an answer. Raises UnreadableError."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One path in what was handed in."""

    parts: tuple[str, ...]
    """From what was handed in; an archive counts as a folder."""
    kind: Literal["file", "folder", "problem", "skipped"]
    words: str = ""
    """What the problem is, or why it was skipped, as the end of a sentence that begins with the path."""
    source: Source | None = None
    """Of files, and only of files."""

    def open(self) -> BinaryIO:
        """Give a file's content, which may be huge. Raises UnreadableError."""
        assert self.source is not None
        return self.source.open(self.parts)

    def read(self) -> bytes:
        """Give the whole content of a file as small as an answer. Raises UnreadableError."""
        assert self.source is not None
        return self.source.read(self.parts)


def most_in(parts: tuple[str, ...], most: int) -> int:
    """Return how many paths are looked at below a path, where `most` is what one student's folder may hold."""
    return most * UPPER.get(len(parts), 1)


def too_deep(parts: tuple[str, ...]) -> Entry:
    """Say that what lies below a path is not looked at."""
    return Entry(parts, "problem", f"lies more than {DEEPEST} folders deep and was not looked at.")


def at_most(most: int, entries: Iterable[Entry], parts: tuple[str, ...]) -> Iterator[Entry]:
    """Yield the first entries, and a problem if there are more."""
    iterator = iter(entries)
    yield from islice(iterator, most)
    if next(iterator, None) is not None:
        yield Entry(parts, "problem", f"holds more than {most:,} files; only the first {most:,} were looked at.")


def is_ignored(name: str) -> bool:
    """Whether a file or folder of this name is nothing that anybody handed in."""
    return name in IGNORED or name.startswith("._")


def oddity(mode: int) -> str:
    """Say why something of this mode, of a disk or an archive, is not taken; "" of files and folders."""
    if stat.S_ISLNK(mode):
        return "is a link, and links are not followed. Hand in the file itself."
    if stat.S_IFMT(mode) and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        return "is no regular file but a pipe, socket or device. Hand in a Python file."
    return ""


def too_large(size: int) -> str:
    """Say that an answer is too large."""
    return f"has {size:,} bytes; at most {LARGEST:,} are read. Hand in the Python file alone."
