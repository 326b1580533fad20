"""What may go wrong around the grading of a class: it is told with a remedy, nothing is lost, and it works again after.

Judging is replaced by a count of passes, so that each case takes milliseconds; one class is really judged, by graders
that are killed.
"""

import csv
import ctypes
import errno
import itertools
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dojo.ask import Ask
from dojo.classroom.entries import Entry
from dojo.classroom.folders import walk
from dojo.classroom.gradebook import FILE, Gradebook
from dojo.cli import main
from dojo.model import Check, Kata, Result
from dojo.warm.client import Warm
from tests.bench.faults import Trial, disturb
from tests.tiny import make_tiny, write


@dataclass
class School:
    """A repository, a class, and the grader's command."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    judged: list[str] = field(default_factory=list)
    """What was judged, in turn."""
    at: tuple[int, Callable[[], None]] | None = None
    """After how many answers something happens, and what."""

    def __post_init__(self) -> None:
        self.root, self.handed_in, self.output = (self.folder / name for name in ("repository", "class", "out"))
        make_tiny(self.root)

    def put(self, **answers: str) -> None:
        """Let students hand in."""
        for student, text in answers.items():
            write(self.handed_in / student / "tiny.py", text)

    def grade(self, *options: str) -> tuple[int, str]:
        """Run the command; return its exit code and what it says, in one line."""
        command = ["--root", str(self.root), "grade", str(self.handed_in), "--kata", "01_tiny", "--seed", "7"]
        code = main([*command, "--output", str(self.output), *options])
        return code, " ".join(self.capsys.readouterr().err.split())

    def refused(self, *words: str) -> None:
        """Run the command, which cannot do what it should, and says so in these words."""
        code, said = self.grade()
        assert code == 1
        for word in ("cannot", *words):
            assert word in said, said

    def points(self) -> dict[str, str]:
        """Return what was handed on: points by student."""
        rows = csv.DictReader((self.output / "grades.csv").read_text().splitlines())
        return {row["student"]: row["01_tiny"] for row in rows}

    def kept(self) -> dict[str, int]:
        """Return what is in the gradebook."""
        with Gradebook(self.output / FILE) as book:
            return {one.submission.student: one.result.points for one in book.latest()}


@pytest.fixture
def school(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> School:
    """Two students, whose answers are worth as many points as they have letters p."""
    school = School(tmp_path, capsys)
    school.put(ada="ppp", bob="p")

    def judge(_: Warm, kata: Kata, ask: Ask, *__: Any, **___: Any) -> Result:
        (layer,) = ask.source.layers(kata)
        text = layer.read_text()
        school.judged.append(text)
        if school.at is not None and len(school.judged) == school.at[0]:
            school.at[1]()
        checks = [
            Check(kata.name, f"test_{number}", "It passes.", 1, "passed" if number < text.count("p") else "failed")
            for number in range(4)
        ]
        return Result(kata.name, ask.source.label, ask.seed, tuple(checks), tier="full")

    monkeypatch.setattr(Warm, "judge", judge)
    return school


def works(school: School) -> bool:
    """Whether all are graded by the same command, and nothing unfinished lies about."""
    code, said = school.grade()
    left = [path for path in school.output.rglob("*") if path.name.startswith(".")]
    return (code, school.points(), left) == (0, {"ada": "3", "bob": "1"}, []) or pytest.fail(said)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_graders_that_are_killed_again_and_again_lose_nothing_and_leave_nothing(tmp_path: Path) -> None:
    trial = Trial(tmp_path, students=24, workers=1)
    told = list(disturb(trial, kills=3, draw=random.Random(4)))
    assert not trial.faults, told


def test_what_a_killed_grader_has_left_is_cleared_and_gone_on_with(school: School) -> None:
    assert works(school)
    write(school.output / ".answers" / "0001" / "01_tiny" / "tiny.py", "left")
    write(school.output / ".grades.csv.unfinished", "left")
    assert works(school)
    assert sorted(school.judged) == ["p", "ppp"]


def test_the_output_is_a_file(school: School) -> None:
    school.output.write_text("not a folder")
    school.refused("out is no folder", "name another folder with --output")
    assert school.output.read_text() == "not a folder"
    school.output.unlink()
    assert works(school)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("feedback", "is no folder: move it away"),
        ("grades.csv/old", "is a folder, where a file is to be: move it away"),
    ],
    ids=["a file in the place of a folder", "a folder in the place of a file"],
)
def test_something_else_stands_where_grades_go(school: School, name: str, words: str) -> None:
    write(school.output / name, "mine")
    school.refused(f"{name.partition('/')[0]} {words}")
    assert (school.output / name).read_text() == "mine"
    assert school.kept() == {"ada": 3, "bob": 1}
    (school.output / name.partition("/")[0]).rename(school.folder / "moved away")
    assert works(school)
    assert len(school.judged) == 2


@pytest.mark.parametrize("place", [".", "grades", "ada/grades"])
def test_the_output_is_part_of_what_was_handed_in(school: School, place: str) -> None:
    before = sorted(school.handed_in.rglob("*"))
    school.output, output = school.handed_in / place, school.output
    school.refused("part of what was handed in", "name a folder outside of it, with --output")
    assert sorted(school.handed_in.rglob("*")) == before
    school.output = output
    assert works(school)


def test_submissions_that_may_not_be_read_are_told(school: School) -> None:
    with as_an_ordinary_user(), closed(school.handed_in, 0):
        school.refused("cannot be opened: Permission denied. Make it readable")
    assert works(school)


def test_one_folder_that_may_not_be_read_costs_nobody_else_a_grade(school: School) -> None:
    with as_an_ordinary_user(), closed(school.handed_in / "bob", 0):
        code, said = school.grade()
    assert (code, school.points()) == (0, {"ada": "3", "bob": "0"})
    assert "not graded: bob: it cannot be opened: Permission denied" in said
    assert works(school)


@pytest.mark.parametrize("made", [False, True], ids=["before the first run", "after it"])
def test_an_output_folder_that_may_not_be_written_to_is_told(school: School, made: bool) -> None:
    if made:
        assert works(school)
        school.put(bob="pp")
    else:
        school.output.mkdir()
    with as_an_ordinary_user(), closed(school.output, 0o555), closed_file(school.output / FILE):
        school.refused("gradebook.sqlite", "writable")
    school.put(bob="p")
    assert works(school)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(lambda book: book.write_text("Dear diary" * 1000), "is no gradebook, or damaged", id="a text"),
        pytest.param(lambda book: of_version(book, 99), "is a gradebook of version 99", id="of another version"),
        pytest.param(lambda book: of_something_else(book), "is a database of something else", id="of something else"),
        pytest.param(lambda book: damaged(book), "damaged", id="damaged"),
    ],
)
def test_a_gradebook_that_cannot_be_used_is_left_alone(
    school: School, spoil: Callable[[Path], object], words: str
) -> None:
    book = school.output / FILE
    assert works(school)
    if "something else" in words:
        book.unlink()
    spoil(book)
    before = book.read_bytes()
    school.refused(words, "It is left as it was")
    assert book.read_bytes() == before
    book.rename(school.folder / "moved away")
    assert works(school)


def test_a_second_grader_is_told_of_the_first(school: School) -> None:
    assert works(school)
    with Gradebook(school.output / FILE):
        school.refused("another grader", "wait until that has ended")
    assert works(school)
    assert len(school.judged) == 2


@pytest.mark.parametrize("after", [0, 1, 20])
def test_a_full_disk_ends_the_grading_and_loses_no_grade(school: School, after: int) -> None:
    school.put(**{f"more{number}": f"{number} {'p' * (number % 4)}" for number in range(40)})
    with small_disk(school.output) as fill:
        if after == 0:
            fill()
        school.at = after, fill
        school.refused("the disk is full: make room, then run the same command again")
        (school.output / "filler").unlink()
        kept, judged = len(school.kept()), len(school.judged)
        assert after // 2 <= kept <= judged
        code, said = school.grade()
        assert (code, len(school.points()), len(school.judged) - judged) == (0, 42, 42 - kept), said


def test_a_limit_of_file_sizes_ends_the_grading_and_loses_no_grade(school: School) -> None:
    resource = pytest.importorskip("resource", reason="Windows limits no file sizes")
    school.put(**{f"more{number}": f"{number} {'p' * (number % 4)}" for number in range(40)})
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
    try:
        school.refused(
            "write to the gradebook", "files may not grow so far", "make room, then run the same command again"
        )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    kept, judged = len(school.kept()), len(school.judged)
    assert 0 < kept < 42
    code, said = school.grade()
    assert (code, len(school.points()), len(school.judged) - judged) == (0, 42, 42 - kept), said


@pytest.mark.parametrize("name", ["grades.csv", "results.json", "feedback/ada", "gradescope/bob"])
def test_a_disk_that_is_full_when_grades_are_handed_on_keeps_what_was_there(
    school: School, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    assert works(school)
    before = (school.output / "grades.csv").read_bytes()
    school.put(bob="pp")
    real = Path.write_text

    def full(path: Path, text: str, *arguments: Any, **options: Any) -> int:
        if name.rpartition("/")[2] in path.name:
            real(path, text[: len(text) // 2], *arguments, **options)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, text, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", full)
        school.refused(name.rpartition("/")[2], "the disk is full: make room, then run the same command again")
    if name == "grades.csv":
        assert (school.output / "grades.csv").read_bytes() == before
    assert not [path for path in school.output.rglob("*") if path.name.endswith(".unfinished")]
    assert school.kept() == {"ada": 3, "bob": 2}
    school.put(bob="p")
    assert works(school)


def test_an_answer_that_is_removed_while_the_class_is_read_is_told(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    def walked(root: Path) -> Iterator[Entry]:
        yield from walk(root)
        (school.handed_in / "bob" / "tiny.py").unlink()

    with monkeypatch.context() as patch:
        patch.setattr("dojo.classroom.intake.walk", walked)
        code, said = school.grade()
    assert (code, school.points()) == (0, {"ada": "3", "bob": "0"})
    assert "not graded: bob/tiny.py: it cannot be read: No such file or directory" in said
    school.put(bob="p")
    assert works(school)


def test_an_answer_that_is_exchanged_all_the_time_is_graded_as_it_was_once_or_told(school: School) -> None:
    file, draft, done = school.handed_in / "bob" / "tiny.py", school.folder / "draft", threading.Event()
    versions = ["a" * 500_000, "b" * 400_000]

    def exchange() -> None:
        for version in itertools.cycle(versions):
            draft.write_text(version)
            draft.replace(file)
            if done.is_set():
                return

    thread = threading.Thread(target=exchange)
    thread.start()
    try:
        code, said = school.grade()
    finally:
        done.set()
        thread.join()
    assert code == 0
    assert set(school.judged) <= {"ppp", "p", *versions}
    assert len(school.judged) == 2 or "not graded: bob/tiny.py: it changed while it was read" in said
    school.put(bob="p")
    assert works(school)


def test_a_clock_that_jumps_backwards_changes_nothing(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    hours = itertools.count()
    real = time.time
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: real() - 3600 * next(hours))
        school.put(ada="pp", bob="p p")
        assert school.grade()[0] == 0
    connection = sqlite3.connect(school.output / FILE)
    connection.execute("UPDATE grades SET graded = '2199-01-01T00:00:00+00:00'")  # what was graded before the jump
    connection.commit()
    connection.close()
    school.put(ada="ppp", bob="p")
    os.utime(school.handed_in / "ada" / "tiny.py", (8e9, 8e9))
    assert works(school)
    assert works(school)
    assert len(school.judged) == 4


def of_version(book: Path, version: int) -> None:
    """Mark a gradebook as written by another torch-katas."""
    connection = sqlite3.connect(book)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


def of_something_else(book: Path) -> None:
    """Make a database that is no gradebook."""
    connection = sqlite3.connect(book)
    connection.execute("CREATE TABLE diary (dear TEXT)")
    connection.close()


def damaged(book: Path) -> None:
    """Write over the pages after the first."""
    content = book.read_bytes()
    book.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))


@contextmanager
def closed(folder: Path, mode: int) -> Iterator[None]:
    """Take rights from a folder."""
    before = folder.stat().st_mode
    folder.chmod(mode)
    try:
        yield
    finally:
        folder.chmod(before)


@contextmanager
def closed_file(file: Path) -> Iterator[None]:
    """Let a file be read alone, if it is there."""
    with closed(file, 0o444) if file.exists() else nullcontext():
        yield


@contextmanager
def as_an_ordinary_user() -> Iterator[None]:
    """Let the rights of files bind this thread, also where it is root's."""
    if os.geteuid() != 0:
        yield
        return
    if sys.platform != "linux":
        pytest.skip("rights of files do not bind root, who can give up this power on Linux alone")
    before = _capabilities()
    _set_capabilities((before[0] & ~0b110, *before[1:]))  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    try:
        yield
    finally:
        _set_capabilities(before)


def _capabilities() -> tuple[int, ...]:
    data = (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None).capget((ctypes.c_uint32 * 2)(0x20080522, 0), data) == 0
    return tuple(data)


def _set_capabilities(data: tuple[int, ...]) -> None:
    assert ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(*data)) == 0


@contextmanager
def small_disk(folder: Path) -> Iterator[Callable[[], None]]:
    """Make a folder a disk of two megabytes, and give what fills it."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be mounted by root alone")

    def fill() -> None:
        with suppress(OSError), (folder / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(bytes(1024))

    try:
        yield fill
    finally:
        subprocess.run(["umount", str(folder)], check=True)
