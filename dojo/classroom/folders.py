"""What lies in a folder that strangers filled: every path by its kind. No link is followed, no pipe waited for."""

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from dojo.classroom.entries import (
    DEEPEST,
    ENVIRONMENT,
    MOST,
    SKIPPED,
    Entry,
    UnreadableError,
    at_most,
    is_ignored,
    most_in,
    oddity,
    too_deep,
    too_large,
)
from dojo.source import LARGEST

RECENT, PAUSE, TRIES = 2.0, 0.02, 5
"""A file written so many seconds ago may still be written to: how long to wait between two looks, how often to look."""

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Disk:
    """A folder in which entries lie by their paths."""

    root: Path

    def open(self, parts: tuple[str, ...]) -> BinaryIO:
        """Open a regular file. Raises UnreadableError."""
        return open_below(self.root, parts)

    def read(self, parts: tuple[str, ...]) -> bytes:
        """Return a content that two looks in a row agree on. Raises UnreadableError."""
        return _read_whole(self.root, parts)


def walk(root: Path) -> Iterator[Entry]:
    """Yield all that is below a folder, sorted by name, parents first."""
    return _below(Disk(root), ())


def _below(disk: Disk, above: tuple[str, ...]) -> Iterator[Entry]:
    if len(above) > DEEPEST:
        yield too_deep(above)
        return
    for entry in _of_folder(disk, above):
        yield entry
        if entry.kind == "folder":
            yield from at_most(most_in(entry.parts, MOST), _below(disk, entry.parts), entry.parts)


def _of_folder(disk: Disk, above: tuple[str, ...]) -> list[Entry]:
    try:
        found = _listed(disk.root, above)
    except OSError as error:
        return [Entry(above, "problem", f"cannot be opened: {error.strerror}.")]
    if above and any(name == ENVIRONMENT for name, _ in found):
        return [Entry(above, "skipped", SKIPPED["venv"])]
    return [_entry(disk, (*above, name), mode) for name, mode in sorted(found) if not is_ignored(name)]


def _listed(root: Path, above: tuple[str, ...]) -> list[tuple[str, int]]:
    """Return names and modes; of a folder with too many, as many as show that there are too many."""
    descriptor = _folder_below(root, above)
    try:
        with os.scandir(descriptor) as found:
            names = islice(found, most_in(above, MOST) + 2)
            return [(item.name, item.stat(follow_symlinks=False).st_mode) for item in names]
    finally:
        os.close(descriptor)


def _entry(disk: Disk, parts: tuple[str, ...], mode: int) -> Entry:
    if words := SKIPPED.get(parts[-1]):
        return Entry(parts, "skipped", words)
    if words := oddity(mode):
        return Entry(parts, "problem", words)
    return Entry(parts, "folder") if stat.S_ISDIR(mode) else Entry(parts, "file", source=disk)


def _folder_below(root: Path, parts: tuple[str, ...]) -> int:
    """Open a folder, link by link of the chain, so that none can be made a link meanwhile."""
    here = os.open(root, FOLDER)
    for part in parts:
        try:
            inner = os.open(part, FOLDER | os.O_NOFOLLOW, dir_fd=here)
        finally:
            os.close(here)
        here = inner
    return here


def open_below(root: Path, parts: tuple[str, ...]) -> BinaryIO:
    """Open a regular file.

    Raises:
        UnreadableError: it is none, or there is none.
    """
    try:
        folder = _folder_below(root, parts[:-1])
        try:
            descriptor = os.open(parts[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}.") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnreadableError("is not a regular file. Hand in a Python file.")
    return os.fdopen(descriptor, "rb")


def _read_whole(root: Path, parts: tuple[str, ...]) -> bytes:
    """Return a content that two looks in a row agree on: none half written, unless its writer pauses longer."""
    for _ in range(TRIES):
        before, written = _look(root, parts)
        if abs(time.time() - written) < RECENT:
            time.sleep(PAUSE)
        if _look(root, parts) == (before, written):
            return before
    raise UnreadableError("changed while it was read. Wait until it is written, and take in the class again.")


def _look(root: Path, parts: tuple[str, ...]) -> tuple[bytes, float]:
    with open_below(root, parts) as file:
        status = os.fstat(file.fileno())
        if status.st_size > LARGEST:
            raise UnreadableError(too_large(status.st_size))
        try:
            return file.read(LARGEST + 1), status.st_mtime
        except OSError as error:
            raise UnreadableError(f"cannot be read: {error.strerror}.") from None
