"""What lies in zip files that strangers made. Nothing is unpacked to disk; no path is made of a member's name."""

import io
import re
import struct
import zipfile
import zlib
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO

from dojo.classroom.entries import (
    ARCHIVE,
    DEEPEST,
    ENVIRONMENT,
    MOST,
    SKIPPED,
    UPPER,
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

NESTED = 2
"""Archives inside of each other: an export of zip files, and no more."""
LARGEST_ARCHIVE = 64 << 20
"""Bytes that an archive in an archive may have, for it is unpacked in memory."""
RATIO = 200
"""How many times its packed size a member may have; Python text shrinks to a fifth."""
LARGEST_TABLE = 16 << 20
"""Bytes that an archive's table of contents may have."""
OPEN = 4
"""Archives open at a time."""
BROKEN = "is a broken zip file. Make it anew, or hand in the files themselves."
LONGEST = 255
"""Characters that a file's name may have."""


class _Source:
    """A file that refuses a long read at once: zipfile reads a table of contents whole, of any length."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(min(size, LARGEST_TABLE + 1) if size >= 0 else LARGEST_TABLE + 1)
        if len(content) > LARGEST_TABLE:
            raise UnreadableError("is an archive of too many files. Hand in the Python files alone.")
        return content


class Shelf:
    """Archives that were opened, the latest few of them: their files are mostly read one after the other."""

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[str, ...], tuple[zipfile.ZipFile, BinaryIO]] = OrderedDict()
        self._taken: Counter[tuple[str, ...]] = Counter()

    def __enter__(self) -> "Shelf":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        while self._open:
            self._close_oldest()

    def archive(self, entry: Entry) -> zipfile.ZipFile:
        """Return the open archive of an entry.

        Raises:
            UnreadableError: it is none.
        """
        if entry.parts not in self._open:
            file = entry.open()
            try:
                self._open[entry.parts] = zipfile.ZipFile(_Source(file)), file
            except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError):
                file.close()
                raise UnreadableError(BROKEN) from None
            except BaseException:
                file.close()
                raise
        self._open.move_to_end(entry.parts)
        while len(self._open) > OPEN:
            self._close_oldest()
        return self._open[entry.parts][0]

    def take(self, parts: tuple[str, ...]) -> None:
        """Count a path that came out of an archive, for all above it whose paths together have a limit."""
        self._taken.update(parts[:depth] for depth in range(1, min(len(parts), len(UPPER) + 2)))

    def is_full(self, parts: tuple[str, ...]) -> bool:
        """Whether so much has come out of archives beside this one that it is not unpacked any more."""
        above = [parts[:depth] for depth in range(1, min(len(parts), len(UPPER) + 2))]
        return any(self._taken[one] >= most_in(one, MOST) for one in above)

    def _close_oldest(self) -> None:
        archive, file = self._open.popitem(last=False)[1]
        archive.close()
        file.close()


def unpacked(entries: Iterable[Entry], shelf: Shelf, nested: int = 0) -> Iterator[Entry]:
    """Yield the entries, and what is in those that are archives, each archive as a folder."""
    for entry in entries:
        archive = ARCHIVE.search(entry.parts[-1]) if entry.kind == "file" else None
        if not archive:
            yield entry
            continue
        yield Entry(entry.parts, "folder")
        if archive[0].lower() != ".zip":
            yield Entry(entry.parts, "problem", "is an archive that is not unpacked. Hand in a zip file, or the files.")
        elif nested >= NESTED:
            yield Entry(entry.parts, "problem", "is a zip file in a zip file in a zip file. Hand in the files.")
        elif shelf.is_full(entry.parts):
            yield Entry(entry.parts, "problem", "was not unpacked: archives beside it hold too many files already.")
        else:
            for inner in unpacked(_members(entry, shelf), shelf, nested + 1):
                if nested == 0:  # what comes out of inner archives comes by here, too
                    shelf.take(inner.parts)
                yield inner


def _members(archive: Entry, shelf: Shelf) -> Iterator[Entry]:
    try:
        found = shelf.archive(archive).infolist()
    except UnreadableError as error:
        return iter([Entry(archive.parts, "problem", str(error))])
    entries = (_member(archive, info, shelf) for info in found if not any(map(is_ignored, _names(info))))
    return at_most(most_in(archive.parts, MOST), _without_environments(list(entries)), archive.parts)


def _names(info: zipfile.ZipInfo) -> list[str]:
    """Split a member's name, also where a careless program wrote it with the separator of Windows."""
    return [name for name in re.split(r"[/\\]", _path(info)) if name not in ("", ".")]


def _path(info: zipfile.ZipInfo) -> str:
    """Return a member's path; macOS writes UTF-8 and does not say so."""
    try:
        return info.filename if info.flag_bits & 0x800 else info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename


def _member(archive: Entry, info: zipfile.ZipInfo, shelf: Shelf) -> Entry:
    path, names = _path(info), _names(info)
    parts = (*archive.parts, *names)
    if not names or ".." in names or path.startswith(("/", "\\")) or re.match("[A-Za-z]:", path):
        return Entry((*archive.parts, path), "problem", "leads out of its archive by its name. Zip a folder.")
    if len(names) > DEEPEST:
        return too_deep(parts[: len(archive.parts) + DEEPEST])
    if max(map(len, names)) > LONGEST:
        return Entry(parts, "problem", f"has a name of more than {LONGEST} characters. Name it as the kata's file.")
    if words := oddity(info.external_attr >> 16):
        return Entry(parts, "problem", words)
    if info.is_dir():
        return Entry(parts, "folder")
    if info.flag_bits & 1:
        return Entry(parts, "problem", "is encrypted. Zip it without a password.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Entry(parts, "problem", "is packed in a way that is not unpacked here. Make a common zip file.")
    return Entry(parts, "file", source=Member(archive, info, shelf))


def _without_environments(entries: list[Entry]) -> Iterator[Entry]:
    """Replace what is below folders that are skipped by one entry each."""
    environments = {entry.parts[:-1] for entry in entries if entry.parts[-1] == ENVIRONMENT}
    told = set()
    for entry in entries:
        for depth, name in enumerate(entry.parts, 1):
            above = entry.parts[:depth]
            if name in SKIPPED or above in environments:
                if above not in told:
                    yield Entry(above, "skipped", SKIPPED.get(name, SKIPPED["venv"]))
                told.add(above)
                break
        else:
            yield entry


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, where its name alone would not do: there may be several of one name."""

    archive: Entry
    info: zipfile.ZipInfo
    shelf: Shelf

    def open(self, parts: tuple[str, ...]) -> BinaryIO:  # noqa: ARG002
        """Unpack an archive in memory. Raises UnreadableError."""
        return io.BytesIO(_read(self.archive, self.info, self.shelf, LARGEST_ARCHIVE))

    def read(self, parts: tuple[str, ...]) -> bytes:  # noqa: ARG002
        """Return the whole content, which its checksum vouches for. Raises UnreadableError."""
        return _read(self.archive, self.info, self.shelf, LARGEST)


def _read(archive: Entry, info: zipfile.ZipInfo, shelf: Shelf, most: int) -> bytes:
    if info.file_size > most:
        raise UnreadableError(too_large(info.file_size) if most == LARGEST else "is too large for a zip in a zip.")
    if info.file_size > RATIO * max(info.compress_size, 1024):
        raise UnreadableError("unpacks to hundreds of times its size, and is not unpacked. Hand in the Python file.")
    try:
        with shelf.archive(archive).open(info) as file:
            return file.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, struct.error):
        raise UnreadableError("is broken in its zip file, or changed while it was read. Make the zip anew.") from None
