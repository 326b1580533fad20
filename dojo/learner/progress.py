"""What a learner has reached, in one plain file: progress.json, at the top of the repository.

It stands there, in the open, so that it can be read, copied to another machine or deleted; git ignores it. It holds no
path and nothing secret, and it proves nothing: a learner can edit it. Grades are made elsewhere.
"""

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from dojo.learner import CannotError, reason

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

FILE = "progress.json"
VERSION = 1
PATIENCE = 2.0
"""Seconds to wait for another run that is writing; it needs milliseconds."""

Record = TypeVar("Record")


@dataclass(frozen=True)
class Verdict:
    """The last verdict of one graded test."""

    title: str
    outcome: str
    points: int
    function: str
    """The learner's function that it was about, "" where none was called."""
    when: str
    """UTC, ISO 8601."""
    answer: str
    """Digest of the learner's file at that time."""
    tests: str
    """Digest of the graded tests at that time."""


@dataclass(frozen=True)
class KataRecord:
    """What is known of one kata."""

    passed: str = ""
    """When all its tests were passed for the first time, "" if they never were."""
    hints: dict[str, int] = field(default_factory=dict)
    """How many hints were shown, by function."""
    tests: dict[str, Verdict] = field(default_factory=dict)
    """By the test's name with its parameters, as in "test_count_counts[none]"."""


@dataclass(frozen=True)
class Progress:
    """What is known of all katas."""

    katas: dict[str, KataRecord] = field(default_factory=dict)
    notice: str = ""
    """What the reader must be told about the file, "" if nothing; not kept in it."""

    def of(self, kata: str) -> KataRecord:
        """What is known of one kata."""
        return self.katas.get(kata, KataRecord())

    def having(self, kata: str, record: KataRecord) -> "Progress":
        """The same with another record of one kata."""
        return replace(self, katas=dict(sorted({**self.katas, kata: record}.items())))


class ProgressError(CannotError):
    """The file cannot be read or written. The message is one line, with the remedy."""


class _DamagedError(Exception):
    """The file's content is not what this module writes."""


def load(root: Path) -> Progress:
    """Read the progress; none if there is no file.

    A damaged file is kept aside under another name, and the progress's notice names it.

    Raises:
        ProgressError: the file cannot be read, or a newer version of dojo has written it.
    """
    try:
        return _read(root)
    except _DamagedError:
        with _alone(root):
            return _read_or_set_aside(root)


def update(root: Path, change: Callable[[Progress], Progress]) -> Progress:
    """Change what the file holds now and write it back, as a whole or not at all.

    Two runs at once lose nothing: one waits for the other. Where the system has no such locks (Windows, some network
    drives), the last one to write wins.

    Raises:
        ProgressError: the file cannot be read or written; it is as it was.
    """
    with _alone(root):
        progress = change(_read_or_set_aside(root))
        _write(root, progress)
    return progress


def _read(root: Path) -> Progress:
    path = root / FILE
    try:
        plain = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Progress()
    except OSError as error:
        raise ProgressError(f"cannot read {path}, because {reason(error)}: make it readable, or delete it") from None
    except (ValueError, RecursionError) as error:
        raise _DamagedError(str(error)) from None
    version = plain.get("version") if isinstance(plain, dict) else None
    if type(version) is int and version > VERSION:
        raise ProgressError(
            f"cannot read {path}, because a newer torch-katas has written it: update this one, or move the file away"
        )
    try:
        if version != VERSION:
            raise TypeError(f"version is {version!r}")
        return Progress({name: _kata_record(record) for name, record in plain["katas"].items()})
    except (AttributeError, KeyError, TypeError) as error:
        raise _DamagedError(str(error)) from None


def _kata_record(plain: dict[str, Any]) -> KataRecord:
    tests = {name: _checked(Verdict(**test)) for name, test in plain["tests"].items()}
    hints = plain["hints"]
    if any(type(number) is not int for number in hints.values()):
        raise TypeError("hints are counted in whole numbers")
    return _checked(KataRecord(**{**plain, "tests": tests}))


def _checked(record: Record) -> Record:
    for entry in fields(record):  # type: ignore[arg-type]  # only records of this module come here
        if isinstance(entry.type, type) and type(getattr(record, entry.name)) is not entry.type:
            raise TypeError(f"{entry.name} is {getattr(record, entry.name)!r}")
    return record


def _read_or_set_aside(root: Path) -> Progress:
    try:
        return _read(root)
    except _DamagedError as error:
        path = root / FILE
        number = 1
        while (aside := root / f"progress.damaged-{number}.json").exists():
            number += 1
        try:
            path.rename(aside)
        except OSError as why:
            raise ProgressError(
                f"cannot use {path}, because it is damaged ({error}) and cannot be renamed ({reason(why)}): delete it"
            ) from None
        return Progress(
            notice=f"{FILE} is damaged ({error}). It is kept as {aside.name}, and what you reached is counted anew."
        )


def _write(root: Path, progress: Progress) -> None:
    path = (root / FILE).resolve()  # a link to another place stays a link
    unfinished = path.with_name(f".{FILE}.{os.getpid()}")
    plain = {"version": VERSION, "katas": {name: asdict(record) for name, record in progress.katas.items()}}
    try:
        unfinished.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise ProgressError(
            f"cannot keep your progress in {path}, because {reason(error)}: see that the folder can be written to"
        ) from None


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Keep other processes from writing. What is locked is the folder, so that no file is left for it."""
    if fcntl is None:
        yield
        return
    try:
        folder = os.open(root, os.O_RDONLY)
    except OSError as error:
        raise ProgressError(f"cannot open {root}, because {reason(error)}: make the folder readable") from None
    try:
        until = time.monotonic() + PATIENCE
        while not _locked(folder) and time.monotonic() < until:
            time.sleep(0.005)
        yield
    finally:
        os.close(folder)


def _locked(folder: int) -> bool:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a drive without locks
        return True
    return True
