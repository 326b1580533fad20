"""The gradebook: what it keeps, and that neither a kill, a full disk nor another program costs a grade."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dojo.classroom.gradebook import FILE, Gradebook, GradebookError
from dojo.classroom.records import Intake, Terms
from dojo.classroom.rows import row_of
from tests.classroom import GRADES, HOSTILE, INTAKE, TERMS, check, grade, passing, submission

ROOT = Path(__file__).parent.parent
ADA = GRADES[0]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / FILE


@pytest.fixture
def full(path: Path) -> Path:
    """A gradebook that holds the whole class."""
    with Gradebook(path) as book:
        book.put_intake(INTAKE)
        for one in GRADES:
            book.put(one)
    return path


def holds_the_class(path: Path) -> bool:
    with Gradebook(path) as book:
        return book.intake() == INTAKE and sorted(book.latest(), key=repr) == sorted(GRADES, key=repr)


def test_what_is_put_comes_back_without_loss(full: Path) -> None:
    assert holds_the_class(full)


def test_a_grade_from_before_memory_was_counted_comes_back(full: Path) -> None:
    with sqlite3.connect(full) as connection:
        connection.execute("UPDATE grades SET result = json_remove(result, '$.memory')")
    connection.close()
    with Gradebook(full) as book:
        found = book.find(ADA.submission, ADA.terms)
        assert found == replace(ADA, result=replace(ADA.result, memory=0))


def test_equal_texts_of_several_grades_are_one_in_memory(full: Path) -> None:
    with Gradebook(full) as book:
        first, second = [one.result.checks[0] for one in book.latest() if one.submission.kata == "01_tensors"][:2]
    assert first.failure is not second.failure
    assert all(one is other for one, other in [(first.id, second.id), (first.title, second.title)])


def test_a_closed_gradebook_is_one_file(full: Path) -> None:
    assert [entry.name for entry in full.parent.iterdir()] == [FILE]


def test_a_new_gradebook_holds_nothing(path: Path) -> None:
    with Gradebook(path) as book:
        assert (book.latest(), book.intake()) == ([], Intake((), (), ()))
        assert book.find(ADA.submission, ADA.terms) is None


@pytest.mark.parametrize("name", ["a\\b", "\\u001b", "\\\\", "a\0b", "\u2028", "ä😀", "", "'; DROP TABLE grades"])
def test_an_odd_name_is_its_own(path: Path, name: str) -> None:
    one, other = passing(name, "01_tensors"), passing(f"{name}\x1b", "01_tensors")
    with Gradebook(path) as book:
        book.put(one)
        assert book.find(other.submission, TERMS) is None
        assert book.find(one.submission, TERMS) == one


def test_a_seed_may_be_larger_than_an_integer_of_sqlite(path: Path) -> None:
    one = replace(ADA, terms=Terms(TERMS.tests, 2**80))
    with Gradebook(path) as book:
        book.put(one)
        assert book.find(one.submission, one.terms) == one


@pytest.mark.parametrize(
    ("asked", "terms"),
    [
        pytest.param(submission("ada", "01_tensors", "changed"), TERMS, id="another answer"),
        pytest.param(submission("ada", "03_backprop"), TERMS, id="another kata"),
        pytest.param(submission("Ada", "01_tensors"), TERMS, id="another student"),
        pytest.param(submission("ada", "01_tensors"), Terms("other", 7), id="other tests"),
        pytest.param(submission("ada", "01_tensors"), Terms(TERMS.tests, 8), id="another seed"),
    ],
)
def test_a_grade_of_something_else_is_not_found(path: Path, asked: object, terms: Terms) -> None:
    with Gradebook(path) as book:
        book.put(ADA)
        assert book.find(ADA.submission, ADA.terms) == ADA
        assert book.find(asked, terms) is None  # type: ignore[arg-type]


def test_the_newest_grade_counts_whatever_the_clock_says(path: Path) -> None:
    new = replace(grade("ada", "01_tensors", text="new"), graded="1999-01-01T00:00:00+00:00")
    with Gradebook(path) as book:
        book.put(ADA)
        book.put(new)
        assert book.latest() == [new]


def test_an_answer_that_was_changed_back_is_graded_again_so_that_its_grade_is_the_newest(path: Path) -> None:
    changed = grade("ada", "01_tensors", text="changed")
    with Gradebook(path) as book:
        for one in (ADA, changed):
            book.put(one)
        assert book.find(ADA.submission, ADA.terms) is None
        book.put(ADA)
        assert book.latest() == [ADA]


def test_of_several_grades_all_are_kept_or_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, made = row_of, iter([True, False])
    monkeypatch.setattr("dojo.classroom.gradebook.row_of", lambda one: real(one) if next(made) else (None,) * 13)
    with Gradebook(path) as book:
        with pytest.raises(GradebookError):
            book.put(*GRADES)
        assert book.latest() == []
        monkeypatch.undo()
        book.put(*GRADES)
        assert len(book.latest()) == len(GRADES)


def test_a_kata_that_is_graded_anew_has_no_grade_until_it_has_a_new_one(path: Path) -> None:
    other = GRADES[1]
    with Gradebook(path) as book:
        book.put(ADA, other)
        book.begin_anew([ADA.submission.kata])
    with Gradebook(path) as book:
        assert book.find(ADA.submission, ADA.terms) is None
        assert book.find(other.submission, other.terms) == other
        book.put(ADA)
        assert book.find(ADA.submission, ADA.terms) == ADA


def test_a_new_intake_takes_the_place_of_the_old(path: Path) -> None:
    with Gradebook(path) as book:
        book.put_intake(INTAKE)
        book.put_intake(Intake((), (), ("ada",)))
        assert book.intake() == Intake((), (), ("ada",))


def test_names_points_and_tier_are_columns_for_other_tools(full: Path) -> None:
    with sqlite3.connect(full) as connection:
        rows = connection.execute("SELECT student, kata, points, total, seed, tier FROM grades LIMIT 2").fetchall()
    connection.close()
    assert rows == [("ada", "01_tensors", 4, 4, "7", "full"), ("ada", "03_backprop", 2, 2, "7", "full")]


def test_a_second_grader_is_told_so(full: Path) -> None:
    with Gradebook(full), pytest.raises(GradebookError, match=r"another grader.*has it open: wait until"):
        Gradebook(full)
    assert holds_the_class(full)


HOLDER = """
import sys
from pathlib import Path
from dojo.classroom.gradebook import Gradebook

with Gradebook(Path(sys.argv[1])):
    print("alone", flush=True)
    sys.stdin.read()
"""


def test_of_two_that_start_together_on_nothing_one_goes_on(path: Path) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    both = [subprocess.Popen([sys.executable, "-c", HOLDER, path], cwd=ROOT, **pipes) for _ in range(2)]  # type: ignore[call-overload]
    while all(process.poll() is None for process in both):  # the one that goes on waits for the other to give up
        time.sleep(0.01)
    said = [process.communicate(timeout=60) for process in both]
    assert sorted(out for out, _ in said) == ["", "alone\n"]
    assert any("another grader" in complaint for _, complaint in said)


def test_a_gradebook_of_another_version_is_left_alone(full: Path) -> None:
    with sqlite3.connect(full) as connection:
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    before = full.read_bytes()
    with pytest.raises(GradebookError, match="version 2 and this torch-katas writes version 1: use the torch-katas"):
        Gradebook(full)
    assert full.read_bytes() == before


def test_a_database_of_something_else_is_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE photographs (name)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(GradebookError, match="a database of something else"):
        Gradebook(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", ["text", "cut", "scribbled"])
def test_a_damaged_file_is_told_at_once_and_left_as_it_is(full: Path, damage: str) -> None:
    data = full.read_bytes()
    damaged = {
        "text": b"these are not grades\n" * 500,
        "cut": data[: len(data) // 2],
        "scribbled": data[:8192] + b"\xff" * 4096 + data[12288:],
    }[damage]
    full.write_bytes(damaged)
    with pytest.raises(GradebookError, match=r"damaged: move it away"):
        Gradebook(full)
    assert full.read_bytes() == damaged


def test_a_record_that_makes_no_sense_is_told(full: Path) -> None:
    full.write_bytes(full.read_bytes().replace(b'"checks"', b'"cheeks"'))
    with Gradebook(full) as book, pytest.raises(GradebookError, match=r"'ada', '01_tensors'.*cannot be read: 'checks'"):
        book.find(ADA.submission, ADA.terms)


def test_on_a_full_disk_nothing_is_lost_and_it_goes_on_when_there_is_room(full: Path) -> None:
    long = grade("ada", "01_tensors", check("01_tensors", "shape", "passed", printed="x" * 1_000_000))
    with Gradebook(full) as book:
        book._connection.execute("PRAGMA max_page_count = 1")  # SQLite then says what it says on a full disk
        with pytest.raises(GradebookError, match=r"the disk is full: make room.*It is left as it was"):
            book.put(long)
        with pytest.raises(GradebookError, match="the disk is full"):
            book.put_intake(replace(INTAKE, students=("x" * 1_000_000,)))
        assert book.find(ADA.submission, ADA.terms) == ADA
        book._connection.execute("PRAGMA max_page_count = 1000000")
        book.put(long)
    with Gradebook(full) as book:
        assert long in book.latest()


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder for a user who may not write to what is read-only; root may."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    root = os.geteuid() == 0
    yield folder
    if root:
        os.seteuid(0)
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("kept", [False, True], ids=["new", "kept"])
def test_a_read_only_folder_is_told(full: Path, unprivileged: Path, kept: bool) -> None:
    if kept:
        shutil.copy(full, unprivileged / FILE)
        (unprivileged / FILE).chmod(0o444)
    unprivileged.chmod(0o555)
    if os.geteuid() == 0:
        os.seteuid(65534)
    with pytest.raises(GradebookError, match=r"make it writable|is writable"):
        Gradebook(unprivileged / FILE)
    assert [entry.name for entry in unprivileged.iterdir()] == [FILE] * kept


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(GradebookError, match="see that its folder exists"):
        Gradebook(tmp_path / "nowhere" / FILE)


WRITER = """
import sys
from pathlib import Path
from dojo.classroom.gradebook import Gradebook
from tests.classroom import passing

with Gradebook(Path(sys.argv[1])) as book:
    number = len(book.latest())
    while True:
        book.put(passing(f"student {number}", "01_tensors"))
        number += 1
        print(number, flush=True)
"""


def test_ten_kills_cost_no_grade(path: Path) -> None:
    """Whatever put() has come back from is there, the file is whole, and the lock is gone with its owner."""
    chance, graded = random.Random(5), 0
    for _ in range(10):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE, cwd=ROOT, text=True)
        assert writer.stdout is not None
        assert int(writer.stdout.readline()) == graded + 1
        time.sleep(chance.random() * 0.2)
        writer.send_signal(signal.SIGKILL)
        said = writer.communicate()[0].split()
        with Gradebook(path) as book:
            kept = len(book.latest())
        told = int(said[-1]) if said else graded + 1
        assert kept - told in (0, 1)  # one may be kept that it had no time to tell
        graded = kept
    with Gradebook(path) as book:
        assert {one.submission.student for one in book.latest()} == {f"student {number}" for number in range(graded)}


def test_what_raises_in_the_middle_leaves_nothing_half_done(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with Gradebook(path) as book:
        book.put(ADA)
        monkeypatch.setattr("dojo.classroom.gradebook.row_of", interrupted)
        with pytest.raises(KeyboardInterrupt):
            book.put(passing(HOSTILE, "01_tensors"))
        monkeypatch.undo()
        book.put(GRADES[1])
        assert book.latest() == [ADA, GRADES[1]]


def test_the_seed_of_the_run_before_is_kept(path: Path) -> None:
    with Gradebook(path) as book:
        assert book.seed(5) == 5
    with Gradebook(path) as book:
        assert book.seed(6) == 5
        assert book.seed(2**80, fixed=True) == 2**80
        assert book.seed(7) == 2**80
